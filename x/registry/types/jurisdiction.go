package types

import (
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// MaxJurisdictions bounds the jurisdictions of a chain. There are 249 codes in
// ISO 3166-1.
const MaxJurisdictions = 256

// NewJurisdiction is ACTIVE, with its first profile in force, from the given
// moment in Unix seconds.
func NewJurisdiction(msg *MsgRegisterJurisdiction, at int64) (Jurisdiction, error) {
	profile := msg.Profile
	profile.Since = at
	j := Jurisdiction{
		Id:        msg.Id,
		Name:      msg.Name,
		Authority: msg.JurisdictionAuthority,
		History:   []JurisdictionStatusSince{{Status: JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: at}},
		Profiles:  []Profile{profile},
	}
	if err := j.Validate(); err != nil {
		return Jurisdiction{}, err
	}
	return j, nil
}

// Validate checks all that can be said of a jurisdiction alone.
func (j Jurisdiction) Validate() error {
	if err := CheckJurisdictionID(j.Id); err != nil {
		return err
	}
	if err := checkName(j.Name); err != nil {
		return ErrJurisdictionInvalid.Wrapf("%s: %s", j.Id, err)
	}
	if err := checkAddress(j.Authority); err != nil {
		return err
	}
	if err := checkHistory(j.policyHistory()); err != nil {
		return ErrJurisdictionInvalid.Wrapf("%s: %s", j.Id, err)
	}
	if len(j.Profiles) > MaxProfiles {
		return ErrJurisdictionInvalid.Wrapf("%s: %d profiles, want at most %d", j.Id, len(j.Profiles), MaxProfiles)
	}
	if err := checkArchived(j.HistoryFrom, j.ArchivePages); err != nil {
		return ErrJurisdictionInvalid.Wrapf("%s: %s", j.Id, err)
	}
	for i := range j.Profiles {
		if err := j.Profiles[i].Validate(); err != nil {
			return err
		}
		if i > 0 && j.Profiles[i].Since < j.Profiles[i-1].Since {
			return ErrJurisdictionInvalid.Wrapf("%s: profile %d: before the one above it", j.Id, i)
		}
	}
	return nil
}

// Suspend keeps an ACTIVE jurisdiction from acting and from decisions from the
// given moment, in Unix seconds.
func (j Jurisdiction) Suspend(at int64) (Jurisdiction, error) {
	return j.enter(JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED, JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, at)
}

// Reinstate lets a SUSPENDED jurisdiction act again from the given moment, in Unix
// seconds.
func (j Jurisdiction) Reinstate(at int64) (Jurisdiction, error) {
	return j.enter(JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED, at)
}

// enter is the jurisdiction with one more entry in its history; j stays as it was.
func (j Jurisdiction) enter(to, from JurisdictionStatus, at int64) (Jurisdiction, error) {
	var last JurisdictionStatusSince
	if n := len(j.History); n > 0 {
		last = j.History[n-1]
	}
	if last.Status != from {
		return Jurisdiction{}, ErrStatusTransition.Wrapf("jurisdiction %s is %s", j.Id, last.Status)
	}
	if at < last.Since {
		return Jurisdiction{}, ErrStatusTransition.Wrapf("jurisdiction %s is %s since a later moment", j.Id, last.Status)
	}
	j.History = append(slices.Clip(j.History), JurisdictionStatusSince{Status: to, Since: at})
	return j, nil
}

// Adopt is the jurisdiction with a profile for a later moment, at least the notice
// after the given one, in Unix seconds. It takes the place of one that is not in
// force yet; j stays as it was.
func (j Jurisdiction) Adopt(profile Profile, at, notice int64) (Jurisdiction, error) {
	// The difference of two moments that are not negative does not overflow.
	if profile.Since <= at || profile.Since-at < notice {
		return Jurisdiction{}, ErrProfileNotice.Wrapf(
			"%s: from %d, want %d seconds of notice from %d on", j.Id, profile.Since, notice, at)
	}
	effective := len(j.Profiles)
	for effective > 0 && j.Profiles[effective-1].Since > at {
		effective--
	}
	j.Profiles = append(slices.Clip(j.Profiles[:effective]), profile)
	return j, nil
}

// Active reports whether the jurisdiction is ACTIVE at a moment, in Unix seconds.
func (j Jurisdiction) Active(at int64) bool {
	return j.policyHistory().At(at) == policy.StatusActive
}

// ActiveSince is the moment, in Unix seconds, from which the jurisdiction has been
// ACTIVE up to the given one; false if it is not ACTIVE then.
func (j Jurisdiction) ActiveSince(at int64) (int64, bool) {
	for _, entry := range slices.Backward(j.History) {
		if entry.Since <= at {
			return entry.Since, entry.Status == JurisdictionStatus_JURISDICTION_STATUS_ACTIVE
		}
	}
	return 0, false
}

// Policy is the jurisdiction as decisions read it.
func (j Jurisdiction) Policy() policy.Jurisdiction {
	out := policy.Jurisdiction{ID: j.Id, History: j.policyHistory()}
	for i := range j.Profiles {
		out.Profiles = append(out.Profiles, j.Profiles[i].Policy())
	}
	return out
}

func (j Jurisdiction) policyHistory() policy.History {
	history := make(policy.History, len(j.History))
	for i, entry := range j.History {
		history[i] = policy.StatusSince{Status: entry.Status.policy(), Since: entry.Since}
	}
	return history
}

func (s JurisdictionStatus) policy() policy.Status {
	switch s {
	case JurisdictionStatus_JURISDICTION_STATUS_ACTIVE:
		return policy.StatusActive
	case JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED:
		return policy.StatusSuspended
	default:
		return 0
	}
}
