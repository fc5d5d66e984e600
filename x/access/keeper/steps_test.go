package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

func TestAStepNamesACaseOrDisputeAndADocument(t *testing.T) {
	l, p := newLogged(t)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	withEmergencies(l.fixture).record(emergency(start, 9, types.Side_SIDE_RECIPIENT))
	l.at(8, start+31*day) // Whatever was due is overdue.
	id, place := caseID(emergency(start, 9, types.Side_SIDE_RECIPIENT)), types.DisputeID(pacs, 1)
	for name, step := range map[string]struct {
		id      []byte
		unknown error
		take    func(id, document []byte) error
	}{
		"justify": {id, types.ErrCaseUnknown, func(id, document []byte) error {
			_, err := l.msgs.JustifyEmergency(l.ctx, &types.MsgJustifyEmergency{Recorder: "recorder", Case: id, DocumentDigest: document})
			return err
		}},
		"review": {id, types.ErrCaseUnknown, func(id, document []byte) error {
			_, err := l.msgs.ReviewEmergency(l.ctx, &types.MsgReviewEmergency{
				Reviewer: "authority of DE", Case: id, Outcome: types.CaseStatus_CASE_STATUS_VIOLATION, DocumentDigest: document,
			})
			return err
		}},
		"answer": {place, types.ErrDisputeUnknown, func(id, document []byte) error {
			_, err := l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: "recorder", Dispute: id, DocumentDigest: document})
			return err
		}},
		"resolve": {place, types.ErrDisputeUnknown, func(id, document []byte) error {
			_, err := l.msgs.ResolveDispute(l.ctx, &types.MsgResolveDispute{
				Authority: "authority of DE", Dispute: id, Outcome: types.DisputeStatus_DISPUTE_STATUS_UPHELD, DocumentDigest: document,
			})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			before := l.ctx
			defer func() { l.ctx = before }()
			l.ctx, _ = before.CacheContext()
			for _, document := range [][]byte{nil, digest(1)[1:], append(digest(1), 1)} {
				require.ErrorIs(t, step.take(step.id, document), types.ErrDigestInvalid)
			}
			for _, id := range [][]byte{nil, step.id[1:], digest(0)} {
				require.ErrorIs(t, step.take(id, digest(1)), step.unknown)
			}
			require.NoError(t, step.take(step.id, digest(1)))
		})
	}
}

func TestTheOtherSideOfAnExchangeJoinsItsCase(t *testing.T) {
	f := withEmergencies(newFixture(t))
	disclosed := emergency(start-5, 1, types.Side_SIDE_DISCLOSER)
	disclosed.Recipient = hospital
	received := disclosed
	received.Side, received.OccurredAt = types.Side_SIDE_RECIPIENT, start-9
	f.record(event(start), disclosed)
	f.at(8, start+1)
	before := len(f.ctx.EventManager().Events())
	f.record(received, received)
	require.Len(t, f.ctx.EventManager().Events()[before:], 1, "no case was opened")
	c, err := f.keeper.Cases.Get(f.ctx, caseID(disclosed))
	require.NoError(t, err)
	require.Equal(t, &types.RecordReference{Trail: pacs, Index: 1}, c.Disclosed)
	require.Equal(t, &types.RecordReference{Trail: pacs, Index: 2}, c.Received)
	require.Equal(t, []int64{start - 5, start, start + 3*day}, []int64{c.OccurredAt, c.OpenedAt, c.JustifyBy}, "as the first side said")
	require.Len(t, f.export().Dues, 1)
	f.requireInvariants()
}

func TestADisputeThatWasAnsweredInTimeIsToldOfOnceItsResolutionIsOverdue(t *testing.T) {
	l, p := newLogged(t)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	_, err = l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: "recorder", Dispute: types.DisputeID(pacs, 1), DocumentDigest: digest(1)})
	require.NoError(t, err)
	l.at(8, start+30*day)
	require.Empty(t, passed(l.fixture))
	l.at(9, start+90*day)
	require.Len(t, passed(l.fixture), 1)
}

func TestADisputeCanBeResolvedAtTheDeadlineOfItsAnswer(t *testing.T) {
	d := types.Dispute{Home: "DE", Status: types.DisputeStatus_DISPUTE_STATUS_OPEN, AnswerBy: start}
	for at, want := range map[int64]error{start - 1: types.ErrDisputeStatus, start: nil} {
		_, err := d.Resolved("DE", types.DisputeStatus_DISPUTE_STATUS_UPHELD, digest(1), at)
		require.ErrorIs(t, err, want)
	}
}

