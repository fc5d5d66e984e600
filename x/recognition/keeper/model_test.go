package keeper_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// model is what the module should do with bilateral and trilateral agreements,
// said as simply as can be.
type model struct {
	parties map[string][]string
	until   map[string]int64
	bound   map[string][]string
}

func TestRandomMessagesAgreeWithTheModel(t *testing.T) {
	jurisdictions := []string{"DE", "FR", "IT"}
	ids := []string{"de-a", "de-b", "fr-a", "it-a"}
	rapid.Check(t, func(r *rapid.T) {
		f := newFixture(t)
		m := model{map[string][]string{}, map[string]int64{}, map[string][]string{}}
		now := int64(start)
		r.Repeat(map[string]func(*rapid.T){
			"time": func(r *rapid.T) {
				now += rapid.Int64Range(0, 20).Draw(r, "seconds")
				f.at(now)
			},
			"propose": func(r *rapid.T) {
				id, by := rapid.SampledFrom(ids).Draw(r, "id"), rapid.SampledFrom(jurisdictions).Draw(r, "by")
				parties := slices.Clone(jurisdictions)
				if out := rapid.IntRange(0, 3).Draw(r, "without"); out < 3 {
					parties = slices.Delete(parties, out, out+1)
				}
				until := rapid.SampledFrom([]int64{0, start + 30, start + 200}).Draw(r, "until")
				_, err := f.msgs.ProposeAgreement(f.ctx, &types.MsgProposeAgreement{
					Authority: authority(by), Id: id, Parties: parties, DocumentDigest: digest(), NotAfter: until,
					Rules: []types.Rule{{From: parties[0], To: parties[1]}},
				})
				owner := map[byte]string{'d': "DE", 'f': "FR", 'i': "IT"}[id[0]]
				ok := by == owner && slices.Contains(parties, by) && m.parties[id] == nil && (until == 0 || until > now)
				require.Equal(t, ok, err == nil, "%v", err)
				if ok {
					m.parties[id], m.until[id] = parties, until
				}
			},
			"certify": func(r *rapid.T) {
				id, by := rapid.SampledFrom(ids).Draw(r, "id"), rapid.SampledFrom(jurisdictions).Draw(r, "by")
				_, err := f.msgs.CertifyAgreement(f.ctx, certification(by, id))
				ok := slices.Contains(m.parties[id], by) && !slices.Contains(m.bound[id], by) &&
					(m.until[id] == 0 || now < m.until[id])
				require.Equal(t, ok, err == nil, "%v", err)
				if ok {
					m.bound[id] = append(m.bound[id], by)
				}
			},
			"": func(*rapid.T) {
				require.NoError(t, f.export().Validate())
				for _, from := range jurisdictions {
					for _, to := range jurisdictions {
						var want []string
						for _, id := range ids {
							p := m.parties[id]
							if len(p) > 0 && len(m.bound[id]) == len(p) && p[0] == from && p[1] == to {
								want = append(want, id+"/v1/"+from+"-"+to)
							}
						}
						var got []string
						list, err := f.keeper.PolicyAgreements(f.ctx, from, to)
						require.NoError(t, err)
						for i := range list {
							got = append(got, list[i].ID)
						}
						require.Equal(t, want, got)
					}
				}
			},
		})
	})
}
