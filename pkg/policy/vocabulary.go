package policy

import (
	"fmt"
	"slices"
	"strconv"
)

// vocabulary is the table of one type of code: names[n] is the upper-case name
// of code n, and an empty name marks a number that is not in use. Number 0 is
// never in use, so the zero value of every code is unspecified.
type vocabulary[C ~uint8] struct {
	kind  string // Name of the Go type, used in errors and for unknown codes.
	names []string
}

func (v *vocabulary[C]) valid(c C) bool {
	return int(c) < len(v.names) && v.names[c] != ""
}

func (v *vocabulary[C]) name(c C) string {
	switch {
	case v.valid(c):
		return v.names[c]
	case c == 0:
		return "UNSPECIFIED"
	default:
		return v.kind + "(" + strconv.Itoa(int(c)) + ")"
	}
}

func (v *vocabulary[C]) parse(name string) (C, error) {
	if name != "" {
		if i := slices.Index(v.names, name); i > 0 {
			return C(i), nil
		}
	}
	return 0, fmt.Errorf("%w: %s %q", ErrUnknownCode, v.kind, name)
}

func (v *vocabulary[C]) all() []C {
	codes := make([]C, 0, len(v.names))
	for i, name := range v.names {
		if name != "" {
			codes = append(codes, C(i))
		}
	}
	return codes
}

// Purpose is the purpose of use an access is asked for. Purposes 1 to 6 are
// primary use of health data, the others secondary use (EHDS chapters II and
// IV). The numbers are part of the protocol and never change; 0 is unspecified.
type Purpose uint8

// The purposes of use.
const (
	PurposeTreatment            Purpose = 1
	PurposeEmergencyTreatment   Purpose = 2
	PurposeCareManagement       Purpose = 3
	PurposePatientRequest       Purpose = 4
	PurposePayment              Purpose = 5
	PurposeHealthcareOperations Purpose = 6
	PurposePublicHealth         Purpose = 7
	PurposePolicyAndRegulation  Purpose = 8
	PurposeStatistics           Purpose = 9
	PurposeEducation            Purpose = 10
	PurposeResearch             Purpose = 11
	PurposeAIDevelopment        Purpose = 12
	PurposeCareImprovement      Purpose = 13

	purposeLimit = 14
)

var purposes = vocabulary[Purpose]{"Purpose", []string{
	PurposeTreatment:            "TREATMENT",
	PurposeEmergencyTreatment:   "EMERGENCY_TREATMENT",
	PurposeCareManagement:       "CARE_MANAGEMENT",
	PurposePatientRequest:       "PATIENT_REQUEST",
	PurposePayment:              "PAYMENT",
	PurposeHealthcareOperations: "HEALTHCARE_OPERATIONS",
	PurposePublicHealth:         "PUBLIC_HEALTH",
	PurposePolicyAndRegulation:  "POLICY_AND_REGULATION",
	PurposeStatistics:           "STATISTICS",
	PurposeEducation:            "EDUCATION",
	PurposeResearch:             "RESEARCH",
	PurposeAIDevelopment:        "AI_DEVELOPMENT",
	PurposeCareImprovement:      "CARE_IMPROVEMENT",
}}

// Purposes lists every purpose in ascending order.
func Purposes() []Purpose { return purposes.all() }

// ParsePurpose reads a purpose by its upper-case name; any other text is ErrUnknownCode.
func ParsePurpose(name string) (Purpose, error) { return purposes.parse(name) }

// Valid reports whether the purpose is in the vocabulary.
func (c Purpose) Valid() bool { return purposes.valid(c) }

// String gives the upper-case name.
func (c Purpose) String() string { return purposes.name(c) }

// Primary reports whether the purpose is primary use: care of the person the
// data is about, and what belongs to it.
func (c Purpose) Primary() bool {
	return c >= PurposeTreatment && c <= PurposeHealthcareOperations
}

// Category is a category of health data (EHDS Art. 14 and 51). The numbers are
// part of the protocol and never change; 0 is unspecified.
type Category uint8

