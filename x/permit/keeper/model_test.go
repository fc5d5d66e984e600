package keeper_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/permit/types"
)

// modelled is what a permit should be, said as simply as can be: what it was in each
// second, and whether it may still become something.
type modelled struct {
	holder            string
	start, end, limit int64
	log               []entry
	resumed           int
	extended          bool
}

// entry is what a permit was from a second on: i(ssued), s(uspended), r(evoked), c(losed).
type entry struct {
	at   int64
	what byte
}

func (m *modelled) now() byte { return m.log[len(m.log)-1].what }

// good reports whether data may be used under the permit in a second.
func (m *modelled) good(at int64) bool {
	what := byte(0)
	for _, e := range m.log {
		if e.at <= at {
			what = e.what
		}
	}
	return what == 'i' && m.start <= at && at < m.end
}

// senders, with the jurisdiction and the participant that each stands for.
var senders = map[string][2]string{
	authority: {"DE"}, body: {"DE", "de-body"}, otherBody: {"DE", "de-other-body"}, foreign: {"FR"}, "somebody": {"", ""},
}

func senderNames() []string { return []string{authority, body, otherBody, foreign, "somebody"} }

type machine struct {
	f   *fixture
	now int64
	all map[string]*modelled
}

// may reports whether a sender may change a permit, and let its holder do more.
func (m *machine) may(sender, id string, widens bool) bool {
	p := m.all[id]
	return p != nil && strings.HasPrefix(id, strings.ToLower(senders[sender][0])+"-") && senders[sender][0] != "" &&
		(!widens || senders[sender][1] != p.holder)
}

func (m *machine) issue(r *rapid.T) {
	sender, id := draw(r, senderNames(), "sender"), draw(r, modelIDs, "id")
	holder := draw(r, []string{"de-university", "de-body", "fr-institute", "de-nobody"}, "holder")
	msg := issue()
	msg.Sender, msg.Id, msg.Holder = sender, id, holder
	begins, lasts := rapid.Int64Range(-20, 40).Draw(r, "begins"), rapid.Int64Range(0, 200).Draw(r, "lasts")
	msg.NotBefore, msg.NotAfter = m.now+begins, m.now+begins+lasts
	if rapid.IntRange(0, 5).Draw(r, "at once") == 0 {
		msg.NotBefore = 0
	}
	from := m.now
	if msg.NotBefore != 0 {
		from = min(from, msg.NotBefore)
	}
	limit := from + tenYears
	if rapid.IntRange(0, 5).Draw(r, "for ten years") == 0 {
		msg.NotAfter = limit + rapid.Int64Range(-1, 1).Draw(r, "and")
	}
	ok := senders[sender][0] != "" && strings.HasPrefix(id, strings.ToLower(senders[sender][0])+"-") && m.all[id] == nil &&
		holder != "de-nobody" && holder != senders[sender][1] &&
		msg.NotAfter > m.now && msg.NotAfter > msg.NotBefore && msg.NotAfter <= limit
	require.Equal(r, ok, m.f.send(msg) == nil)
	if ok {
		m.all[id] = &modelled{holder: holder, start: msg.NotBefore, end: msg.NotAfter, limit: limit, log: []entry{{m.now, 'i'}}}
	}
}

// tenYears from any second of the model: three of them are leap years.
const tenYears = 10*365*24*hour + 3*24*hour

var modelIDs = []string{"de-a", "de-b", "fr-a"}

func draw[T any](r *rapid.T, from []T, label string) T { return rapid.SampledFrom(from).Draw(r, label) }

// step is a message to one permit, and what it makes of it where it may be sent.
func (m *machine) step(r *rapid.T, widens bool, msg func(sender, id string) sdk.Msg, ok func(*modelled) bool, then func(*modelled)) {
	sender, id := draw(r, senderNames(), "sender"), draw(r, modelIDs, "id")
	allowed := m.may(sender, id, widens) && ok(m.all[id])
	err := m.f.send(msg(sender, id))
	require.Equal(r, allowed, err == nil, "%v", err)
	if allowed {
		then(m.all[id])
	}
}

func (m *machine) become(what byte) func(*modelled) {
	return func(p *modelled) {
		if what == 'i' {
			p.resumed++
		}
		p.log = append(p.log, entry{m.now, what})
	}
}

func (m *machine) actions() map[string]func(*rapid.T) {
	open := func(p *modelled) bool { return p.now() == 'i' || p.now() == 's' }
	return map[string]func(*rapid.T){
		"time": func(r *rapid.T) {
			m.now += rapid.Int64Range(0, 30).Draw(r, "seconds")
			m.f.at(m.now)
		},
		"issue": m.issue,
		"suspend": func(r *rapid.T) {
			m.step(r, false, func(s, id string) sdk.Msg { return &types.MsgSuspendPermit{Sender: s, Permit: id} },
				func(p *modelled) bool { return p.now() == 'i' && m.now < p.end }, m.become('s'))
		},
		"resume": func(r *rapid.T) {
			m.step(r, true, func(s, id string) sdk.Msg { return &types.MsgResumePermit{Sender: s, Permit: id} },
				func(p *modelled) bool { return p.now() == 's' && m.now < p.end && p.resumed < 16 }, m.become('i'))
		},
		"revoke": func(r *rapid.T) {
			m.step(r, false, func(s, id string) sdk.Msg { return &types.MsgRevokePermit{Sender: s, Permit: id} }, open, m.become('r'))
		},
		"close": func(r *rapid.T) {
			m.step(r, false, func(s, id string) sdk.Msg { return &types.MsgClosePermit{Sender: s, Permit: id} }, open, m.become('c'))
		},
		"extend": func(r *rapid.T) {
			more := draw(r, []int64{-1, 0, 1, 50, tenYears, 2 * tenYears}, "by")
			limited := rapid.Bool().Draw(r, "to the limit")
			end := func(p *modelled) int64 {
				if limited {
					return p.limit + min(more, 1)
				}
				return p.end + more
			}
			m.step(r, true, func(s, id string) sdk.Msg {
				msg := &types.MsgExtendPermit{Sender: s, Permit: id, DocumentDigest: digest(8), NotAfter: 1}
				if p := m.all[id]; p != nil {
					msg.NotAfter = end(p)
				}
				return msg
			}, func(p *modelled) bool {
				return p.now() == 'i' && m.now < p.end && !p.extended && end(p) > p.end && end(p) <= p.limit
			}, func(p *modelled) { p.end, p.extended = end(p), true })
		},
		"": m.check,
	}
}

// check compares what decisions read of every second so far, and some ahead.
func (m *machine) check(r *rapid.T) {
	m.f.requireInvariants()
	for _, id := range modelIDs {
		got, found, err := m.f.keeper.PolicyPermit(m.f.ctx, id)
		require.NoError(r, err)
		want := m.all[id]
		require.Equal(r, want != nil, found)
		if !found {
			continue
		}
		require.Equal(r, want.holder, got.Holder)
		moments := []int64{start - 50, m.now - 1, m.now, m.now + 1, want.start, want.end - 1, want.end}
		for _, e := range want.log {
			moments = append(moments, e.at-1, e.at)
		}
		slices.Sort(moments)
		for _, at := range slices.Compact(moments) {
			good := got.History.At(at) == policy.StatusIssued && got.Validity.Contains(at)
			require.Equal(r, want.good(at), good, "%s at %d", id, at)
		}
	}
}

func TestRandomMessagesAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := &machine{f: newFixture(t), now: start, all: map[string]*modelled{}}
		r.Repeat(m.actions())
	})
}
