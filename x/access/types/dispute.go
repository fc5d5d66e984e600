package types

import (
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/translog"
)

// DisputeID is the id of the dispute about the record at an index of a trail.
func DisputeID(trail string, index uint64) []byte {
	return hashed(append([]byte(disputeTag), indexBytes(index)...), trail)
}

// Proof is a record that is proven to stand in a trail, with the leaf hash of its bytes.
type Proof struct {
	translog.Record
	Leaf translog.Hash
}

// Read gives the record, without looking at the path. Its errors wrap ErrRecordUnproven.
func (d DisputedRecord) Read() (Proof, error) {
	if len(d.Record) > MaxRecordBytes || len(d.Path) > MaxPath {
		return Proof{}, ErrRecordUnproven.Wrapf("a record of %d bytes with a path of %d hashes", len(d.Record), len(d.Path))
	}
	record, err := translog.ParseRecord(d.Record)
	if err != nil {
		return Proof{}, ErrRecordUnproven.Wrap(err.Error())
	}
	return Proof{Record: record, Leaf: translog.LeafHash(d.Record)}, nil
}

// Check checks that the path leads from the record to the root of its trail, at a size at
// which that is known.
func (d DisputedRecord) Check(p Proof, root translog.Hash) error {
	path := make([]translog.Hash, len(d.Path))
	for i, b := range d.Path {
		hash, err := translog.HashFromBytes(b)
		if err != nil {
			return ErrRecordUnproven.Wrap(err.Error())
		}
		path[i] = hash
	}
	if err := translog.VerifyInclusion(p.Leaf, p.Index, d.Size_, path, root); err != nil {
		return ErrRecordUnproven.Wrap(err.Error())
	}
	return nil
}

// Statement is what the subject signed.
func (d SignedDispute) Statement() (directive.Dispute, error) {
	switch {
	case len(d.Subject) != SubjectSize || len(d.Record) != DigestSize:
		return directive.Dispute{}, ErrDisputeInvalid.Wrap("subject or record of another length")
	case len(d.Document) != 0 && len(d.Document) != DigestSize:
		return directive.Dispute{}, ErrDigestInvalid.Wrapf("%d bytes, want none or %d", len(d.Document), DigestSize)
	case d.Ground < 0 || d.Ground > Ground_GROUND_OTHER:
		return directive.Dispute{}, ErrDisputeInvalid.Wrapf("ground %d", d.Ground)
	}
	statement := directive.Dispute{
		Subject: [SubjectSize]byte(d.Subject), Trail: d.Trail, Index: d.Index, Record: [DigestSize]byte(d.Record),
		Ground: directive.Ground(d.Ground), Deadline: d.Deadline,
	}
	copy(statement.Document[:], d.Document)
	if len(d.Document) != 0 && statement.Document == [DigestSize]byte{} {
		return directive.Dispute{}, ErrDigestInvalid.Wrap("a digest of zeros: leave it out where there is no document")
	}
	if err := statement.Check(); err != nil {
		return directive.Dispute{}, ErrDisputeInvalid.Wrap(err.Error())
	}
	return statement, nil
}

// About checks that the statement is about a record.
func (d SignedDispute) About(p Proof) error {
	if d.Trail != p.Trail || d.Index != p.Index || string(d.Record) != string(p.Leaf[:]) || string(d.Subject) != string(p.Subject[:]) {
		return ErrDisputeInvalid.Wrap("it was signed for another record")
	}
	return nil
}

// SignedBy checks that one of the keys, in its time, signed the statement.
func (d SignedDispute) SignedBy(statement directive.Dispute, chainID string, keys []world.Key, at int64) error {
	digest, err := statement.Digest(chainID)
	if err != nil {
		return ErrDisputeInvalid.Wrap(err.Error())
	}
	signer, err := directive.Recover(digest, d.Signature)
	if err != nil {
		return ErrSignatureWrong.Wrap(err.Error())
	}
	for _, key := range keys {
		if string(key.Address) == string(signer[:]) && key.Holds(at) {
			return nil
		}
	}
	return ErrSignatureWrong
}

// CheckDocument refuses a digest that is none, and a ground that needs one without it.
func CheckDocument(ground Ground, digest []byte) error {
	switch {
	case ground <= Ground_GROUND_UNSPECIFIED || ground > Ground_GROUND_OTHER:
		return ErrDisputeInvalid.Wrapf("ground %d", ground)
	case len(digest) == 0 && ground == Ground_GROUND_OTHER:
		return ErrDigestInvalid.Wrap("say in a document what the ground is, and give its digest")
	case len(digest) != 0 && len(digest) != DigestSize:
		return ErrDigestInvalid.Wrapf("%d bytes, want none or %d", len(digest), DigestSize)
	}
	return nil
}

// NewDispute is the dispute about a proven record, filed for a subject whose home is given,
// at a moment in Unix seconds.
func NewDispute(p Proof, home, filedBy string, ground Ground, document []byte, at int64, params Params) Dispute {
	return Dispute{
		Id: DisputeID(p.Trail, p.Index), Subject: p.Subject[:], Home: home, Trail: p.Trail, Index: p.Index, Record: p.Leaf[:],
		Ground: ground, DocumentDigest: document, FiledBy: filedBy, OpenedAt: at,
		Status: DisputeStatus_DISPUTE_STATUS_OPEN, AnswerBy: at + params.AnswerWithin, ResolveBy: at + params.ResolveWithin,
	}
}

