package vectors

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// translation says a vector's world in the modules' words.
type translation struct {
	world *policy.World
	// jurisdictions of the world, ascending. Their ids are the modules' already.
	jurisdictions []string
	home          map[string]string // The jurisdiction of each participant, by the vector's id.
	issuer        map[string]string // The jurisdiction of each permit, by the vector's id.
	agreements    []string          // The vector's ids, ascending.
	subjects      []string          // The vector's ids, ascending.
	latest        int64             // The latest moment that a request asks about.
}

func newTranslation(w *policy.World, requests []policy.Request) *translation {
	t := &translation{world: w, home: map[string]string{}, issuer: map[string]string{}}
	for i := range w.Jurisdictions {
		t.jurisdictions = append(t.jurisdictions, w.Jurisdictions[i].ID)
	}
	for i := range w.Participants {
		t.home[w.Participants[i].ID] = w.Participants[i].Jurisdiction
	}
	for i := range w.Permits {
		t.issuer[w.Permits[i].ID] = w.Permits[i].Issuer
	}
	for i := range w.Agreements {
		t.agreements = append(t.agreements, w.Agreements[i].ID)
	}
	for i := range w.Directives {
		t.subjects = append(t.subjects, w.Directives[i].Subject)
	}
	for i := range requests {
		t.subjects = append(t.subjects, requests[i].Subject)
		t.latest = max(t.latest, requests[i].At)
	}
	for _, list := range []*[]string{&t.jurisdictions, &t.agreements, &t.subjects} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return t
}

// participant of the world, or one that the registry does not have.
func (t *translation) participant(id string) string {
	if home, known := t.home[id]; known {
		return ident.Prefix(home) + id
	}
	return "nowhere-" + id
}

func (t *translation) participants(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, t.participant(id))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// permit of the world, or one that nobody issued; none is none.
func (t *translation) permit(id string) string {
	switch issuer, known := t.issuer[id]; {
	case known:
		return ident.Prefix(issuer) + id
	case id == "":
		return ""
	default:
		return "nowhere-" + id
	}
}

// agreement keeps the order of ids: all are proposed by one jurisdiction.
func (t *translation) agreement(id string) string {
	return fmt.Sprintf("%sa%03d", ident.Prefix(t.jurisdictions[0]), slices.Index(t.agreements, id))
}

// scheme of the world. One jurisdiction answers for all: a decision compares nothing but
// the whole id.
func (t *translation) scheme(id string) string { return t.jurisdictions[0] + "/" + id }

// subject of the vector, as the holders of a jurisdiction know it.
func subject(id, home string) []byte {
	return digest("subject", id, home)[:consenttypes.SubjectIDLength]
}

func directiveID(id string) []byte { return digest("directive", id) }

func digest(parts ...string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return sum[:]
}

// request in the modules' words. About a controller that nobody is, it does not matter
// whose subject it is.
func (t *translation) request(r policy.Request) policy.Request {
	r.Subject = consenttypes.SubjectID(subject(r.Subject, cmp.Or(t.home[r.Controller], t.jurisdictions[0])))
	r.Controller, r.Recipient, r.Permit = t.participant(r.Controller), t.participant(r.Recipient), t.permit(r.Permit)
	return r
}

// decision is what a vector expects, in the modules' words. An agreement is named with its
// version and the pair of jurisdictions that its rule is for.
func (t *translation) decision(r policy.Request, d outcome) outcome {
	for i, id := range d.Directives {
		d.Directives[i] = consenttypes.DirectiveID(directiveID(id))
	}
	slices.Sort(d.Directives)
	if d.Agreement != "" {
		d.Agreement = fmt.Sprintf("%s/v1/%s-%s", t.agreement(d.Agreement), t.home[r.Controller], t.home[r.Recipient])
	}
	d.Permit = t.permit(d.Permit)
	return d
}

// second of a bound; 0 is none. What is bounded at second 0 cannot be said to a module:
// all of them refuse what is before it.
func second(b policy.Bound) int64 {
	if b.Set && b.At == 0 {
		return -1
	}
	return b.At
}

// empty says whether a period holds at no moment.
func empty(p policy.Period) bool { return p.From.Set && p.Until.Set && p.From.At >= p.Until.At }
