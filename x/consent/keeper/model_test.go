package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// model is what one subject said, all of it for ever, in the plainest form.
type model struct {
	f      *fixture
	wallet *wallet

	sequence uint64
	said     []said
	day      int64
	changes  int
	asked    []answer
}

// said is one directive with the moment from which it does not count, 0 for never.
type said struct {
	fact    policy.Directive
	nodes   int
	refusal bool
}

// answer is what was decided about a moment that had passed.
type answer struct {
	request *types.QueryDecideRequest
	effect  vocabulary.Effect
	because []string
}

func (m *model) live(i int) bool {
	d := m.said[i].fact
	for _, end := range []policy.Bound{d.EndedAt, d.Validity.Until} {
		if end.Set && end.At <= m.f.now() {
			return false
		}
	}
	return true
}

func (m *model) find(id string) int {
	for i := range m.said {
		if m.said[i].fact.ID == id {
			return i
		}
	}
	return -1
}

func (m *model) changesToday() int {
	if m.day != m.f.now()/day {
		return 0
	}
	return m.changes
}

// count counts one more change.
func (m *model) count(sequence uint64) {
	m.changes = m.changesToday() + 1
	m.day = m.f.now() / day
	m.sequence = sequence
}

// expectGive says how giving must end: with an error, or with the directive
// kept, or with nothing but a higher sequence.
func (m *model) expectGive(s said, sequence uint64, supersedes string) (keeps bool, want error) {
	if sequence <= m.sequence {
		return false, types.ErrSequenceTooLow
	}
	standing, later := -1, false
	for i := range m.said {
		if m.live(i) && m.said[i].refusal {
			standing = i
		}
	}
	live, nodes := 1, s.nodes
	for i := range m.said {
		if !m.live(i) || m.said[i].refusal {
			continue
		}
		later = later || (standing >= 0 && m.said[i].fact.GrantedAt > m.said[standing].fact.GrantedAt)
		if m.said[i].fact.ID != supersedes {
			live, nodes = live+1, nodes+m.said[i].nodes
		}
	}
	if s.refusal && standing >= 0 && !later && m.changesToday() >= 32 &&
		(supersedes == "" || supersedes == m.said[standing].fact.ID) {
		return false, nil
	}
	if supersedes != "" {
		if i := m.find(supersedes); i < 0 || !m.live(i) {
			return false, types.ErrSupersedes
		}
	}
	switch {
	case s.refusal:
	case live > 32:
		return false, types.ErrTooManyDirectives
	case nodes > 256:
		return false, types.ErrTooManyNodes
	case m.changesToday() >= 32:
		return false, types.ErrTooManyChanges
	}
	return true, nil
}

func (m *model) give(t *rapid.T, p policy.Provision, skip uint64, lasts int64, supersedes string) {
	d := m.wallet.says(p)
	d.Sequence = m.sequence + skip
	if lasts > 0 {
		d.Validity.Until = policy.At(m.f.now() + lasts)
	}
	if supersedes != "" {
		id, err := types.ParseDirectiveID(supersedes)
		require.NoError(t, err)
		d.Supersedes = [32]byte(id)
	}
	signed := m.wallet.sign(d)
	digest, err := d.Digest(chainID)
	require.NoError(t, err)
	s := said{
		fact: policy.Directive{
			ID: types.DirectiveID(digest[:]), Subject: m.wallet.subject(), GrantedAt: m.f.now(),
			Validity: d.Validity, Provision: p,
		},
		nodes:   1 + len(p.Exceptions),
		refusal: lasts == 0 && p.Effect == policy.EffectDeny && len(p.Match.Categories.Codes()) == 0,
	}
	keeps, want := m.expectGive(s, d.Sequence, supersedes)
	_, err = m.f.give(signed)
	require.True(t, errors.Is(err, want) && (err == nil) == (want == nil), "got %v, want %v", err, want)
	switch {
	case keeps:
		for i := range m.said {
			if m.live(i) && (m.said[i].fact.ID == supersedes || (s.refusal && m.said[i].refusal)) {
				m.said[i].fact.EndedAt = policy.At(m.f.now())
			}
		}
		m.count(d.Sequence)
		m.said = append(m.said, s)
	case want == nil:
		m.sequence = d.Sequence
	}
}

func (m *model) withdraw(t *rapid.T, id string, skip uint64) {
	raw, err := types.ParseDirectiveID(id)
	require.NoError(t, err)
	m.wallet.sequence = m.sequence + skip - 1
	signed := m.wallet.ends(raw)
	i := m.find(id)
	_, err = m.f.withdraw(signed)
	switch {
	case skip == 0:
		require.ErrorIs(t, err, types.ErrSequenceTooLow)
	case i < 0:
		require.ErrorIs(t, err, types.ErrDirectiveUnknown)
	case !m.live(i): // Archived ones are not known any more.
		require.True(t, errors.Is(err, types.ErrDirectiveEnded) || errors.Is(err, types.ErrDirectiveUnknown), "got %v", err)
	case m.said[i].refusal && m.changesToday() >= 32:
		require.ErrorIs(t, err, types.ErrTooManyChanges)
	default:
		require.NoError(t, err)
		m.said[i].fact.EndedAt = policy.At(m.f.now())
		m.count(signed.Sequence)
	}
}