// Writer of the disputed record.
func (d Dispute) Writer() string { return WriterOf(d.Trail) }

// Answered is the dispute after the writer has answered, at a moment in Unix seconds. It may
// come late.
func (d Dispute) Answered(by string, digest []byte, at int64) (Dispute, error) {
	switch {
	case by != d.Writer():
		return Dispute{}, ErrDisputeUnknown
	case d.Status != DisputeStatus_DISPUTE_STATUS_OPEN:
		return Dispute{}, ErrDisputeStatus.Wrapf("it is %s", d.Status)
	}
	d.Status, d.Answer = DisputeStatus_DISPUTE_STATUS_ANSWERED, &Statement{By: by, At: at, DocumentDigest: digest}
	return d, nil
}

// Resolved is the dispute after the authority of the subject's home has said who was right,
// at a moment in Unix seconds: after the answer, or when the time for it has passed.
func (d Dispute) Resolved(by string, outcome DisputeStatus, digest []byte, at int64) (Dispute, error) {
	unanswered := d.Status == DisputeStatus_DISPUTE_STATUS_OPEN && d.AnswerBy <= at
	switch {
	case by != d.Home:
		return Dispute{}, ErrDisputeUnknown
	case outcome != DisputeStatus_DISPUTE_STATUS_UPHELD && outcome != DisputeStatus_DISPUTE_STATUS_DISMISSED:
		return Dispute{}, ErrOutcomeInvalid.Wrapf("%s, want UPHELD or DISMISSED", outcome)
	case d.Status != DisputeStatus_DISPUTE_STATUS_ANSWERED && !unanswered:
		return Dispute{}, ErrDisputeStatus.Wrapf("it is %s, to be answered by %d", d.Status, d.AnswerBy)
	}
	d.Status, d.Resolution = outcome, &Statement{By: by, At: at, DocumentDigest: digest}
	return d, nil
}

// Unresolved reports whether nobody has said yet who was right.
func (d Dispute) Unresolved() bool {
	return d.Status == DisputeStatus_DISPUTE_STATUS_OPEN || d.Status == DisputeStatus_DISPUTE_STATUS_ANSWERED
}

// Waits reports whether a moment, in Unix seconds, is the deadline of a step that the
// dispute waits for.
func (d Dispute) Waits(at int64) bool {
	return (d.Status == DisputeStatus_DISPUTE_STATUS_OPEN && d.AnswerBy == at) || (d.Unresolved() && d.ResolveBy == at)
}

// Overdue reports whether the next step was due before a moment, in Unix seconds, or then.
func (d Dispute) Overdue(at int64) bool {
	switch d.Status {
	case DisputeStatus_DISPUTE_STATUS_OPEN:
		return d.AnswerBy <= at
	case DisputeStatus_DISPUTE_STATUS_ANSWERED:
		return d.ResolveBy <= at
	default:
		return false
	}
}

// Validate checks a dispute that was not made by the functions above.
func (d Dispute) Validate() error {
	switch {
	case len(d.Subject) != SubjectSize || len(d.Record) != DigestSize || d.Home == "" || d.FiledBy == "" || d.Writer() == "":
		return ErrGenesisInvalid.Wrapf("dispute %X is malformed", d.Id)
	case string(d.Id) != string(DisputeID(d.Trail, d.Index)):
		return ErrGenesisInvalid.Wrapf("dispute %X has another's id", d.Id)
	case d.OpenedAt < 0 || d.AnswerBy <= d.OpenedAt || d.ResolveBy < d.AnswerBy:
		return ErrGenesisInvalid.Wrapf("dispute %X was opened at %d, to be answered by %d and resolved by %d", d.Id, d.OpenedAt, d.AnswerBy, d.ResolveBy)
	}
	if err := CheckDocument(d.Ground, d.DocumentDigest); err != nil {
		return err
	}
	return d.validateSteps()
}

// validateSteps checks that the statements are those of the status.
func (d Dispute) validateSteps() error {
	answered, resolved := d.Answer != nil, d.Resolution != nil
	var fits bool
	switch d.Status {
	case DisputeStatus_DISPUTE_STATUS_UNSPECIFIED:
	case DisputeStatus_DISPUTE_STATUS_OPEN:
		fits = !answered && !resolved
	case DisputeStatus_DISPUTE_STATUS_ANSWERED:
		fits = answered && !resolved
	case DisputeStatus_DISPUTE_STATUS_UPHELD, DisputeStatus_DISPUTE_STATUS_DISMISSED:
		fits = resolved && (answered || d.AnswerBy <= d.Resolution.At)
	}
	switch {
	case !fits:
		return ErrGenesisInvalid.Wrapf("dispute %X is %s with other statements", d.Id, d.Status)
	case answered && d.Answer.By != d.Writer():
		return ErrGenesisInvalid.Wrapf("dispute %X was answered by %s", d.Id, d.Answer.By)
	case resolved && d.Resolution.By != d.Home:
		return ErrGenesisInvalid.Wrapf("dispute %X was resolved by %s", d.Id, d.Resolution.By)
	case answered && resolved && d.Resolution.At < d.Answer.At:
		return ErrGenesisInvalid.Wrapf("dispute %X was resolved before it was answered", d.Id)
	}
	for _, s := range []*Statement{d.Answer, d.Resolution} {
		if s != nil && (len(s.DocumentDigest) != DigestSize || s.At < d.OpenedAt) {
			return ErrGenesisInvalid.Wrapf("dispute %X has a malformed statement", d.Id)
		}
	}
	return nil
}
