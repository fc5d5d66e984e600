package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

func TestNewRecordHoldsAllThatWasRecorded(t *testing.T) {
	place := types.Place{ChainID: "assent-1", Trail: "de-hospital/pacs", Index: 5, Height: 6, Time: 7}
	e := event(4, 1, 21)
	e.Profession, e.Permit = vocabulary.Profession_PROFESSION_NURSE, "de-permit-1"
	r, err := types.NewRecord(place, e, types.Verdict{
		Effect: vocabulary.Effect_EFFECT_PERMIT, Basis: vocabulary.Basis_BASIS_DATA_PERMIT,
		Marks: []types.Mark{types.Mark_MARK_HINDSIGHT, types.Mark_MARK_UNDETERMINED},
	})
	require.NoError(t, err)
	want := translog.Record{
		ChainID: "assent-1", Trail: "de-hospital/pacs", Index: 5, Height: 6, Time: 7,
		Side: 1, Controller: "de-hospital", Recipient: "de-practice", Profession: 2, Purpose: 1,
		Categories: []uint8{1, 21}, Action: 1, Permit: "de-permit-1", OccurredAt: 4,
		Effect: 2, Basis: 4, Marks: 0b100010,
	}
	copy(want.Exchange[:], e.Exchange)
	copy(want.Subject[:], e.Subject)
	copy(want.Actor[:], e.Actor)
	copy(want.Resource[:], e.Resource)
	copy(want.Salt[:], e.Salt)
	require.Equal(t, want, r)

	bytes, err := r.Bytes()
	require.NoError(t, err)
	parsed, err := translog.ParseRecord(bytes)
	require.NoError(t, err)
	require.Equal(t, r, parsed)
}

func TestNewRecordRefuses(t *testing.T) {
	good := func() types.Verdict {
		return types.Verdict{Effect: vocabulary.Effect_EFFECT_DENY, Basis: vocabulary.Basis_BASIS_NONE}
	}
	tests := []struct {
		name   string
		change func(*types.Event, *types.Verdict)
		want   error
	}{
		{"a malformed event", func(e *types.Event, _ *types.Verdict) { e.Salt = nil }, types.ErrEventInvalid},
		{"no effect", func(_ *types.Event, v *types.Verdict) { v.Effect = 0 }, types.ErrVerdictInvalid},
		{"an effect that is known modulo 256", func(_ *types.Event, v *types.Verdict) { v.Effect = 257 }, types.ErrVerdictInvalid},
		{"an unknown basis", func(_ *types.Event, v *types.Verdict) { v.Basis = 8 }, types.ErrVerdictInvalid},
		{"mark 0", func(_ *types.Event, v *types.Verdict) { v.Marks = []types.Mark{0} }, types.ErrVerdictInvalid},
		{"an unknown mark", func(_ *types.Event, v *types.Verdict) { v.Marks = []types.Mark{7} }, types.ErrVerdictInvalid},
		{"a mark that shifts out", func(_ *types.Event, v *types.Verdict) { v.Marks = []types.Mark{64} }, types.ErrVerdictInvalid},
		{"a mark twice", func(_ *types.Event, v *types.Verdict) { v.Marks = []types.Mark{2, 2} }, types.ErrVerdictInvalid},
		{"marks that descend", func(_ *types.Event, v *types.Verdict) { v.Marks = []types.Mark{2, 1} }, types.ErrVerdictInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, v := event(4, 1), good()
			_, err := types.NewRecord(types.Place{}, e, v)
			require.NoError(t, err)
			test.change(&e, &v)
			_, err = types.NewRecord(types.Place{}, e, v)
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestHeadsAreConvertedBothWays(t *testing.T) {
	var head translog.Head
	for i := range byte(40) {
		back, err := types.HeadFromProto(types.HeadToProto(head))
		require.NoError(t, err)
		require.True(t, head.Equal(back))
		head, err = head.Append(translog.LeafHash([]byte{i}))
		require.NoError(t, err)
	}
}

func TestAppendDoesNotChangeItsReceiver(t *testing.T) {
	trail, err := types.NewTrail("de-hospital", "pacs", 1)
	require.NoError(t, err)
	one, err := trail.Append([]translog.Hash{{1}})
	require.NoError(t, err)
	two, err := one.Append([]translog.Hash{{2}})
	require.NoError(t, err)
	require.Zero(t, trail.Head.Size_)
	require.Equal(t, types.Head{Size_: 1, Edge: [][]byte{append([]byte{1}, make([]byte, 31)...)}}, one.Head)
	require.EqualValues(t, 2, two.Head.Size_)
	require.ErrorIs(t, two.Validate(), types.ErrGenesisInvalid, "a trail with records has a checkpoint")
	kept, checkpoint, err := two.Keep(5, 60)
	require.NoError(t, err)
	require.NotNil(t, checkpoint)
	require.NoError(t, kept.Validate())
	require.Zero(t, two.Checkpoints)
}

// A code never changes: whoever reads old results relies on it.
func TestErrorCodes(t *testing.T) {
	for i, err := range []*errorsmod.Error{
		types.ErrTrailNameInvalid, types.ErrTrailExists, types.ErrTrailUnknown, types.ErrTrailForeign, types.ErrTrailLimit,
		types.ErrIndexTooLow, types.ErrIndexTooHigh,
		types.ErrBatchEmpty, types.ErrBatchTooLong, types.ErrBatchTooWide, types.ErrBatchTooLarge,
		types.ErrEventInvalid, types.ErrEventSide, types.ErrVerdictInvalid,
		types.ErrHeadInvalid, types.ErrParamsInvalid, types.ErrGenesisInvalid, types.ErrNotCouncil,
		types.ErrTrailClosed, types.ErrTooManyCases, types.ErrCaseUnknown, types.ErrCaseStatus, types.ErrDigestInvalid,
		types.ErrOutcomeInvalid, types.ErrReviewersInvalid, types.ErrDisputeUnknown, types.ErrDisputeStatus, types.ErrDisputeExists,
		types.ErrDisputeInvalid, types.ErrDisputesFull, types.ErrRecordUnproven, types.ErrSignatureWrong, types.ErrDeadline,
		types.ErrSubjectForeign,
	} {
		require.Equal(t, types.ModuleName, err.Codespace())
		require.Equal(t, uint32(i+2), err.ABCICode(), "%s", err)
	}
}
