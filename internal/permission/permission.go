// Package permission names what an account may do for its participant. The
// modules share it, so that each can ask the registry without knowing its types.
package permission

// Permission of an account. The numbers are those of the registry's protobuf enum.
type Permission uint8

// The permissions. The zero value permits nothing.
const (
	Admin   Permission = 1 // Binds accounts, opens trails.
	Relay   Permission = 2 // Relays what subjects signed.
	Record  Permission = 3 // Records accesses that happened.
	Attest  Permission = 4 // Enrols subjects, attests paper consent.
	Operate Permission = 5 // Runs the participant's validator.
)

// Evidence reports whether the permission is to report what happened. A
// suspension never stops evidence, so it holds for suspended participants too.
func (p Permission) Evidence() bool { return p == Record }

// Member is an account's participant, at the moment it was authorised.
type Member struct {
	Participant  string
	Jurisdiction string
}

// Inquirer is who asks about subjects, at the moment of the state that is asked.
type Inquirer struct {
	// Participant whose account asks; empty for an authority.
	Participant  string
	Jurisdiction string
	// Oversees the jurisdiction: it is its authority, or an auditor there.
	Oversees bool
}

// Seat of a jurisdiction in the council: it is ACTIVE.
type Seat struct {
	Jurisdiction string
	// ActiveSince is the moment, in Unix seconds, from which it has been.
	ActiveSince int64
}

// Standing says what an address may send at all.
type Standing uint8

// The standings. The zero value may send nothing.
const (
	// Nobody is an address that the registry does not know, or no longer.
	Nobody Standing = iota
	// Account of an institution that is ACTIVE or SUSPENDED.
	Account
	// Authority of a jurisdiction.
	Authority
	// Successor is to become an authority, and may only accept.
	Successor
)

// Sender is an address whose transactions are looked at.
type Sender struct {
	Standing Standing
	// Payer names the quota that the address uses: the id of a participant, that of
	// a jurisdiction for its authority, or a successor's own.
	Payer string
}
