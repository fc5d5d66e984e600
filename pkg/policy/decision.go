package policy

import "fmt"

// Request is an access question. It names the moment it asks about.
type Request struct {
	Subject    string // Whose data.
	Controller string // The participant that holds the data.
	Recipient  string // The participant that asks.
	Purpose    Purpose
	Category   Category
	Action     Action
	At         int64      // The moment asked about, in Unix seconds.
	Profession Profession // Of the asking person; 0 if none is given.
	Permit     string     // Id of a data permit, for secondary use; empty if none.
}

// Validate reports, as ErrRequest, what keeps the request from being a complete
// question. Decide denies a request without purpose, category or action all the same.
func (r Request) Validate() error {
	switch {
	case r.Subject == "":
		return fmt.Errorf("%w: no subject", ErrRequest)
	case r.Controller == "":
		return fmt.Errorf("%w: no controller", ErrRequest)
	case r.Recipient == "":
		return fmt.Errorf("%w: no recipient", ErrRequest)
	case !r.Purpose.Valid():
		return fmt.Errorf("%w: purpose %s", ErrRequest, r.Purpose)
	case !r.Category.Valid():
		return fmt.Errorf("%w: category %s", ErrRequest, r.Category)
	case !r.Action.Valid():
		return fmt.Errorf("%w: action %s", ErrRequest, r.Action)
	case r.Profession != 0 && !r.Profession.Valid():
		return fmt.Errorf("%w: profession %s", ErrRequest, r.Profession)
	}
	return nil
}

// Decision is the inner answer to a request, for the subject, the controller,
// the authorities of both jurisdictions and auditors. The zero value denies.
// Here an empty set is just empty, it never means any.
type Decision struct {
	Effect      Effect // EffectPermit only if there are no reasons.
	Basis       Basis
	Reasons     Set[Reason]     // Every reason found, without those lifted.
	Lifted      Set[Reason]     // What an emergency lifted, even when another reason still denies.
	Obligations Set[Obligation] // Empty unless permitted.
	Directives  []string        // Ids, sorted, of the directives that carry the patient's word.
	Agreement   string          // Id of the agreement whose rule is used, also on a refusal; empty if none.
	Permit      string          // The requested permit, if it exists and the basis is BasisDataPermit; else empty.
	ValidUntil  Bound           // Exclusive end, in Unix seconds, of the time for which nothing recorded changes the answer; unset if nothing ever does.
}

// Permitted reports whether the decision permits.
func (d Decision) Permitted() bool { return d.Effect == EffectPermit }

// SameAnswer reports whether whoever may know is told the same by both: effect, basis,
// reasons and obligations. It leaves aside what an answer rests on, and until when it holds.
func (d Decision) SameAnswer(other Decision) bool {
	return d.Effect == other.Effect && d.Basis == other.Basis &&
		d.Reasons == other.Reasons && d.Obligations == other.Obligations
}

// NotAvailable is the one code a recipient is given instead of a permission.
const NotAvailable = "NOT_AVAILABLE"

// Outward is the form of a decision that a recipient is told (EHDS Art. 8 and
// 11(5)). All refusals are equal, whatever the cause.
type Outward struct {
	Effect      Effect          // EffectPermit or EffectDeny.
	Code        string          // NotAvailable on a refusal, else empty.
	Obligations Set[Obligation] // Empty on a refusal.
	ValidUntil  Bound           // Unset on a refusal.
}

// Outward is what a recipient may know of the decision.
func (d Decision) Outward() Outward {
	if !d.Permitted() {
		return Outward{Effect: EffectDeny, Code: NotAvailable}
	}
	return Outward{Effect: EffectPermit, Obligations: d.Obligations, ValidUntil: d.ValidUntil}
}
