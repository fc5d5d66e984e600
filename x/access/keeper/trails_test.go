package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

func TestNothingIsAppendedToATrailThatIsClosed(t *testing.T) {
	f := newFixture(t)
	f.record(event(start))
	closing := func(sender, trail string) error {
		_, err := f.msgs.CloseTrail(f.ctx, &types.MsgCloseTrail{Admin: sender, Trail: trail})
		return err
	}
	require.ErrorIs(t, closing("recorder", pacs), errNotPermitted)
	require.ErrorIs(t, closing("admin", "fr-clinic/pacs"), types.ErrTrailUnknown)
	require.ErrorIs(t, closing("admin", "pacs"), types.ErrTrailNameInvalid)
	foreign, err := types.NewTrail("fr-clinic", "his", start)
	require.NoError(t, err)
	require.NoError(t, f.keeper.Trails.Set(f.ctx, foreign.Id, foreign))
	require.ErrorIs(t, closing("admin", "fr-clinic/his"), types.ErrTrailForeign)
	f.at(8, start+5)
	require.NoError(t, closing("admin", pacs))
	require.ErrorIs(t, closing("admin", pacs), types.ErrTrailClosed)
	_, err = f.msgs.RecordAccess(f.ctx, batch(1, event(start)))
	require.ErrorIs(t, err, types.ErrTrailClosed)
	_, err = f.msgs.OpenTrail(f.ctx, &types.MsgOpenTrail{Admin: "admin", Name: "pacs"})
	require.ErrorIs(t, err, types.ErrTrailExists, "its name is taken for ever")
	state := f.export()
	require.NoError(t, state.Validate())
	require.Equal(t, int64(start+5), state.Trails[0].ClosedAt)
}

// checkpoints that are kept of pacs, the last one first.
func checkpoints(f *fixture) []types.Checkpoint {
	f.Helper()
	var all []types.Checkpoint
	page := &query.PageRequest{Limit: 100}
	for {
		r, err := f.queries.Checkpoints(f.ctx, &types.QueryCheckpointsRequest{Participant: hospital, Name: "pacs", Pagination: page})
		require.NoError(f, err)
		all = append(all, r.Checkpoints...)
		if r.Pagination.NextKey == nil {
			return all
		}
		page.Key = r.Pagination.NextKey
	}
}

func TestACheckpointIsKeptEveryHourThatSomethingIsRecordedIn(t *testing.T) {
	f := newFixture(t)
	var log translog.Log
	roots := map[uint64]translog.Hash{}
	for i, at := range []int64{0, 1, hour - 1, hour, 2*hour - 1, 2 * hour, 10 * hour} {
		f.at(int64(8+i), start+at)
		m := batch(log.Size(), event(start))
		response, err := f.msgs.RecordAccess(f.ctx, m)
		require.NoError(t, err)
		rebuild(t, &log, f.ctx, m, response)
		roots[log.Size()] = log.Head().Root()
	}
	var sizes []uint64
	for i, c := range checkpoints(f) {
		sizes = append(sizes, c.Size_)
		root := roots[c.Size_]
		require.Equal(t, root[:], c.Root)
		require.Equal(t, uint64(3-i), c.Number)
	}
	require.Equal(t, []uint64{7, 6, 4, 1}, sizes)
	require.NoError(t, f.export().Validate())
	_, err := f.queries.Checkpoints(f.ctx, &types.QueryCheckpointsRequest{Participant: hospital, Name: "none"})
	require.ErrorIs(t, err, types.ErrTrailUnknown)
}

func TestTheOldestCheckpointGoesWhenThereAreEnough(t *testing.T) {
	f := newFixture(t)
	const more = 3
	for i := range int64(types.MaxCheckpoints + more) {
		f.at(8+i, start+i*hour)
		f.record(event(start))
	}
	kept := checkpoints(f)
	require.Len(t, kept, types.MaxCheckpoints)
	require.Equal(t, uint64(more), kept[len(kept)-1].Number)
	for number, want := range map[uint64]bool{more - 1: false, more: true} {
		has, err := f.keeper.Checkpoints.Has(f.ctx, collections.Join(pacs, number))
		require.NoError(t, err)
		require.Equal(t, want, has)
	}
	state := f.export()
	require.NoError(t, state.Validate())
	other := emptyFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))
	require.Equal(t, state, other.export())
	f.stores.writes = 0
	f.at(8+types.MaxCheckpoints+more, start+(types.MaxCheckpoints+more)*hour)
	f.record(event(start))
	require.Equal(t, 3, f.stores.writes, "the trail, the new checkpoint, and the oldest")
}

