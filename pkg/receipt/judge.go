package receipt

import (
	"errors"

	"github.com/assent-ledger/assent/pkg/directive"
)

// ErrObservation refuses an observation that contradicts itself, cannot be of this
// receipt, or lacks what is needed to judge.
var ErrObservation = errors.New("receipt: the observation is contradictory or incomplete")

// Observation is what somebody found on the ledger about a receipt, in the blocks up to
// one. Moments are block times in Unix seconds, without their fraction. Who judges
// believes it as far as it was proven.
type Observation struct {
	ChainID string // Of the ledger that was looked at.
	Time    int64  // Of the last block that was looked at.
	// Highest sequence that the ledger shows of the signer in the state after that block.
	// The signer is whoever signed the message: the subject, or one representative.
	// Not looked at where the kind has no sequence.
	Highest uint64
	// AcceptedAt is the block that accepted what has the digest; 0 if none did.
	AcceptedAt int64
	// Later is the first other message of the signer with this sequence or a higher one that
	// was accepted; zero if there is none, or the receipt's own was accepted.
	Later Later
	// Refused says that the ledger would have refused the message on its own merits: at
	// every place in every block since ReceivedAt and before CarryBy, or up to Later, if
	// there was any such block at all; or that it was brought in one of them as it was
	// signed, and refused. That its sequence was too low is not meant, nor a reason that
	// lies with who brought it: room, permission, gas, a spoilt copy.
	Refused bool
}

// Later is what made a message worthless.
type Later struct {
	At int64  // Block that accepted it, in Unix seconds.
	By string // Participant whose account sent it.
}

// Verdict on a receipt.
type Verdict string

// The verdicts. The zero value is none.
const (
	Pending Verdict = "pending" // It is too early to say.
	Kept    Verdict = "kept"    // What was promised is on the ledger, in time.
	Excused Verdict = "excused" // It is not, and that is not shown to be the relayer's doing.
	Broken  Verdict = "broken"  // It is not, or it came too late.
)

// Reason of a verdict.
type Reason string

// The reasons.
const (
	Early     Reason = "carry-by has not come"
	InTime    Reason = "accepted before carry-by"
	Stale     Reason = "a sequence as high was accepted before the relayer took it"
	Overtaken Reason = "another relayer brought a sequence as high before carry-by"
	Refused   Reason = "the ledger refused it, or would have"
	Overtook  Reason = "the relayer itself brought a sequence as high instead"
	Late      Reason = "accepted, but not before carry-by"
	Absent    Reason = "not accepted, and nothing stood in its way"
)

// Judge says what became of a receipt. It refuses a receipt that is not signed for the
// chain that was looked at, and an observation that does not fit it (ErrObservation).
//
// Kept is final. Pending ends with a later observation, or with the proof of what
// overtook the message: a sequence never falls, so that may be known before CarryBy.
// Broken becomes Excused if it is proven afterwards that the message was Refused.
func Judge(r Receipt, o Observation) (Verdict, Reason, error) {
	if err := Verify(o.ChainID, r); err != nil {
		return "", "", err
	}
	if !o.fits(r) {
		return "", "", ErrObservation
	}
	passed := o.Later.At != 0 && o.Later.At < r.CarryBy
	switch {
	case o.AcceptedAt != 0 && o.AcceptedAt < r.CarryBy:
		return Kept, InTime, nil
	case passed && o.Later.At < r.ReceivedAt:
		return Excused, Stale, nil
	case passed && o.Later.By != r.Relayer:
		return Excused, Overtaken, nil
	case !passed && o.Time < r.CarryBy:
		return Pending, Early, nil
	case o.Refused:
		return Excused, Refused, nil
	case passed:
		return Broken, Overtook, nil
	case o.AcceptedAt != 0:
		return Broken, Late, nil
	default:
		return Broken, Absent, nil
	}
}

// fits says whether the observation can be one of the receipt's.
func (o Observation) fits(r Receipt) bool {
	accepted, later := o.AcceptedAt != 0, o.Later != Later{}
	if o.Time < 0 || o.AcceptedAt < 0 || o.AcceptedAt > o.Time || (accepted && later) {
		return false
	}
	if later && (o.Later.At <= 0 || o.Later.At > o.Time || !isOf(o.Later.By, directive.MaxIDLength, idAlphabet)) {
		return false
	}
	if !r.Kind.sequenced() {
		return !later
	}
	// A sequence is reached by the message itself or by another one, and else is not.
	return (o.Highest >= r.Sequence) == (accepted || later)
}
