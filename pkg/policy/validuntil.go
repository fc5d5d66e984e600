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
	for i := range h.legs {
		n.history(h.legs[i].agreement.History)
		n.period(h.legs[i].agreement.Validity)
	}
	s := h.subject
	holder := s.number(h.request.Controller)
	for i := range s.directives {
		if d := &s.directives[i]; d.controller == everyHolder || d.controller == holder {
			for _, moment := range s.moments[d.firstMoment:d.endMoment] {
				n.at(moment)
			}
		}
	}
	if h.permit != nil {
		n.history(h.permit.History)
		n.period(h.permit.Validity)
	}
	return n.moment
}

// next finds the earliest of many moments after a given one.
type next struct {
	after  int64
	moment Bound
}

func (n *next) at(moment int64) {
	if moment <= n.after {
		return
	}
	if n.moment.Set {
		moment = min(moment, n.moment.At)
	}
	n.moment = At(moment)
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
