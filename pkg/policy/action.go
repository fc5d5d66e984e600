package policy

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
