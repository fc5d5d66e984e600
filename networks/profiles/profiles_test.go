package profiles_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assent-ledger/assent/networks/profiles"
	"github.com/assent-ledger/assent/pkg/policy"
)

// vectors is one entry of a file of decision vectors.
type vectors struct {
	World json.RawMessage `json:"world"`
	Cases []struct {
		Name     string          `json:"name"`
		Request  json.RawMessage `json:"request"`
		Decision map[string]any  `json:"decision"`
	} `json:"cases"`
}

func readVectors(t *testing.T, name string) vectors {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []vectors
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("%d worlds, want 1", len(list))
	}
	return list[0]
}

// adopted decodes a profile as the law of a jurisdiction since a moment.
func adopted(t *testing.T, name string, since int64) policy.Profile {
	t.Helper()
	data, err := profiles.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	var profile map[string]json.RawMessage
	if err := json.Unmarshal(data, &profile); err != nil {
		t.Fatal(err)
	}
	moment, err := json.Marshal(since)
	if err != nil {
		t.Fatal(err)
	}
	profile["since"] = moment
	world, err := json.Marshal(map[string]any{
		"jurisdictions": []any{map[string]any{"id": "XX", "profiles": []any{profile}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := policy.DecodeWorld(world)
	if err != nil {
		t.Fatal(err)
	}
	return w.Jurisdictions[0].Profiles[0]
}

func TestEachProfileHasAPageAndVectors(t *testing.T) {
	names := profiles.Names()
	if !slices.IsSorted(names) || len(names) == 0 {
		t.Errorf("names are %v", names)
	}
	for _, pattern := range []string{"*.json", "*.md", "testdata/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		var there []string
		for _, file := range found {
			if name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)); name != "README" {
				there = append(there, name)
			}
		}
		if !slices.Equal(there, names) {
			t.Errorf("%s are %v, want %v", pattern, there, names)
		}
	}
}

func TestAnUnknownNameIsRefused(t *testing.T) {
	for _, name := range []string{"", "ehds", "ehds-baseline.json", "testdata/pipl", "../local/founding"} {
		if data, err := profiles.Read(name); err == nil {
			t.Errorf("%q is read: %s", name, data)
		}
	}
}

// A profile says everything, so that no default is taken for a reading.
func TestEachProfileSaysEverySettingAndEveryPurpose(t *testing.T) {
	for _, name := range profiles.Names() {
		p := adopted(t, name, 0)
		for _, purpose := range policy.Purposes() {
			if listed := p.Regimes.Listed(purpose) != 0; listed == (purpose == policy.PurposePatientRequest) {
				t.Errorf("%s: %s is listed: %v", name, purpose, listed)
			}
		}
		for _, category := range policy.Categories() {
			if raised := p.RaisedGrades[category]; raised != 0 && raised < category.Grade() {
				t.Errorf("%s: %s is lowered to %d", name, category, raised)
			}
		}
		data, err := profiles.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		var settings map[string]any
		if err := json.Unmarshal(data, &settings); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{
			"regimes", "combining", "emergency", "objections_cut_off_at_issue", "requirements", "professions", "raised_grades",
		} {
			if _, ok := settings[key]; !ok {
				t.Errorf("%s does not say %s", name, key)
			}
		}
	}
}

func TestVectors(t *testing.T) {
	for _, name := range profiles.Names() {
		t.Run(name, func(t *testing.T) {
			v := readVectors(t, name)
			w, err := policy.DecodeWorld(v.World)
			if err != nil {
				t.Fatal(err)
			}
			law := w.Jurisdictions[0].Profiles[0]
			if want := adopted(t, name, law.Since); !reflect.DeepEqual(law, want) {
				t.Errorf("%s is not under the profile:\n got %v\nwant %v", w.Jurisdictions[0].ID, law, want)
			}
			if len(v.Cases) < 10 {
				t.Errorf("%d cases", len(v.Cases))
			}
			seen := map[string]bool{}
			for _, c := range v.Cases {
				if c.Name == "" || seen[c.Name] {
					t.Errorf("the name %q is empty or comes twice", c.Name)
				}
				seen[c.Name] = true
				request, err := policy.DecodeRequest(c.Request)
				if err != nil {
					t.Fatalf("%s: %v", c.Name, err)
				}
				data, err := json.Marshal(policy.Decide(w, request))
				if err != nil {
					t.Fatal(err)
				}
				var got map[string]any
				if err := json.Unmarshal(data, &got); err != nil {
					t.Fatal(err)
				}
				delete(got, "valid_until")
				if !reflect.DeepEqual(got, c.Decision) {
					t.Errorf("%s\n got %v\nwant %v", c.Name, got, c.Decision)
				}
			}
		})
	}
}