// Whoever found an old device cannot go on with what it signed.
func TestARequestEndsWithTheKeyThatSignedIt(t *testing.T) {
	f := newFixture(t)
	p := newPatient(f, 1)
	e := p.about(start)
	e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, p.asks(f, start-60, start+60)
	f.facts.change(p.id, func(s *world.SubjectFacts) { s.Keys[0].Until = start + 1 })
	require.Empty(t, f.record(e).Verdicts[0].Marks)
	f.facts.change(p.id, func(s *world.SubjectFacts) { s.Keys[0].Until = start })
	require.Equal(t, []types.Mark{types.Mark_MARK_UNPROVEN_REQUEST}, f.record(e).Verdicts[0].Marks)
}

func TestAReviewIsOverdueFromItsDeadlineOn(t *testing.T) {
	c := types.Case{Status: types.CaseStatus_CASE_STATUS_JUSTIFIED, JustifyBy: start, ReviewBy: start + 9}
	for at, overdue := range map[int64]bool{start: false, start + 8: false, start + 9: true, start + 10: true} {
		require.Equal(t, overdue, c.Overdue(at), at-start)
		require.Equal(t, at == start+9, c.Waits(at), at-start)
	}
	c.Status = types.CaseStatus_CASE_STATUS_UPHELD
	require.False(t, c.Overdue(start+10))
	require.False(t, c.Waits(start+9))
}

func TestADisputeIsOverdueFromTheDeadlineOfItsNextStepOn(t *testing.T) {
	d := types.Dispute{Status: types.DisputeStatus_DISPUTE_STATUS_OPEN, AnswerBy: start, ResolveBy: start + 9}
	overdue := func(want map[int64]bool) {
		for at, want := range want {
			require.Equal(t, want, d.Overdue(at), at-start)
		}
	}
	overdue(map[int64]bool{start - 1: false, start: true, start + 9: true})
	require.True(t, d.Waits(start) && d.Waits(start+9))
	d.Status = types.DisputeStatus_DISPUTE_STATUS_ANSWERED
	overdue(map[int64]bool{start: false, start + 8: false, start + 9: true})
	require.True(t, !d.Waits(start) && d.Waits(start+9), "it is still to be resolved")
	d.Status = types.DisputeStatus_DISPUTE_STATUS_DISMISSED
	overdue(map[int64]bool{start: false, start + 9: false})
	require.False(t, d.Waits(start+9))
}

// What the subject signed names the place of the record beside its hash: each must be right.
func TestADisputeNamesThePlaceOfItsRecord(t *testing.T) {
	for name, alter := range map[string]func(*directive.Dispute){
		"another trail":  func(d *directive.Dispute) { d.Trail = hospital + "/ris" },
		"another index":  func(d *directive.Dispute) { d.Index++ },
		"another record": func(d *directive.Dispute) { d.Record[0]++ },
	} {
		t.Run(name, func(t *testing.T) {
			l, p := newLogged(t)
			m, d := l.disputes(p, 1), l.statement(p, 1)
			alter(&d)
			m.Dispute = p.sign(l, d, chainID)
			_, err := l.msgs.DisputeAccess(l.ctx, m)
			require.ErrorIs(t, err, types.ErrDisputeInvalid)
		})
	}
}

func TestARecordIsProvenAgainstEveryCheckpointThatIsKept(t *testing.T) {
	l, p := newLogged(t)
	kept := map[uint64]bool{l.log.Size(): true}
	for i := range int64(9) {
		l.at(8+2*i, start+(i+1)*hour)
		l.record(p.about(start))
		kept[l.log.Size()] = true
		l.at(9+2*i, start+(i+1)*hour+1)
		l.record(p.about(start))
	}
	kept[l.log.Size()] = true
	m := l.disputes(p, 1)
	for size := uint64(2); size <= l.log.Size(); size++ {
		m.Evidence = l.evidence(1, size)
		ctx, _ := l.ctx.CacheContext()
		_, err := l.msgs.DisputeAccess(ctx, m)
		require.Equal(t, kept[size], err == nil, "size %d: %v", size, err)
	}
	m.Evidence.Size_++
	_, err := l.msgs.DisputeAccess(l.ctx, m)
	require.ErrorIs(t, err, types.ErrRecordUnproven, "larger than the trail")
}

