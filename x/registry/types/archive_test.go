package types

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

func credential(n int) []byte {
	digest := make([]byte, digestBytes)
	digest[0], digest[1] = byte(n>>8), byte(n)
	return digest
}

// However often a participant is suspended, what it holds is bounded, and with its
// archive its status is known for every moment.
func TestStatusOfEveryPastMomentAfterThousandsOfSuspensions(t *testing.T) {
	p := holding(RoleGrant{Role: holder, From: 1})
	var pages []ParticipantArchivePage
	suspend := true
	const steps = 5000
	for at := int64(2); at < steps; at++ {
		next, err := p.Reinstate(at)
		if suspend {
			next, err = p.Suspend(at)
		}
		require.NoError(t, err)
		suspend = !suspend
		var page *ParticipantArchivePage
		if p, page = next.Compact(at); page != nil {
			require.Len(t, page.History, MaxHistory+1-historyPage)
			require.NoError(t, page.Validate())
			pages = append(pages, *page)
		}
		require.NoError(t, p.Validate())
	}
	require.NoError(t, p.checkArchive(pages))
	require.Greater(t, len(pages), 100)

	want := func(at int64) ParticipantStatus {
		switch {
		case at < 1:
			return ParticipantStatus_PARTICIPANT_STATUS_UNSPECIFIED
		case at%2 == 1:
			return active
		default:
			return suspended
		}
	}
	for page := range slices.Backward(pages) {
		for at := p.HistoryFrom; at < p.HistoryFrom+100 && at < steps; at++ {
			require.Equal(t, want(at), p.StatusAt(at), "at %d", at)
		}
		p = p.Recall(pages[page], steps)
	}
	require.Zero(t, p.HistoryFrom)
	for at := int64(0); at < steps; at++ {
		require.Equal(t, want(at), p.StatusAt(at), "at %d", at)
	}
}

func TestOnlyWhatSaysNothingOfNowIsArchived(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := int64(1000)
		p := holding(RoleGrant{Role: holder, From: 1})
		p.History = nil
		for i := range rapid.IntRange(1, MaxHistory+1).Draw(t, "entries") {
			p.History = append(p.History, ParticipantStatusSince{Status: active + ParticipantStatus(i%2), Since: int64(i)})
		}
		for i := range rapid.IntRange(0, MaxLiveAccreditations+MaxEndedAccreditations).Draw(t, "accreditations") {
			p.Accreditations = append(p.Accreditations, Accreditation{
				Scheme: "DE/x", CredentialDigest: credential(i), MaxGrade: 5, From: 1,
				Until:     rapid.SampledFrom([]int64{0, 5, 500, 1000, 1001}).Draw(t, "until"),
				RevokedAt: rapid.SampledFrom([]int64{0, 3, 999, 1000, 2000}).Draw(t, "revoked"),
			})
		}
		before := p
		kept, page := p.Compact(now)
		require.Equal(t, before, p)
		require.NoError(t, kept.Validate())
		require.LessOrEqual(t, kept.ended(now), MaxEndedAccreditations)
		live := func(p Participant) []Accreditation {
			return slices.DeleteFunc(slices.Clone(p.Accreditations), func(a Accreditation) bool { return a.Ended(now) })
		}
		require.Equal(t, live(p), live(kept))
		require.Equal(t, p.StatusAt(now), kept.StatusAt(now))
		if page == nil {
			require.Equal(t, p, kept)
			return
		}
		require.NoError(t, page.Validate())
		require.NoError(t, kept.checkArchive([]ParticipantArchivePage{*page}))
		back := kept.Recall(*page, now)
		slices.SortFunc(back.Accreditations, compareAccreditations)
		require.ElementsMatch(t, p.Accreditations, back.Accreditations)
		require.Equal(t, p.History, back.History)
		require.Zero(t, back.HistoryFrom)
		// From history_from on, what is kept says all.
		require.LessOrEqual(t, kept.HistoryFrom, now)
		for at := kept.HistoryFrom; at <= now+2; at++ {
			require.Equal(t, p.StatusAt(at), kept.StatusAt(at))
			require.Equal(t, valid(p, at), valid(kept, at), "at %d", at)
		}
	})
}

// valid is the number of accreditations that have not ended at a moment.
func valid(p Participant, at int64) int { return len(p.Accreditations) - p.ended(at) }

func TestAJurisdictionsHistoryAndProfilesOfEveryPastMoment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := genesis().Jurisdictions[0]
		j.Profiles = []Profile{{Since: 1, ObjectionsCutOffAtIssue: true}}
		type moment struct {
			active  bool
			profile int64
		}
		now, profiles := int64(1), []int64{1}
		status := map[int64]bool{}
		isActive := true
		var pages []JurisdictionArchivePage
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			for later := now + rapid.Int64Range(1, 4).Draw(t, "later"); now < later; now++ {
				status[now] = isActive
			}
			var next Jurisdiction
			var err error
			switch {
			case rapid.Bool().Draw(t, "adopt"):
				since := now + rapid.Int64Range(1, 5).Draw(t, "since")
				next, err = j.Adopt(Profile{Since: since}, now, 1)
				profiles = append(slices.DeleteFunc(profiles, func(s int64) bool { return s > now }), since)
			case isActive:
				next, err = j.Suspend(now)
				isActive = false
			default:
				next, err = j.Reinstate(now)
				isActive = true
			}
			require.NoError(t, err)
			var page *JurisdictionArchivePage
			if j, page = next.Compact(now); page != nil {
				require.NoError(t, page.Validate())
				pages = append(pages, *page)
			}
			require.NoError(t, j.Validate())
		}
		status[now] = isActive
		require.NoError(t, j.checkArchive(pages))
		check := func() {
			facts := j.Policy()
			for at := max(j.HistoryFrom, 1); at <= now; at++ {
				inForce := int64(0)
				for _, since := range profiles {
					if since <= at {
						inForce = since
					}
				}
				require.Equal(t, moment{status[at], inForce}, moment{
					facts.History.At(at) == policy.StatusActive, facts.ProfileAt(at).Since,
				}, "at %d", at)
			}
		}
		check()
		for _, page := range slices.Backward(pages) {
			j = j.Recall(page)
			check()
		}
		require.Zero(t, j.HistoryFrom)
	})
}

func TestAProfileInForceIsNeverArchived(t *testing.T) {
	j := genesis().Jurisdictions[0]
	j.Profiles = nil
	for i := range MaxProfiles + 1 {
		j.Profiles = append(j.Profiles, Profile{Since: int64(i) + 1})
	}
	kept, page := j.Compact(3)
	require.Len(t, page.Profiles, 2, "the third is in force")
	require.Equal(t, int64(3), kept.Profiles[0].Since)
	require.Equal(t, int64(3), kept.HistoryFrom)
	kept, page = j.Compact(1)
	require.Nil(t, page)
	require.Equal(t, j, kept)
}
