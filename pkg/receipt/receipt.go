package receipt

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"

	"github.com/assent-ledger/assent/internal/secp"
	"github.com/assent-ledger/assent/pkg/directive"
)

const (
	// MaxWindow is the most, in seconds, between the moment at which something was taken
	// and the one before which it is to be on the ledger.
	MaxWindow = 24 * 60 * 60
	// MaxChainIDLength is the most bytes of a chain's id.
	MaxChainIDLength = 50

	// maxAhead is the most, in seconds, of a deadline before the block that takes it; it is the ledger's.
	maxAhead = 24 * 60 * 60
	// domain behind its length separates these signatures from those over transactions,
	// whose bytes never begin with a zero.
	domain = "assent/receipt/v1"

	idAlphabet    = "abcdefghijklmnopqrstuvwxyz0123456789-"
	chainAlphabet = idAlphabet + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_."
)

// What is refused. Errors of this package match one of these.
var (
	// ErrChain refuses another chain, or an id that is not 1 to 50 letters, digits and - _ . signs.
	ErrChain = errors.New("receipt: not the id of this chain")
	// ErrRelayer refuses an id that is not 1 to 64 of a-z, 0-9 and -.
	ErrRelayer = errors.New("receipt: not the id of a participant")
	// ErrSubject refuses a receipt about nobody.
	ErrSubject = errors.New("receipt: no subject")
	// ErrKind refuses a message that relayers give no receipt for.
	ErrKind = errors.New("receipt: unknown kind of message")
	// ErrDigest refuses a receipt for nothing.
	ErrDigest = errors.New("receipt: no digest")
	// ErrSequence refuses a sequence of a kind that has none, and 0 of one that has.
	ErrSequence = errors.New("receipt: sequence does not fit the kind of message")
	// ErrWindow refuses a carry-by that is not after received-at, or is more than 24 h later, or beyond 9999.
	ErrWindow = errors.New("receipt: carry-by is not within the 24 hours after received-at")
	// ErrDeadline refuses a carry-by after the message's deadline, or so long before it
	// that the ledger takes the message only afterwards.
	ErrDeadline = errors.New("receipt: the ledger does not take the message before carry-by")
	// ErrMessage says that a receipt is not for this message.
	ErrMessage = errors.New("receipt: for another message")
	// ErrSignature says that the key did not sign this receipt, or is none.
	ErrSignature = errors.New("receipt: the signature is not the key's over this receipt")
)

// Kind is which of the messages of pkg/directive was signed.
type Kind uint8

// The kinds. The zero value is none.
const (
	KindDirective   Kind = 1
	KindWithdrawal  Kind = 2
	KindEnrolment   Kind = 3 // Has no sequence.
	KindAppointment Kind = 4
	KindEnd         Kind = 5
	KindRotation    Kind = 6
	KindReplacement Kind = 7 // Has no sequence.
	KindObjection   Kind = 8
)

// kindNames are in the order of the kinds.
var kindNames = [...]string{
	"", "directive", "withdrawal", "enrolment", "appointment", "end", "rotation", "replacement", "objection",
}

// String is the name that is signed; empty for what is no kind.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return ""
	}
	return kindNames[k]
}

// sequenced says whether messages of the kind have a sequence.
func (k Kind) sequenced() bool { return k != KindEnrolment && k != KindReplacement }

// Receipt is a relayer's promise that what has the digest is accepted by the ledger in
// a block whose time is before CarryBy. Moments are in Unix seconds, block times
// without their fraction.
type Receipt struct {
	ChainID    string   // Of the ledger.
	Relayer    string   // Participant that promises.
	Subject    [20]byte // Id of the subject that the message is about.
	Kind       Kind     // Which message.
	Digest     [32]byte // What was signed.
	Sequence   uint64   // Of the message; 0 where its kind has none.
	ReceivedAt int64    // When the relayer took it, by its own clock.
	CarryBy    int64    // Before when it is on the ledger: after ReceivedAt, at most MaxWindow.
	PublicKey  [33]byte // Of an account of the relayer, compressed.
	Signature  [64]byte // r || s by that key over the SHA-256 of SignBytes.
}

// Message is one of pkg/directive that has a kind here.
type Message interface {
	Digest(chainID string) ([32]byte, error)
}

