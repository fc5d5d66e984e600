package policy

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
