package keeper_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

// model is what the module should do, said without any interval: what each draft says,
// who has signed it, and for each agreement who stops it and when it is over. It knows
// the present alone; of the past it keeps what it said then.
type model struct {
	now    int64
	drafts map[string]*modelDraft
	shared map[string]*modelShared
	idle   map[string]bool // Suspended by the council.
	// said is, for each second that is over, what was in force at its end.
	said map[int64]map[types.Pair][]string
}

// modelDraft is one version.
type modelDraft struct {
	proposer    string
	parties     []string
	rules       []types.Rule
	from, until int64
	notice      int64
	amends      string
	root        string
	version     int
	signed      []string
	closed      bool
	complete    int64 // The moment of the last signature; 0 before it.
}

// modelShared is what all versions of an agreement share.
type modelShared struct {
	versions []string
	stopped  map[string]bool
	stops    map[string]int
	noticed  bool
	over     int64
}

func (d *modelDraft) expired(now int64) bool { return d.until != 0 && now >= d.until }

func (d *modelDraft) begins() int64 { return max(d.complete, d.from) }

// alive reports whether anything can be done with an agreement.
func (m *model) alive(s *modelShared) bool {
	newest := m.drafts[s.versions[len(s.versions)-1]]
	return !newest.expired(m.now) && (!s.noticed || m.now < s.over)
}

// newest version of the agreement that a complete draft belongs to, if it may be
// acted on by a party.
func (m *model) actable(id, by string) *modelShared {
	d := m.drafts[id]
	if d == nil || d.complete == 0 || m.idle[by] {
		return nil
	}
	s := m.shared[d.root]
	if !slices.Contains(m.drafts[s.versions[len(s.versions)-1]].parties, by) || !m.alive(s) {
		return nil
	}
	return s
}

// amendable reports whether a draft is a newest version that has not ended.
func (m *model) amendable(id string) bool {
	d := m.drafts[id]
	if d == nil || d.complete == 0 {
		return false
	}
	s := m.shared[d.root]
	return s.versions[len(s.versions)-1] == id && m.alive(s)
}

// inForce lists the facts by which something passes between two jurisdictions now.
func (m *model) inForce(p types.Pair) []string {
	var found []string
	for id, d := range m.drafts {
		if d.complete == 0 || m.now < d.from || d.expired(m.now) {
			continue
		}
		s := m.shared[d.root]
		replaced := false
		for _, later := range s.versions[slices.Index(s.versions, id)+1:] {
			replaced = replaced || m.drafts[later].begins() <= m.now
		}
		if replaced || (s.noticed && s.over <= m.now) || s.stopped[p.From] || s.stopped[p.To] {
			continue
		}
		if slices.ContainsFunc(d.rules, func(r types.Rule) bool { return r.From == p.From && r.To == p.To }) {
			found = append(found, fmt.Sprintf("%s/v%d/%s-%s", id, d.version, p.From, p.To))
		}
	}
	slices.Sort(found)
	return found
}

var modelJurisdictions = []string{"DE", "FR", "IT"}

func modelPairs() []types.Pair {
	var pairs []types.Pair
	for _, from := range modelJurisdictions {
		for _, to := range modelJurisdictions {
			if from != to {
				pairs = append(pairs, types.Pair{From: from, To: to})
			}
		}
	}
	return pairs
}

// modelRun is the module and its model side by side.
type modelRun struct {
	*fixture
	*model
	ids []string
}

func newModelRun(t *testing.T) *modelRun {
	return &modelRun{fixture: newFixture(t), model: &model{
		now: start, drafts: map[string]*modelDraft{}, shared: map[string]*modelShared{},
		idle: map[string]bool{}, said: map[int64]map[types.Pair][]string{},
	}}
}

func (r *modelRun) someone(t *rapid.T) string {
	return rapid.SampledFrom(modelJurisdictions).Draw(t, "by")
}

// some version, most often one of the last, or one that is not there.
func (r *modelRun) some(t *rapid.T) string {
	n := rapid.IntRange(max(0, len(r.ids)-6), len(r.ids)).Draw(t, "agreement")
	if n == len(r.ids) {
		return "de-none"
	}
	return r.ids[n]
}

func (r *modelRun) newID(by string) string {
	return fmt.Sprintf("%s-%03d", map[string]string{"DE": "de", "FR": "fr", "IT": "it"}[by], len(r.ids))
}

func (r *modelRun) moments(t *rapid.T) (from, until, notice int64) {
	from = rapid.SampledFrom([]int64{0, 0, r.now + 5, r.now + 20}).Draw(t, "from")
	until = rapid.SampledFrom([]int64{0, 0, r.now + 10, r.now + 30, r.now}).Draw(t, "until")
	return from, until, rapid.Int64Range(0, 15).Draw(t, "notice")
}

