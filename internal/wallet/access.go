package wallet

import (
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/x/access/types"
)

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
	s.Item = &types.SubjectRequest{IssuedAt: issuedAt, ExpiresAt: expiresAt, Signature: signature}
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
	item := types.SignedDispute{
		Subject: subject[:], Trail: m.Trail, Index: m.Index, Record: m.Record[:], Ground: types.Ground(m.Ground),
		Deadline: deadline, Signature: signature,
	}
	if m.Document != ([32]byte{}) {
		item.Document = m.Document[:]
	}
	s.Item = &item
	return s, nil
}
