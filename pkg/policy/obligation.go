package policy

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