// Take is the receipt for a message, not signed yet. It refuses what Check refuses, a
// message that has no digest (with the error of pkg/directive), and a CarryBy before
// which the ledger cannot take the message (ErrDeadline).
func Take(chainID, relayer string, m Message, receivedAt, carryBy int64) (Receipt, error) {
	r := Receipt{ChainID: chainID, Relayer: relayer, ReceivedAt: receivedAt, CarryBy: carryBy}
	var deadline int64
	switch m := m.(type) {
	case directive.Directive:
		r.Kind, r.Subject, r.Sequence, deadline = KindDirective, m.Subject, m.Sequence, m.Deadline
	case directive.Withdrawal:
		r.Kind, r.Subject, r.Sequence, deadline = KindWithdrawal, m.Subject, m.Sequence, m.Deadline
	case directive.Enrolment:
		r.Kind, r.Subject, deadline = KindEnrolment, m.Subject, m.Deadline
	case directive.Appointment:
		r.Kind, r.Subject, r.Sequence, deadline = KindAppointment, m.Subject, m.Sequence, m.Deadline
	case directive.MandateEnd:
		r.Kind, r.Subject, r.Sequence, deadline = KindEnd, m.Subject, m.Sequence, m.Deadline
	case directive.KeyRotation:
		r.Kind, r.Subject, r.Sequence, deadline = KindRotation, m.Subject, m.Sequence, m.Deadline
	case directive.KeyReplacement:
		r.Kind, r.Subject, deadline = KindReplacement, m.Subject, m.Deadline
	case directive.ReplacementObjection:
		r.Kind, r.Subject, r.Sequence, deadline = KindObjection, m.Subject, m.Sequence, m.Deadline
	default:
		return Receipt{}, ErrKind
	}
	var err error
	if r.Digest, err = m.Digest(chainID); err != nil {
		return Receipt{}, err
	}
	if err := r.Check(); err != nil {
		return Receipt{}, err
	}
	// The last moment that counts is the second before CarryBy.
	if carryBy > deadline || deadline-carryBy >= maxAhead {
		return Receipt{}, ErrDeadline
	}
	return r, nil
}

// Promises says whether the receipt is for this message, and can be kept at all; else
// it is ErrMessage, or what Take refuses.
func (r Receipt) Promises(m Message) error {
	want, err := Take(r.ChainID, r.Relayer, m, r.ReceivedAt, r.CarryBy)
	if err != nil {
		return err
	}
	want.PublicKey, want.Signature = r.PublicKey, r.Signature
	if r != want {
		return ErrMessage
	}
	return nil
}

// Check says whether the receipt has the form of one. It looks at no signature.
func (r Receipt) Check() error {
	switch {
	case !isOf(r.ChainID, MaxChainIDLength, chainAlphabet):
		return ErrChain
	case !isOf(r.Relayer, directive.MaxIDLength, idAlphabet):
		return ErrRelayer
	case r.Subject == [20]byte{}:
		return ErrSubject
	case r.Kind.String() == "":
		return ErrKind
	case r.Digest == [32]byte{}:
		return ErrDigest
	case r.Kind.sequenced() != (r.Sequence != 0):
		return ErrSequence
	case r.ReceivedAt < 0, r.CarryBy > directive.MaxTime, r.CarryBy <= r.ReceivedAt, r.CarryBy-r.ReceivedAt > MaxWindow:
		return ErrWindow
	default:
		return nil
	}
}

// isOf says whether a text is 1 to limit bytes, all of them in the alphabet.
func isOf(text string, limit int, alphabet string) bool {
	return text != "" && len(text) <= limit && strings.Trim(text, alphabet) == ""
}

// SignBytes are what the relayer signs, with ECDSA over their SHA-256: the domain
// "assent/receipt/v1", chain id, relayer, subject, name of the kind, digest, sequence,
// received-at, carry-by and public key, each behind its length in 8 bytes. Lengths and
// numbers are big-endian, numbers 8 bytes long.
func (r Receipt) SignBytes() []byte {
	number := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	var out []byte
	for _, part := range [][]byte{
		[]byte(domain), []byte(r.ChainID), []byte(r.Relayer), r.Subject[:], []byte(r.Kind.String()), r.Digest[:],
		number(r.Sequence), number(uint64(r.ReceivedAt)), number(uint64(r.CarryBy)), r.PublicKey[:],
	} {
		out = binary.BigEndian.AppendUint64(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

// Sign gives the receipt with the relayer's public key and signature. The signer gives
// the 64-byte signature over the SHA-256 of what it is given; one that the key did not
// make, or not in the accepted form, is ErrSignature.
func Sign(r Receipt, publicKey [33]byte, signer func([]byte) ([]byte, error)) (Receipt, error) {
	if err := r.Check(); err != nil {
		return Receipt{}, err
	}
	r.PublicKey = publicKey
	signature, err := signer(r.SignBytes())
	if err != nil {
		return Receipt{}, err
	}
	if len(signature) != len(r.Signature) {
		return Receipt{}, ErrSignature
	}
	r.Signature = [64]byte(signature)
	return r, Verify(r.ChainID, r)
}

// Verify says whether the holder of the receipt's public key signed it, for this chain.
// Whose key that is, the registry says.
func Verify(chainID string, r Receipt) error {
	if err := r.Check(); err != nil {
		return err
	}
	if r.ChainID != chainID {
		return ErrChain
	}
	if secp.Verify(r.PublicKey[:], sha256.Sum256(r.SignBytes()), r.Signature[:]) != nil {
		return ErrSignature
	}
	return nil
}
