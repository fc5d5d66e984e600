package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// golden is the vocabulary as it was first published: numbers and names are part
// of the protocol, so a line may be added but never changed or taken away.
const golden = `
Purpose 1 TREATMENT
Purpose 2 EMERGENCY_TREATMENT
Purpose 3 CARE_MANAGEMENT
Purpose 4 PATIENT_REQUEST
Purpose 5 PAYMENT
Purpose 6 HEALTHCARE_OPERATIONS
Purpose 7 PUBLIC_HEALTH
Purpose 8 POLICY_AND_REGULATION
Purpose 9 STATISTICS
Purpose 10 EDUCATION
Purpose 11 RESEARCH
Purpose 12 AI_DEVELOPMENT
Purpose 13 CARE_IMPROVEMENT
Category 1 PATIENT_SUMMARY
Category 2 EPRESCRIPTION
Category 3 EDISPENSATION
Category 4 MEDICAL_IMAGING
Category 5 TEST_RESULT
Category 6 DISCHARGE_REPORT
Category 7 EHR
Category 8 HEALTH_DETERMINANTS
Category 9 PATHOGEN
Category 10 CLAIMS
Category 11 GENOMIC
Category 12 OMICS
Category 13 DEVICE
Category 14 WELLNESS
Category 15 REGISTRY
Category 16 CLINICAL_TRIAL
Category 17 COHORT
Category 18 BIOBANK
Category 19 MENTAL_HEALTH
Category 20 SUBSTANCE_USE
Category 21 SEXUAL_HEALTH
Action 1 ACCESS
Action 2 USE
Action 3 DISCLOSE
Action 4 TRANSFER
Action 5 CORRECT
Role 1 HEALTHCARE_PROVIDER
Role 2 DATA_HOLDER
Role 3 DATA_USER
Role 4 ACCESS_BODY
Role 5 PAYER
Role 6 PUBLIC_AUTHORITY
Role 7 PATIENT_ACCESS_SERVICE
Role 8 AUDITOR
Role 9 NODE_OPERATOR
Profession 1 PHYSICIAN
Profession 2 NURSE
Profession 3 PHARMACIST
Profession 4 CLERK
Regime 1 EXPLICIT_CONSENT
Regime 2 IMPLIED_CONSENT
Regime 3 DATA_PERMIT
Regime 4 LEGAL_OBLIGATION
Regime 5 PROHIBITED
Combining 1 NARROWER_LATER_WINS
Combining 2 DENY_OVERRIDES
Combining 3 LATEST_WINS
Effect 1 DENY
Effect 2 PERMIT
Basis 1 NONE
Basis 2 CONSENT
Basis 3 IMPLIED_CONSENT
Basis 4 DATA_PERMIT
Basis 5 LEGAL_OBLIGATION
Basis 6 EMERGENCY
Basis 7 SUBJECT_RIGHT
Obligation 1 PSEUDONYMISED
Obligation 2 AGGREGATED_OUTPUT_ONLY
Obligation 3 FEDERATED_ONLY
Obligation 4 NO_ONWARD_TRANSFER
Obligation 5 SECURE_PROCESSING_ENVIRONMENT
Obligation 16 JUSTIFY_EMERGENCY
Obligation 17 NOTIFY_SUBJECT
Obligation 18 VERIFY_SUBJECT
Status 1 PENDING
Status 2 ACTIVE
Status 3 SUSPENDED
Status 4 OFFBOARDED
Status 5 PROPOSED
Status 6 CERTIFIED
Status 7 IN_FORCE
Status 8 TERMINATED
Status 9 EXPIRED
Status 10 REJECTED
Status 11 WITHDRAWN
Status 12 ISSUED
Status 13 REVOKED
Status 14 CLOSED
Reason 1 ACCREDITATION_MISSING
Reason 2 ACTION_NOT_COVERED
Reason 3 CONTROLLER_JURISDICTION_NOT_ACTIVE
Reason 4 CONTROLLER_NOT_ACTIVE
Reason 5 NO_CONSENT
Reason 6 NO_PERMIT
Reason 7 NO_RECOGNITION_AGREEMENT
Reason 8 PERMIT_NOT_APPLICABLE
Reason 9 PROFESSION_NOT_ENTITLED
Reason 10 PURPOSE_PROHIBITED
Reason 11 RECIPIENT_JURISDICTION_NOT_ACTIVE
Reason 12 RECIPIENT_NOT_ACTIVE
Reason 13 RECIPIENT_NOT_A_PATIENT_ACCESS_SERVICE
Reason 14 RECIPIENT_NOT_A_PROVIDER
Reason 15 RECIPIENT_NOT_A_PUBLIC_AUTHORITY
Reason 16 SUBJECT_DENIED
`

