package types_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	at  = int64(1_772_500_000)
	day = int64(24 * 60 * 60)
)

var charite = permission.Member{Participant: "de-charite", Jurisdiction: "DE"}

func id20(last byte) []byte { return append(make([]byte, 19), last) }

func id32(last byte) []byte { return append(make([]byte, 31), last) }

// directiveOf is a permission for everything under the id.
func directiveOf(id byte) types.Directive {
	return types.Directive{Id: id32(id), Provision: types.Provision{Effect: vocabulary.Effect_EFFECT_PERMIT}}
}

func TestChangesLeaveTheSubjectBefore(t *testing.T) {
	first := types.NewSubject(id20(1), charite, at)
	joined, err := first.Join(permission.Member{Participant: "de-ukm", Jurisdiction: "DE"}, at)
	require.NoError(t, err)
	require.Len(t, first.Holders, 1)
	require.Len(t, joined.Holders, 2)

	given, _, err := first.Give(directiveOf(1), types.Self, 1, at)
	require.NoError(t, err)
	require.Empty(t, first.Directives)
	before := clone(t, given)
	replacing := directiveOf(2)
	replacing.Supersedes = id32(1)
	_, change, err := given.Give(replacing, types.Self, 2, at)
	require.NoError(t, err)
	require.Equal(t, [][]byte{id32(1)}, change.Ended)
	_, _, err = given.Withdraw(id32(1), types.Self, 2, at)
	require.NoError(t, err)
	require.Equal(t, before, given)
}

func clone(t *testing.T, s types.Subject) types.Subject {
	t.Helper()
	bz, err := s.Marshal()
	require.NoError(t, err)
	var c types.Subject
	require.NoError(t, c.Unmarshal(bz))
	return c
}

func TestASubjectIsGivenADirectiveOnce(t *testing.T) {
	s, _, err := types.NewSubject(id20(1), charite, at).Give(directiveOf(1), types.Self, 1, at)
	require.NoError(t, err)
	_, _, err = s.Give(directiveOf(1), types.Self, 2, at)
	require.ErrorIs(t, err, types.ErrDirectiveExists)
}

func TestARefusalOfEverythingEndsOneThatItNamesOnce(t *testing.T) {
	refusal := func(id byte) types.Directive {
		return types.Directive{Id: id32(id), Provision: types.Provision{Effect: vocabulary.Effect_EFFECT_DENY}}
	}
	s, _, err := types.NewSubject(id20(1), charite, at).Give(refusal(1), types.Self, 1, at)
	require.NoError(t, err)
	again := refusal(2)
	again.Supersedes = id32(1)
	s, change, err := s.Give(again, types.Self, 2, at+1)
	require.NoError(t, err)
	require.Equal(t, [][]byte{id32(1)}, change.Ended)
	require.Equal(t, at+1, s.Directives[0].EndedAt)

	permission := directiveOf(3)
	s, _, err = s.Give(permission, types.Self, 3, at+2)
	require.NoError(t, err)
	last := refusal(4)
	last.Supersedes = id32(3)
	_, change, err = s.Give(last, types.Self, 4, at+3)
	require.NoError(t, err)
	require.Equal(t, [][]byte{id32(2), id32(3)}, change.Ended, "the one it names, and the refusal that it says again")
}

func TestKeysSpeakWhileTheyLive(t *testing.T) {
	key, err := crypto.GenerateKey()
	require.NoError(t, err)
	address := crypto.PubkeyToAddress(key.PublicKey)
	digest := [32]byte{1}
	signature, err := directive.Sign(digest, key)
	require.NoError(t, err)
	s := types.NewSubject(id20(1), charite, at)
	s.Keys = append(s.Keys, types.SubjectKey{Address: address[:], Since: at + 10, Until: at + 20})

	speaks := func(digest [32]byte, signature []byte, at int64) error {
		signer, err := types.Recover(digest, signature)
		if err != nil {
			return err
		}
		by, err := s.Speaker(signer, at)
		if err == nil {
			require.Equal(t, types.Self, by)
		}
		return err
	}
	require.ErrorIs(t, speaks(digest, signature, at+9), types.ErrSignatureWrong)
	require.NoError(t, speaks(digest, signature, at+10))
	require.NoError(t, speaks(digest, signature, at+19))
	require.ErrorIs(t, speaks(digest, signature, at+20), types.ErrSignatureWrong)
	require.ErrorIs(t, speaks([32]byte{2}, signature, at+10), types.ErrSignatureWrong)
	require.ErrorIs(t, speaks(digest, signature[:64], at+10), types.ErrSignatureMalformed)
}