func TestAnAccessOfThePatientIsProvenByARequestThatItSigned(t *testing.T) {
	f := newFixture(t)
	p := newPatient(f, 1)
	ask := func(change func(*directive.AccessRequest), chain string) *types.SubjectRequest {
		r := directive.AccessRequest{
			Subject: [20]byte(p.id), Controller: hospital, Recipient: "de-practice", IssuedAt: start - 60, ExpiresAt: start + 60,
		}
		if change != nil {
			change(&r)
		}
		digest, err := r.Digest(chain)
		require.NoError(t, err)
		signature, err := directive.Sign(digest, p.key)
		require.NoError(t, err)
		return &types.SubjectRequest{IssuedAt: r.IssuedAt, ExpiresAt: r.ExpiresAt, Signature: signature}
	}
	good := ask(nil, chainID)
	for _, tc := range []struct {
		name   string
		asked  *types.SubjectRequest
		at     int64
		change func(*types.Event)
		proven bool
	}{
		{"asked", good, start, nil, true},
		{"at its first second", good, start - 60, nil, true},
		{"a second before", good, start - 61, nil, false},
		{"at its last second", good, start + 59, nil, true},
		{"a second later", good, start + 60, nil, false},
		{"asked nobody", nil, start, nil, false},
		{"asked of another holder", ask(func(r *directive.AccessRequest) { r.Controller = "fr-clinic" }, chainID), start, nil, false},
		{"asked through another", ask(func(r *directive.AccessRequest) { r.Recipient = "fr-clinic" }, chainID), start, nil, false},
		{"on another chain", ask(nil, "assent-other"), start, nil, false},
		{"by another", good, start, func(e *types.Event) { e.Subject = newPatient(f, 2).id }, false},
		{"by nobody's key", &types.SubjectRequest{IssuedAt: start - 60, ExpiresAt: start + 60, Signature: make([]byte, 65)}, start, nil, false},
		{"for longer than a request lasts", &types.SubjectRequest{IssuedAt: start - 60, ExpiresAt: start + 2*day, Signature: good.Signature}, start, nil, false},
	} {
		e := p.about(tc.at)
		e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, tc.asked
		if tc.change != nil {
			tc.change(&e)
		}
		f.at(8, max(start, tc.at))
		unproven := false
		for _, mark := range f.record(e).Verdicts[0].Marks {
			unproven = unproven || mark == types.Mark_MARK_UNPROVEN_REQUEST
		}
		require.Equal(t, tc.proven, !unproven, tc.name)
	}
	replaced := ask(nil, chainID)
	f.facts.change(p.id, func(s *world.SubjectFacts) { s.Keys[0].Since = start })
	e := p.about(start)
	e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, replaced
	require.NotContains(t, f.record(e).Verdicts[0].Marks, types.Mark_MARK_UNPROVEN_REQUEST, "the wallet's clock was behind the ledger's when it was enrolled")
	f.facts.change(p.id, func(s *world.SubjectFacts) { s.Keys[0].Until = start })
	require.Contains(t, f.record(e).Verdicts[0].Marks, types.Mark_MARK_UNPROVEN_REQUEST, "by a key that had ended")
}

func TestARequestOfTheSubjectHasAFormAndItsPurpose(t *testing.T) {
	good := types.SubjectRequest{IssuedAt: 1, ExpiresAt: 2, Signature: make([]byte, 65)}
	for name, tc := range map[string]struct {
		change func(*types.Event)
		want   error
	}{
		"as it should be":        {func(*types.Event) {}, nil},
		"for another purpose":    {func(e *types.Event) { e.Purpose = vocabulary.Purpose_PURPOSE_TREATMENT }, types.ErrEventInvalid},
		"a short signature":      {func(e *types.Event) { e.SubjectRequest.Signature = make([]byte, 64) }, types.ErrEventInvalid},
		"issued before 1970":     {func(e *types.Event) { e.SubjectRequest.IssuedAt = 0 }, types.ErrEventInvalid},
		"expired when it begins": {func(e *types.Event) { e.SubjectRequest.ExpiresAt = 1 }, types.ErrEventInvalid},
	} {
		e, asked := event(start), good
		e.Purpose, e.SubjectRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST, &asked
		tc.change(&e)
		require.ErrorIs(t, e.Validate(), tc.want, name)
	}
}
