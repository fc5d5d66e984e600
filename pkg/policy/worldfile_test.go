package policy

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// everything is a world file in which every field occurs.
const everything = `{
  "jurisdictions": [{"id": "DE", "history": [["ACTIVE", 1], ["SUSPENDED", 2]], "profiles": [{
    "since": 3, "regimes": {"RESEARCH": "DATA_PERMIT"}, "combining": "LATEST_WINS",
    "emergency": {"override": true, "subject_may_forbid": true, "professions": ["NURSE"]},
    "objections_cut_off_at_issue": true,
    "requirements": [{"scheme": "DE/iso", "purposes": ["RESEARCH"], "categories": ["EHR"], "min_grade": 4}],
    "professions": {"NURSE": ["EHR"], "PHYSICIAN": []}, "raised_grades": {"EHR": 5}}]}],
  "participants": [{"id": "p", "jurisdiction": "DE", "roles": [{"role": "PAYER", "from": 4, "to": 5}], "history": [["ACTIVE", 0]],
    "accreditations": [{"scheme": "DE/iso", "purposes": ["RESEARCH"], "categories": ["EHR"], "max_grade": 4, "from": 6, "to": 7, "revoked_at": 8}]}],
  "agreements": [{"id": "g", "history": [["IN_FORCE", 9]], "not_before": 10, "not_after": 11, "rules": [{"from": "DE", "to": "FR",
    "purposes": ["RESEARCH"], "categories": ["EHR"], "actions": ["USE"], "max_grade": 3, "safeguards": ["PSEUDONYMISED"], "recognises_permits": true}]}],
  "directives": [{"id": "d", "subject": "s", "controller": "p", "granted_at": 12, "ended_at": 13, "not_before": 14, "not_after": 15,
    "provision": {"effect": "DENY", "match": {"recipients": ["role:PAYER", "participant:p"], "purposes": ["RESEARCH"], "categories": ["EHR"],
      "actions": ["USE"], "not_before": 16, "not_after": 17}, "exceptions": [{"effect": "PERMIT"}]}}],
  "permits": [{"id": "m", "issuer": "DE", "holder": "p", "purposes": ["RESEARCH"], "categories": ["EHR"], "actions": ["USE"],
    "controllers": ["p"], "not_before": 18, "not_after": 19, "history": [["ISSUED", -20]], "safeguards": ["FEDERATED_ONLY"]}]
}`

func everythingDecoded() *World {
	research, ehr, use := SetOf(PurposeResearch), SetOf(CategoryEHR), SetOf(ActionUse)
	profile := Profile{
		Since: 3, Combining: CombiningLatestWins,
		Emergency:               Emergency{Override: true, SubjectMayForbid: true, Professions: SetOf(ProfessionNurse)},
		ObjectionsCutOffAtIssue: true,
		Requirements:            []Requirement{{"DE/iso", research, ehr, 4}},
	}
	profile.Regimes[PurposeResearch] = RegimeDataPermit
	profile.Professions[ProfessionNurse] = Entitlement{true, ehr}
	profile.Professions[ProfessionPhysician] = Entitlement{Listed: true}
	profile.RaisedGrades[CategoryEHR] = 5
	return &World{
		Jurisdictions: []Jurisdiction{{"DE", History{{StatusActive, 1}, {StatusSuspended, 2}}, []Profile{profile}}},
		Participants: []Participant{{
			"p", "DE",
			[]RolePeriod{{RolePayer, Period{At(4), At(5)}}},
			History{{StatusActive, 0}},
			[]Accreditation{{"DE/iso", research, ehr, 4, Period{At(6), At(7)}, At(8)}},
		}},
		Agreements: []Agreement{{
			"g",
			History{{StatusInForce, 9}},
			Period{At(10), At(11)},
			[]Rule{{"DE", "FR", research, ehr, use, 3, SetOf(ObligationPseudonymised), true}},
		}},
		Directives: []Directive{{"d", "s", "p", 12, At(13), Period{At(14), At(15)}, Provision{
			EffectDeny,
			Match{[]Selector{{Kind: SelectorRole, Role: RolePayer}, {Kind: SelectorParticipant, ID: "p"}}, research, ehr, use, Period{At(16), At(17)}},
			[]Provision{{Effect: EffectPermit}},
		}}},
		Permits: []Permit{{
			"m", "DE", "p", research, ehr, use,
			[]string{"p"},
			Period{At(18), At(19)},
			History{{StatusIssued, -20}},
			SetOf(ObligationFederatedOnly),
		}},
	}
}

