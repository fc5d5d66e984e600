package types

import "github.com/assent-ledger/assent/pkg/policy"

// MaxProfiles bounds the profiles of a jurisdiction.
const MaxProfiles = 256

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

// Active reports whether the jurisdiction is ACTIVE at a moment, in Unix seconds.
func (j Jurisdiction) Active(at int64) bool {
	return j.policyHistory().At(at) == policy.StatusActive
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
