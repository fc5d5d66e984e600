package types

import (
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

const (
	// MaxProfiles bounds the profiles that a jurisdiction holds itself. Older ones
	// stand in its archive.
	MaxProfiles = 16
	// profilePage is how many profiles are archived at once.
	profilePage = MaxProfiles / 2
)

// Compact is the jurisdiction within its bounds, with the page for the archive
// that takes what went beyond them, or nil. Only what says nothing of the given
// moment, in Unix seconds, or of later ones is archived; j stays as it was.
func (j Jurisdiction) Compact(at int64) (Jurisdiction, *JurisdictionArchivePage) {
	page := JurisdictionArchivePage{Jurisdiction: j.Id, Number: j.ArchivePages}
	if n := len(j.History); n > MaxHistory {
		page.History, j.History = j.History[:n-historyPage], slices.Clone(j.History[n-historyPage:])
		j.HistoryFrom = max(j.HistoryFrom, j.History[0].Since)
	}
	if n := min(profilePage, j.superseded(at)); n > 0 && len(j.Profiles) > MaxProfiles {
		page.Profiles, j.Profiles = j.Profiles[:n], slices.Clone(j.Profiles[n:])
		j.HistoryFrom = max(j.HistoryFrom, j.Profiles[0].Since)
	}
	if len(page.History) == 0 && len(page.Profiles) == 0 {
		return j, nil
	}
	j.ArchivePages++
	return j, &page
}

// superseded is the number of profiles, the first ones, that are no longer in
// force at a moment.
func (j Jurisdiction) superseded(at int64) int {
	n := 0
	for n+1 < len(j.Profiles) && j.Profiles[n+1].Since <= at {
		n++
	}
	return n
}

// Recall is the jurisdiction with the newest page of its archive back, and with
// the moment from which that is complete. It is for reading: it may be beyond the
// bounds of what is stored.
func (j Jurisdiction) Recall(page JurisdictionArchivePage) Jurisdiction {
	j.History = slices.Concat(page.History, j.History)
	j.Profiles = slices.Concat(page.Profiles, j.Profiles)
	j.ArchivePages = page.Number
	from := int64(0)
	if page.Number > 0 {
		from = j.History[0].Since
		if len(j.Profiles) > 0 {
			from = max(from, j.Profiles[0].Since)
		}
	}
	j.HistoryFrom = min(j.HistoryFrom, from)
	return j
}

// Validate checks all that can be said of a page alone.
func (p JurisdictionArchivePage) Validate() error {
	if err := CheckJurisdictionID(p.Jurisdiction); err != nil {
		return err
	}
	if len(p.History) == 0 && len(p.Profiles) == 0 {
		return ErrJurisdictionInvalid.Wrapf("%s: archive page %d is empty", p.Jurisdiction, p.Number)
	}
	if len(p.History) > 0 {
		if err := checkHistory(p.policyHistory()); err != nil {
			return ErrJurisdictionInvalid.Wrapf("%s: archive page %d: %s", p.Jurisdiction, p.Number, err)
		}
	}
	if len(p.Profiles) > MaxProfiles {
		return ErrJurisdictionInvalid.Wrapf("%s: archive page %d has %d profiles", p.Jurisdiction, p.Number, len(p.Profiles))
	}
	for i := range p.Profiles {
		if err := p.Profiles[i].Validate(); err != nil {
			return err
		}
		if i > 0 && p.Profiles[i].Since < p.Profiles[i-1].Since {
			return ErrJurisdictionInvalid.Wrapf("%s: archive page %d: profile %d: before the one above it", p.Jurisdiction, p.Number, i)
		}
	}
	return nil
}

func (p JurisdictionArchivePage) policyHistory() policy.History {
	return Jurisdiction{History: p.History}.policyHistory()
}

// checkArchive refuses pages, all of the jurisdiction's archive in order, that do
// not fit before what it holds itself.
func (j Jurisdiction) checkArchive(pages []JurisdictionArchivePage) error {
	if len(pages) != int(j.ArchivePages) {
		return ErrGenesisInvalid.Wrapf("jurisdiction %s: %d archive pages, want %d", j.Id, len(pages), j.ArchivePages)
	}
	history, profiles := j.History[0].Since, int64(0)
	if len(j.Profiles) > 0 {
		profiles = j.Profiles[0].Since
	}
	from := int64(0)
	for i, page := range slices.Backward(pages) {
		if page.Number != uint32(i) {
			return ErrGenesisInvalid.Wrapf("jurisdiction %s: archive page %d has the number %d", j.Id, i, page.Number)
		}
		if n := len(page.History); n > 0 {
			from = max(from, history)
			if page.History[n-1].Since > history {
				return ErrGenesisInvalid.Wrapf("jurisdiction %s: archive page %d: history goes back after it", j.Id, i)
			}
			history = page.History[0].Since
		}
		if n := len(page.Profiles); n > 0 {
			from = max(from, profiles)
			if page.Profiles[n-1].Since > profiles {
				return ErrGenesisInvalid.Wrapf("jurisdiction %s: archive page %d: profiles go back after it", j.Id, i)
			}
			profiles = page.Profiles[0].Since
		}
	}
	if from != j.HistoryFrom {
		return ErrGenesisInvalid.Wrapf("jurisdiction %s: history from %d, its archive says %d", j.Id, j.HistoryFrom, from)
	}
	return nil
}
