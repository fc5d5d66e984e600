package wallet

import (
	"github.com/assent-ledger/assent/pkg/directive"
)

// SubjectRequest is an access request as the access service hands it on, who knows
// subject, holder and itself. It is written as the JSON of a protobuf message.
type SubjectRequest struct {
	IssuedAt  int64  `json:"issued_at,string"`
	ExpiresAt int64  `json:"expires_at,string"`
	Signature []byte `json:"signature"`
}

// SignedDispute is a dispute as a relayer brings it. It is written as the JSON of a
// protobuf message.
type SignedDispute struct {
	Subject   []byte `json:"subject"`
	Trail     string `json:"trail"`
	Index     uint64 `json:"index,string"`
	Record    []byte `json:"record"`
	Ground    string `json:"ground"`   // GROUND_ and the name of the ground.
	Document  []byte `json:"document"` // Empty if there is none.
	Deadline  int64  `json:"deadline,string"`
	Signature []byte `json:"signature"`
}

// groundPrefix begins the names of grounds in the JSON of protobuf.
const groundPrefix = "GROUND_"

// Contested is what a dispute says, without what the wallet fills in.
type Contested struct {
	Trail    string           // Id of the trail: participant/name.
	Index    uint64           // Position of the record in the trail, from 0.
	Record   [32]byte         // Leaf hash of the record.
	Ground   directive.Ground // Why it is contested.
	Document [32]byte         // Salted digest of a statement; zero if there is none.
}

// voice is the subject at a holder, and its account as it is: what has no sequence
// uses up none.
func (w *Wallet) voice(holder string) (subject [20]byte, account Account, err error) {
	if subject, err = w.Subject(holder); err != nil {
		return subject, account, err
	}
	account = w.Account(holder)
	if account.Rotating {
		return subject, account, ErrRotating
	}
	return subject, account, nil
}

// RequestAccess asks for the subject's own data at a holder, through a participant
// that is a patient access service. It serves any number of accesses from the one
// moment to before the other, in Unix seconds, at most a day later, and uses up no
// sequence. Errors: [ErrHolder], [ErrRotating], those of pkg/directive, and those of
// writing the file.
func (w *Wallet) RequestAccess(holder, service string, issuedAt, expiresAt int64) (Signed, error) {
	subject, account, err := w.voice(holder)
	if err != nil {
		return Signed{}, err
	}
	m := directive.AccessRequest{
		Subject: subject, Controller: holder, Recipient: service, IssuedAt: issuedAt, ExpiresAt: expiresAt,
	}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	s.Item = &SubjectRequest{IssuedAt: issuedAt, ExpiresAt: expiresAt, Signature: signature}
	return s, nil
}

// Dispute contests a record about the subject at a holder, whoever's trail it is in.
// The ledger takes it before the deadline, in Unix seconds, which is at most a day
// ahead of it. It uses up no sequence. Errors are those of [Wallet.RequestAccess].
func (w *Wallet) Dispute(holder string, contested Contested, deadline int64) (Signed, error) {
	subject, account, err := w.voice(holder)
	if err != nil {
		return Signed{}, err
	}
	m := directive.Dispute{
		Subject: subject, Trail: contested.Trail, Index: contested.Index, Record: contested.Record,
		Ground: contested.Ground, Document: contested.Document, Deadline: deadline,
	}
	s, signature, err := w.speak(account, m)
	if err != nil {
		return Signed{}, err
	}
	item := SignedDispute{
		Subject: subject[:], Trail: m.Trail, Index: m.Index, Record: m.Record[:], Ground: groundPrefix + m.Ground.String(),
		Document: []byte{}, Deadline: deadline, Signature: signature,
	}
	if m.Document != ([32]byte{}) {
		item.Document = m.Document[:]
	}
	s.Item = &item
	return s, nil
}
