package keeper_test

import (
	"crypto/ecdsa"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/x/access/types"
)

// patient is a subject with a key, enrolled with the hospital.
type patient struct {
	key *ecdsa.PrivateKey
	id  []byte
}

func newPatient(f *fixture, seed byte) patient {
	f.Helper()
	key, err := crypto.ToECDSA(digest(seed))
	require.NoError(f, err)
	p := patient{key: key, id: crypto.PubkeyToAddress(key.PublicKey).Bytes()}
	f.facts.enrol(p.id, permits(0))
	f.facts.change(p.id, func(s *world.SubjectFacts) { s.Home, s.Keys = "DE", []world.Key{{Address: p.id, Since: 1}} })
	return p
}

// about is an event of the hospital about a patient.
func (p patient) about(at int64) types.Event {
	e := event(at)
	e.Subject = p.id
	return e
}

// logged is a trail that was recorded, with its log.
type logged struct {
	*fixture
	log     translog.Log
	records []translog.Record
}

// record appends events, and keeps the records.
func (l *logged) record(events ...types.Event) {
	l.Helper()
	first := l.log.Size()
	response := l.fixture.record(events...)
	for i, e := range events {
		r, err := types.NewRecord(types.Place{
			ChainID: chainID, Trail: pacs, Index: first + uint64(i), Height: l.ctx.BlockHeight(), Time: l.ctx.BlockTime().Unix(),
		}, e, response.Verdicts[i])
		require.NoError(l, err)
		leaf, err := r.Leaf()
		require.NoError(l, err)
		l.log.Append(leaf)
		l.records = append(l.records, r)
	}
}

// evidence of a record at a size of the trail.
func (l *logged) evidence(index, size uint64) types.DisputedRecord {
	l.Helper()
	bytes, err := l.records[index].Bytes()
	require.NoError(l, err)
	path, err := l.log.InclusionProof(index, size)
	require.NoError(l, err)
	d := types.DisputedRecord{Record: bytes, Size_: size}
	for _, hash := range path {
		d.Path = append(d.Path, hash[:])
	}
	return d
}

// statement of a patient about a record.
func (l *logged) statement(p patient, index uint64) directive.Dispute {
	l.Helper()
	leaf, err := l.log.Leaf(index)
	require.NoError(l, err)
	return directive.Dispute{
		Subject: [20]byte(p.id), Trail: pacs, Index: index, Record: leaf,
		Ground: directive.GroundNotTreated, Deadline: l.ctx.BlockTime().Unix() + hour,
	}
}

func (p patient) sign(t require.TestingT, d directive.Dispute, chain string) types.SignedDispute {
	hash, err := d.Digest(chain)
	require.NoError(t, err)
	signature, err := directive.Sign(hash, p.key)
	require.NoError(t, err)
	s := types.SignedDispute{
		Subject: d.Subject[:], Trail: d.Trail, Index: d.Index, Record: d.Record[:],
		Ground: types.Ground(d.Ground), Deadline: d.Deadline, Signature: signature,
	}
	if d.Document != [32]byte{} {
		s.Document = d.Document[:]
	}
	return s
}

// disputes the record at an index, proven against the present head.
func (l *logged) disputes(p patient, index uint64) *types.MsgDisputeAccess {
	l.Helper()
	return &types.MsgDisputeAccess{
		Relayer: "relayer", Dispute: p.sign(l, l.statement(p, index), chainID), Evidence: l.evidence(index, l.log.Size()),
	}
}

func newLogged(t *testing.T) (*logged, patient) {
	l := &logged{fixture: newFixture(t)}
	p := newPatient(l.fixture, 1)
	l.record(p.about(start-3), p.about(start-2), event(start-1), p.about(start))
	return l, p
}

func (l *logged) dispute(index uint64) types.Dispute {
	l.Helper()
	d, err := l.keeper.Disputes.Get(l.ctx, types.DisputeID(pacs, index))
	require.NoError(l, err)
	return d
}