func (r *modelRun) termsOK(d *modelDraft) bool {
	return (d.until == 0 || d.from < d.until) && !d.expired(r.now)
}

func (r *modelRun) nobodyIdle(parties []string) bool {
	return !slices.ContainsFunc(parties, func(p string) bool { return r.idle[p] })
}

func (r *modelRun) rules(t *rapid.T, among []string, touching string) []types.Rule {
	var rules []types.Rule
	for range rapid.IntRange(1, 3).Draw(t, "rules") {
		from := rapid.SampledFrom(among).Draw(t, "from")
		to := rapid.SampledFrom(among).Draw(t, "to")
		if touching != "" && from != touching {
			to = touching
		}
		if from != to {
			rules = append(rules, types.Rule{From: from, To: to})
		}
	}
	return rules
}

func (r *modelRun) add(id string, d *modelDraft) {
	r.drafts[id] = d
	r.ids = append(r.ids, id)
}

func (r *modelRun) propose(t *rapid.T) {
	by := r.someone(t)
	parties := slices.Clone(modelJurisdictions)
	if out := rapid.IntRange(0, 4).Draw(t, "without"); out < 3 {
		parties = slices.Delete(parties, out, out+1)
	}
	from, until, notice := r.moments(t)
	id := r.newID(by)
	d := &modelDraft{
		proposer: by, parties: parties, rules: r.rules(t, parties, ""), from: from, until: until, notice: notice, root: id, version: 1,
	}
	err := r.send(&types.MsgProposeAgreement{
		Authority: authority(by), Id: id, Parties: parties, Rules: d.rules, DocumentDigest: digest(), NotBefore: from, NotAfter: until, NoticePeriod: notice,
	})
	want := slices.Contains(parties, by) && r.nobodyIdle(parties) && len(d.rules) > 0 && r.termsOK(d)
	require.Equal(t, want, err == nil, "%v", err)
	if want {
		r.add(id, d)
	}
}

func (r *modelRun) amend(t *rapid.T) {
	by, amended := r.someone(t), r.some(t)
	from, until, notice := r.moments(t)
	id := r.newID(by)
	before := r.drafts[amended]
	parties := modelJurisdictions
	if before != nil {
		parties = before.parties
	}
	d := &modelDraft{proposer: by, parties: parties, rules: r.rules(t, parties, ""), from: from, until: until, notice: notice, amends: amended}
	err := r.send(&types.MsgAmendAgreement{
		Authority: authority(by), Agreement: amended, Id: id, Rules: d.rules, DocumentDigest: digest(),
		NotBefore: from, NotAfter: until, NoticePeriod: notice,
	})
	want := r.amendable(amended) && slices.Contains(parties, by) && !r.idle[by] && r.nobodyIdle(parties) && len(d.rules) > 0 && r.termsOK(d)
	require.Equal(t, want, err == nil, "%v", err)
	if want {
		d.root, d.version = before.root, before.version+1
		r.add(id, d)
	}
}

func (r *modelRun) accede(t *rapid.T) {
	by, amended := r.someone(t), r.some(t)
	from, _, _ := r.moments(t)
	id := r.newID(by)
	added := r.rules(t, modelJurisdictions, by)
	err := r.send(&types.MsgAccede{
		Authority: authority(by), Agreement: amended, Id: id, Rules: added, DocumentDigest: digest(), NotBefore: from,
	})
	if before := r.drafts[amended]; r.amendable(amended) && !slices.Contains(before.parties, by) && len(added) > 0 {
		// Three jurisdictions: whoever accedes is the third.
		d := &modelDraft{
			proposer: by, parties: modelJurisdictions, rules: slices.Concat(before.rules, added), from: from, until: before.until,
			notice: before.notice, amends: amended, root: before.root, version: before.version + 1,
		}
		if r.termsOK(d) && r.nobodyIdle(modelJurisdictions) {
			require.NoError(t, err)
			r.add(id, d)
			return
		}
	}
	require.Error(t, err)
}

func (r *modelRun) sign(t *rapid.T) {
	by, id := r.someone(t), r.some(t)
	err := r.send(certification(by, id))
	d := r.drafts[id]
	want := d != nil && !r.idle[by] && slices.Contains(d.parties, by) && !slices.Contains(d.signed, by) && !d.closed &&
		!d.expired(r.now) && (d.amends == "" || r.amendable(d.amends))
	require.Equal(t, want, err == nil, "%v", err)
	if !want {
		return
	}
	if d.signed = append(d.signed, by); len(d.signed) < len(d.parties) {
		return
	}
	d.complete = r.now
	if d.amends == "" {
		r.shared[id] = &modelShared{stopped: map[string]bool{}, stops: map[string]int{}}
	}
	r.shared[d.root].versions = append(r.shared[d.root].versions, id)
}

