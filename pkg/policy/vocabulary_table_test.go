package policy

import (
	"encoding/csv"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tabled is the head of the entry each code of a type must have.
func tabled[C named](kind string, all []C, grade func(C) uint8, class func(C) string) []Entry {
	var list []Entry
	for _, c := range all {
		list = append(list, Entry{Kind: kind, Number: uint8(c), Code: c.String(), Grade: grade(c), Class: class(c)})
	}
	return list
}

func ungraded[C named](C) uint8 { return 0 }

func unclassed[C named](C) string { return "" }

func classed[C named](is func(C) bool, yes, no string) func(C) string {
	return func(c C) string {
		if is(c) {
			return yes
		}
		return no
	}
}

func TestEveryCodeHasOneEntryInTheOrderOfTheVocabulary(t *testing.T) {
	want := slices.Concat(
		tabled("Purpose", Purposes(), ungraded, classed(Purpose.Primary, "primary", "secondary")),
		tabled("Category", Categories(), Category.Grade, unclassed),
		tabled("Action", Actions(), ungraded, unclassed),
		tabled("Role", Roles(), ungraded, unclassed),
		tabled("Profession", Professions(), ungraded, unclassed),
		tabled("Regime", Regimes(), ungraded, unclassed),
		tabled("Obligation", Obligations(), ungraded, classed(Obligation.Safeguard, "safeguard", "duty")),
	)
	var got []Entry
	for _, e := range Vocabulary() {
		if e.Name == "" || strings.TrimSpace(e.Name) != e.Name {
			t.Errorf("%s %s is called %q", e.Kind, e.Code, e.Name)
		}
		got = append(got, Entry{Kind: e.Kind, Number: e.Number, Code: e.Code, Grade: e.Grade, Class: e.Class})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the table has\n%v\nwant\n%v", got, want)
	}
}

// identifiers reads the codes that other systems have, by system.
func identifiers(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open("internal/vocabgen/codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string][]string{}
	for _, line := range lines[1:] {
		codes[line[0]] = append(codes[line[0]], line[1])
	}
	return codes
}

func TestEveryCorrespondenceExistsAndMeansOneCodeOfAKind(t *testing.T) {
	codes := identifiers(t)
	taken := map[string]string{}
	for _, e := range Vocabulary() {
		for system, list := range map[string][]string{"HL7": e.HL7, "DPV": e.DPV, "DUO": e.DUO, "EEHRxF": e.EEHRxF} {
			for _, code := range list {
				if !slices.Contains(codes[system], strings.TrimPrefix(code, "https://w3id.org/dpv/")) {
					t.Errorf("%s %s: %s has no %s", e.Kind, e.Code, system, code)
				}
				key := e.Kind + " " + code
				if other := taken[key]; other != "" {
					t.Errorf("%s corresponds to %s and to %s", code, other, e.Code)
				}
				taken[key] = e.Code
			}
		}
	}
}

func TestArticlesAreArticles(t *testing.T) {
	article := regexp.MustCompile(`^\d+(\(\d+\))?(\([a-z]\))?(\([iv]+\))?$`)
	for _, e := range Vocabulary() {
		for i, a := range e.EHDS {
			if !article.MatchString(a) || slices.Contains(e.EHDS[:i], a) {
				t.Errorf("%s %s: article %q", e.Kind, e.Code, a)
			}
		}
		if e.Kind == "Purpose" && e.Class == "secondary" && !slices.ContainsFunc(e.EHDS, func(a string) bool { return strings.HasPrefix(a, "53(1)") }) {
			t.Errorf("%s is secondary use without a purpose of Art. 53(1)", e.Code)
		}
	}
}

func TestTheTableIsTheCallers(t *testing.T) {
	first := Vocabulary()
	first[0].HL7[0] = "CHANGED"
	first[1] = Entry{}
	if second := Vocabulary(); second[0].HL7[0] == "CHANGED" || second[1].Code == "" {
		t.Error("one caller's change is seen by another")
	}
}
