package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/access/types"
)

// justifies the emergency of an exchange that the hospital received.
func (f *fixture) justifies(exchange byte) {
	f.Helper()
	_, err := f.msgs.JustifyEmergency(f.ctx, &types.MsgJustifyEmergency{
		Recorder: "recorder", Case: caseID(emergency(start, exchange, types.Side_SIDE_RECIPIENT)), DocumentDigest: digest(1),
	})
	require.NoError(f, err)
}

// A case whose review is due at the moment by which it was to be justified neither takes the
// place of the cases that were opened with it, nor is told of twice.
func TestDeadlinesThatFallTogetherAreToldOnceEach(t *testing.T) {
	for name, justified := range map[string]byte{"the first of its message": 1, "the second of its message": 2} {
		t.Run(name, func(t *testing.T) {
			f := withEmergencies(newFixture(t))
			params := types.DefaultParams()
			params.ReviewWithin = params.JustifyWithin
			require.NoError(t, f.keeper.Params.Set(f.ctx, params))
			f.record(emergency(start, 1, types.Side_SIDE_RECIPIENT), emergency(start, 2, types.Side_SIDE_RECIPIENT))
			f.justifies(justified)
			f.requireInvariants()
			f.at(8, start+params.JustifyWithin)
			require.Len(t, passed(f), 2, "one to be reviewed, and one to be justified")
			require.Empty(t, passed(f))
		})
	}
}

func TestWhatTheQueueNamesAndThereIsNotHidesNothing(t *testing.T) {
	f := withEmergencies(newFixture(t))
	l, p := newLogged(t)
	f.record(emergency(start, 1, types.Side_SIDE_RECIPIENT), emergency(start, 2, types.Side_SIDE_RECIPIENT))
	require.NoError(t, f.keeper.Cases.Remove(f.ctx, f.export().Dues[0].Cases[0]))
	f.at(8, start+3*day)
	require.Len(t, passed(f), 1)

	_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, 1))
	require.NoError(t, err)
	require.NoError(t, l.keeper.Disputes.Remove(l.ctx, types.DisputeID(pacs, 1)))
	l.at(8, start+90*day)
	require.Empty(t, passed(l.fixture))
	require.Empty(t, l.export().Dues)
}

func (f *fixture) requireInvariants() {
	f.Helper()
	broken, err := f.keeper.Invariants(f.ctx)
	require.NoError(f, err)
	require.Empty(f, broken)
}

func TestInvariantsNameWhatIsBroken(t *testing.T) {
	for name, spoil := range map[string]func(*logged, patient) error{
		"a count that is too high": func(l *logged, p patient) error { return l.keeper.Unresolved.Set(l.ctx, p.id, 2) },
		"a count that is missing":  func(l *logged, p patient) error { return l.keeper.Unresolved.Remove(l.ctx, p.id) },
		"a count of nothing":       func(l *logged, _ patient) error { return l.keeper.Unresolved.Set(l.ctx, subject(9), 0) },
		"a checkpoint that is missing": func(l *logged, _ patient) error {
			return l.keeper.Checkpoints.Remove(l.ctx, collections.Join(pacs, uint64(0)))
		},
		"a case that the queue does not hold":   func(l *logged, _ patient) error { return l.forget(start + 3*day) },
		"a dispute to answer that it does not":  func(l *logged, _ patient) error { return l.forget(start + 30*day) },
		"a dispute to resolve that it does not": func(l *logged, _ patient) error { return l.forget(start + 90*day) },
		"a case that the queue holds twice": func(l *logged, _ patient) error {
			c := caseID(emergency(start, 1, types.Side_SIDE_RECIPIENT))
			return l.keeper.Dues.Set(l.ctx, collections.Join(start+3*day, digest(0)), types.Due{At: start + 3*day, Cases: [][]byte{c, c}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, p := newLogged(t)
			withEmergencies(l.fixture).record(emergency(start, 1, types.Side_SIDE_RECIPIENT))
			m := l.disputes(p, 1)
			m.Evidence = l.evidence(1, 4)
			_, err := l.msgs.DisputeAccess(l.ctx, m)
			require.NoError(t, err)
			l.requireInvariants()
			require.NoError(t, spoil(l, p))
			broken, err := l.keeper.Invariants(l.ctx)
			require.NoError(t, err)
			require.NotEmpty(t, broken)
		})
	}
}

// forget what is due at a moment.
func (l *logged) forget(at int64) error {
	return l.keeper.Dues.Clear(l.ctx, collections.NewPrefixedPairRange[int64, []byte](at))
}