func TestADisputeIsAnsweredByTheWriterAndResolvedAtTheSubjectsHome(t *testing.T) {
	l, p := newLogged(t)
	room := l.facts.room
	response, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	require.Equal(t, types.DisputeID(pacs, 1), response.Dispute)
	require.Equal(t, uint64(types.MaxDisputeBytes), room-l.facts.room, "it occupies the relayer's allowance")
	d := l.dispute(1)
	require.Equal(t, types.DisputeStatus_DISPUTE_STATUS_OPEN, d.Status)
	require.Equal(t, []int64{start + 30*day, start + 90*day}, []int64{d.AnswerBy, d.ResolveBy})
	require.Equal(t, []string{"DE", hospital}, []string{d.Home, d.FiledBy})
	require.NoError(t, l.export().Validate())

	answer := func(sender string) error {
		_, err := l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: sender, Dispute: d.Id, DocumentDigest: digest(1)})
		return err
	}
	resolve := func(sender string, outcome types.DisputeStatus) error {
		_, err := l.msgs.ResolveDispute(l.ctx, &types.MsgResolveDispute{Authority: sender, Dispute: d.Id, Outcome: outcome, DocumentDigest: digest(2)})
		return err
	}
	upheld := types.DisputeStatus_DISPUTE_STATUS_UPHELD
	require.ErrorIs(t, resolve("authority of DE", upheld), types.ErrDisputeStatus, "not answered yet")
	require.ErrorIs(t, answer("foreign"), types.ErrDisputeUnknown)
	require.NoError(t, answer("recorder"))
	require.ErrorIs(t, answer("recorder"), types.ErrDisputeStatus)
	require.ErrorIs(t, resolve("authority of FR", upheld), types.ErrDisputeUnknown)
	require.ErrorIs(t, resolve("authority of DE", types.DisputeStatus_DISPUTE_STATUS_ANSWERED), types.ErrOutcomeInvalid)
	require.NoError(t, resolve("authority of DE", upheld))
	require.ErrorIs(t, resolve("authority of DE", upheld), types.ErrDisputeStatus)
	require.Equal(t, &types.Statement{By: "DE", At: start, DocumentDigest: digest(2)}, l.dispute(1).Resolution)
	require.NoError(t, l.export().Validate())

	_, err = l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.ErrorIs(t, err, types.ErrDisputeExists, "a record is disputed once")
}

func TestWhatIsNotAnsweredInTimeCanBeResolved(t *testing.T) {
	l, p := newLogged(t)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 0))
	require.NoError(t, err)
	resolve := &types.MsgResolveDispute{
		Authority: "authority of DE", Dispute: types.DisputeID(pacs, 0), Outcome: types.DisputeStatus_DISPUTE_STATUS_DISMISSED, DocumentDigest: digest(2),
	}
	l.at(8, start+30*day-1)
	_, err = l.msgs.ResolveDispute(l.ctx, resolve)
	require.ErrorIs(t, err, types.ErrDisputeStatus)
	require.Empty(t, passed(l.fixture))
	l.at(9, start+30*day)
	require.Len(t, passed(l.fixture), 1, "the answer is overdue")
	l.at(10, start+90*day)
	require.Len(t, passed(l.fixture), 1, "and so is the resolution")
	_, err = l.msgs.ResolveDispute(l.ctx, resolve)
	require.NoError(t, err)
	state := l.export()
	require.NoError(t, state.Validate())
	require.Empty(t, state.Dues)
}