func TestNothingIsSignedForACustodialSubject(t *testing.T) {
	s := types.NewCustodialSubject(id20(1), charite, at)
	require.True(t, s.Custodial())
	_, err := s.Join(permission.Member{Participant: "de-ukm", Jurisdiction: "DE"}, at)
	require.ErrorIs(t, err, types.ErrCustodial)
}

func TestARefusalOfEverythingIsKeptWhereItChangesSomething(t *testing.T) {
	refusal := func(id byte) types.Directive {
		return types.Directive{Id: id32(id), Provision: types.Provision{Effect: vocabulary.Effect_EFFECT_DENY}}
	}
	s := types.NewSubject(id20(1), charite, at)
	sequence := uint64(0)
	give := func(d types.Directive, now int64) types.Change {
		sequence++
		next, change, err := s.Give(d, types.Self, sequence, now)
		require.NoError(t, err)
		s = next
		return change
	}
	give(directiveOf(1), at)
	for i := range byte(types.MaxDayChanges - 1) {
		give(refusal(10+i), at+1)
	}
	standing := id32(10 + types.MaxDayChanges - 2)

	change := give(refusal(100), at+2)
	require.Nil(t, change.Given)
	require.Equal(t, standing, change.Standing)
	again := refusal(101)
	again.Supersedes = standing
	require.Nil(t, give(again, at+2).Given)

	for _, gone := range [][]byte{id32(200), id32(10)} { // Nothing, and an older refusal that has ended.
		ending := refusal(110)
		ending.Supersedes = gone
		_, _, err := s.Give(ending, types.Self, sequence+1, at+2)
		require.ErrorIs(t, err, types.ErrSupersedes, "as on any other day")
	}

	replacing := refusal(102)
	replacing.Supersedes = id32(1)
	change = give(replacing, at+3)
	require.Equal(t, id32(102), change.Given, "it ends another one as well")
	require.Equal(t, [][]byte{id32(1), standing}, change.Ended)

	require.Equal(t, id32(103), give(refusal(103), at+day).Given, "the day has changed")
}

func TestDeadlinesLieWithinADay(t *testing.T) {
	require.NoError(t, types.CheckDeadline(at+1, at))
	require.NoError(t, types.CheckDeadline(at+day, at))
	require.ErrorIs(t, types.CheckDeadline(at, at), types.ErrDeadlinePassed)
	require.ErrorIs(t, types.CheckDeadline(-1<<63, at), types.ErrDeadlinePassed)
	require.ErrorIs(t, types.CheckDeadline(at+day+1, at), types.ErrDeadlineTooFar)
	require.ErrorIs(t, types.CheckDeadline(1<<63-1, -day*1e6), types.ErrDeadlineTooFar)
}

func TestDirectivesEndAtTheFirstOfTheirEnds(t *testing.T) {
	for _, c := range []struct {
		name           string
		endedAt, until int64
		end            int64
	}{
		{"never", 0, 0, 0},
		{"by expiry", 0, at + 5, at + 5},
		{"by withdrawal", at + 3, 0, at + 3},
		{"by withdrawal before expiry", at + 3, at + 5, at + 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := types.Directive{EndedAt: c.endedAt, NotAfter: c.until}
			require.Equal(t, c.end, d.End())
			require.Equal(t, c.end == 0, d.Live(at+5))
			require.True(t, d.Live(at+2))
		})
	}
}
