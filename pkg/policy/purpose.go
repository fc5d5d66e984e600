package policy

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
