//go:build linux

package vectors

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

const (
	// What stands beside what is asked about, so that the trees of the stores are deep.
	otherSubjects = 10_000
	otherPermits  = 1_000

	benchNow = 1_790_000_000
)

var active = policy.History{{Status: policy.StatusActive, Since: 1}}

// benchWorld has a clinic in DE that holds data; recipients in DE, in NL, with which DE has
// one agreement, in FR, with which it has a hundred, and in BE, with which it has as many
// of as many rules as there may be; and a subject of the typical size and one at the limits
// of the protocol, as in pkg/policy's benchmarks.
func benchWorld() *policy.World {
	w := &policy.World{}
	law := policy.Profile{Since: 1}
	law.Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
	for _, id := range []string{"AT", "BE", "DE", "FR", "NL"} {
		w.Jurisdictions = append(w.Jurisdictions, policy.Jurisdiction{ID: id, History: active, Profiles: []policy.Profile{law}})
	}
	institution := func(id, home string) {
		p := policy.Participant{ID: id, Jurisdiction: home, History: active}
		for _, role := range policy.Roles() {
			p.Roles = append(p.Roles, policy.RolePeriod{Role: role})
		}
		w.Participants = append(w.Participants, p)
	}
	institution("clinic", "DE")
	institution("practice", "DE")
	institution("hospital", "FR")
	institution("lab", "NL")
	institution("ward", "BE")
	for i := range permittypes.MaxControllers {
		institution(fmt.Sprintf("c%02d", i), "AT")
	}
	agree := func(to string, agreements, rules int) {
		for range agreements {
			w.Agreements = append(w.Agreements, policy.Agreement{
				ID:      fmt.Sprintf("g%03d", len(w.Agreements)),
				History: policy.History{{Status: policy.StatusProposed, Since: 1}, {Status: policy.StatusInForce, Since: 1}},
				Rules:   slices.Repeat([]policy.Rule{{From: "DE", To: to}}, rules),
			})
		}
	}
	agree("NL", 1, 1)
	agree("FR", 100, 1)
	agree("BE", recognitiontypes.MaxPerPair, recognitiontypes.MaxRules)
	w.Directives = append(benchTypical(), benchLimits()...)
	return w
}

// recipients of benchWorld.
func recipients() []policy.Selector {
	return []policy.Selector{
		{Kind: policy.SelectorParticipant, ID: "practice"},
		{Kind: policy.SelectorParticipant, ID: "hospital"},
		{Kind: policy.SelectorParticipant, ID: "lab"},
		{Kind: policy.SelectorParticipant, ID: "ward"},
	}
}

// benchTypical is four directives of three nodes, refusals and permissions in turn.
func benchTypical() []policy.Directive {
	var out []policy.Directive
	for i := range 4 {
		effect, other := policy.EffectDeny, policy.EffectPermit
		if i%2 == 1 {
			effect, other = other, effect
		}
		d := policy.Directive{ID: fmt.Sprint("t", i), Subject: "typical", GrantedAt: int64(2 + i)}
		d.Provision = policy.Provision{Effect: effect, Match: policy.Match{
			Purposes: policy.SetOf(policy.PurposeTreatment, policy.PurposeResearch),
		}, Exceptions: []policy.Provision{
			{Effect: effect, Match: policy.Match{
				Recipients: recipients(), Purposes: policy.SetOf(policy.PurposeTreatment, policy.PurposeResearch),
				Actions: policy.SetOf(policy.ActionAccess, policy.ActionUse),
			}},
			{Effect: other, Match: policy.Match{
				Recipients: []policy.Selector{{Kind: policy.SelectorJurisdiction, ID: "FR"}}, Categories: policy.SetOf(policy.CategoryGenomic),
			}},
		}}
		out = append(out, d)
	}
	return out
}

// benchLimits is 32 live directives with 256 nodes, all of which fit. Each path of each
// permission lies inside all matches of each refusal but the last, out of which recipients
// keep it.
func benchLimits() []policy.Directive {
	var out []policy.Directive
	by := func(role policy.Role) []policy.Selector {
		return []policy.Selector{{Kind: policy.SelectorRole, Role: role}, {Kind: policy.SelectorParticipant, ID: "c00"}}
	}
	for i := range 16 {
		no := policy.Directive{ID: fmt.Sprintf("n%02d", i), Subject: "limits", GrantedAt: 2, Provision: policy.Provision{Effect: policy.EffectDeny}}
		yes := policy.Directive{ID: fmt.Sprintf("y%02d", i), Subject: "limits", GrantedAt: 3, Provision: policy.Provision{Effect: policy.EffectPermit}}
		for k := range 7 {
			codes := policy.SetOf(policy.CategoryPatientSummary, policy.Category(2+i), policy.Category(18+k%4))
			role := policy.RoleDataUser
			if k == 6 {
				role = policy.RoleDataHolder
			}
			no.Provision.Exceptions = append(no.Provision.Exceptions, policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Recipients: by(role)}})
			yes.Provision.Exceptions = append(yes.Provision.Exceptions, policy.Provision{
				Effect: policy.EffectPermit, Match: policy.Match{Recipients: by(policy.RoleDataUser), Categories: codes},
			})
		}
		out = append(out, no, yes)
	}
	return out
}

