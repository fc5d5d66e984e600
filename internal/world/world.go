// Package world brings the modules' recorded facts together into the world that
// a decision reads. The chain's query, the judging of accesses and every replica
// that reads the same state go through it.
package world

import (
	"context"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Assembler puts worlds together.
type Assembler struct {
	registry    Registry
	consent     Consent
	recognition Recognition
	permits     Permits
}

// NewAssembler reads from the given modules. Permits may be nil: then there are none.
func NewAssembler(registry Registry, consent Consent, recognition Recognition, permits Permits) Assembler {
	return Assembler{registry: registry, consent: consent, recognition: recognition, permits: permits}
}

// With is the assembler, reading what is known of agreements elsewhere.
func (a Assembler) With(recognition Recognition) Assembler {
	a.recognition = recognition
	return a
}

// Session reads each fact once. It is for one query or one message: facts that
// change while it is open are not seen.
type Session struct {
	assembler     Assembler
	participants  map[string]lookup[Recorded[policy.Participant]]
	jurisdictions map[string]lookup[Recorded[policy.Jurisdiction]]
	agreements    map[pair][]policy.Agreement
	subjects      map[string]SubjectFacts
	permits       map[string]*policy.Permit // Nil where there is none.
	// What was made ready for many requests: subjects by id, institutions by
	// controller and recipient.
	prepared map[string]*policy.Subject
	parties  map[pair]parties
}

// parties is a controller and a recipient with all about them, and no directives.
type parties struct {
	world             *policy.Prepared
	agreements, rules int
	from              int64
}

type lookup[T any] struct {
	value T
	found bool
}

type pair struct{ from, to string }

// Open starts a session.
func (a Assembler) Open() *Session {
	return &Session{
		assembler:     a,
		participants:  map[string]lookup[Recorded[policy.Participant]]{},
		jurisdictions: map[string]lookup[Recorded[policy.Jurisdiction]]{},
		agreements:    map[pair][]policy.Agreement{},
		subjects:      map[string]SubjectFacts{},
		permits:       map[string]*policy.Permit{},
		prepared:      map[string]*policy.Subject{},
		parties:       map[pair]parties{},
	}
}

// Subject is what is hot of a subject; the zero value if it is not enrolled.
func (s *Session) Subject(ctx context.Context, id string) (SubjectFacts, error) {
	return remember(s.subjects, id, func() (SubjectFacts, error) {
		return s.assembler.consent.SubjectFacts(ctx, id)
	})
}

// Permit of an id; nil if there is none. It is whole: its history is never archived.
func (s *Session) Permit(ctx context.Context, id string) (*policy.Permit, error) {
	if id == "" || s.assembler.permits == nil {
		return nil, nil
	}
	return remember(s.permits, id, func() (*policy.Permit, error) {
		permit, found, err := s.assembler.permits.PolicyPermit(ctx, id)
		if err != nil || !found {
			return nil, err
		}
		return &permit, nil
	})
}

// Case is a world made ready for every request about one subject between one
// controller and one recipient, under one permit or none.
type Case struct {
	policy.Prepared
	// Facts of the subject.
	Facts SubjectFacts
	// Rules is the number of agreement rules between the two jurisdictions: with
	// the nodes of the facts, the measure of what a decision costs.
	Rules int
	// Read is what was read of agreements for this case, and not for one before it.
	Read Reading
	// PartiesFrom is the moment, in Unix seconds, before which something may be
	// missing of the controller, the recipient or their jurisdictions; 0 if nothing is.
	PartiesFrom int64
}

// Reading is a number of agreements, and of rules in them.
type Reading struct{ Agreements, Rules int }

// HistoryFrom is the moment, in Unix seconds, before which the world may lack
// something: what a decision says of an earlier moment is not certain.
func (c *Case) HistoryFrom() int64 { return max(c.Facts.HistoryFrom, c.PartiesFrom) }

// Case of a request. Its purpose, category, action and moment do not matter.
func (s *Session) Case(ctx context.Context, r policy.Request) (Case, error) {
	facts, err := s.Subject(ctx, r.Subject)
	if err != nil {
		return Case{}, err
	}
	subject, err := remember(s.prepared, r.Subject, func() (*policy.Subject, error) {
		return policy.PrepareSubject(r.Subject, facts.Directives), nil
	})
	if err != nil {
		return Case{}, err
	}
	var read Reading
	between, err := remember(s.parties, pair{r.Controller, r.Recipient}, func() (parties, error) {
		p, err := s.readParties(ctx, r)
		read = Reading{Agreements: p.agreements, Rules: p.rules}
		return p, err
	})
	if err != nil {
		return Case{}, err
	}
	permit, err := s.Permit(ctx, r.Permit)
	if err != nil {
		return Case{}, err
	}
	about := between.world.About(subject)
	return Case{
		Prepared: about.Under(permit), Facts: facts, Rules: between.rules, Read: read, PartiesFrom: between.from,
	}, nil
}

func (s *Session) readParties(ctx context.Context, r policy.Request) (parties, error) {
	w, from, err := s.institutions(ctx, r)
	if err != nil {
		return parties{}, err
	}
	rules := 0
	for i := range w.Agreements {
		rules += len(w.Agreements[i].Rules)
	}
	return parties{world: policy.Prepare(&w), agreements: len(w.Agreements), rules: rules, from: from}, nil
}

// World is all that is hot of what a decision about the subject, controller, recipient
// and permit of a request reads. Its purpose, category, action and moment do not matter.
func (s *Session) World(ctx context.Context, r policy.Request) (policy.World, error) {
	facts, err := s.Subject(ctx, r.Subject)
	if err != nil {
		return policy.World{}, err
	}
	w, _, err := s.institutions(ctx, r)
	if err != nil {
		return policy.World{}, err
	}
	w.Directives = facts.Directives
	permit, err := s.Permit(ctx, r.Permit)
	if err != nil {
		return policy.World{}, err
	}
	if permit != nil {
		w.Permits = []policy.Permit{*permit}
	}
	return w, nil
}

// PastWorld is World, with what the archives tell of the institutions at the moment
// of the request. What is archived of the subject is for the caller to add.
func (s *Session) PastWorld(ctx context.Context, r policy.Request) (policy.World, error) {
	w, err := s.World(ctx, r)
	if err != nil {
		return policy.World{}, err
	}
	for i := range w.Participants {
		p := &w.Participants[i]
		if s.participants[p.ID].value.HistoryFrom <= r.At {
			continue
		}
		if *p, err = s.assembler.registry.PastParticipant(ctx, p.ID, r.At); err != nil {
			return policy.World{}, err
		}
	}
	for i := range w.Jurisdictions {
		j := &w.Jurisdictions[i]
		if s.jurisdictions[j.ID].value.HistoryFrom <= r.At {
			continue
		}
		if *j, err = s.assembler.registry.PastJurisdiction(ctx, j.ID, r.At); err != nil {
			return policy.World{}, err
		}
	}
	return w, nil
}

// institutions is a world without directives, with the moment from which it is
// complete.
func (s *Session) institutions(ctx context.Context, r policy.Request) (w policy.World, from int64, err error) {
	controller, from, err := s.addParticipant(ctx, &w, r.Controller)
	if err != nil {
		return policy.World{}, 0, err
	}
	recipient := controller
	if r.Recipient != r.Controller {
		var since int64
		if recipient, since, err = s.addParticipant(ctx, &w, r.Recipient); err != nil {
			return policy.World{}, 0, err
		}
		from = max(from, since)
	}
	if controller == "" || recipient == "" || controller == recipient {
		return w, from, nil
	}
	w.Agreements, err = s.pair(ctx, controller, recipient)
	return w, from, err
}

// addParticipant adds a participant and its jurisdiction, whose id it returns,
// empty if the participant is not known, with the moment from which both are
// complete.
func (s *Session) addParticipant(ctx context.Context, w *policy.World, id string) (home string, from int64, err error) {
	p, err := remember(s.participants, id, func() (lookup[Recorded[policy.Participant]], error) {
		recorded, found, err := s.assembler.registry.PolicyParticipant(ctx, id)
		return lookup[Recorded[policy.Participant]]{recorded, found}, err
	})
	if err != nil || !p.found {
		return "", 0, err
	}
	w.Participants = append(w.Participants, p.value.Value)
	home = p.value.Value.Jurisdiction
	j, err := remember(s.jurisdictions, home, func() (lookup[Recorded[policy.Jurisdiction]], error) {
		recorded, found, err := s.assembler.registry.PolicyJurisdiction(ctx, home)
		return lookup[Recorded[policy.Jurisdiction]]{recorded, found}, err
	})
	if err != nil {
		return "", 0, err
	}
	present := slices.ContainsFunc(w.Jurisdictions, func(there policy.Jurisdiction) bool { return there.ID == home })
	if j.found && !present {
		w.Jurisdictions = append(w.Jurisdictions, j.value.Value)
	}
	return home, max(p.value.HistoryFrom, j.value.HistoryFrom), nil
}

func (s *Session) pair(ctx context.Context, from, to string) ([]policy.Agreement, error) {
	return remember(s.agreements, pair{from, to}, func() ([]policy.Agreement, error) {
		return s.assembler.recognition.PolicyAgreements(ctx, from, to)
	})
}

// remember answers from the map, or reads and keeps. The map is never ranged.
func remember[K comparable, V any](known map[K]V, key K, read func() (V, error)) (V, error) {
	if v, ok := known[key]; ok {
		return v, nil
	}
	v, err := read()
	if err != nil {
		var zero V
		return zero, err
	}
	known[key] = v
	return v, nil
}