// The categories of health data.
const (
	CategoryPatientSummary     Category = 1
	CategoryEPrescription      Category = 2
	CategoryEDispensation      Category = 3
	CategoryMedicalImaging     Category = 4
	CategoryTestResult         Category = 5
	CategoryDischargeReport    Category = 6
	CategoryEHR                Category = 7
	CategoryHealthDeterminants Category = 8
	CategoryPathogen           Category = 9
	CategoryClaims             Category = 10
	CategoryGenomic            Category = 11
	CategoryOmics              Category = 12
	CategoryDevice             Category = 13
	CategoryWellness           Category = 14
	CategoryRegistry           Category = 15
	CategoryClinicalTrial      Category = 16
	CategoryCohort             Category = 17
	CategoryBiobank            Category = 18
	CategoryMentalHealth       Category = 19
	CategorySubstanceUse       Category = 20
	CategorySexualHealth       Category = 21

	categoryLimit = 22
)

var categories = vocabulary[Category]{"Category", []string{
	CategoryPatientSummary:     "PATIENT_SUMMARY",
	CategoryEPrescription:      "EPRESCRIPTION",
	CategoryEDispensation:      "EDISPENSATION",
	CategoryMedicalImaging:     "MEDICAL_IMAGING",
	CategoryTestResult:         "TEST_RESULT",
	CategoryDischargeReport:    "DISCHARGE_REPORT",
	CategoryEHR:                "EHR",
	CategoryHealthDeterminants: "HEALTH_DETERMINANTS",
	CategoryPathogen:           "PATHOGEN",
	CategoryClaims:             "CLAIMS",
	CategoryGenomic:            "GENOMIC",
	CategoryOmics:              "OMICS",
	CategoryDevice:             "DEVICE",
	CategoryWellness:           "WELLNESS",
	CategoryRegistry:           "REGISTRY",
	CategoryClinicalTrial:      "CLINICAL_TRIAL",
	CategoryCohort:             "COHORT",
	CategoryBiobank:            "BIOBANK",
	CategoryMentalHealth:       "MENTAL_HEALTH",
	CategorySubstanceUse:       "SUBSTANCE_USE",
	CategorySexualHealth:       "SEXUAL_HEALTH",
}}

// grades holds the sensitivity of each category in the vocabulary.
var grades = [categoryLimit]uint8{
	CategoryPatientSummary:     3,
	CategoryEPrescription:      3,
	CategoryEDispensation:      3,
	CategoryMedicalImaging:     3,
	CategoryTestResult:         3,
	CategoryDischargeReport:    3,
	CategoryEHR:                4,
	CategoryHealthDeterminants: 2,
	CategoryPathogen:           1,
	CategoryClaims:             2,
	CategoryGenomic:            5,
	CategoryOmics:              4,
	CategoryDevice:             3,
	CategoryWellness:           2,
	CategoryRegistry:           2,
	CategoryClinicalTrial:      3,
	CategoryCohort:             3,
	CategoryBiobank:            4,
	CategoryMentalHealth:       4,
	CategorySubstanceUse:       4,
	CategorySexualHealth:       4,
}

// Categories lists every category in ascending order.
func Categories() []Category { return categories.all() }

// ParseCategory reads a category by its upper-case name; any other text is ErrUnknownCode.
func ParseCategory(name string) (Category, error) { return categories.parse(name) }

// Valid reports whether the category is in the vocabulary.
func (c Category) Valid() bool { return categories.valid(c) }

// String gives the upper-case name.
func (c Category) String() string { return categories.name(c) }

// Grade is the sensitivity of the category in the vocabulary, 1 (lowest) to
// MaxGrade. It never changes; a jurisdiction may raise it, never lower it. A
// code outside the vocabulary is as sensitive as can be.
func (c Category) Grade() uint8 {
	if !c.Valid() {
		return MaxGrade
	}
	return grades[c]
}

