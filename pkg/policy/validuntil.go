package policy

// validUntil is the earliest moment after the one asked about at which anything
// recorded that the decision may rest on begins or ends. It is not a promise
// against facts that are recorded later.
func (h *hearing) validUntil() Bound {
	n := next{after: h.request.At}
	for _, p := range [...]*Participant{h.controller, h.recipient} {
		if p != nil {
			n.participant(p)
		}
	}
	for _, j := range [...]*Jurisdiction{h.home, h.abroad} {
		n.jurisdiction(j)
	}
	if h.recipient != nil {
		n.accreditations(h.recipient.Accreditations)
	}
	if h.controller != nil && h.recipient != nil {
		for i := range h.world.Agreements {
			if a := &h.world.Agreements[i]; a.leads(h.controller.Jurisdiction, h.recipient.Jurisdiction) {
				n.history(a.History)
				n.period(a.Validity)
			}
		}
	}
	for i := range h.world.Directives {
		d := &h.world.Directives[i]
		if d.Subject == h.request.Subject && (d.Controller == "" || d.Controller == h.request.Controller) {
			n.directive(d)
		}
	}
	if h.permit != nil {
		n.history(h.permit.History)
		n.period(h.permit.Validity)
	}
	return n.moment
}

// leads reports whether the agreement has a rule from the one jurisdiction to
// the other.
func (a *Agreement) leads(from, to string) bool {
	if from == to {
		return false
	}
	for i := range a.Rules {
		if a.Rules[i].From == from && a.Rules[i].To == to {
			return true
		}
	}
	return false
}

// next finds the earliest of many moments after a given one.
type next struct {
	after  int64
	moment Bound
}

func (n *next) at(moment int64) {
	if moment > n.after && (!n.moment.Set || moment < n.moment.At) {
		n.moment = At(moment)
	}
}

func (n *next) bound(b Bound) {
	if b.Set {
		n.at(b.At)
	}
}

func (n *next) period(p Period) {
	n.bound(p.From)
	n.bound(p.Until)
}

func (n *next) history(h History) {
	for i := range h {
		n.at(h[i].Since)
	}
}

func (n *next) participant(p *Participant) {
	n.history(p.History)
	for i := range p.Roles {
		n.period(p.Roles[i].Period)
	}
}

func (n *next) jurisdiction(j *Jurisdiction) {
	n.history(j.History)
	for i := range j.Profiles {
		n.at(j.Profiles[i].Since)
	}
}

func (n *next) accreditations(list []Accreditation) {
	for i := range list {
		n.period(list[i].Period)
		n.bound(list[i].RevokedAt)
	}
}

func (n *next) directive(d *Directive) {
	n.at(d.GrantedAt)
	n.bound(d.EndedAt)
	n.period(d.Validity)
	n.provision(&d.Provision)
}

func (n *next) provision(p *Provision) {
	n.period(p.Match.Period)
	for i := range p.Exceptions {
		n.provision(&p.Exceptions[i])
	}
}
