package policy

// World is the recorded state a decision reads, with its history. Ids are
// opaque byte strings; within each list but Agreements they are unique. No
// order of a list matters, save those of a history, of profiles with the same
// since, and of the rules within one agreement.
type World struct {
	Jurisdictions []Jurisdiction
	Participants  []Participant
	Agreements    []Agreement
	Directives    []Directive
	Permits       []Permit
}

// StatusSince is an entry of a history: the status that holds from Since, in
// Unix seconds, until the next entry's.
type StatusSince struct {
	Status Status
	Since  int64
}

// History is the list of statuses a thing went through, in the order they were
// recorded, with Since never descending.
type History []StatusSince

// At is the status at a moment, in Unix seconds: that of the last entry whose
// Since is not later. Before the first entry it is 0, which is no status.
func (h History) At(at int64) Status { return h.entryAt(at).Status }

// entryAt is the entry that holds at a moment; the zero value before the first.
func (h History) entryAt(at int64) StatusSince {
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Since <= at {
			return h[i]
		}
	}
	return StatusSince{}
}

// first is the moment of the first entry with the status.
func (h History) first(status Status) Bound {
	for _, entry := range h {
		if entry.Status == status {
			return At(entry.Since)
		}
	}
	return Bound{}
}

// Jurisdiction is a legal area with its own health-data law.
type Jurisdiction struct {
	ID       string
	History  History
	Profiles []Profile
}

// ProfileAt is the profile in force at a moment, in Unix seconds: the one with
// the greatest Since that is not later, and of equals the last listed. Before
// the first it is the zero Profile, in which every setting has its default.
func (j *Jurisdiction) ProfileAt(at int64) *Profile {
	inForce := &noProfile
	for i := range j.Profiles {
		p := &j.Profiles[i]
		if p.Since <= at && (inForce == &noProfile || p.Since >= inForce.Since) {
			inForce = p
		}
	}
	return inForce
}

// noProfile has every setting at its default. It is never written.
var noProfile Profile

// Profile is the law of a jurisdiction as data, in force from Since (Unix
// seconds) until the next profile's. The zero value has every default.
type Profile struct {
	Since                   int64
	Regimes                 RegimeTable
	Combining               Combining // 0 means CombiningNarrowerLaterWins.
	Emergency               Emergency
	ObjectionsCutOffAtIssue bool // A later objection does not reach back into an issued permit (EHDS Art. 71(3)).
	Requirements            []Requirement
	Professions             EntitlementTable
	RaisedGrades            GradeTable
}

// RegimeTable holds the regime of each purpose, by its number; 0 says that the
// purpose is not listed.
type RegimeTable [purposeLimit]Regime

// Listed is the regime listed for the purpose, 0 if there is none.
func (t *RegimeTable) Listed(p Purpose) Regime {
	if int(p) >= len(t) {
		return 0
	}
	return t[p]
}

// Of is the regime that governs the purpose: the one listed, or
// RegimeExplicitConsent.
func (t *RegimeTable) Of(p Purpose) Regime {
	if r := t.Listed(p); r != 0 {
		return r
	}
	return RegimeExplicitConsent
}

// Emergency says what an emergency lifts in a jurisdiction.
type Emergency struct {
	Override         bool            // Emergency treatment goes before a refusal and before some formal conditions.
	SubjectMayForbid bool            // A refusal that names emergency treatment itself is kept.
	Professions      Set[Profession] // Who may override; empty is everybody.
}

// Requirement demands an accreditation of the recipient.
type Requirement struct {
	Scheme     string
	Purposes   Set[Purpose]
	Categories Set[Category]
	MinGrade   uint8 // Lowest grade of sensitivity it applies to; 0 is every grade.
}

// EntitlementTable holds what each profession may see, by its number. If none
// is listed, professions are not restricted.
type EntitlementTable [professionLimit]Entitlement

// Entitlement is what one profession may see. A profession that is not listed
// may see nothing; one that is listed with no categories may see all of them.
type Entitlement struct {
	Listed     bool
	Categories Set[Category]
}

// Restricts reports whether any profession is listed.
func (t *EntitlementTable) Restricts() bool {
	for i := range t {
		if t[i].Listed {
			return true
		}
	}
	return false
}

// Entitles reports whether the profession is listed with the category.
func (t *EntitlementTable) Entitles(p Profession, c Category) bool {
	return p.Valid() && t[p].Listed && t[p].Categories.Fits(c)
}

// GradeTable holds the grade a jurisdiction raised each category to, by the
// number of the category; 0 says that it was not raised.
type GradeTable [categoryLimit]uint8

// Of is the grade that counts for the category: the greater of the
// vocabulary's and the one raised here.
func (t *GradeTable) Of(c Category) uint8 {
	if int(c) >= len(t) {
		return c.Grade()
	}
	return max(c.Grade(), t[c])
}

// Participant is an institution on the ledger.
type Participant struct {
	ID             string
	Jurisdiction   string // Never changes.
	Roles          []RolePeriod
	History        History
	Accreditations []Accreditation
}

// HasRole reports whether the participant has the role at a moment, in Unix seconds.
func (p *Participant) HasRole(role Role, at int64) bool {
	for i := range p.Roles {
		if p.Roles[i].Role == role && role.Valid() && p.Roles[i].Period.Contains(at) {
			return true
		}
	}
	return false
}

// RolePeriod is a role a participant has for a time.
type RolePeriod struct {
	Role   Role
	Period Period
}

// Accreditation is a certificate that a participant holds under a scheme.
type Accreditation struct {
	Scheme     string
	Purposes   Set[Purpose]
	Categories Set[Category]
	MaxGrade   uint8 // Highest grade of sensitivity it is good for; 0 means MaxGrade.
	Period     Period
	RevokedAt  Bound // From that second on it is void.
}

// Agreement is one version of a recognition agreement for an ordered pair of
// jurisdictions. Its rules are never edited.
type Agreement struct {
	ID       string
	History  History
	Validity Period
	Rules    []Rule
}

// Rule recognises recipients of one jurisdiction (To) for data held in another
// (From).
type Rule struct {
	From, To          string
	Purposes          Set[Purpose]
	Categories        Set[Category]
	Actions           Set[Action]
	MaxGrade          uint8 // Highest grade of sensitivity it covers; 0 means MaxGrade.
	Safeguards        Set[Obligation]
	RecognisesPermits bool // Data permits issued in To are good for data held in From.
}

// Directive is what a patient said, once. It is never edited, only ended.
type Directive struct {
	ID         string
	Subject    string
	Controller string // The one holder it speaks of; empty is every holder.
	GrantedAt  int64  // Unix seconds.
	EndedAt    Bound  // Withdrawn, revoked, invalidated or superseded from that second on.
	Validity   Period
	Provision  Provision
}

// Permit is a data permit for secondary use, issued by the access body of a
// jurisdiction to a holder.
type Permit struct {
	ID          string
	Issuer      string // Jurisdiction.
	Holder      string // Participant.
	Purposes    Set[Purpose]
	Categories  Set[Category]
	Actions     Set[Action]
	Controllers []string // Participants it reaches; empty is every one.
	Validity    Period
	History     History
	Safeguards  Set[Obligation]
}

// ceiling is the grade a max_grade field stands for.
func ceiling(maxGrade uint8) uint8 {
	if maxGrade == 0 {
		return MaxGrade
	}
	return maxGrade
}
