package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/networks/profiles"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// threeRegimes founds the network with three jurisdictions, each under a preset of its own.
func threeRegimes(spec *localnet.Spec) error {
	spec.Founders = nil
	for _, f := range []struct{ id, name, preset string }{
		{"CN", "China", "pipl"},
		{"DE", "Germany", "german-epa"},
		{"FR", "France", "ehds-baseline"},
	} {
		profile, err := readPreset(f.preset)
		if err != nil {
			return fmt.Errorf("preset %s: %w", f.preset, err)
		}
		spec.Founders = append(spec.Founders, localnet.Founder{ID: f.id, Name: f.name, Profile: profile})
	}
	return nil
}

// readPreset reads a preset and makes sure that decisions will read the same of it.
func readPreset(name string) (registrytypes.Profile, error) {
	preset, err := decodePreset(name)
	if err != nil {
		return registrytypes.Profile{}, err
	}
	profile := registryProfile(preset)
	if !reflect.DeepEqual(profile.Policy(), preset) {
		return registrytypes.Profile{}, errors.New("the registry would read something else of it")
	}
	return profile, nil
}

// decodePreset decodes a preset as the one profile of a world.
func decodePreset(name string) (policy.Profile, error) {
	document, err := profiles.Read(name)
	if err != nil {
		return policy.Profile{}, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(document, &fields); err != nil {
		return policy.Profile{}, err
	}
	fields["since"] = json.RawMessage("0") // Who founds the network says since when.
	file, err := json.Marshal(map[string]any{
		"jurisdictions": []any{map[string]any{"id": "XX", "profiles": []any{fields}}},
	})
	if err != nil {
		return policy.Profile{}, err
	}
	world, err := policy.DecodeWorld(file)
	if err != nil {
		return policy.Profile{}, err
	}
	return world.Jurisdictions[0].Profiles[0], nil
}

// registryProfile writes a profile as the registry keeps it.
func registryProfile(p policy.Profile) registrytypes.Profile {
	out := registrytypes.Profile{
		Combining: vocabulary.Combining(p.Combining), ObjectionsCutOffAtIssue: p.ObjectionsCutOffAtIssue,
		Emergency: registrytypes.EmergencySetting{
			Override: p.Emergency.Override, SubjectMayForbid: p.Emergency.SubjectMayForbid,
			Professions: vocabulary.List[vocabulary.Profession](p.Emergency.Professions),
		},
	}
	for _, purpose := range policy.Purposes() {
		if regime := p.Regimes.Listed(purpose); regime != 0 {
			out.Regimes = append(out.Regimes, registrytypes.PurposeRegime{
				Purpose: vocabulary.Purpose(purpose), Regime: vocabulary.Regime(regime),
			})
		}
	}
	for _, r := range p.Requirements {
		out.Requirements = append(out.Requirements, registrytypes.Requirement{
			Scheme: r.Scheme, MinGrade: uint32(r.MinGrade),
			Purposes:   vocabulary.List[vocabulary.Purpose](r.Purposes),
			Categories: vocabulary.List[vocabulary.Category](r.Categories),
		})
	}
	for _, profession := range policy.Professions() {
		if entitled := p.Professions[profession]; entitled.Listed {
			out.Professions = append(out.Professions, registrytypes.ProfessionEntitlement{
				Profession: vocabulary.Profession(profession),
				Categories: vocabulary.List[vocabulary.Category](entitled.Categories),
			})
		}
	}
	for _, category := range policy.Categories() {
		if grade := p.RaisedGrades[category]; grade != 0 {
			out.RaisedGrades = append(out.RaisedGrades, registrytypes.RaisedGrade{
				Category: vocabulary.Category(category), Grade: uint32(grade),
			})
		}
	}
	return out
}
