package policy

import "testing"

func TestValidUntil(t *testing.T) {
	const then = now + 7
	for _, c := range []struct {
		name string
		tell func(w *World, r *Request)
		want Bound
	}{
		{"nothing recorded lies ahead", func(*World, *Request) {}, Bound{}},
		{"what begins at the moment itself is past", func(w *World, _ *Request) {
			party(w, "de-practice").History = History{{StatusActive, 0}, {StatusActive, now}}
		}, Bound{}},
		{"the controller's history", func(w *World, _ *Request) {
			party(w, "de-hospital").History = History{{StatusActive, 0}, {StatusSuspended, then}}
		}, At(then)},
		{"the controller's roles", func(w *World, _ *Request) {
			party(w, "de-hospital").Roles = []RolePeriod{{RolePayer, Period{From: At(then)}}}
		}, At(then)},
		{"the recipient's roles", func(w *World, _ *Request) {
			party(w, "de-practice").Roles = []RolePeriod{{RolePayer, Period{Until: At(then)}}}
		}, At(then)},
		{"another participant's history is not read", func(w *World, _ *Request) {
			party(w, "fr-lab").History = History{{StatusActive, then}}
		}, Bound{}},
		{"the recipient's accreditations", func(w *World, _ *Request) {
			party(w, "de-practice").Accreditations = []Accreditation{{Period: Period{Until: At(then + 1)}, RevokedAt: At(then)}}
		}, At(then)},
		{"the controller's accreditations are not read", func(w *World, _ *Request) {
			party(w, "de-hospital").Accreditations = []Accreditation{{RevokedAt: At(then)}}
		}, Bound{}},
		{"the jurisdictions' histories", func(w *World, _ *Request) {
			w.Jurisdictions[0].History = append(History{{StatusActive, 0}}, StatusSince{StatusSuspended, then})
		}, At(then)},
		{"the jurisdictions' profiles", func(w *World, r *Request) {
			r.Recipient = "fr-clinic"
			w.Jurisdictions[1].Profiles = append(w.Jurisdictions[1].Profiles, Profile{Since: then})
		}, At(then)},
		{"an agreement that leads across", func(w *World, r *Request) {
			r.Recipient = "fr-clinic"
			w.Agreements[0].Validity.Until = At(then)
		}, At(then)},
		{"an agreement's history, in force or not", func(w *World, r *Request) {
			r.Recipient = "fr-clinic"
			w.Agreements[0].History = History{{StatusProposed, 0}, {StatusInForce, then}}
		}, At(then)},
		{"an agreement that leads back is not read", func(w *World, r *Request) {
			r.Recipient, r.Controller = "de-hospital", "fr-clinic"
			w.Agreements[0].Validity.Until = At(then)
		}, Bound{}},
		{"at home no agreement is read", func(w *World, _ *Request) {
			w.Agreements[0].Rules[0].To = "DE"
			w.Agreements[0].Validity.Until = At(then)
		}, Bound{}},
		{"a directive that will be granted", func(w *World, _ *Request) { say(w, permit("d", then, Match{})) }, At(then)},
		{"a directive that will end", func(w *World, _ *Request) {
			d := permit("d", 1, Match{})
			d.EndedAt, d.Validity.Until = At(then), At(then+1)
			say(w, d)
		}, At(then)},
		{"a directive's validity", func(w *World, _ *Request) {
			d := permit("d", 1, Match{})
			d.Validity.From = At(then)
			say(w, d)
		}, At(then)},
		{"a match deep in a directive", func(w *World, _ *Request) {
			say(w, said("d", 1, EffectPermit, Match{}, Provision{Effect: EffectDeny, Match: Match{Period: Period{From: At(then)}}}))
		}, At(then)},
		{"a directive for another holder is not read", func(w *World, _ *Request) {
			d := permit("d", then, Match{})
			d.Controller = "fr-lab"
			say(w, d)
		}, Bound{}},
		{"a directive of another subject is not read", func(w *World, _ *Request) {
			d := permit("d", then, Match{})
			d.Subject = "t"
			say(w, d)
		}, Bound{}},
		{"the permit", func(w *World, r *Request) {
			r.Permit = "m"
			w.Permits = []Permit{{ID: "m", History: History{{StatusIssued, then + 1}}, Validity: Period{From: At(then)}}, {ID: "n", Validity: Period{Until: At(now + 1)}}}
		}, At(then)},
		{"the permit's history", func(w *World, r *Request) {
			r.Permit = "m"
			w.Permits = []Permit{{ID: "m", History: History{{StatusIssued, 1}, {StatusSuspended, then}}}}
		}, At(then)},
		{"an agreement that leads elsewhere is not read", func(w *World, r *Request) {
			r.Recipient = "fr-clinic"
			w.Agreements[0].Rules = []Rule{{From: "DE", To: "EE"}, {From: "EE", To: "FR"}}
			w.Agreements[0].Validity.Until = At(then)
		}, Bound{}},
		{"the earliest of several", func(w *World, r *Request) {
			say(w, permit("d", then+2, Match{}), permit("e", then, Match{}), permit("f", then+1, Match{}))
		}, At(then)},
		{"with an unknown recipient, what is known of the others", func(w *World, r *Request) {
			r.Recipient = "nobody"
			party(w, "de-hospital").History = History{{StatusActive, then}}
		}, At(then)},
		{"a request that asks nothing is denied for good", func(w *World, r *Request) {
			r.Purpose = 0
			party(w, "de-hospital").History = History{{StatusActive, then}}
		}, Bound{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, r := exampleWorld()
			c.tell(w, &r)
			if got := Decide(w, r).ValidUntil; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
