package types_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/permit/types"
)

// form of an id, said another way.
var form = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func wellFormed(id string) bool { return len(id) <= types.MaxID && form.MatchString(id) }

func FuzzCheckID(f *testing.F) {
	for _, id := range []string{"", "de-study", "de--study", "-", "de-", "DE-study", "de-study/1", "de-stüdy", "a\n"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		err := types.CheckID(id)
		if (err == nil) != wellFormed(id) {
			t.Fatalf("%q: %v", id, err)
		}
	})
}

// An id belongs to whoever's jurisdiction it begins with, and to nobody else.
func TestAnIDIsItsIssuers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		jurisdiction := rapid.StringMatching(`(DE|FR|CN|EU)(-[A-Z0-9]{1,3})?`).Draw(rt, "jurisdiction")
		m := message()
		m.Id = rapid.OneOf(
			rapid.StringMatching(`(de|fr|cn|eu)(-[a-z0-9]{1,5}){0,3}`),
			rapid.StringMatching(`[a-zA-Z0-9/-]{0,12}`),
			rapid.StringMatching(`de-[a-z]{60,63}`),
		).Draw(rt, "id")
		_, err := types.NewPermit(permission.Member{Jurisdiction: jurisdiction}, m, 100)
		prefix := regexp.MustCompile("(?i)^" + jurisdiction + "-")
		want := wellFormed(m.Id) && prefix.MatchString(m.Id)
		if want {
			require.NoError(rt, err)
			return
		}
		require.ErrorIs(rt, err, types.ErrPermitIDInvalid)
	})
}