// MaxGrade is the highest grade of sensitivity, and the ceiling that an absent
// max_grade stands for.
const MaxGrade uint8 = 5

// Action is what the recipient wants to do with the data. The numbers are part
// of the protocol and never change; 0 is unspecified.
type Action uint8

// The actions.
const (
	ActionAccess   Action = 1
	ActionUse      Action = 2
	ActionDisclose Action = 3
	ActionTransfer Action = 4
	ActionCorrect  Action = 5
)

var actions = vocabulary[Action]{"Action", []string{
	ActionAccess:   "ACCESS",
	ActionUse:      "USE",
	ActionDisclose: "DISCLOSE",
	ActionTransfer: "TRANSFER",
	ActionCorrect:  "CORRECT",
}}

// Actions lists every action in ascending order.
func Actions() []Action { return actions.all() }

// ParseAction reads an action by its upper-case name; any other text is ErrUnknownCode.
func ParseAction(name string) (Action, error) { return actions.parse(name) }

// Valid reports whether the action is in the vocabulary.
func (c Action) Valid() bool { return actions.valid(c) }

// String gives the upper-case name.
func (c Action) String() string { return actions.name(c) }

// Role is a capacity in which a participant acts. The numbers are part of the
// protocol and never change; 0 is unspecified.
type Role uint8

// The roles.
const (
	RoleHealthcareProvider   Role = 1
	RoleDataHolder           Role = 2
	RoleDataUser             Role = 3
	RoleAccessBody           Role = 4
	RolePayer                Role = 5
	RolePublicAuthority      Role = 6
	RolePatientAccessService Role = 7
	RoleAuditor              Role = 8
	RoleNodeOperator         Role = 9
)

var roles = vocabulary[Role]{"Role", []string{
	RoleHealthcareProvider:   "HEALTHCARE_PROVIDER",
	RoleDataHolder:           "DATA_HOLDER",
	RoleDataUser:             "DATA_USER",
	RoleAccessBody:           "ACCESS_BODY",
	RolePayer:                "PAYER",
	RolePublicAuthority:      "PUBLIC_AUTHORITY",
	RolePatientAccessService: "PATIENT_ACCESS_SERVICE",
	RoleAuditor:              "AUDITOR",
	RoleNodeOperator:         "NODE_OPERATOR",
}}

// Roles lists every role in ascending order.
func Roles() []Role { return roles.all() }

// ParseRole reads a role by its upper-case name; any other text is ErrUnknownCode.
func ParseRole(name string) (Role, error) { return roles.parse(name) }

// Valid reports whether the role is in the vocabulary.
func (c Role) Valid() bool { return roles.valid(c) }

// String gives the upper-case name.
func (c Role) String() string { return roles.name(c) }

// Profession is the profession of the person who asks on behalf of the
// recipient. The numbers are part of the protocol and never change; 0 is
// unspecified, which in a request says that no profession was given.
type Profession uint8

// The professions.
const (
	ProfessionPhysician  Profession = 1
	ProfessionNurse      Profession = 2
	ProfessionPharmacist Profession = 3
	ProfessionClerk      Profession = 4

	professionLimit = 5
)

var professions = vocabulary[Profession]{"Profession", []string{
	ProfessionPhysician:  "PHYSICIAN",
	ProfessionNurse:      "NURSE",
	ProfessionPharmacist: "PHARMACIST",
	ProfessionClerk:      "CLERK",
}}

// Professions lists every profession in ascending order.
func Professions() []Profession { return professions.all() }

// ParseProfession reads a profession by its upper-case name; any other text is ErrUnknownCode.
func ParseProfession(name string) (Profession, error) { return professions.parse(name) }

// Valid reports whether the profession is in the vocabulary.
func (c Profession) Valid() bool { return professions.valid(c) }

// String gives the upper-case name.
func (c Profession) String() string { return professions.name(c) }

// Regime is the legal regime a jurisdiction puts a purpose under. The numbers
// are part of the protocol and never change; 0 is unspecified, which in a
// profile says that the purpose is not listed and so needs explicit consent.
type Regime uint8