// Each alteration of a dispute that would be taken has it refused, with nothing written.
func TestADisputeIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		alter func(*logged, patient, *types.MsgDisputeAccess)
		want  error
	}{
		"signed for another chain": {func(l *logged, p patient, m *types.MsgDisputeAccess) {
			m.Dispute = p.sign(l, l.statement(p, 1), "assent-other")
		}, types.ErrSignatureWrong},
		"signed by another": {func(l *logged, p patient, m *types.MsgDisputeAccess) {
			m.Dispute.Signature = newPatient(l.fixture, 2).sign(l, l.statement(p, 1), chainID).Signature
		}, types.ErrSignatureWrong},
		"by a key that has ended": {func(l *logged, p patient, _ *types.MsgDisputeAccess) {
			l.facts.change(p.id, func(s *world.SubjectFacts) { s.Keys[0].Until = start })
		}, types.ErrSignatureWrong},
		"of a subject that is not enrolled": {func(l *logged, p patient, _ *types.MsgDisputeAccess) {
			delete(l.facts.subjects, types.SubjectID(p.id))
		}, types.ErrSignatureWrong},
		"a short signature": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Dispute.Signature = m.Dispute.Signature[:64]
		}, types.ErrSignatureWrong},
		"another ground":    {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Dispute.Ground = 1 }, types.ErrSignatureWrong},
		"no ground":         {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Dispute.Ground = 0 }, types.ErrDisputeInvalid},
		"an unknown ground": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Dispute.Ground = 257 }, types.ErrDisputeInvalid},
		"a negative ground": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Dispute.Ground = -255 }, types.ErrDisputeInvalid},
		"a document of zeros": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Dispute.Document = make([]byte, 32)
		}, types.ErrDigestInvalid},
		"a short document": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Dispute.Document = []byte{1} }, types.ErrDigestInvalid},
		"past its deadline": {func(l *logged, _ patient, m *types.MsgDisputeAccess) {
			l.at(8, m.Dispute.Deadline)
		}, types.ErrDeadline},
		"a deadline too far ahead": {func(l *logged, _ patient, m *types.MsgDisputeAccess) {
			l.at(6, m.Dispute.Deadline-day-1)
		}, types.ErrDeadline},
		"another record of the subject": {func(l *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Evidence = l.evidence(0, l.log.Size())
		}, types.ErrDisputeInvalid},
		"a record of another subject": {func(l *logged, p patient, m *types.MsgDisputeAccess) {
			m.Dispute, m.Evidence = p.sign(l, l.statement(p, 2), chainID), l.evidence(2, l.log.Size())
		}, types.ErrDisputeInvalid},
		"a record that was altered": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Evidence.Record[len(m.Evidence.Record)-1] ^= 1
		}, types.ErrRecordUnproven},
		"no record":     {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Evidence.Record = nil }, types.ErrRecordUnproven},
		"a long record": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Evidence.Record = make([]byte, 1025) }, types.ErrRecordUnproven},
		"a longer path": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Evidence.Path = append(m.Evidence.Path, digest(0))
		}, types.ErrRecordUnproven},
		"a shorter path":   {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Evidence.Path = m.Evidence.Path[1:] }, types.ErrRecordUnproven},
		"no path's bounds": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Evidence.Path = make([][]byte, 65) }, types.ErrRecordUnproven},
		"a path of other lengths": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Evidence.Path[0] = m.Evidence.Path[0][1:]
		}, types.ErrRecordUnproven},
		"a size that is not kept": {func(l *logged, _ patient, m *types.MsgDisputeAccess) {
			m.Evidence = l.evidence(1, 3)
		}, types.ErrRecordUnproven},
		"a relayer without permission": {func(_ *logged, _ patient, m *types.MsgDisputeAccess) { m.Relayer = "recorder" }, errNotPermitted},
		"a relayer without room":       {func(l *logged, _ patient, _ *types.MsgDisputeAccess) { l.facts.room = types.MaxDisputeBytes - 1 }, errNoRoom},
	} {
		t.Run(name, func(t *testing.T) {
			l, p := newLogged(t)
			m := l.disputes(p, 1)
			tc.alter(l, p, m)
			l.cases.writes = 0
			_, err := l.msgs.DisputeAccess(l.ctx, m)
			require.ErrorIs(t, err, tc.want)
			require.Zero(t, l.cases.writes)
			_, err = l.keeper.Disputes.Get(l.ctx, types.DisputeID(pacs, 1))
			require.Error(t, err)
		})
	}
}

func TestADisputeIsProvenAgainstACheckpointThatIsKept(t *testing.T) {
	l, p := newLogged(t) // The first message kept a checkpoint of 4 records.
	l.at(8, start+hour-1)
	l.record(p.about(start))
	l.at(9, start+hour)
	l.record(p.about(start), p.about(start))
	l.at(10, start+hour+5)
	l.record(p.about(start))
	for size, kept := range map[uint64]bool{4: true, 5: false, 6: false, 7: true, 8: true} {
		m := l.disputes(p, 1)
		m.Evidence = l.evidence(1, size)
		ctx, _ := l.ctx.CacheContext()
		_, err := l.msgs.DisputeAccess(ctx, m)
		if kept {
			require.NoError(t, err, size)
		} else {
			require.ErrorIs(t, err, types.ErrRecordUnproven, size)
		}
	}
	m := l.disputes(p, 7)
	m.Evidence = l.evidence(1, 8)
	m.Evidence.Size_ = 7
	_, err := l.msgs.DisputeAccess(l.ctx, m)
	require.Error(t, err)
}

