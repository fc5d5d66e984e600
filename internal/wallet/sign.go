package wallet

import (
	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Signed is something that the ledger takes, signed.
type Signed struct {
	// Item is one element of the message that brings it: an Enrolment, a
	// SignedDirective and so on of x/consent/types, or a SubjectRequest or a
	// SignedDispute of x/access/types.
	Item proto.Message
	// Words are the texts that were signed, a line for each field.
	Words string
	// Digest is what was signed; of a directive, its id for ever.
	Digest [32]byte
}

// JSON is the item as the commands of assentd tx take it.
func (s Signed) JSON() ([]byte, error) { return codec.ProtoMarshalJSON(s.Item, nil) }

// Statement is what a directive says, without what the wallet fills in.
type Statement struct {
	Controller     string           // The holder it speaks to; empty is every holder of this subject.
	Provision      policy.Provision // What is permitted or refused.
	Validity       policy.Period    // When it counts.
	DocumentDigest [32]byte         // Salted digest of the document that was agreed to; zero if there is none.
	Supersedes     [32]byte         // Id of the directive that it replaces; zero if it replaces none.
}

// Mandate is what somebody else may speak about, without what the wallet fills in.
type Mandate struct {
	Representative [20]byte                    // Address of the key of who is to speak.
	Controller     string                      // The holder for whose data; empty is every holder of this subject.
	Purposes       policy.Set[policy.Purpose]  // About which purposes; empty is any.
	Categories     policy.Set[policy.Category] // About which categories; empty is any.
	Period         policy.Period               // When.
}

// message is one of those of pkg/directive.
type message interface {
	Digest(chainID string) ([32]byte, error)
	TypedData(chainID string) ([]byte, error)
}

// prepare gives the words and the digest of a message. What it refuses cannot be
// signed, and uses up no sequence.
func (w *Wallet) prepare(m message) (Signed, error) {
	digest, err := m.Digest(w.chainID)
	if err != nil {
		return Signed{}, err
	}
	typed, err := m.TypedData(w.chainID)
	if err != nil {
		return Signed{}, err
	}
	text, err := words(typed)
	return Signed{Words: text, Digest: digest}, err
}

// speak signs a message with the key that speaks. The account with its new sequence is
// kept first: there is no signature whose sequence could be forgotten.
func (w *Wallet) speak(account Account, m message) (Signed, []byte, error) {
	s, err := w.prepare(m)
	if err != nil {
		return Signed{}, nil, err
	}
	key, err := w.Key(account.Holder, account.Generation)
	if err != nil {
		return Signed{}, nil, err
	}
	if err := w.remember(account); err != nil {
		return Signed{}, nil, err
	}
	signature, err := directive.Sign(s.Digest, key)
	return s, signature, err
}

// turn is the subject at a holder, and its account with the sequence that is next.
func (w *Wallet) turn(holder string) (subject [20]byte, account Account, err error) {
	if subject, err = w.Subject(holder); err != nil {
		return subject, account, err
	}
	account, err = w.next(holder)
	return subject, account, err
}

// Enrol agrees to be enrolled by a holder, whose jurisdiction becomes the home of the
// subject. The ledger takes it before the deadline, in Unix seconds, which is at most a
// day ahead of it; so it is with everything below. It uses up no sequence. Errors:
// [ErrHolder], those of pkg/directive, and those of writing the file.
func (w *Wallet) Enrol(holder, home string, deadline int64) (Signed, error) {
	subject, err := w.Subject(holder)
	if err != nil {
		return Signed{}, err
	}
	e := directive.Enrolment{Subject: subject, Holder: holder, HomeJurisdiction: home, Deadline: deadline}
	s, signature, err := w.speak(w.Account(holder), e)
	if err != nil {
		return Signed{}, err
	}
	s.Item = &types.Enrolment{Subject: subject[:], Deadline: deadline, Signature: signature}
	return s, nil
}

// Give permits or refuses something. Errors: [ErrHolder], [ErrRotating], those of
// pkg/directive, and those of writing the file; so it is with everything below.
func (w *Wallet) Give(holder string, say Statement, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	d := directive.Directive{
		Subject: subject, Controller: say.Controller, Provision: say.Provision, Validity: say.Validity,
		DocumentDigest: say.DocumentDigest, Supersedes: say.Supersedes, Sequence: account.Sequence, Deadline: deadline,
	}
	// Asked before anything is kept: the ledger's form is narrower than what has a digest.
	if _, err := types.NewSignedDirective(d, nil); err != nil {
		return Signed{}, err
	}
	s, signature, err := w.speak(account, d)
	if err != nil {
		return Signed{}, err
	}
	item, err := types.NewSignedDirective(d, signature)
	s.Item = &item
	return s, err
}

// RefuseAll refuses everything to everybody for ever. The ledger always takes it.
func (w *Wallet) RefuseAll(holder string, deadline int64) (Signed, error) {
	// With one subject for each holder, every holder of the subject is that one.
	return w.Give(holder, Statement{Provision: policy.Provision{Effect: policy.EffectDeny}}, deadline)
}

// Withdraw ends a directive, by its id.
func (w *Wallet) Withdraw(holder string, id [32]byte, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	m := directive.Withdrawal{Subject: subject, Directive: id, Sequence: account.Sequence, Deadline: deadline}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	item := types.NewSignedWithdrawal(m, signature)
	s.Item = &item
	return s, nil
}

// Appoint lets somebody else speak for the subject at a holder.
func (w *Wallet) Appoint(holder string, mandate Mandate, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	a := directive.Appointment{
		Subject: subject, Representative: mandate.Representative, Controller: mandate.Controller,
		Purposes: mandate.Purposes, Categories: mandate.Categories, Period: mandate.Period,
		Sequence: account.Sequence, Deadline: deadline,
	}
	if _, err := types.NewSignedAppointment(a, nil); err != nil {
		return Signed{}, err
	}
	s, signature, err := w.speak(account, a)
	if err != nil {
		return Signed{}, err
	}
	item, err := types.NewSignedAppointment(a, signature)
	s.Item = &item
	return s, err
}

// EndRepresentation ends what a representative, by the address of its key, may do.
func (w *Wallet) EndRepresentation(holder string, representative [20]byte, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	m := directive.MandateEnd{Subject: subject, Representative: representative, Sequence: account.Sequence, Deadline: deadline}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	item := types.NewSignedMandateEnd(m, signature)
	s.Item = &item
	return s, nil
}

// Rotate gives the voice of the subject to the key of the next generation; both keys
// sign. From then on the wallet signs nothing for this holder ([ErrRotating]) until
// [Wallet.Resume] says which of the two speaks: nobody knows here whether the ledger
// took it. It may be said at once that the old one does, if the change was never sent.
func (w *Wallet) Rotate(holder string, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	next, err := w.Key(holder, account.Generation+1)
	if err != nil {
		return Signed{}, err
	}
	address, err := w.Address(holder, account.Generation+1)
	if err != nil {
		return Signed{}, err
	}
	account.Rotating = true
	m := directive.KeyRotation{Subject: subject, NewKey: address, Sequence: account.Sequence, Deadline: deadline}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	second, err := directive.Sign(s.Digest, next)
	if err != nil {
		return Signed{}, err
	}
	item := types.NewSignedRotation(m, signature, second)
	s.Item = &item
	return s, nil
}

// Object is the word of the key that is there against its replacement by another.
func (w *Wallet) Object(holder string, newKey [20]byte, deadline int64) (Signed, error) {
	subject, account, err := w.turn(holder)
	if err != nil {
		return Signed{}, err
	}
	m := directive.ReplacementObjection{Subject: subject, NewKey: newKey, Sequence: account.Sequence, Deadline: deadline}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	item := types.NewSignedObjection(m, signature)
	s.Item = &item
	return s, nil
}
