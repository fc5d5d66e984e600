package policy

// Explanation is a decision and how it came about: what was read, in the order of
// the gates. Codes are written by name, moments in Unix seconds; a list is never
// nil. Text puts it into sentences.
//
// It is an inner answer, like Decision: nothing of it is for the recipient.
type Explanation struct {
	Request  Asked    `json:"request"`
	Decision Decision `json:"decision"`
	// Laws are the profiles that governed: the controller's jurisdiction, then the
	// recipient's. Empty where nothing was judged.
	Laws []Law `json:"laws"`
	// Regime of the purpose in the controller's jurisdiction; empty where none governs.
	Regime string `json:"regime"`
	Grade  Grade  `json:"grade"`
	Gates  []Gate `json:"gates"`
	// Rules are the agreement rules that fit, in the order in which they are taken.
	Rules []RuleUse `json:"rules"`
	// Word is the patient's; nil where it was not read.
	Word *Word `json:"word,omitempty"`
}

// Asked is the request, with codes by name.
type Asked struct {
	Subject    string `json:"subject"`
	Controller string `json:"controller"`
	Recipient  string `json:"recipient"`
	Purpose    string `json:"purpose"`
	Category   string `json:"category"`
	Action     string `json:"action"`
	At         int64  `json:"at"`
	Profession string `json:"profession,omitempty"`
	Permit     string `json:"permit,omitempty"`
}

// Law is the profile of a jurisdiction that was in force at the moment asked about.
type Law struct {
	Jurisdiction string `json:"jurisdiction"`
	Of           string `json:"of"`              // "controller" or "recipient".
	Since        *int64 `json:"since,omitempty"` // Nil before the first profile: every setting has its default.
}

// Grade is the sensitivity of the category asked for.
type Grade struct {
	Vocabulary uint8 `json:"vocabulary"`
	Raised     uint8 `json:"raised"` // By the controller's jurisdiction; 0 if it did not.
	Counts     uint8 `json:"counts"` // The greater of the two.
}

// Gate is one step of the judging.
type Gate struct {
	Number  int      `json:"number"` // 1 to 7; 0 is the reading of the request itself.
	Name    string   `json:"name"`
	Judged  bool     `json:"judged"`  // False where the gate is not read for such a request.
	Read    []string `json:"read"`    // What was found, in sentences.
	Reasons []string `json:"reasons"` // Given by this gate, those that were lifted later among them.
	Lifted  []string `json:"lifted"`  // Those of its reasons that an emergency lifted.
}

// RuleUse is an agreement rule that fits the request.
type RuleUse struct {
	Agreement         string   `json:"agreement"`
	Rule              int      `json:"rule"` // Its place in the agreement, from 1.
	RecognisesPermits bool     `json:"recognises_permits"`
	Safeguards        []string `json:"safeguards"`
	Used              bool     `json:"used"`
}

// Word is what the patient's directives together say about the request.
type Word struct {
	At         int64       `json:"at"`        // The moment it was taken at: not always that of the request.
	Combining  string      `json:"combining"` // The rule by which the directives were combined.
	Effect     string      `json:"effect"`    // PERMIT, DENY, or NONE where there is no word.
	Directives []Statement `json:"directives"`
}

// Statement is what one directive that counts says about the request.
type Statement struct {
	Directive  string `json:"directive"`
	Controller string `json:"controller"` // The one holder it speaks of; empty is every holder.
	GrantedAt  int64  `json:"granted_at"`
	Says       string `json:"says"` // PERMIT, DENY or SILENT.
	// Paths from the root of what was said to each part that stood and says this.
	Paths [][]MatchText `json:"paths"`
	// Stands says whether it counts after combining; Carries, whether it carries the word.
	Stands  bool `json:"stands"`
	Carries bool `json:"carries"`
	// SetAsideBy is the statement that took the place of one that does not stand:
	// the later, narrower permission, or, under LATEST_WINS, a later statement.
	SetAsideBy string `json:"set_aside_by,omitempty"`
	// NamesEmergency says that a refusal names emergency treatment itself on a path.
	NamesEmergency bool `json:"names_emergency,omitempty"`
	// Against is each permission that a refusal stands against, and why it did not
	// set the refusal aside; only under NARROWER_LATER_WINS.
	Against []Contest `json:"against"`
}

// Why a permission did not set a refusal aside.
const (
	WhyNotLater        = "NOT_LATER"        // It was not granted strictly later.
	WhyMoreControllers = "MORE_CONTROLLERS" // It speaks of more holders, or of another one.
	WhyNotInside       = "NOT_INSIDE"       // None of its paths lies inside every path of the refusal.
)

// Contest is a permission that did not set a refusal aside.
type Contest struct {
	Permission string `json:"permission"`
	Why        string `json:"why"`
	Gaps       []Gap  `json:"gaps"` // For WhyNotInside, the first gap of each of its paths.
}

// Gap is where a path of a permission reaches beyond a refusal.
type Gap struct {
	Path       int       `json:"path"`       // Of the permission, from 1.
	Match      MatchText `json:"match"`      // Of the refusal.
	Dimensions []string  `json:"dimensions"` // Of recipients, purposes, categories and actions, those not contained.
}

// MatchText is a match with codes by name. An empty list is any.
type MatchText struct {
	Recipients []string `json:"recipients"`
	Purposes   []string `json:"purposes"`
	Categories []string `json:"categories"`
	Actions    []string `json:"actions"`
	NotBefore  *int64   `json:"not_before,omitempty"`
	NotAfter   *int64   `json:"not_after,omitempty"`
}