// The regimes.
const (
	RegimeExplicitConsent Regime = 1
	RegimeImpliedConsent  Regime = 2
	RegimeDataPermit      Regime = 3
	RegimeLegalObligation Regime = 4
	RegimeProhibited      Regime = 5
)

var regimes = vocabulary[Regime]{"Regime", []string{
	RegimeExplicitConsent: "EXPLICIT_CONSENT",
	RegimeImpliedConsent:  "IMPLIED_CONSENT",
	RegimeDataPermit:      "DATA_PERMIT",
	RegimeLegalObligation: "LEGAL_OBLIGATION",
	RegimeProhibited:      "PROHIBITED",
}}

// Regimes lists every regime in ascending order.
func Regimes() []Regime { return regimes.all() }

// ParseRegime reads a regime by its upper-case name; any other text is ErrUnknownCode.
func ParseRegime(name string) (Regime, error) { return regimes.parse(name) }

// Valid reports whether the regime is in the vocabulary.
func (c Regime) Valid() bool { return regimes.valid(c) }

// String gives the upper-case name.
func (c Regime) String() string { return regimes.name(c) }

// Combining is the rule by which a jurisdiction combines a patient's
// statements. The numbers are part of the protocol and never change; 0 is
// unspecified, which in a profile means CombiningNarrowerLaterWins.
type Combining uint8

// The combining rules.
const (
	CombiningNarrowerLaterWins Combining = 1
	CombiningDenyOverrides     Combining = 2
	CombiningLatestWins        Combining = 3
)

var combinings = vocabulary[Combining]{"Combining", []string{
	CombiningNarrowerLaterWins: "NARROWER_LATER_WINS",
	CombiningDenyOverrides:     "DENY_OVERRIDES",
	CombiningLatestWins:        "LATEST_WINS",
}}

// Combinings lists every combining rule in ascending order.
func Combinings() []Combining { return combinings.all() }

// ParseCombining reads a combining rule by its upper-case name; any other text is ErrUnknownCode.
func ParseCombining(name string) (Combining, error) { return combinings.parse(name) }

// Valid reports whether the combining rule is in the vocabulary.
func (c Combining) Valid() bool { return combinings.valid(c) }

// String gives the upper-case name.
func (c Combining) String() string { return combinings.name(c) }

// Effect is what a provision or a decision says. The numbers are part of the
// protocol and never change; 0 is no effect, and nothing but EffectPermit permits.
type Effect uint8

// The effects.
const (
	EffectDeny   Effect = 1
	EffectPermit Effect = 2
)

var effects = vocabulary[Effect]{"Effect", []string{
	EffectDeny:   "DENY",
	EffectPermit: "PERMIT",
}}

// Effects lists every effect in ascending order.
func Effects() []Effect { return effects.all() }

// ParseEffect reads an effect by its upper-case name; any other text is ErrUnknownCode.
func ParseEffect(name string) (Effect, error) { return effects.parse(name) }

// Valid reports whether the effect is in the vocabulary.
func (c Effect) Valid() bool { return effects.valid(c) }

// String gives the upper-case name.
func (c Effect) String() string { return effects.name(c) }

// Basis is the ground on which a decision was looked for. The numbers are part
// of the protocol and never change; 0 is unspecified.
type Basis uint8

// The bases.
const (
	BasisNone            Basis = 1
	BasisConsent         Basis = 2
	BasisImpliedConsent  Basis = 3
	BasisDataPermit      Basis = 4
	BasisLegalObligation Basis = 5
	BasisEmergency       Basis = 6
	BasisSubjectRight    Basis = 7
)

var bases = vocabulary[Basis]{"Basis", []string{
	BasisNone:            "NONE",
	BasisConsent:         "CONSENT",
	BasisImpliedConsent:  "IMPLIED_CONSENT",
	BasisDataPermit:      "DATA_PERMIT",
	BasisLegalObligation: "LEGAL_OBLIGATION",
	BasisEmergency:       "EMERGENCY",
	BasisSubjectRight:    "SUBJECT_RIGHT",
}}