func TestASubjectHasABoundedNumberOfUnresolvedDisputes(t *testing.T) {
	l, p := newLogged(t)
	for range types.MaxUnresolved {
		l.record(p.about(start))
	}
	filed := 0
	for i := range l.records {
		if l.records[i].Subject != [20]byte(p.id) {
			continue
		}
		_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, uint64(i)))
		if filed < types.MaxUnresolved {
			require.NoError(t, err)
			filed++
			continue
		}
		require.ErrorIs(t, err, types.ErrDisputesFull)
	}
	l.at(8, start+31*day)
	_, err := l.msgs.ResolveDispute(l.ctx, &types.MsgResolveDispute{
		Authority: "authority of DE", Dispute: types.DisputeID(pacs, 0), Outcome: types.DisputeStatus_DISPUTE_STATUS_UPHELD, DocumentDigest: digest(1),
	})
	require.NoError(t, err)
	l.requireInvariants()
	_, err = l.msgs.DisputeAccess(l.ctx, l.disputes(p, uint64(len(l.records)-1)))
	require.NoError(t, err, "a resolved one makes room")
	state := l.export()
	require.NoError(t, state.Validate())
	other := emptyFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))
	require.Equal(t, state, other.export())
	n, err := other.keeper.Unresolved.Get(other.ctx, p.id)
	require.NoError(t, err)
	require.Equal(t, uint32(types.MaxUnresolved), n)
}

func TestAnAuthorityDisputesForASubjectInCustodyAlone(t *testing.T) {
	l, _ := newLogged(t)
	custodial := subject(9)
	l.facts.enrol(custodial)
	l.facts.change(custodial, func(s *world.SubjectFacts) { s.Home = "DE" })
	e := event(start)
	e.Subject = custodial
	l.record(e)
	file := func(sender string, index uint64, ground types.Ground, document []byte) error {
		_, err := l.msgs.FileDispute(l.ctx, &types.MsgFileDispute{
			Authority: sender, Ground: ground, DocumentDigest: document, Evidence: l.evidence(index, l.log.Size()),
		})
		return err
	}
	require.ErrorIs(t, file("authority of FR", 4, 1, nil), types.ErrSubjectForeign)
	require.ErrorIs(t, file("authority of DE", 2, 1, nil), types.ErrSubjectForeign, "a subject that is not enrolled")
	require.ErrorIs(t, file("authority of DE", 1, 1, nil), types.ErrSubjectForeign, "this one signs for itself")
	require.ErrorIs(t, file("recorder", 4, 1, nil), errNotPermitted)
	require.ErrorIs(t, file("authority of DE", 4, types.Ground_GROUND_OTHER, nil), types.ErrDigestInvalid)
	require.ErrorIs(t, file("authority of DE", 4, 0, nil), types.ErrDisputeInvalid)
	require.NoError(t, file("authority of DE", 4, types.Ground_GROUND_OTHER, digest(5)))
	require.Equal(t, "DE", l.dispute(4).FiledBy)
	require.NoError(t, l.export().Validate())
}

func TestAKeyThatWasReplacedMeanwhileDoesNotChangeADispute(t *testing.T) {
	l, p := newLogged(t)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	before := l.dispute(1)
	l.at(8, start+day)
	l.facts.change(p.id, func(s *world.SubjectFacts) {
		s.Keys = []world.Key{{Address: p.id, Since: 1, Until: start + day}, {Address: subject(7), Since: start + day}}
	})
	require.Equal(t, before, l.dispute(1))
	_, err = l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: "recorder", Dispute: before.Id, DocumentDigest: digest(1)})
	require.NoError(t, err)
}

func TestADisputeIsShownToThoseWhoHaveAPartInIt(t *testing.T) {
	l, p := newLogged(t)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	ask := func(as string, id []byte) error {
		r := &types.QueryDisputeRequest{Dispute: id, Caller: &caller.Caller{}}
		l.signs(as, types.MethodDispute, r)
		_, err := l.queries.Dispute(l.ctx, r)
		return err
	}
	for _, as := range []string{hospital, "DE", "de-auditor"} {
		require.NoError(t, ask(as, types.DisputeID(pacs, 1)), as)
	}
	for _, as := range []string{"de-practice", "fr-clinic", "FR"} {
		require.Equal(t, ask(as, digest(0)), ask(as, types.DisputeID(pacs, 1)), as)
	}
}

func TestDisputesOfOtherPlacesHaveOtherIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, trail := range []string{"a/b", "a/bb", "aa/b"} {
		for _, index := range []uint64{0, 1, 255, 256, 1 << 63} {
			id := fmt.Sprintf("%x", types.DisputeID(trail, index))
			require.False(t, seen[id])
			seen[id] = true
		}
	}
}
