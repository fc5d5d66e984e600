package types_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Every code of the vocabulary has the same number in the protobuf enums.
func TestProvisionsAreReadAndWrittenAlike(t *testing.T) {
	p := policy.Provision{
		Effect: policy.EffectPermit,
		Match: policy.Match{
			Purposes:   policy.SetOf(policy.Purposes()...),
			Categories: policy.SetOf(policy.Categories()...),
			Actions:    policy.SetOf(policy.Actions()...),
			Recipients: []policy.Selector{
				{Kind: policy.SelectorJurisdiction, ID: "DE"},
				{Kind: policy.SelectorParticipant, ID: "de-charite"},
				{Kind: policy.SelectorRole, Role: policy.RolePayer},
			},
			Period: policy.Period{From: policy.At(1), Until: policy.At(2)},
		},
		Exceptions: []policy.Provision{{
			Effect:     policy.EffectDeny,
			Match:      policy.Match{Period: policy.Period{Until: policy.At(9)}},
			Exceptions: []policy.Provision{{Effect: policy.EffectPermit}},
		}},
	}
	wire, err := types.NewProvision(p)
	require.NoError(t, err)
	require.Equal(t, 3, wire.Nodes())
	back, err := wire.Policy()
	require.NoError(t, err)
	require.Equal(t, p, back)
	for i, c := range wire.Categories {
		require.Equal(t, "CATEGORY_"+policy.Categories()[i].String(), c.String())
	}
	for i, c := range wire.Purposes {
		require.Equal(t, "PURPOSE_"+policy.Purposes()[i].String(), c.String())
	}

	_, err = types.NewProvision(policy.Provision{Effect: policy.EffectPermit, Match: policy.Match{Period: policy.Period{From: policy.At(0)}}})
	require.ErrorIs(t, err, types.ErrDirectiveInvalid)
	_, err = types.NewProvision(policy.Provision{})
	require.ErrorIs(t, err, types.ErrDirectiveInvalid)
}

// The vocabularies end at the same code on both sides.
func TestAnUnsetBoundIsNoneWhateverItHolds(t *testing.T) {
	d := directive.Directive{
		Subject: [20]byte{1}, Sequence: 1, Deadline: 1_772_500_000,
		Provision: policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Period: policy.Period{From: policy.Bound{At: 4}}}},
		Validity:  policy.Period{Until: policy.Bound{At: 5}},
	}
	want, err := d.Digest("assent-test")
	require.NoError(t, err)
	signed, err := types.NewSignedDirective(d, make([]byte, 65))
	require.NoError(t, err)
	read, err := signed.Message()
	require.NoError(t, err)
	got, err := read.Digest("assent-test")
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestVocabulariesHaveTheSameCodes(t *testing.T) {
	require.Len(t, vocabulary.Purpose_name, len(policy.Purposes())+1)
	require.Len(t, vocabulary.Category_name, len(policy.Categories())+1)
	require.Len(t, vocabulary.Action_name, len(policy.Actions())+1)
	require.Len(t, vocabulary.Role_name, len(policy.Roles())+1)
	require.Len(t, vocabulary.Profession_name, len(policy.Professions())+1)
	require.Len(t, vocabulary.Effect_name, len(policy.Effects())+1)
	require.Len(t, vocabulary.Basis_name, len(policy.Bases())+1)
	require.Len(t, vocabulary.Reason_name, len(policy.Reasons())+1)
	require.Len(t, vocabulary.Obligation_name, len(policy.Obligations())+1)
}

// FuzzProvision looks for two encodings of one meaning, and for a meaning that
// is lost.
func FuzzProvision(f *testing.F) {
	for _, p := range []types.Provision{
		{Effect: 1},
		{Effect: 2, Purposes: []vocabulary.Purpose{1, 11}, Recipients: []types.Recipient{{Jurisdiction: "DE"}, {Role: 4}}},
		{Effect: 2, NotAfter: 7, Exceptions: []types.Provision{{Effect: 1, Categories: []vocabulary.Category{11}}}},
	} {
		bz, err := p.Marshal()
		require.NoError(f, err)
		f.Add(bz)
	}
	f.Fuzz(func(t *testing.T, bz []byte) {
		var wire types.Provision
		if wire.Unmarshal(bz) != nil {
			return
		}
		p, err := wire.Policy()
		if err != nil {
			require.ErrorIs(t, err, types.ErrDirectiveInvalid)
			return
		}
		if directive.Check(p) != nil {
			return
		}
		again, err := types.NewProvision(p)
		require.NoError(t, err)
		require.True(t, reflect.DeepEqual(wire, again), "%v\n%v", wire, again)
	})
}