// Bases lists every basis in ascending order.
func Bases() []Basis { return bases.all() }

// ParseBasis reads a basis by its upper-case name; any other text is ErrUnknownCode.
func ParseBasis(name string) (Basis, error) { return bases.parse(name) }

// Valid reports whether the basis is in the vocabulary.
func (c Basis) Valid() bool { return bases.valid(c) }

// String gives the upper-case name.
func (c Basis) String() string { return bases.name(c) }

// Obligation is a duty that comes with a permission; whoever enforces the
// decision must meet it or refuse. Numbers 1 to 15 are kept for safeguards. The
// numbers are part of the protocol and never change; 0 is unspecified.
type Obligation uint8

// The obligations.
const (
	ObligationPseudonymised               Obligation = 1
	ObligationAggregatedOutputOnly        Obligation = 2
	ObligationFederatedOnly               Obligation = 3
	ObligationNoOnwardTransfer            Obligation = 4
	ObligationSecureProcessingEnvironment Obligation = 5
	ObligationJustifyEmergency            Obligation = 16
	ObligationNotifySubject               Obligation = 17
	ObligationVerifySubject               Obligation = 18
)

var obligations = vocabulary[Obligation]{"Obligation", []string{
	ObligationPseudonymised:               "PSEUDONYMISED",
	ObligationAggregatedOutputOnly:        "AGGREGATED_OUTPUT_ONLY",
	ObligationFederatedOnly:               "FEDERATED_ONLY",
	ObligationNoOnwardTransfer:            "NO_ONWARD_TRANSFER",
	ObligationSecureProcessingEnvironment: "SECURE_PROCESSING_ENVIRONMENT",
	ObligationJustifyEmergency:            "JUSTIFY_EMERGENCY",
	ObligationNotifySubject:               "NOTIFY_SUBJECT",
	ObligationVerifySubject:               "VERIFY_SUBJECT",
}}

// Obligations lists every obligation in ascending order.
func Obligations() []Obligation { return obligations.all() }

// ParseObligation reads an obligation by its upper-case name; any other text is ErrUnknownCode.
func ParseObligation(name string) (Obligation, error) { return obligations.parse(name) }

// Valid reports whether the obligation is in the vocabulary.
func (c Obligation) Valid() bool { return obligations.valid(c) }

// String gives the upper-case name.
func (c Obligation) String() string { return obligations.name(c) }

// Safeguard reports whether the obligation is a safeguard, which an agreement
// rule or a data permit may demand.
func (c Obligation) Safeguard() bool {
	return c >= ObligationPseudonymised && c <= ObligationSecureProcessingEnvironment
}

// Status is the state of a recorded thing: a participant, a jurisdiction, an
// agreement, a data permit, and others the ledger keeps. The numbers are part
// of the protocol and never change; 0 is unspecified.
type Status uint8

// The statuses.
const (
	StatusPending    Status = 1
	StatusActive     Status = 2
	StatusSuspended  Status = 3
	StatusOffboarded Status = 4
	StatusProposed   Status = 5
	StatusCertified  Status = 6
	StatusInForce    Status = 7
	StatusTerminated Status = 8
	StatusExpired    Status = 9
	StatusRejected   Status = 10
	StatusWithdrawn  Status = 11
	StatusIssued     Status = 12
	StatusRevoked    Status = 13
	StatusClosed     Status = 14
)

var statuses = vocabulary[Status]{"Status", []string{
	StatusPending:    "PENDING",
	StatusActive:     "ACTIVE",
	StatusSuspended:  "SUSPENDED",
	StatusOffboarded: "OFFBOARDED",
	StatusProposed:   "PROPOSED",
	StatusCertified:  "CERTIFIED",
	StatusInForce:    "IN_FORCE",
	StatusTerminated: "TERMINATED",
	StatusExpired:    "EXPIRED",
	StatusRejected:   "REJECTED",
	StatusWithdrawn:  "WITHDRAWN",
	StatusIssued:     "ISSUED",
	StatusRevoked:    "REVOKED",
	StatusClosed:     "CLOSED",
}}

