package directive

import (
	"github.com/assent-ledger/assent/pkg/policy"
)

// Appointment lets a representative speak for the subject.
type Appointment struct {
	Subject        [20]byte                    // Id of the subject it is about.
	Representative [20]byte                    // Address of the representative's key.
	Controller     string                      // The holder for whose data; empty is every holder of this subject.
	Purposes       policy.Set[policy.Purpose]  // About which purposes; empty is any.
	Categories     policy.Set[policy.Category] // About which categories; empty is any.
	Period         policy.Period               // When.
	Sequence       uint64                      // Greater than that of whatever the subject signed before.
	Deadline       int64                       // The ledger takes it before this moment, in Unix seconds.
}

// MandateEnd ends what a representative may do; the subject signs it, or the
// representative.
type MandateEnd struct {
	Subject        [20]byte // Id of the subject it is about.
	Representative [20]byte // Address of the representative's key.
	Sequence       uint64   // Greater than that of whatever the signer signed for the subject before.
	Deadline       int64    // The ledger takes it before this moment, in Unix seconds.
}

// Digest is what the subject signs for the chain with this id. An appointment
// that Check refuses has none.
func (a Appointment) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, a) }

// Digest is what is signed for the chain with this id. An end that Check refuses
// has none.
func (e MandateEnd) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, e) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (a Appointment) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, a) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (e MandateEnd) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, e) }

// CheckMandate says whether what a representative is to speak about has exactly
// one reading. Nobody represents itself.
func (a Appointment) CheckMandate() error {
	switch {
	case a.Subject == ([20]byte{}):
		return ErrSubject
	case a.Representative == ([20]byte{}), a.Representative == a.Subject:
		return ErrRepresentative
	case a.Controller != "" && !isParticipant(a.Controller):
		return ErrParticipant
	case !allValid(a.Purposes), !allValid(a.Categories):
		return ErrCode
	default:
		return checkPeriod(a.Period)
	}
}

// Check says whether the appointment can be signed.
func (a Appointment) Check() error {
	if err := a.CheckMandate(); err != nil {
		return err
	}
	return checkTime(a.Deadline)
}

// Check says whether the end can be signed.
func (e MandateEnd) Check() error {
	switch {
	case e.Subject == ([20]byte{}):
		return ErrSubject
	case e.Representative == ([20]byte{}):
		return ErrRepresentative
	default:
		return checkTime(e.Deadline)
	}
}

var (
	appointmentType = newStructType("RepresentativeAppointment", []field{
		{"subject", "address"},
		{"representative", "address"},
		{"controller", "string"},
		{"purposes", "string[]"},
		{"categories", "string[]"},
		{"from", "string"},
		{"until", "string"},
		{"sequence", "uint64"},
		{"deadline", "string"},
	})
	mandateEndType = newStructType("RepresentationEnd", []field{
		{"subject", "address"},
		{"representative", "address"},
		{"sequence", "uint64"},
		{"deadline", "string"},
	})
)

func (a Appointment) record() record {
	return record{appointmentType, []value{
		address(a.Subject), address(a.Representative), controllerWord(a.Controller),
		codeWords(a.Purposes), codeWords(a.Categories), boundWord(a.Period.From), boundWord(a.Period.Until),
		number(a.Sequence), timeWord(a.Deadline),
	}}
}

func (e MandateEnd) record() record {
	return record{mandateEndType, []value{
		address(e.Subject), address(e.Representative), number(e.Sequence), timeWord(e.Deadline),
	}}
}