// published checks one type's codes: each has the name it is parsed by, none
// other is valid, and it gives their lines as in golden.
func published[C interface {
	named
	Valid() bool
}](t *testing.T, kind string, all []C, parse func(string) (C, error)) string {
	t.Helper()
	if !slices.IsSorted(all) || slices.Contains(all, 0) {
		t.Errorf("%s: %v", kind, all)
	}
	var lines strings.Builder
	for n := range 256 {
		c := C(n)
		if !c.Valid() {
			if slices.Contains(all, c) {
				t.Errorf("%s: %d is listed and not valid", kind, n)
			}
			if _, err := parse(c.String()); !errors.Is(err, ErrUnknownCode) {
				t.Errorf("%s: %q: %v", kind, c, err)
			}
			continue
		}
		if back, err := parse(c.String()); back != c || err != nil {
			t.Errorf("%s: %q is read as %d, %v", kind, c, back, err)
		}
		if !slices.Contains(all, c) || n >= setLimit {
			t.Errorf("%s: %s is not listed or fits in no set", kind, c)
		}
		if _, err := parse(strings.ToLower(c.String())); !errors.Is(err, ErrUnknownCode) {
			t.Errorf("%s: lower case is read: %v", kind, err)
		}
		fmt.Fprintf(&lines, "%s %d %s\n", kind, n, c)
	}
	if _, err := parse(""); !errors.Is(err, ErrUnknownCode) {
		t.Errorf("%s: the empty name: %v", kind, err)
	}
	if got := C(0).String(); got != "UNSPECIFIED" {
		t.Errorf("%s: 0 is called %s", kind, got)
	}
	if got, want := C(255).String(), kind+"(255)"; got != want {
		t.Errorf("%s: 255 is called %s", kind, got)
	}
	return lines.String()
}

func TestTheVocabularyIsAsPublished(t *testing.T) {
	got := "\n" +
		published(t, "Purpose", Purposes(), ParsePurpose) +
		published(t, "Category", Categories(), ParseCategory) +
		published(t, "Action", Actions(), ParseAction) +
		published(t, "Role", Roles(), ParseRole) +
		published(t, "Profession", Professions(), ParseProfession) +
		published(t, "Regime", Regimes(), ParseRegime) +
		published(t, "Combining", Combinings(), ParseCombining) +
		published(t, "Effect", Effects(), ParseEffect) +
		published(t, "Basis", Bases(), ParseBasis) +
		published(t, "Obligation", Obligations(), ParseObligation) +
		published(t, "Status", Statuses(), ParseStatus) +
		published(t, "Reason", Reasons(), ParseReason)
	if got != golden {
		t.Errorf("the vocabulary changed:\n%s", got)
	}
}

func TestReasonsAreNumberedByTheAlphabet(t *testing.T) {
	if !slices.IsSortedFunc(Reasons(), func(a, b Reason) int { return strings.Compare(a.String(), b.String()) }) {
		t.Error("the order of numbers is not that of names")
	}
}

func TestGrades(t *testing.T) {
	special := map[uint8][]Category{
		1: {CategoryPathogen},
		2: {CategoryHealthDeterminants, CategoryWellness, CategoryClaims, CategoryRegistry},
		4: {CategoryEHR, CategoryMentalHealth, CategorySubstanceUse, CategorySexualHealth, CategoryOmics, CategoryBiobank},
		5: {CategoryGenomic},
	}
	for _, c := range Categories() {
		want := uint8(3)
		for _, grade := range slices.Sorted(maps.Keys(special)) {
			if slices.Contains(special[grade], c) {
				want = grade
			}
		}
		if got := c.Grade(); got != want {
			t.Errorf("%s has grade %d, want %d", c, got, want)
		}
	}
	for _, c := range []Category{0, categoryLimit, 255} {
		if got := c.Grade(); got != MaxGrade {
			t.Errorf("%s has grade %d", c, got)
		}
	}
}

func TestTablesOutsideTheVocabulary(t *testing.T) {
	var regimes RegimeTable
	var raised GradeTable
	var entitled EntitlementTable
	for _, p := range []Purpose{0, purposeLimit, 255} {
		if regimes.Listed(p) != 0 || regimes.Of(p) != RegimeExplicitConsent {
			t.Errorf("purpose %d is listed", p)
		}
	}
	for _, c := range []Category{0, categoryLimit, 255} {
		if raised.Of(c) != MaxGrade {
			t.Errorf("category %d has a grade", c)
		}
	}
	for _, p := range []Profession{0, professionLimit, 255} {
		if entitled.Entitles(p, CategoryEHR) {
			t.Errorf("profession %d is entitled", p)
		}
	}
	if int(purposeLimit) != len(purposes.names) || int(categoryLimit) != len(categories.names) || int(professionLimit) != len(professions.names) {
		t.Error("a table does not have the size of its vocabulary")
	}
}

func TestPrimaryPurposesAndSafeguards(t *testing.T) {
	for _, p := range Purposes() {
		if got, want := p.Primary(), p <= 6; got != want {
			t.Errorf("%s: primary %v", p, got)
		}
	}
	if Purpose(0).Primary() || Purpose(14).Primary() {
		t.Error("an unknown purpose is primary")
	}
	for _, o := range Obligations() {
		if got, want := o.Safeguard(), o <= 5; got != want {
			t.Errorf("%s: safeguard %v", o, got)
		}
	}
	if Obligation(0).Safeguard() || Obligation(6).Safeguard() {
		t.Error("an unknown obligation is a safeguard")
	}
}

func TestSelectors(t *testing.T) {
	for _, text := range []string{"participant:de-hospital", "participant:a:b", "role:PAYER", "jurisdiction:CN-31"} {
		s, err := ParseSelector(text)
		if err != nil || s.String() != text || !s.Kind.Valid() {
			t.Errorf("%q is read as %v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "PAYER", ":x", "role:", "role:payer", "role:UNSPECIFIED", "participant:", "jurisdiction:", "Participant:x", "group:x"} {
		if s, err := ParseSelector(text); !errors.Is(err, ErrSelector) || s != (Selector{}) {
			t.Errorf("%q is read as %v, %v", text, s, err)
		}
	}
	if SelectorKind(0).Valid() || SelectorKind(4).Valid() {
		t.Error("an unknown kind is valid")
	}
}