// ask decides about a moment that has passed, and keeps the answer.
func (m *model) ask(t *rapid.T) {
	request := decideRequest(m.wallet, rapid.Int64Range(start, max(start, m.f.now()-1)).Draw(t, "moment"))
	if rapid.Bool().Draw(t, "imaging") {
		request.Category = vocabulary.Category_CATEGORY_MEDICAL_IMAGING
	}
	if request.At >= m.f.now() {
		return
	}
	effect, because := m.decide(t, request)
	m.asked = append(m.asked, answer{request, effect, because})
	if len(m.asked) > 20 {
		m.asked = m.asked[1:]
	}
}

func (m *model) decide(t *rapid.T, request *types.QueryDecideRequest) (vocabulary.Effect, []string) {
	res, err := m.f.queries.Decide(m.f.ctx, request)
	require.NoError(t, err)
	return res.Effect, res.Directives
}

// check compares the chain with the model, and with what it answered before.
func (m *model) check(t *rapid.T) {
	m.f.export()
	s := m.f.subject(m.wallet)
	require.Equal(t, m.sequence, s.Sequence)
	var live, want []string
	for i := range s.Directives {
		if s.Directives[i].Live(m.f.now()) {
			live = append(live, types.DirectiveID(s.Directives[i].Id))
		}
	}
	w := policy.World{}
	for i := range m.said {
		if m.live(i) {
			want = append(want, m.said[i].fact.ID)
		}
		w.Directives = append(w.Directives, m.said[i].fact)
	}
	require.Equal(t, want, live)
	for _, id := range []string{"de-charite", "de-dkfz"} {
		p, _, _ := registry{}.PolicyParticipant(m.f.ctx, id)
		w.Participants = append(w.Participants, p.Value)
	}
	j, _, _ := registry{}.PolicyJurisdiction(m.f.ctx, "DE")
	w.Jurisdictions = append(w.Jurisdictions, j.Value)
	for _, a := range m.asked {
		request, err := a.request.Policy(m.f.now())
		require.NoError(t, err)
		all := policy.Decide(&w, request)
		effect, because := m.decide(t, a.request)
		require.Equal(t, a.effect, effect)
		require.Equal(t, a.because, because)
		require.Equal(t, vocabulary.Effect(all.Effect), effect)
		require.Equal(t, all.Directives, because)
	}
}

// known is the id of something said, or of nothing.
func (m *model) known(t *rapid.T) string {
	i := rapid.IntRange(-1, len(m.said)-1).Draw(t, "which")
	if i < 0 {
		return types.DirectiveID(make32(1))
	}
	return m.said[i].fact.ID
}

func TestASubjectBehavesAsItsModel(t *testing.T) {
	pool := []policy.Provision{
		refuseAll, research, genomicForOne, allButGenomic, wide(16),
		{Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)}},
	}
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t)
		m := &model{f: f, wallet: f.enrolled("alice")}
		f.pass(1)
		draw := func(name string, to int64) int64 { return rapid.Int64Range(0, to).Draw(rt, name) }
		rt.Repeat(map[string]func(*rapid.T){
			"": m.check,
			"pass": func(t *rapid.T) {
				f.pass(rapid.SampledFrom([]int64{0, 1, 60, hour, day}).Draw(t, "seconds"))
			},
			"give": func(t *rapid.T) {
				lasts, supersedes := int64(0), ""
				if draw("expires", 2) == 0 {
					lasts = 1 + draw("lasts", 2*hour)
				}
				if draw("supersedes", 3) == 0 {
					supersedes = m.known(t)
				}
				m.give(t, rapid.SampledFrom(pool).Draw(t, "provision"), uint64(draw("skip", 2)), lasts, supersedes)
			},
			"withdraw": func(t *rapid.T) { m.withdraw(t, m.known(t), uint64(draw("skip", 2))) },
			"fill": func(t *rapid.T) {
				for range 1 + draw("count", 40) {
					m.give(t, genomicForOne, 1, 0, "")
				}
			},
			"refuse": func(t *rapid.T) {
				for range 1 + draw("count", 3) {
					m.give(t, refuseAll, 1, 0, "")
				}
			},
			"churn": func(t *rapid.T) {
				for range 1 + draw("pairs", 15) {
					m.give(t, research, 1, 0, "")
					f.pass(1 + draw("apart", 60))
					m.withdraw(t, m.said[max(0, len(m.said)-1)].fact.ID, 1)
				}
				f.pass(day)
			},
			"ask": m.ask,
		})
	})
}