// Statuses lists every status in ascending order.
func Statuses() []Status { return statuses.all() }

// ParseStatus reads a status by its upper-case name; any other text is ErrUnknownCode.
func ParseStatus(name string) (Status, error) { return statuses.parse(name) }

// Valid reports whether the status is in the vocabulary.
func (c Status) Valid() bool { return statuses.valid(c) }

// String gives the upper-case name.
func (c Status) String() string { return statuses.name(c) }

// Reason is why a decision does not permit. The numbers follow the alphabet, so
// that the ascending order of a set of reasons is the order of their names; they
// are part of the protocol and never change; 0 is unspecified.
type Reason uint8

// The reasons.
const (
	ReasonAccreditationMissing              Reason = 1
	ReasonActionNotCovered                  Reason = 2
	ReasonControllerJurisdictionNotActive   Reason = 3
	ReasonControllerNotActive               Reason = 4
	ReasonNoConsent                         Reason = 5
	ReasonNoPermit                          Reason = 6
	ReasonNoRecognitionAgreement            Reason = 7
	ReasonPermitNotApplicable               Reason = 8
	ReasonProfessionNotEntitled             Reason = 9
	ReasonPurposeProhibited                 Reason = 10
	ReasonRecipientJurisdictionNotActive    Reason = 11
	ReasonRecipientNotActive                Reason = 12
	ReasonRecipientNotAPatientAccessService Reason = 13
	ReasonRecipientNotAProvider             Reason = 14
	ReasonRecipientNotAPublicAuthority      Reason = 15
	ReasonSubjectDenied                     Reason = 16
)

var reasons = vocabulary[Reason]{"Reason", []string{
	ReasonAccreditationMissing:              "ACCREDITATION_MISSING",
	ReasonActionNotCovered:                  "ACTION_NOT_COVERED",
	ReasonControllerJurisdictionNotActive:   "CONTROLLER_JURISDICTION_NOT_ACTIVE",
	ReasonControllerNotActive:               "CONTROLLER_NOT_ACTIVE",
	ReasonNoConsent:                         "NO_CONSENT",
	ReasonNoPermit:                          "NO_PERMIT",
	ReasonNoRecognitionAgreement:            "NO_RECOGNITION_AGREEMENT",
	ReasonPermitNotApplicable:               "PERMIT_NOT_APPLICABLE",
	ReasonProfessionNotEntitled:             "PROFESSION_NOT_ENTITLED",
	ReasonPurposeProhibited:                 "PURPOSE_PROHIBITED",
	ReasonRecipientJurisdictionNotActive:    "RECIPIENT_JURISDICTION_NOT_ACTIVE",
	ReasonRecipientNotActive:                "RECIPIENT_NOT_ACTIVE",
	ReasonRecipientNotAPatientAccessService: "RECIPIENT_NOT_A_PATIENT_ACCESS_SERVICE",
	ReasonRecipientNotAProvider:             "RECIPIENT_NOT_A_PROVIDER",
	ReasonRecipientNotAPublicAuthority:      "RECIPIENT_NOT_A_PUBLIC_AUTHORITY",
	ReasonSubjectDenied:                     "SUBJECT_DENIED",
}}

// Reasons lists every reason in ascending order, which is that of their names.
func Reasons() []Reason { return reasons.all() }

// ParseReason reads a reason by its upper-case name; any other text is ErrUnknownCode.
func ParseReason(name string) (Reason, error) { return reasons.parse(name) }

// Valid reports whether the reason is in the vocabulary.
func (c Reason) Valid() bool { return reasons.valid(c) }

// String gives the upper-case name.
func (c Reason) String() string { return reasons.name(c) }