// benchPermits are three kinds: one for each recipient; many small ones; and as many that
// are as large as can be.
func benchPermits(w *policy.World) {
	add := func(id, holder string, controllers []string, resumptions int) {
		p := policy.Permit{
			ID: id, Issuer: "DE", Holder: holder, Purposes: policy.SetOf(policy.PurposeResearch), Controllers: controllers,
			Safeguards: policy.SetOf(policy.ObligationPseudonymised),
			Validity:   policy.Period{Until: policy.At(benchNow + 1_000_000)}, History: policy.History{{Status: policy.StatusIssued, Since: benchNow - 1_000_000}},
		}
		for i := range resumptions {
			at := benchNow - 1000 + int64(i)
			p.History = append(p.History, policy.StatusSince{Status: policy.StatusSuspended, Since: at}, policy.StatusSince{Status: policy.StatusIssued, Since: at})
		}
		w.Permits = append(w.Permits, p)
	}
	for _, holder := range []string{"practice", "hospital", "lab"} {
		add("of-"+holder, holder, []string{"clinic"}, 0)
	}
	var controllers []string
	for i := range permittypes.MaxControllers {
		controllers = append(controllers, fmt.Sprintf("c%02d", i))
	}
	for i := range otherPermits {
		add(fmt.Sprintf("small-%04d", i), "practice", []string{"clinic"}, 1)
		add(fmt.Sprintf("large-%04d", i), "practice", controllers, permittypes.MaxResumptions)
	}
}

// benchHome holds the database of the chain that all benchmarks ask.
var benchHome string

func TestMain(m *testing.M) {
	code := m.Run()
	if benchHome != "" {
		_ = os.RemoveAll(benchHome)
	}
	os.Exit(code)
}

// bench is that chain, made once.
var bench = sync.OnceValues(func() (*play, error) {
	w := benchWorld()
	benchPermits(w)
	p := &play{translation: newTranslation(w, nil)}
	f, err := p.facts()
	if err != nil {
		return nil, err
	}
	f.consent.Subjects = slices.DeleteFunc(f.consent.Subjects, func(s consenttypes.Subject) bool { return s.HomeJurisdiction != "DE" })
	i := slices.IndexFunc(f.consent.Subjects, func(s consenttypes.Subject) bool { return bytes.Equal(s.Id, subject("typical", "DE")) })
	for n := range otherSubjects {
		s := f.consent.Subjects[i]
		s.Id = digest("other", fmt.Sprint(n))[:consenttypes.SubjectIDLength]
		s.Keys = []consenttypes.SubjectKey{{Address: s.Id, Since: enrolled}}
		f.consent.Subjects = append(f.consent.Subjects, s)
	}
	slices.SortFunc(f.consent.Subjects, func(a, b consenttypes.Subject) int { return bytes.Compare(a.Id, b.Id) })
	for i := range f.permits.Permits {
		if m := &f.permits.Permits[i]; len(m.Controllers) == permittypes.MaxControllers {
			for n := range permittypes.MaxDatasets {
				m.DatasetDigests = append(m.DatasetDigests, digest("dataset", fmt.Sprint(n)))
			}
			slices.SortFunc(m.DatasetDigests, bytes.Compare)
		}
	}
	if benchHome, err = os.MkdirTemp("", "assent-vectors-"); err != nil {
		return nil, err
	}
	db, err := dbm.NewGoLevelDB("application", benchHome, nil)
	if err != nil {
		return nil, err
	}
	p.chain, err = newChain(db, f, benchNow)
	return p, err
})

func benchPlay(b *testing.B) *play {
	b.Helper()
	p, err := bench()
	require.NoError(b, err)
	return p
}

// benchRequest is of treatment under explicit consent, or of research under the permit of
// the recipient.
func (p *play) benchRequest(subject, recipient string, permit bool) policy.Request {
	r := policy.Request{
		Subject: subject, Controller: "clinic", Recipient: recipient, Purpose: policy.PurposeTreatment,
		Category: policy.CategoryPatientSummary, Action: policy.ActionAccess, At: benchNow, Profession: policy.ProfessionPhysician,
	}
	if permit {
		r.Purpose, r.Permit = policy.PurposeResearch, "of-"+recipient
	}
	return p.request(r)
}