func TestCasesAndDisputesAreShownWithWhatIsOverdue(t *testing.T) {
	l, p := newLogged(t)
	withEmergencies(l.fixture)
	e := emergency(start, 9, types.Side_SIDE_DISCLOSER)
	e.Recipient = "fr-clinic"
	l.record(e)
	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	relayed := l.dispute(1)
	relayed.FiledBy = "de-practice"
	require.NoError(t, l.keeper.Disputes.Set(l.ctx, relayed.Id, relayed))
	for at, overdue := range map[int64]bool{start: false, start + 30*day: true} {
		l.at(8, at)
		for _, as := range []string{hospital, "fr-clinic", "DE", "FR"} {
			r := &types.QueryCaseRequest{Case: caseID(e), Caller: &caller.Caller{}}
			l.signs(as, types.MethodCase, r)
			got, err := l.queries.Case(l.ctx, r)
			require.NoError(t, err, as)
			require.Equal(t, overdue, got.Overdue)
		}
		for _, as := range []string{hospital, "de-practice", "DE"} {
			r := &types.QueryDisputeRequest{Dispute: relayed.Id, Caller: &caller.Caller{}}
			l.signs(as, types.MethodDispute, r)
			got, err := l.queries.Dispute(l.ctx, r)
			require.NoError(t, err, as)
			require.Equal(t, overdue, got.Overdue)
		}
	}
	r := &types.QueryCaseRequest{Case: caseID(e), Caller: &caller.Caller{}}
	l.signs("de-practice", types.MethodCase, r)
	_, err = l.queries.Case(l.ctx, r)
	require.ErrorIs(t, err, types.ErrCaseUnknown, "in the jurisdiction, and no part in it")
}

func TestWhatIsAheadOfTheClockIsProvenByARequestOfNow(t *testing.T) {
	f := newFixture(t)
	p := newPatient(f, 1)
	e := p.about(start + 100)
	e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, p.asks(f, start-60, start+60)
	require.Equal(t, []types.Mark{types.Mark_MARK_CLOCK_AHEAD}, f.record(e).Verdicts[0].Marks)
}

// asks for what the hospital holds, through the practice.
func (p patient) asks(f *fixture, from, until int64) *types.SubjectRequest {
	f.Helper()
	hash, err := directive.AccessRequest{
		Subject: [20]byte(p.id), Controller: hospital, Recipient: "de-practice", IssuedAt: from, ExpiresAt: until,
	}.Digest(chainID)
	require.NoError(f, err)
	signature, err := directive.Sign(hash, p.key)
	require.NoError(f, err)
	return &types.SubjectRequest{IssuedAt: from, ExpiresAt: until, Signature: signature}
}

func TestARecordHoldsTheRequestOfTheSubject(t *testing.T) {
	f := newFixture(t)
	p := newPatient(f, 1)
	e := p.about(start)
	e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, p.asks(f, start-60, start+60)
	r, err := types.NewRecord(types.Place{ChainID: chainID, Trail: pacs}, e, f.record(e).Verdicts[0])
	require.NoError(t, err)
	require.Equal(t, []int64{start - 60, start + 60}, []int64{r.Asked.IssuedAt, r.Asked.ExpiresAt})
	require.Equal(t, e.SubjectRequest.Signature, r.Asked.Signature[:])
}

func TestSignaturesAndCasesCost(t *testing.T) {
	l, p := newLogged(t)
	asked := p.about(start)
	asked.Purpose = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST
	without := l.gas(asked)
	asked.SubjectRequest = p.asks(l.fixture, start-60, start+60)
	require.Equal(t, uint64(types.GasPerSignature), l.gas(asked)-without)

	refused := func(alter func(*types.MsgDisputeAccess), want error) uint64 {
		m := l.disputes(p, 1)
		alter(m)
		before := l.ctx.GasMeter().GasConsumed()
		_, err := l.msgs.DisputeAccess(l.ctx, m)
		require.ErrorIs(t, err, want)
		return l.ctx.GasMeter().GasConsumed() - before
	}
	late := refused(func(m *types.MsgDisputeAccess) { m.Dispute.Deadline = start }, types.ErrDeadline)
	wrong := refused(func(m *types.MsgDisputeAccess) { m.Dispute.Signature = nil }, types.ErrSignatureWrong)
	require.Equal(t, uint64(types.GasPerSignature), wrong-late, "charged before it is checked")

	withEmergencies(l.fixture)
	e := emergency(start, 1, types.Side_SIDE_DISCLOSER)
	l.fixture.record(e)
	once, twice := l.gas(e), l.gas(e, e)
	treated := event(start)
	require.Equal(t, uint64(types.GasPerCase), twice-once-(l.gas(treated, treated)-l.gas(treated)), "each event with a case costs")
}
