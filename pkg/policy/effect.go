package policy

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
