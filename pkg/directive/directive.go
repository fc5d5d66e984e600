package directive

import (
	"crypto/ecdsa"
	"fmt"

	"github.com/assent-ledger/assent/internal/secp"
	"github.com/assent-ledger/assent/pkg/policy"
)

// Directive is what a patient permits or refuses. Its id is its digest.
type Directive struct {
	Subject        [20]byte         // Id of the subject it speaks for.
	Controller     string           // The holder it speaks to; empty is every holder of this subject.
	Provision      policy.Provision // What is said.
	Validity       policy.Period    // When it counts; not to be confused with the periods in the provision.
	DocumentDigest [32]byte         // Salted digest of the document that was agreed to; zero if there is none.
	Supersedes     [32]byte         // Id of the directive it replaces; zero if it replaces none.
	Sequence       uint64           // Greater than that of whatever the subject signed before.
	Deadline       int64            // The ledger takes it before this moment, in Unix seconds.
}

// Withdrawal ends a directive.
type Withdrawal struct {
	Subject   [20]byte // Id of the subject whose directive it is.
	Directive [32]byte // Id of the directive that ends.
	Sequence  uint64   // Greater than that of whatever the subject signed before.
	Deadline  int64    // The ledger takes it before this moment, in Unix seconds.
}

// Enrolment is a subject's agreement to be enrolled by a holder.
type Enrolment struct {
	Subject          [20]byte // Id of the subject: the address of the key that signs.
	Holder           string   // Participant that enrols the subject.
	HomeJurisdiction string   // Jurisdiction whose authority may act for the subject.
	Deadline         int64    // The ledger takes it before this moment, in Unix seconds.
}

// Digest is what the subject signs for the chain with this id, and the id of
// the directive. A directive that Check refuses has none.
func (d Directive) Digest(chainID string) ([32]byte, error) {
	return hashChecked(chainID, d)
}

// Digest is what the subject signs for the chain with this id. A withdrawal
// that Check refuses has none.
func (w Withdrawal) Digest(chainID string) ([32]byte, error) {
	return hashChecked(chainID, w)
}

// Digest is what the subject signs for the chain with this id. An enrolment
// that Check refuses has none.
func (e Enrolment) Digest(chainID string) ([32]byte, error) {
	return hashChecked(chainID, e)
}

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (d Directive) TypedData(chainID string) ([]byte, error) {
	return payloadChecked(chainID, d)
}

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (w Withdrawal) TypedData(chainID string) ([]byte, error) {
	return payloadChecked(chainID, w)
}

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (e Enrolment) TypedData(chainID string) ([]byte, error) {
	return payloadChecked(chainID, e)
}

// message is one of those that are signed. record may be called only after Check.
type message interface {
	Check() error
	record() record
}

func checkMessage(chainID string, m message) error {
	if chainID == "" {
		return ErrChainID
	}
	return m.Check()
}

func hashChecked(chainID string, m message) ([32]byte, error) {
	if err := checkMessage(chainID, m); err != nil {
		return [32]byte{}, err
	}
	return hashMessage(chainID, m.record()), nil
}

func payloadChecked(chainID string, m message) ([]byte, error) {
	if err := checkMessage(chainID, m); err != nil {
		return nil, err
	}
	return payload(chainID, m.record())
}

// Sign gives the 65 bytes r || s || v that a wallet would give for the digest.
func Sign(digest [32]byte, key *ecdsa.PrivateKey) ([]byte, error) {
	return secp.Sign(digest, key)
}

// Recover gives the address whose key signed the digest. Nearly every
// well-formed signature recovers some address: compare it with the one expected.
func Recover(digest [32]byte, signature []byte) ([20]byte, error) {
	signer, err := secp.Recover(digest, signature)
	if err != nil {
		return [20]byte{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return signer, nil
}