func TestDecodeWorldReadsEveryField(t *testing.T) {
	if got, want := mustWorld(t, []byte(everything)), everythingDecoded(); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if got := mustWorld(t, []byte(`{}`)); !reflect.DeepEqual(got, &World{}) {
		t.Errorf("an empty world: %+v", got)
	}
}

// Every place of the document is spoiled in turn; each time it must be refused.
func TestDecodeWorldIsStrict(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"an unknown field", `"combining"`, `"combination"`},
		{"an unknown field of the world", `"permits"`, `"permissions"`},
		{"a field in another case", `"since"`, `"Since"`},
		{"a field twice", `"since": 3`, `"since": 3, "since": 3`},
		{"a purpose twice", `"RESEARCH": "DATA_PERMIT"`, `"RESEARCH": "DATA_PERMIT", "RESEARCH": "PROHIBITED"`},
		{"an unknown purpose in a list", `"min_grade": 4`, `"min_grade": 4, "purposes": ["X"]`},
		{"an unknown purpose in a match", `"purposes": ["RESEARCH"], "categories": ["EHR"],
      "actions"`, `"purposes": ["*"], "actions"`},
		{"an unspecified code", `"role": "PAYER"`, `"role": "UNSPECIFIED"`},
		{"an empty code", `"role": "PAYER"`, `"role": ""`},
		{"a code by number", `"role": "PAYER"`, `"role": 5`},
		{"an unknown regime", `DATA_PERMIT`, `ANY`},
		{"an unknown purpose with a regime", `"RESEARCH": "DATA`, `"ANY": "DATA`},
		{"an unknown profession", `"NURSE": ["EHR"]`, `"DOCTOR": ["EHR"]`},
		{"an unknown profession in an emergency", `["NURSE"]`, `["DOCTOR"]`},
		{"an unknown raised category", `{"EHR": 5}`, `{"X": 5}`},
		{"an unknown combining", `LATEST_WINS`, `FIRST_WINS`},
		{"an unknown status", `["ISSUED", -20]`, `["GIVEN", -20]`},
		{"an unknown selector", `"role:PAYER"`, `"group:PAYER"`},
		{"an unknown effect", `"effect": "DENY"`, `"effect": "MAYBE"`},
		{"an unknown safeguard", `PSEUDONYMISED`, `SECRET`},
		{"an obligation that is no safeguard", `PSEUDONYMISED`, `NOTIFY_SUBJECT`},
		{"a null list", `"controllers": ["p"]`, `"controllers": null`},
		{"a null code", `"actions": ["USE"],
    "controllers"`, `"actions": [null],
    "controllers"`},
		{"a null match", `"match": {`, `"match": null, "x": {`},
		{"a null text", `"controller": "p"`, `"controller": null`},
		{"a null flag", `"override": true`, `"override": null`},
		{"a null moment", `"ended_at": 13`, `"ended_at": null`},
		{"an object for a list", `"controllers": ["p"]`, `"controllers": {}`},
		{"a string for a list of codes", `"actions": ["USE"]`, `"actions": "USE"`},
		{"a flag in quotes", `"override": true`, `"override": "true"`},
		{"a moment in quotes", `"granted_at": 12`, `"granted_at": "12"`},
		{"a broken moment", `"granted_at": 12`, `"granted_at": 12.5`},
		{"a moment with an exponent", `"granted_at": 12`, `"granted_at": 1e1`},
		{"a moment beyond 64 bits", `"granted_at": 12`, `"granted_at": 9223372036854775808`},
		{"a grade of 0", `"max_grade": 3`, `"max_grade": 0`},
		{"a grade above 5", `"max_grade": 4`, `"max_grade": 6`},
		{"a grade that wraps", `"min_grade": 4`, `"min_grade": 260`},
		{"a negative grade", `"min_grade": 4`, `"min_grade": -1`},
		{"a grade that is text", `"min_grade": 4`, `"min_grade": "4"`},
		{"a raised grade of 0", `{"EHR": 5}`, `{"EHR": 0}`},
		{"no id", `"id": "m", `, ``},
		{"an empty id", `"id": "m"`, `"id": ""`},
		{"an id twice", `"permits": [`, `"permits": [{"id": "m", "issuer": "DE", "holder": "p"}, `},
		{"no subject", `"subject": "s", `, ``},
		{"no provision", `"provision": {`, `"provisions": {`},
		{"no effect", `{"effect": "PERMIT"}`, `{}`},
		{"no moment of grant", `"granted_at": 12, `, ``},
		{"no since", `"since": 3, `, ``},
		{"no scheme", `"scheme": "DE/iso", "purposes": ["RESEARCH"], "categories": ["EHR"], "max`, `"max`},
		{"no role", `"role": "PAYER", `, ``},
		{"no direction", `"to": "FR",`, ``},
		{"a history that runs backwards", `["SUSPENDED", 2]`, `["SUSPENDED", 0]`},
		{"a history entry without moment", `["ISSUED", -20]`, `["ISSUED"]`},
		{"a history entry with more", `["ISSUED", -20]`, `["ISSUED", -20, 1]`},
		{"a history entry that is an object", `["ISSUED", -20]`, `{"ISSUED": -20}`},
		{"a character lost in JSON", `"holder": "p"`, `"holder": "\ud800"`},
		{"bytes that are no text", `"holder": "p"`, "\"holder\": \"\xff\""},
		{"a controller that is empty", `"controllers": ["p"]`, `"controllers": [""]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := strings.Replace(everything, c.old, c.new, 1)
			if data == everything {
				t.Fatal("nothing was spoiled")
			}
			if w, err := DecodeWorld([]byte(data)); !errors.Is(err, ErrFile) || w != nil {
				t.Errorf("read: %v", err)
			}
		})
	}
}

// A stray field is refused in every object of the document.
func TestDecodeWorldRefusesStrayFieldsEverywhere(t *testing.T) {
	for i := range everything {
		if everything[i] != '{' {
			continue
		}
		data := everything[:i+1] + `"stray": 1, ` + everything[i+1:]
		if _, err := DecodeWorld([]byte(data)); !errors.Is(err, ErrFile) {
			t.Errorf("read with a stray field at byte %d: %v", i, err)
		}
	}
}

// No prefix of a document is a document, and nothing may follow one.
func TestDecodeWorldReadsOneDocument(t *testing.T) {
	for n := range len(everything) {
		if _, err := DecodeWorld([]byte(everything[:n])); !errors.Is(err, ErrFile) {
			t.Fatalf("the first %d bytes are read: %v", n, err)
		}
	}
	for _, more := range []string{"{}", "null", "x", "]"} {
		if _, err := DecodeWorld([]byte(everything + more)); !errors.Is(err, ErrFile) {
			t.Errorf("with %q after it: %v", more, err)
		}
	}
}

func TestDecodeWorldBoundsTheDepthOfProvisions(t *testing.T) {
	nested := func(n int) []byte {
		open, shut := `{"effect": "DENY", "exceptions": [`, `]}`
		return []byte(`{"directives": [{"id": "d", "subject": "s", "granted_at": 0, "provision": ` +
			strings.Repeat(open, n) + strings.Repeat(shut, n) + `}]}`)
	}
	if _, err := DecodeWorld(nested(maxProvisionDepth)); err != nil {
		t.Error(err)
	}
	if _, err := DecodeWorld(nested(maxProvisionDepth + 1)); !errors.Is(err, ErrFile) {
		t.Errorf("read: %v", err)
	}
}

// Versions for several pairs of jurisdictions may share the id of an agreement.
func TestDecodeWorldLetsAgreementsShareAnID(t *testing.T) {
	w := mustWorld(t, []byte(`{"agreements": [{"id": "g"}, {"id": "g"}]}`))
	if len(w.Agreements) != 2 {
		t.Errorf("%+v", w)
	}
}

func TestDecodeRequest(t *testing.T) {
	const full = `{"subject": "s", "controller": "c", "recipient": "r", "purpose": "RESEARCH", "category": "EHR", "action": "USE", "at": 7, "profession": "NURSE", "permit": "m"}`
	want := Request{"s", "c", "r", PurposeResearch, CategoryEHR, ActionUse, 7, ProfessionNurse, "m"}
	if got := mustRequest(t, []byte(full)); got != want {
		t.Errorf("got %+v", got)
	}
	want.Profession, want.Permit = 0, ""
	if got := mustRequest(t, []byte(strings.Replace(full, `, "profession": "NURSE", "permit": "m"`, "", 1))); got != want {
		t.Errorf("got %+v", got)
	}
	for _, c := range []struct{ old, new string }{
		{`"subject": "s", `, ``},
		{`"controller": "c", `, ``},
		{`"recipient": "r", `, ``},
		{`"purpose": "RESEARCH", `, ``},
		{`"category": "EHR", `, ``},
		{`"action": "USE", `, ``},
		{`"at": 7, `, ``},
		{`"subject": "s"`, `"subject": ""`},
		{`"RESEARCH"`, `"ANY"`},
		{`"EHR"`, `""`},
		{`"USE"`, `null`},
		{`"NURSE"`, `"X"`},
		{`"permit": "m"`, `"permit": null`},
		{`"permit": "m"`, `"permits": ["m"]`},
		{`7`, `7.0`},
	} {
		if r, err := DecodeRequest([]byte(strings.Replace(full, c.old, c.new, 1))); !errors.Is(err, ErrFile) || r != (Request{}) {
			t.Errorf("%s for %s is read: %v", c.new, c.old, err)
		}
	}
	for _, text := range []string{``, `null`, `[]`, `"x"`, full + full} {
		if _, err := DecodeRequest([]byte(text)); !errors.Is(err, ErrFile) {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}

func TestErrorsSayWhereAndWhatIsWanted(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{
			`"PSEUDONYMISED"`, `"SECRET"`,
			`malformed document, line 11: agreements: 0: rules: 0: safeguards: 0: unknown code: Obligation "SECRET": known are PSEUDONYMISED, AGGREGATED_OUTPUT_ONLY, ` +
				`FEDERATED_ONLY, NO_ONWARD_TRANSFER, SECURE_PROCESSING_ENVIRONMENT, JUSTIFY_EMERGENCY, NOTIFY_SUBJECT, VERIFY_SUBJECT`,
		},
		{`"PSEUDONYMISED"`, `"NOTIFY_SUBJECT"`, `malformed document, line 11: agreements: 0: rules: 0: safeguards: 0: unknown code: NOTIFY_SUBJECT is no safeguard`},
		{`"permits"`, `"permissions"`, `malformed document, line 15: permissions: unknown field`},
		{`"granted_at": 12`, `"granted_at": "2026-01-01"`, `malformed document, line 12: directives: 0: granted_at: want Unix seconds, a whole number, have "2026-01-01"`},
		{`"granted_at": 12`, `"granted_at": 1.5`, `malformed document, line 12: directives: 0: granted_at: want Unix seconds, a whole number, have 1.5`},
		{`"min_grade": 4`, `"min_grade": "high"`, `malformed document, line 6: jurisdictions: 0: profiles: 0: requirements: 0: min_grade: want a grade, a whole number, have "high"`},
		{`"override": true`, `"override": null`, `malformed document, line 4: jurisdictions: 0: profiles: 0: emergency: override: want true or false, have null`},
		{`"controllers": ["p"]`, `"controllers": {}`, `malformed document, line 16: permits: 0: controllers: want a list, have an object`},
		{`"controller": "p"`, `"controller": []`, `malformed document, line 12: directives: 0: controller: want a string, have a list`},
		{`["ISSUED", -20]`, `["ISSUED", -20, true]`, `malformed document, line 16: permits: 0: history: 0: want the end of the list, have true`},
		{`["ISSUED", -20]`, `["ISSUED"]`, `malformed document, line 16: permits: 0: history: 0: want Unix seconds, a whole number, have the end of the list`},
		{`"role:PAYER"`, `"PAYER"`, `malformed document, line 13: directives: 0: provision: match: recipients: 0: malformed selector: "PAYER": write participant:ID, role:ROLE or jurisdiction:ID`},
		{everything, "", `malformed document: it is empty, want an object`},
		{everything, `{"permits": [`, `malformed document: it ends too early`},
		{everything, `{"permits": [],}`, `malformed document, line 1: invalid character '}' looking for beginning of object key string`},
		{everything, "{}\n{}", `malformed document, line 2: more than one document`},
	} {
		_, err := DecodeWorld([]byte(strings.Replace(everything, c.old, c.new, 1)))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s for %s:\n got %v\nwant %s", c.new, c.old, err, c.want)
		}
		if !errors.Is(err, ErrFile) || errors.Is(err, ErrUnknownCode) != strings.Contains(c.want, "unknown code") {
			t.Errorf("%s: wraps the wrong errors", c.new)
		}
	}
}

func TestDecisionsAreWrittenByName(t *testing.T) {
	write := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	d := Decision{
		Effect: EffectPermit, Basis: BasisEmergency,
		Lifted:      SetOf(ReasonSubjectDenied, ReasonAccreditationMissing),
		Obligations: SetOf(ObligationNotifySubject, ObligationPseudonymised, ObligationJustifyEmergency),
		Directives:  []string{"a", "b"}, Agreement: "g", Permit: "m", ValidUntil: At(0),
	}
	for _, c := range []struct {
		v    any
		want string
	}{
		{d, `{"effect":"PERMIT","basis":"EMERGENCY","reasons":[],"lifted":["ACCREDITATION_MISSING","SUBJECT_DENIED"],` +
			`"obligations":["JUSTIFY_EMERGENCY","NOTIFY_SUBJECT","PSEUDONYMISED"],"directives":["a","b"],"agreement":"g","permit":"m","valid_until":0}`},
		{Decision{}, `{"effect":"UNSPECIFIED","basis":"UNSPECIFIED","reasons":[],"lifted":[],"obligations":[],"directives":[],"agreement":"","permit":""}`},
		{d.Outward(), `{"effect":"PERMIT","obligations":["JUSTIFY_EMERGENCY","NOTIFY_SUBJECT","PSEUDONYMISED"],"valid_until":0}`},
		{Decision{Effect: EffectDeny, Reasons: SetOf(ReasonNoConsent), ValidUntil: At(1)}.Outward(), `{"effect":"DENY","code":"NOT_AVAILABLE"}`},
		{Outward{}, `{"effect":"DENY","code":"NOT_AVAILABLE"}`},
	} {
		if got := write(c.v); got != c.want {
			t.Errorf("\n got %s\nwant %s", got, c.want)
		}
	}
}
