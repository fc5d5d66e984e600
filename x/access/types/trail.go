package types

import (
	"strings"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/translog"
)

// NewTrail is the empty trail that a participant opens under a name at a moment, in
// Unix seconds.
func NewTrail(writer, name string, at int64) (Trail, error) {
	if !ident.Participant(writer) || !ident.Slug(name, MaxTrailName) {
		return Trail{}, ErrTrailNameInvalid.Wrapf("want lower-case words joined by hyphens, at most %d bytes", MaxTrailName)
	}
	return Trail{Id: TrailID(writer, name), Writer: writer, OpenedAt: at}, nil
}

// TrailID is the id of a participant's trail.
func TrailID(participant, name string) string { return participant + "/" + name }

// WriterOf is the participant whose trail has an id; empty if it is none.
func WriterOf(trail string) string {
	writer, name, _ := strings.Cut(trail, "/")
	if !ident.Participant(writer) || !ident.Slug(name, MaxTrailName) {
		return ""
	}
	return writer
}

// Close is the trail after its writer has closed it at a moment, in Unix seconds.
func (t Trail) Close(writer string, at int64) (Trail, error) {
	switch {
	case t.Writer != writer:
		return Trail{}, ErrTrailForeign.Wrapf("%s is not of %s", t.Id, writer)
	case t.ClosedAt != 0:
		return Trail{}, ErrTrailClosed.Wrapf("%s at %d", t.Id, t.ClosedAt)
	}
	t.ClosedAt = at
	return t, nil
}

// Expects checks that a participant may append a record at an index: the trail is
// its own, and that is where it ends.
func (t Trail) Expects(writer string, index uint64) error {
	switch size := t.Head.Size_; {
	case t.Writer != writer:
		return ErrTrailForeign.Wrapf("%s is not of %s", t.Id, writer)
	case t.ClosedAt != 0:
		return ErrTrailClosed.Wrapf("%s at %d", t.Id, t.ClosedAt)
	case index < size:
		return ErrIndexTooLow.Wrapf("%d, %s has %d records", index, t.Id, size)
	case index > size:
		return ErrIndexTooHigh.Wrapf("%d, %s has %d records", index, t.Id, size)
	}
	return nil
}

// Append is the trail after records with the given leaf hashes. The receiver does
// not change.
func (t Trail) Append(leaves []translog.Hash) (Trail, error) {
	head, err := HeadFromProto(t.Head)
	if err != nil {
		return Trail{}, err
	}
	if head, err = head.Append(leaves...); err != nil {
		return Trail{}, ErrHeadInvalid.Wrap(err.Error())
	}
	t.Head = HeadToProto(head)
	return t, nil
}

// Root is the RFC 6962 root hash over all records.
func (t Trail) Root() (translog.Hash, error) {
	head, err := HeadFromProto(t.Head)
	if err != nil {
		return translog.Hash{}, err
	}
	return head.Root(), nil
}

// Validate checks a trail that was not made by NewTrail and Append.
func (t Trail) Validate() error {
	if !ident.Participant(t.Writer) || len(t.Id) <= len(t.Writer) {
		return ErrGenesisInvalid.Wrapf("trail %q of %q", t.Id, t.Writer)
	}
	name := t.Id[len(t.Writer)+1:]
	if !ident.Slug(name, MaxTrailName) || t.Id != TrailID(t.Writer, name) {
		return ErrGenesisInvalid.Wrapf("trail %q of %q", t.Id, t.Writer)
	}
	if t.OpenedAt < 0 || (t.ClosedAt != 0 && t.ClosedAt < t.OpenedAt) {
		return ErrGenesisInvalid.Wrapf("trail %s opened at %d, closed at %d", t.Id, t.OpenedAt, t.ClosedAt)
	}
	if (t.Checkpoints == 0) != (t.Head.Size_ == 0) || (t.Checkpoints == 0) != (t.CheckpointAt == 0) || t.CheckpointAt < 0 {
		return ErrGenesisInvalid.Wrapf("trail %s of %d records keeps %d checkpoints, the last at %d", t.Id, t.Head.Size_, t.Checkpoints, t.CheckpointAt)
	}
	_, err := HeadFromProto(t.Head)
	return err
}

// HeadFromProto is a head as the log computes with it. It fails if the hashes do
// not fit the size.
func HeadFromProto(h Head) (translog.Head, error) {
	edge := make([]translog.Hash, len(h.Edge))
	for i, b := range h.Edge {
		hash, err := translog.HashFromBytes(b)
		if err != nil {
			return translog.Head{}, ErrHeadInvalid.Wrapf("hash %d: %s", i, err)
		}
		edge[i] = hash
	}
	head, err := translog.NewHead(h.Size_, edge)
	if err != nil {
		return translog.Head{}, ErrHeadInvalid.Wrap(err.Error())
	}
	return head, nil
}

// HeadToProto is a head as it is stored and sent.
func HeadToProto(h translog.Head) Head {
	var edge [][]byte
	for i := range h.Edge {
		hash := h.Edge[i]
		edge = append(edge, hash[:])
	}
	return Head{Size_: h.Size, Edge: edge}
}
