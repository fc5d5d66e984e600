package policy

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