// cold is the committed state as nobody has read it yet: not in a session and not in a
// cache above the trees. The trees and the database keep what was read lately in memory.
func (p *play) cold(b *testing.B) (sdk.Context, *world.Session) {
	b.Helper()
	ctx, err := p.CreateQueryContext(p.LastBlockHeight(), false)
	require.NoError(b, err)
	return ctx, p.Worlds.Open()
}

var sink policy.Decision

// worked is how long the thread has worked, in nanoseconds. Where other processes share the
// machine it tells what an operation costs, which the time that passes does not.
func worked(b *testing.B) int64 {
	b.Helper()
	const thread = 1 // RUSAGE_THREAD.
	var usage syscall.Rusage
	if err := syscall.Getrusage(thread, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// measure reports allocations, and as cpu-ns/op the work of an operation without that of
// preparing it, which is done before each of so many.
func measure(b *testing.B, each int, prepare, operation func()) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b.ReportAllocs()
	var total, began int64
	i := 0
	for b.Loop() {
		if i%each == 0 {
			b.StopTimer()
			if i > 0 {
				total += worked(b) - began
			}
			prepare()
			b.StartTimer()
			began = worked(b)
		}
		operation()
		i++
	}
	total += worked(b) - began
	b.ReportMetric(float64(total)/float64(i), "cpu-ns/op")
}

// BenchmarkAssembled decides from the facts in the state, which a session that was opened
// for the decision reads (cold), or has read (hot).
func BenchmarkAssembled(b *testing.B) {
	p := benchPlay(b)
	for _, route := range []struct{ name, recipient string }{
		{"at-home", "practice"}, {"agreements=1", "lab"}, {"agreements=100", "hospital"}, {"agreements=limits", "ward"},
	} {
		for _, subject := range []string{"typical", "limits"} {
			for _, permit := range []bool{false, true} {
				if route.recipient == "ward" && (permit || subject != "typical") {
					continue
				}
				r := p.benchRequest(subject, route.recipient, permit)
				name := fmt.Sprintf("%s/%s/permit=%t", route.name, subject, permit)
				for _, each := range []int{1, 1 << 30} {
					b.Run([]string{"cold/", "hot/"}[min(each-1, 1)]+name, func(b *testing.B) {
						var (
							ctx     sdk.Context
							session *world.Session
						)
						decide := func() {
							c, err := session.Case(ctx, r)
							if err != nil {
								b.Fatal(err)
							}
							c.DecideInto(r, &sink)
						}
						measure(b, each, func() {
							ctx, session = p.cold(b)
							if each > 1 {
								decide()
							}
						}, decide)
						p.checkBench(b, subject, permit)
					})
				}
			}
		}
	}
}

// checkBench fails if what was measured was not what it is called.
func (p *play) checkBench(b *testing.B, subject string, permit bool) {
	b.Helper()
	if permit != (sink.Permit != "") || (subject == "typical") != sink.Permitted() {
		b.Fatalf("%s: %+v", subject, sink)
	}
}

// BenchmarkQuery answers a signed query through the node's interface.
func BenchmarkQuery(b *testing.B) {
	p := benchPlay(b)
	for _, subject := range []string{"typical", "limits"} {
		b.Run(subject, func(b *testing.B) {
			request := message(p.benchRequest(subject, "lab", false))
			request.Caller = &caller.Caller{}
			data := signed(b, "DE", benchNow, consenttypes.MethodDecide, &request)
			measure(b, 1<<30, func() {}, func() {
				answer, err := p.Query(b.Context(), &abci.RequestQuery{Path: consenttypes.MethodDecide, Data: data})
				if err != nil || answer.Code != 0 {
					b.Fatal(err, answer)
				}
			})
		})
	}
}

// BenchmarkNamedPermit decides under one more data permit, where everything else was read.
func BenchmarkNamedPermit(b *testing.B) {
	p := benchPlay(b)
	for _, kind := range []string{"none", "small", "large", "unknown"} {
		b.Run(kind, func(b *testing.B) {
			requests := make([]policy.Request, otherPermits)
			for i := range requests {
				requests[i] = p.benchRequest("typical", "practice", true)
				requests[i].Permit = fmt.Sprintf("de-%s-%04d", kind, i)
				if kind == "none" {
					requests[i].Permit = ""
				}
			}
			var (
				ctx     sdk.Context
				session *world.Session
				i       int
			)
			measure(b, len(requests), func() {
				ctx, session = p.cold(b)
				_, err := session.Case(ctx, p.benchRequest("typical", "practice", false))
				require.NoError(b, err)
			}, func() {
				r := requests[i%len(requests)]
				i++
				c, err := session.Case(ctx, r)
				if err != nil {
					b.Fatal(err)
				}
				c.DecideInto(r, &sink)
			})
			if found := kind == "small" || kind == "large"; found != (sink.Permit != "") {
				b.Fatalf("%+v", sink)
			}
		})
	}
}
