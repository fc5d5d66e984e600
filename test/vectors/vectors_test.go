package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// vector is a world, and what is expected of requests to it.
type vector struct {
	world    *policy.World
	requests []policy.Request
	expected []outcome
}

// outcome is the whole decision as a vector holds it, every list sorted.
type outcome struct {
	Effect      string   `json:"effect"`
	Basis       string   `json:"basis"`
	Reasons     []string `json:"reasons"`
	Lifted      []string `json:"lifted"`
	Obligations []string `json:"obligations"`
	Directives  []string `json:"directives"`
	Agreement   string   `json:"agreement"`
	Permit      string   `json:"permit"`
}

func readVectors(tb testing.TB) []vector {
	tb.Helper()
	data, err := os.ReadFile("../../pkg/policy/testdata/decisions.json")
	require.NoError(tb, err)
	var entries []struct {
		World json.RawMessage `json:"world"`
		Cases []struct {
			Request  json.RawMessage `json:"request"`
			Decision outcome         `json:"decision"`
		} `json:"cases"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	require.NoError(tb, decoder.Decode(&entries))
	vectors := make([]vector, len(entries))
	for i, entry := range entries {
		v := &vectors[i]
		v.world, err = policy.DecodeWorld(entry.World)
		require.NoError(tb, err)
		for _, c := range entry.Cases {
			request, err := policy.DecodeRequest(c.Request)
			require.NoError(tb, err)
			v.requests, v.expected = append(v.requests, request), append(v.expected, c.Decision)
		}
	}
	return vectors
}

// place of a case among the vectors, both counted from 0.
type place struct{ world, request int }

// unasked are the cases that nobody can put to the query, with whoever answers for the
// controller: the query answers the controller, and those who oversee its jurisdiction,
// and these are about a controller that the registry does not have. The judging of
// accesses decides them. Every other case is answered, and these have to be refused.
var unasked = []place{
	{4, 28},
	{7, 5},
	{12, 42},
	{13, 54},
	{30, 27},
	{30, 46},
	{31, 7},
	{38, 51},
	{39, 7},
	{44, 53},
	{49, 20},
	{50, 41},
	{52, 32},
	{55, 28},
	{57, 42},
	{57, 45},
	{59, 35},
	{63, 17},
	{66, 5},
	{67, 15},
	{70, 8},
	{72, 24},
	{79, 9},
	{79, 27},
	{85, 16},
	{93, 3},
	{94, 2},
}

// cases that there are. If one were lost on the way, the test would prove less.
const cases = 6000

func TestTheChainDecidesEveryVectorAsItSays(t *testing.T) {
	var asked, refused, judged atomic.Int64
	t.Run("worlds", func(t *testing.T) {
		for i, v := range readVectors(t) {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				p := open(t, v)
				for j := range p.requests {
					p.isJudged(t, j)
					judged.Add(1)
				}
				answered := map[int]bool{}
				for p.next(t) {
					for j := range p.requests {
						if slices.Contains(unasked, place{i, j}) {
							p.isRefused(t, j)
						}
					}
					p.isAnswered(t, answered, func(j int) bool { return !slices.Contains(unasked, place{i, j}) })
				}
				for j := range p.requests {
					switch {
					case answered[j]:
						asked.Add(1)
					case slices.Contains(unasked, place{i, j}):
						refused.Add(1)
					default:
						t.Errorf("case %d was never asked", j)
					}
				}
			})
		}
	})
	require.EqualValues(t, len(unasked), refused.Load())
	require.EqualValues(t, cases-len(unasked), asked.Load())
	require.EqualValues(t, cases, judged.Load())
}

// play is a vector on its chain.
type play struct {
	chain
	*translation
	original vector
	// What is asked and expected, in the modules' words.
	requests []policy.Request
	expected []outcome
	// moments of the blocks from which the query is to be asked, ascending.
	moments []int64
}

func open(t *testing.T, v vector) *play {
	t.Helper()
	p := &play{original: v, translation: newTranslation(v.world, v.requests)}
	for i, r := range v.requests {
		p.requests = append(p.requests, p.request(r))
		p.expected = append(p.expected, p.decision(r, v.expected[i]))
	}
	p.moments = p.sessions(t)
	f, err := p.facts()
	require.NoError(t, err)
	p.chain, err = newChain(dbm.NewMemDB(), f, p.moments[0])
	require.NoError(t, err)
	return p
}

// next makes the block of the next moment; false if that was the last.
func (p *play) next(t *testing.T) bool {
	t.Helper()
	if len(p.moments) == 0 {
		return false
	}
	if p.moments[0] > p.now {
		require.NoError(t, p.block(p.moments[0]))
	}
	p.moments = p.moments[1:]
	return true
}

// sessions are moments by which every authority was ACTIVE once, and so could ask, and at
// which as many participants as possible are. A decision is asked for as of another
// moment, and does not read that of the block.
func (p *play) sessions(t *testing.T) []int64 {
	t.Helper()
	var candidates []int64
	for i := range p.world.Jurisdictions {
		for _, entry := range p.world.Jurisdictions[i].History {
			candidates = append(candidates, entry.Since)
		}
	}
	for i := range p.world.Participants {
		for _, entry := range p.world.Participants[i].History {
			candidates = append(candidates, entry.Since)
		}
	}
	var chosen []int64
	seen := map[string]bool{}
	for len(seen) < len(p.jurisdictions) {
		var best int64
		most := 0
		for _, at := range candidates {
			authorities, participants := p.inquirers(at)
			score := len(participants)
			for _, id := range authorities {
				if !seen[id] {
					score += 1000
				}
			}
			if score > most {
				best, most = at, score
			}
		}
		require.GreaterOrEqual(t, most, 1000, "an authority that is never active")
		authorities, _ := p.inquirers(best)
		for _, id := range authorities {
			seen[id] = true
		}
		chosen = append(chosen, best)
	}
	slices.Sort(chosen)
	return chosen
}

// inquirers are the jurisdictions that are ACTIVE at a moment, and the participants there
// that are, by the vector's ids.
func (p *play) inquirers(at int64) (jurisdictions, participants []string) {
	for i := range p.world.Jurisdictions {
		if j := &p.world.Jurisdictions[i]; j.History.At(at) == policy.StatusActive {
			jurisdictions = append(jurisdictions, j.ID)
		}
	}
	for i := range p.world.Participants {
		x := &p.world.Participants[i]
		if x.History.At(at) == policy.StatusActive && slices.Contains(jurisdictions, x.Jurisdiction) {
			participants = append(participants, x.ID)
		}
	}
	return jurisdictions, participants
}

// isAnswered asks for every decision twice: for the authority of the controller's
// jurisdiction, where the subject is at home, and for the controller, as far as they may
// ask now. It notes what the authorities were answered.
func (p *play) isAnswered(t *testing.T, answered map[int]bool, answerable func(int) bool) {
	t.Helper()
	authorities, participants := p.inquirers(p.now)
	by := map[string][]int{}
	for j, r := range p.original.requests {
		if !answerable(j) {
			continue
		}
		if home := p.home[r.Controller]; slices.Contains(authorities, home) {
			by[home] = append(by[home], j)
			answered[j] = true
		}
		if slices.Contains(participants, r.Controller) {
			by[p.requests[j].Controller] = append(by[p.requests[j].Controller], j)
		}
	}
	for who, list := range by {
		messages := make([]consenttypes.QueryDecideRequest, len(list))
		for i, j := range list {
			messages[i] = message(p.requests[j])
		}
		answers, err := p.decide(t, who, messages)
		require.NoError(t, err, who)
		for i, j := range list {
			require.Equal(t, p.requests[j].At, answers[i].At)
			require.Equal(t, p.now, answers[i].Time)
			if got := written(t, decided(t, &answers[i])); !equal(got, p.expected[j]) {
				t.Errorf("case %d, asked by %s: %+v\n got %+v\nwant %+v", j, who, p.requests[j], got, p.expected[j])
			}
		}
	}
}

// isRefused asks for a decision in the name of everybody who may ask now.
func (p *play) isRefused(t *testing.T, j int) {
	t.Helper()
	authorities, participants := p.inquirers(p.now)
	for _, who := range slices.Concat(authorities, p.participants(participants)) {
		_, err := p.decide(t, who, []consenttypes.QueryDecideRequest{message(p.requests[j])})
		require.ErrorIs(t, err, errPrivate, "case %d can be asked by %s: strike it off the list", j, who)
	}
}

// isJudged compares what x/access finds of an access that happened as the request asks,
// and the decision behind it.
func (p *play) isJudged(t *testing.T, j int) {
	t.Helper()
	ctx, err := p.CreateQueryContext(p.LastBlockHeight(), false)
	require.NoError(t, err)
	r := p.requests[j]
	c, err := p.Worlds.Open().Case(ctx, r)
	require.NoError(t, err)
	if got := written(t, c.Decide(r)); !equal(got, p.expected[j]) {
		t.Errorf("case %d, decided in its case: %+v\n got %+v\nwant %+v", j, r, got, p.expected[j])
	}
	e := event(t, r)
	require.NoError(t, e.Validate())
	verdict := accesstypes.Judge(&c, e, accesstypes.Clock{Now: r.At, Lag: 1})
	effect, basis := policy.Effect(verdict.Effect).String(), policy.Basis(verdict.Basis).String()
	if effect != p.expected[j].Effect || basis != p.expected[j].Basis {
		t.Errorf("case %d, judged: %+v\n got %s by %s\nwant %s by %s", j, r, effect, basis, p.expected[j].Effect, p.expected[j].Basis)
	}
}

func message(r policy.Request) consenttypes.QueryDecideRequest {
	return consenttypes.QueryDecideRequest{
		Subject: r.Subject, Controller: r.Controller, Recipient: r.Recipient, Permit: r.Permit, At: r.At,
		Purpose: vocabulary.Purpose(r.Purpose), Category: vocabulary.Category(r.Category), Action: vocabulary.Action(r.Action),
		Profession: vocabulary.Profession(r.Profession),
	}
}

func event(tb testing.TB, r policy.Request) *accesstypes.Event {
	tb.Helper()
	id, err := consenttypes.ParseSubjectID(r.Subject)
	require.NoError(tb, err)
	return &accesstypes.Event{
		Side: accesstypes.Side_SIDE_RECIPIENT, Subject: id, Controller: r.Controller, Recipient: r.Recipient, Permit: r.Permit,
		Purpose: vocabulary.Purpose(r.Purpose), Categories: []vocabulary.Category{vocabulary.Category(r.Category)},
		Action: vocabulary.Action(r.Action), Profession: vocabulary.Profession(r.Profession), OccurredAt: r.At,
		Exchange: make([]byte, accesstypes.ExchangeSize), Actor: make([]byte, accesstypes.ActorSize),
		Resource: make([]byte, accesstypes.ResourceSize), Salt: make([]byte, accesstypes.SaltSize),
	}
}

// decided is the decision that the query answered with.
func decided(tb testing.TB, m *consenttypes.QueryDecideResponse) policy.Decision {
	tb.Helper()
	d := policy.Decision{
		Effect: policy.Effect(m.Effect), Basis: policy.Basis(m.Basis), Directives: m.Directives, Agreement: m.Agreement, Permit: m.Permit,
	}
	for _, known := range []bool{
		read(&d.Reasons, m.Reasons), read(&d.Lifted, m.Lifted), read(&d.Obligations, m.Obligations),
		d.Effect.Valid(), d.Basis.Valid(),
	} {
		require.True(tb, known, "a code that is not in the vocabulary: %+v", m)
	}
	return d
}

func read[C vocabulary.Coded, E ~int32](into *policy.Set[C], list []E) (known bool) {
	*into, known = vocabulary.Codes[C](list)
	return known
}

// written is a decision in the form of the vectors.
func written(tb testing.TB, d policy.Decision) outcome {
	tb.Helper()
	data, err := json.Marshal(d)
	require.NoError(tb, err)
	var out outcome
	require.NoError(tb, json.Unmarshal(data, &out))
	return out
}

func equal(a, b outcome) bool {
	return a.Effect == b.Effect && a.Basis == b.Basis && a.Agreement == b.Agreement && a.Permit == b.Permit &&
		slices.Equal(a.Reasons, b.Reasons) && slices.Equal(a.Lifted, b.Lifted) &&
		slices.Equal(a.Obligations, b.Obligations) && slices.Equal(a.Directives, b.Directives)
}
