package simulator

import (
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// pairing is a refusal that still stands against a later permission.
type pairing struct{ refusal, permission string }

// beaten asks every question that the world can be asked at the moment, and finds
// permissions that an older refusal still beats. It says each pair once, with the
// first question that shows it.
func (l *linter) beaten() {
	world := policy.Prepare(l.world)
	seen := map[pairing]bool{}
	var d policy.Decision
	for _, subject := range l.subjects() {
		l.eachRequest(subject, func(r policy.Request) {
			if world.DecideInto(r, &d); !d.Reasons.Has(policy.ReasonSubjectDenied) {
				return
			}
			for _, pair := range beatenBy(world.Explain(r).Word) {
				if seen[pair] {
					continue
				}
				seen[pair] = true
				l.find(BeatenPermission, "directive "+pair.permission,
					"the older refusal %s still beats it, for example where %s asks %s for %s of %s for %s: withdraw the older one if the permission is meant",
					pair.refusal, r.Recipient, r.Controller, r.Action, r.Category, r.Purpose)
			}
		})
	}
}

// beatenBy pairs each refusal that carries a word with the permissions said later.
func beatenBy(w *policy.Word) []pairing {
	if w == nil {
		return nil
	}
	var pairs []pairing
	for _, refusal := range w.Directives {
		for _, permission := range w.Directives {
			if refusal.Carries && permission.Says == policy.EffectPermit.String() && permission.GrantedAt > refusal.GrantedAt {
				pairs = append(pairs, pairing{refusal.Directive, permission.Directive})
			}
		}
	}
	return pairs
}

// subjects with more than one directive: only they can contradict themselves.
func (l *linter) subjects() []string {
	var once, more []string
	for i := range l.world.Directives {
		id := l.world.Directives[i].Subject
		switch {
		case !slices.Contains(once, id):
			once = append(once, id)
		case !slices.Contains(more, id):
			more = append(more, id)
		}
	}
	return more
}

func (l *linter) eachRequest(subject string, ask func(policy.Request)) {
	for _, controller := range l.world.Participants {
		for _, recipient := range l.world.Participants {
			for _, purpose := range policy.Purposes() {
				for _, category := range policy.Categories() {
					for _, action := range policy.Actions() {
						ask(policy.Request{
							Subject: subject, Controller: controller.ID, Recipient: recipient.ID,
							Purpose: purpose, Category: category, Action: action, At: l.at,
						})
					}
				}
			}
		}
	}
}