func (r *modelRun) close(t *rapid.T) {
	by, id := r.someone(t), r.some(t)
	d := r.drafts[id]
	open := d != nil && !r.idle[by] && !d.closed && d.complete == 0
	var err error
	var want bool
	if rapid.Bool().Draw(t, "withdraw") {
		err = r.send(onAgreed["withdraw"](authority(by), id))
		want = open && d.proposer == by
	} else {
		err = r.send(onAgreed["reject"](authority(by), id))
		want = open && slices.Contains(d.parties, by) && !d.expired(r.now)
	}
	require.Equal(t, want, err == nil, "%v", err)
	if want {
		d.closed = true
	}
}

func (r *modelRun) stop(t *rapid.T) {
	by, id := r.someone(t), r.some(t)
	s := r.actable(id, by)
	want := s != nil && !s.stopped[by]
	err := r.send(onAgreed["suspend"](authority(by), id))
	require.Equal(t, want, err == nil, "%v", err)
	if want {
		s.stopped[by], s.stops[by] = true, s.stops[by]+1
	}
}

func (r *modelRun) goOn(t *rapid.T) {
	by, id := r.someone(t), r.some(t)
	s := r.actable(id, by)
	want := s != nil && s.stopped[by] && s.stops[by] < types.MaxSuspensions
	err := r.send(onAgreed["resume"](authority(by), id))
	require.Equal(t, want, err == nil, "%v", err)
	if want {
		s.stopped[by] = false
	}
}

func (r *modelRun) giveNotice(t *rapid.T) {
	by, id := r.someone(t), r.some(t)
	s := r.actable(id, by)
	want := s != nil && !s.noticed
	err := r.send(onAgreed["notice"](authority(by), id))
	require.Equal(t, want, err == nil, "%v", err)
	if !want {
		return
	}
	period := r.drafts[s.versions[len(s.versions)-1]].notice
	for _, v := range s.versions {
		if r.drafts[v].begins() <= r.now {
			period = r.drafts[v].notice
		}
	}
	s.noticed, s.over = true, r.now+period
}

func (r *modelRun) council(t *rapid.T) {
	of := r.someone(t)
	r.idle[of] = rapid.IntRange(0, 3).Draw(t, "suspends") == 0
	r.registry.suspended[of] = r.idle[of]
}

// pass lets time pass, second by second, and keeps what each said.
func (r *modelRun) pass(t *rapid.T) {
	for range rapid.IntRange(1, 12).Draw(t, "seconds") {
		said := map[types.Pair][]string{}
		for _, p := range modelPairs() {
			said[p] = r.inForce(p)
		}
		r.said[r.now] = said
		r.now++
	}
	r.at(r.now)
}

func (r *modelRun) steps() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"time": r.pass, "propose": r.propose, "amend": r.amend, "accede": r.accede, "certify": r.sign, "certify again": r.sign,
		"certify more": r.sign, "close": r.close, "suspend": r.stop, "resume": r.goOn, "notice": r.giveNotice, "council": r.council,
	}
}

// factsInForce are the ids of what decisions find in force for a pair at a moment.
func (r *modelRun) factsInForce(t require.TestingT, p types.Pair, at int64) []string {
	list, err := r.keeper.PolicyAgreements(r.ctx, p.From, p.To)
	require.NoError(t, err)
	var found []string
	for _, a := range list {
		if a.History.At(at) == policy.StatusInForce && a.Validity.Contains(at) {
			found = append(found, a.ID)
		}
		require.True(t, slices.IsSortedFunc(a.History, func(x, y policy.StatusSince) int { return int(x.Since - y.Since) }))
	}
	return found
}

// requireAgreement compares the module with the model, now and at a random moment that
// is over.
func (r *modelRun) requireAgreement(t *rapid.T) {
	past := r.now
	if r.now > start {
		past = rapid.Int64Range(start, r.now-1).Draw(t, "past")
	}
	for _, p := range modelPairs() {
		require.Equal(t, r.inForce(p), r.factsInForce(t, p, r.now), "%v now", p)
		if past < r.now {
			require.Equal(t, r.said[past][p], r.factsInForce(t, p, past), "%v at %d", p, past-start)
		}
	}
	broken, err := r.keeper.Invariants(r.ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
}

func TestRandomStepsOfThreeJurisdictionsAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newModelRun(t)
		steps := r.steps()
		steps[""] = r.requireAgreement
		rt.Repeat(steps)

		state := r.export()
		other := newFixture(t)
		other.at(r.now)
		require.NoError(rt, other.keeper.InitGenesis(other.ctx, state))
		require.Equal(rt, state, other.export())
		broken, err := other.keeper.Invariants(other.ctx)
		require.NoError(rt, err)
		require.Empty(rt, broken)
	})
}
