package keeper_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/receipt"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// What the checks below find wrong.
var (
	errNotSigned = errors.New("something is recorded that no patient signed")
	errOrder     = errors.New("something was accepted that its patient did not sign in that order")
	errOutcome   = errors.New("what is live is not what the patient's own order gives")
	errPromise   = errors.New("a promise is judged wrongly")
)

// signedItem is one thing that a patient signed, or a copy that a relayer spoilt.
type signedItem struct {
	patient  *patient
	message  receipt.Message
	digest   [32]byte
	sequence uint64
	deadline int64

	directive  *types.SignedDirective // One of the two.
	withdrawal *types.SignedWithdrawal

	promise  *receipt.Receipt // What the relayer gave for it; nil if it went elsewhere.
	possible bool             // There was a place in time where the ledger would have taken it.
}

// acceptance is an item that the ledger took.
type acceptance struct {
	item *signedItem
	at   int64
	by   string // Participant that brought it.
}

// patient is a subject with all that it signed, in order, and what became of it.
type patient struct {
	wallet   *wallet
	signed   []*signedItem
	accepted []acceptance
	state    types.Subject // As the rules alone make it, one item after the other.
}

// village is patients, a relayer between them and the ledger, and another relayer that
// brings what it is given at once.
type village struct {
	f        *fixture
	key      *ecdsa.PrivateKey // Of the relayer, for its promises.
	patients []*patient
	taken    []*signedItem // All that the relayer was ever given.
	fault    error         // The ledger took what its own rules refuse.
	observe  func(*signedItem) receipt.Observation
}

const (
	dishonest = "de-charite" // The participant of the account named relayer.
	honest    = "de-ukm"     // That of the account named other.
)

func newVillage(t testing.TB, names ...string) *village {
	seed := sha256.Sum256([]byte("a relayer's account"))
	key, err := crypto.ToECDSA(seed[:])
	require.NoError(t, err)
	v := &village{f: newFixture(t), key: key}
	v.observe = v.seen
	for _, name := range names {
		w := v.f.enrolled(name)
		v.patients = append(v.patients, &patient{wallet: w, state: v.f.subject(w)})
	}
	v.f.pass(1)
	return v
}

// says has the patient sign a directive, or a withdrawal.
func (v *village) says(p *patient, d directive.Directive) *signedItem {
	signed := p.wallet.sign(d)
	digest, err := d.Digest(chainID)
	require.NoError(v.f.t, err)
	return p.keeps(&signedItem{message: d, digest: digest, sequence: d.Sequence, deadline: d.Deadline, directive: &signed})
}

func (v *village) ends(p *patient, w directive.Withdrawal) *signedItem {
	signed := p.wallet.signWithdrawal(w)
	digest, err := w.Digest(chainID)
	require.NoError(v.f.t, err)
	return p.keeps(&signedItem{message: w, digest: digest, sequence: w.Sequence, deadline: w.Deadline, withdrawal: &signed})
}

func (p *patient) keeps(i *signedItem) *signedItem {
	i.patient = p
	p.signed = append(p.signed, i)
	return i
}

// take hands an item to the relayer, which promises to carry it by a moment. The wallet
// keeps the text of the promise once it has seen that it is good.
func (v *village) take(i *signedItem, carryBy int64) {
	r, err := receipt.Take(chainID, dishonest, i.message, v.f.now(), carryBy)
	require.NoError(v.f.t, err)
	r, err = receipt.Sign(r, [33]byte(crypto.CompressPubkey(&v.key.PublicKey)), func(message []byte) ([]byte, error) {
		digest := sha256.Sum256(message)
		signature, err := crypto.Sign(digest[:], v.key)
		return signature[:64], err
	})
	require.NoError(v.f.t, err)
	text, err := r.Encode()
	require.NoError(v.f.t, err)
	kept, err := receipt.Decode(text)
	require.NoError(v.f.t, err)
	i.promise = &kept
	v.taken = append(v.taken, i)
	v.probe(i.patient)
}

// bring sends items as they come, in as many messages as they change between directives
// and withdrawals.
func (v *village) bring(account, by string, items ...*signedItem) {
	for len(items) > 0 {
		n := 1
		for n < len(items) && (items[n].directive == nil) == (items[0].directive == nil) {
			n++
		}
		v.send(account, by, items[:n])
		items = items[n:]
	}
}

func (v *village) send(account, by string, items []*signedItem) {
	var outcomes []types.Outcome
	if items[0].directive != nil {
		msg := &types.MsgGiveConsent{Relayer: account}
		for _, i := range items {
			msg.Directives = append(msg.Directives, *i.directive)
		}
		if res, err := v.f.msgs.GiveConsent(v.f.ctx, msg); err == nil {
			outcomes = res.Outcomes
		}
	} else {
		msg := &types.MsgWithdrawConsent{Relayer: account}
		for _, i := range items {
			msg.Withdrawals = append(msg.Withdrawals, *i.withdrawal)
		}
		if res, err := v.f.msgs.WithdrawConsent(v.f.ctx, msg); err == nil {
			outcomes = res.Outcomes
		}
	}
	for n, outcome := range outcomes {
		if outcome.Code == 0 {
			v.accepted(items[n], by)
		}
	}
}

func (v *village) accepted(i *signedItem, by string) {
	p := i.patient
	v.probe(p)
	next, err := p.apply(i, v.f.now())
	if err != nil {
		v.fault = errors.Join(v.fault, fmt.Errorf("%w: %w", errOrder, err))
	} else {
		p.state = next
	}
	p.accepted = append(p.accepted, acceptance{item: i, at: v.f.now(), by: by})
}

// apply is what the rules make of an item at a moment, whoever brings it.
func (p *patient) apply(i *signedItem, at int64) (types.Subject, error) {
	if err := types.CheckDeadline(i.deadline, at); err != nil {
		return types.Subject{}, err
	}
	var next types.Subject
	var err error
	if i.directive != nil {
		next, _, err = p.state.Give(i.directive.Directive(i.digest), types.Self, i.sequence, at)
	} else {
		next, _, err = p.state.Withdraw(i.withdrawal.Directive, types.Self, i.sequence, at)
	}
	return next, err
}

// probe notes which promised items the ledger would take here and now. It is asked
// between any two items and in every block, so at every place where one could have been put.
func (v *village) probe(p *patient) {
	for _, i := range p.signed {
		if i.promise == nil || i.possible || v.f.now() >= i.promise.CarryBy {
			continue
		}
		_, err := p.apply(i, v.f.now())
		i.possible = err == nil
	}
}

// acceptanceOf is when the ledger took an item.
func (p *patient) acceptanceOf(i *signedItem) (acceptance, bool) {
	n := slices.IndexFunc(p.accepted, func(a acceptance) bool { return a.item == i })
	if n < 0 {
		return acceptance{}, false
	}
	return p.accepted[n], true
}

// overtaker is the first other item with the same sequence or a higher one that was taken.
func (p *patient) overtaker(i *signedItem) (acceptance, bool) {
	n := slices.IndexFunc(p.accepted, func(a acceptance) bool { return a.item != i && a.item.sequence >= i.sequence })
	if n < 0 {
		return acceptance{}, false
	}
	return p.accepted[n], true
}

// check is what holds whatever the relayer does.
func (v *village) check() error {
	if v.fault != nil {
		return v.fault
	}
	for _, p := range v.patients {
		v.probe(p)
		if err := errors.Join(v.checkRecorded(p), v.checkOrder(p), v.checkLive(p)); err != nil {
			return err
		}
	}
	return nil
}

// checkRecorded: every directive on the ledger is byte for byte one that its subject signed.
func (v *village) checkRecorded(p *patient) error {
	recorded := v.f.subject(p.wallet).Directives
	for _, a := range v.f.export().Archive {
		if bytes.Equal(a.Subject, p.wallet.id()) {
			recorded = append(recorded, a.Directive)
		}
	}
	for _, d := range recorded {
		d.GrantedAt, d.EndedAt, d.EndedAs, d.Source = 0, 0, 0, 0
		got, err := d.Marshal()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(p.signed, func(i *signedItem) bool {
			if i.directive == nil {
				return false
			}
			said := i.directive.Directive(i.digest)
			want, err := said.Marshal()
			return err == nil && bytes.Equal(got, want)
		}) {
			return fmt.Errorf("%w: %x", errNotSigned, d.Id)
		}
	}
	return nil
}

// checkOrder: what was accepted of a patient is part of what it signed, in the order in
// which it did, with rising sequences, each once. So nothing that was held back comes
// after something that the patient signed later.
func (v *village) checkOrder(p *patient) error {
	last, sequence := -1, uint64(0)
	for _, a := range p.accepted {
		n := slices.Index(p.signed, a.item)
		if n <= last || a.item.sequence <= sequence {
			return fmt.Errorf("%w: number %d after %d", errOrder, n, last)
		}
		last, sequence = n, a.item.sequence
	}
	if got := v.f.subject(p.wallet).Sequence; got != sequence {
		return fmt.Errorf("%w: the ledger is at %d, the patient's items end at %d", errOrder, got, sequence)
	}
	return nil
}

// facts is the small model: the accepted items, one after the other, with nothing but
// what they say.
func (p *patient) facts() []policy.Directive {
	var facts []policy.Directive
	var refusals []bool
	for _, a := range p.accepted {
		end := func(ends func(n int) bool) {
			for n := range facts {
				if ends(n) && isLive(facts[n], a.at) {
					facts[n].EndedAt = policy.At(a.at)
				}
			}
		}
		switch m := a.item.message.(type) {
		case directive.Withdrawal:
			end(func(n int) bool { return facts[n].ID == types.DirectiveID(m.Directive[:]) })
		case directive.Directive:
			refusal := m.Provision.Effect == policy.EffectDeny && len(m.Provision.Match.Categories.Codes()) == 0 && !m.Validity.Until.Set
			end(func(n int) bool {
				return facts[n].ID == types.DirectiveID(m.Supersedes[:]) || (refusal && refusals[n])
			})
			facts = append(facts, policy.Directive{
				ID: types.DirectiveID(a.item.digest[:]), Subject: p.wallet.subject(),
				GrantedAt: a.at, Validity: m.Validity, Provision: m.Provision,
			})
			refusals = append(refusals, refusal)
		}
	}
	return facts
}

func isLive(d policy.Directive, at int64) bool {
	return (!d.EndedAt.Set || at < d.EndedAt.At) && (!d.Validity.Until.Set || at < d.Validity.Until.At)
}

// checkLive: the ledger has live what the model has, and decides as it does.
func (v *village) checkLive(p *patient) error {
	w := policy.World{Directives: p.facts()}
	var want, got []string
	for _, d := range w.Directives {
		if isLive(d, v.f.now()) {
			want = append(want, d.ID)
		}
	}
	subject := v.f.subject(p.wallet)
	for i := range subject.Directives {
		if d := &subject.Directives[i]; d.Live(v.f.now()) {
			got = append(got, types.DirectiveID(d.Id))
		}
	}
	if !slices.Equal(want, got) {
		return fmt.Errorf("%w: %s are live, want %s", errOutcome, got, want)
	}
	stored, err := subject.Marshal()
	if err != nil {
		return err
	}
	if ruled, err := p.state.Marshal(); err != nil || !bytes.Equal(stored, ruled) {
		return fmt.Errorf("%w: a batch does not do what its items do one after the other", errOutcome)
	}
	for _, id := range []string{"de-charite", "de-dkfz"} {
		participant, _, _ := registry{}.PolicyParticipant(v.f.ctx, id)
		w.Participants = append(w.Participants, participant.Value)
	}
	jurisdiction, _, _ := registry{}.PolicyJurisdiction(v.f.ctx, "DE")
	w.Jurisdictions = append(w.Jurisdictions, jurisdiction.Value)
	question := decideRequest(p.wallet, v.f.now())
	request, err := question.Policy(v.f.now())
	if err != nil {
		return err
	}
	answer, err := v.f.queries.Decide(v.f.ctx, question)
	if err != nil {
		return err
	}
	if decided := policy.Decide(&w, request); vocabulary.Effect(decided.Effect) != answer.Effect {
		return fmt.Errorf("%w: the ledger says %s", errOutcome, answer.Effect)
	}
	return nil
}

// seen is what an observer finds about an item that the relayer took: the sequence from
// the state; who brought what, and when, from the transactions and their outcomes; and
// whether the message had a chance by applying it to the states that there were.
func (v *village) seen(i *signedItem) receipt.Observation {
	o := receipt.Observation{
		ChainID: chainID, Time: v.f.now(), Highest: v.f.subject(i.patient.wallet).Sequence, Refused: !i.possible,
	}
	if a, ok := i.patient.acceptanceOf(i); ok {
		o.AcceptedAt = a.at
	} else if a, ok := i.patient.overtaker(i); ok {
		o.Later = receipt.Later{At: a.at, By: a.by}
	}
	return o
}

// due is what a promise came to, by what the relayer did.
func (v *village) due(i *signedItem) receipt.Verdict {
	if a, ok := i.patient.acceptanceOf(i); ok && a.at < i.promise.CarryBy {
		return receipt.Kept
	}
	a, overtaken := i.patient.overtaker(i)
	elsewhere := overtaken && a.at < i.promise.CarryBy && a.by != dishonest
	if !i.possible || elsewhere {
		return receipt.Excused
	}
	return receipt.Broken
}

// judge holds every promise against the ledger, when the time of all has come.
func (v *village) judge(count map[receipt.Verdict]int) error {
	for _, i := range v.taken {
		if err := i.promise.Promises(i.message); err != nil {
			return fmt.Errorf("%w: %w", errPromise, err)
		}
		verdict, reason, err := receipt.Judge(*i.promise, v.observe(i))
		if err != nil {
			return fmt.Errorf("%w: %w", errPromise, err)
		}
		if want := v.due(i); verdict != want {
			return fmt.Errorf("%w: %s (%s), want %s", errPromise, verdict, reason, want)
		}
		if count != nil {
			count[verdict]++
		}
	}
	return nil
}

// signs draws something that a patient signs, but for limits of a day, which would make
// a second model of the first.
func (v *village) signs(t *rapid.T, elsewhere bool) *signedItem {
	p := rapid.SampledFrom(v.patients).Draw(t, "patient")
	if len(p.signed) >= types.MaxDayChanges-2 {
		return nil
	}
	sequence, deadline := v.next(t, p, elsewhere), v.f.now()+rapid.SampledFrom([]int64{60, hour, day}).Draw(t, "deadline")
	known := [32]byte{1}
	if i := rapid.IntRange(-1, len(p.signed)-1).Draw(t, "about"); i >= 0 {
		known = p.signed[i].digest // Of a withdrawal too, which is no directive's.
	}
	if rapid.IntRange(0, 2).Draw(t, "withdraws") == 0 {
		return v.ends(p, directive.Withdrawal{Subject: p.wallet.address(), Directive: known, Sequence: sequence, Deadline: deadline})
	}
	d := directive.Directive{
		Subject: p.wallet.address(), Sequence: sequence, Deadline: deadline,
		Provision: rapid.SampledFrom([]policy.Provision{
			refuseAll, research, genomicForOne, allButGenomic,
			{Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)}},
		}).Draw(t, "provision"),
	}
	if rapid.IntRange(0, 2).Draw(t, "supersedes") == 0 {
		d.Supersedes = known
	}
	if rapid.IntRange(0, 3).Draw(t, "expires") == 0 {
		d.Validity.Until = policy.At(v.f.now() + rapid.Int64Range(1, 2*hour).Draw(t, "lasts"))
	}
	return v.says(p, d)
}

// next is the sequence that a wallet takes: a higher one, or that of the last again if it
// was not taken. From the relayer, which promised to carry that, it waits until it cannot.
func (v *village) next(t *rapid.T, p *patient, elsewhere bool) uint64 {
	if n := len(p.signed); n > 0 {
		last := p.signed[n-1]
		again := v.f.subject(p.wallet).Sequence < last.sequence && (elsewhere || last.deadline <= v.f.now())
		if again && rapid.Bool().Draw(t, "again") {
			return last.sequence
		}
	}
	p.wallet.sequence += rapid.Uint64Range(1, 3).Draw(t, "skip")
	return p.wallet.sequence
}

// spoil is a copy of an item that the relayer changed, or put another signature under.
func (v *village) spoil(t *rapid.T) *signedItem {
	i, j := rapid.SampledFrom(v.taken).Draw(t, "of"), rapid.SampledFrom(v.taken).Draw(t, "with")
	spoilt := *i
	spoilt.promise = nil
	how := rapid.IntRange(0, 3).Draw(t, "how")
	signature := j.signature()
	if i.directive != nil {
		d := *i.directive
		switch {
		case how == 0 && j != i:
			d.Signature = signature
		case how == 1:
			d.Provision.Effect = 3 - d.Provision.Effect
		case how == 2 && j.patient != i.patient:
			d.Subject = j.patient.wallet.id()
			spoilt.patient = j.patient
		default:
			d.Sequence += 100
		}
		spoilt.directive, spoilt.sequence = &d, d.Sequence
		return &spoilt
	}
	w := *i.withdrawal
	switch {
	case how == 0 && j != i:
		w.Signature = signature
	case how == 1 && j.directive != nil && !bytes.Equal(j.digest[:], w.Directive):
		w.Directive = j.digest[:]
	case how == 2:
		w.Deadline++
	default:
		w.Sequence += 100
	}
	spoilt.withdrawal, spoilt.sequence, spoilt.deadline = &w, w.Sequence, w.Deadline
	return &spoilt
}

func (i *signedItem) signature() []byte {
	if i.directive != nil {
		return i.directive.Signature
	}
	return i.withdrawal.Signature
}

// A relayer that drops, delays, doubles, turns round, mixes and spoils what it is given
// cannot change the outcome of what was signed, except to none; and where it was none by
// its doing, its own promises show it.
func TestARelayerChangesNoOutcomeExceptToNone(t *testing.T) {
	count, runs := map[receipt.Verdict]int{}, 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		v := newVillage(t, "alice", "bob", "carol")
		some := func(t *rapid.T) []*signedItem {
			if len(v.taken) == 0 {
				t.Skip("nothing was taken yet")
			}
			items := rapid.SliceOfN(rapid.SampledFrom(v.taken), 1, 8).Draw(t, "items")
			if rapid.Bool().Draw(t, "sorted") {
				slices.SortStableFunc(items, func(a, b *signedItem) int { return slices.Index(v.taken, a) - slices.Index(v.taken, b) })
			}
			return items
		}
		sign := func(t *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(t, "count") {
				if i := v.signs(t, false); i != nil {
					v.take(i, v.f.now()+rapid.Int64Range(1, i.deadline-v.f.now()).Draw(t, "carry by"))
				}
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) { require.NoError(t, v.check()) },
			"pass": func(t *rapid.T) {
				v.f.pass(rapid.SampledFrom([]int64{0, 1, 30, hour / 2, hour}).Draw(t, "seconds"))
			},
			"sign": sign, "sign more": sign,
			"sign elsewhere": func(t *rapid.T) {
				if i := v.signs(t, true); i != nil {
					v.bring(other, honest, i)
				}
			},
			"bring some": func(t *rapid.T) { v.bring(relayer, dishonest, some(t)...) },
			"bring all":  func(*rapid.T) { v.bring(relayer, dishonest, v.taken...) },
			"bring the last first": func(*rapid.T) {
				items := slices.Clone(v.taken)
				slices.Reverse(items)
				v.bring(relayer, dishonest, items...)
			},
			"bring it oneself": func(t *rapid.T) { v.bring(other, honest, some(t)[0]) },
			"spoil": func(t *rapid.T) {
				v.bring(relayer, dishonest, append(some(t), v.spoil(t))...)
			},
		})
		v.f.pass(2 * day)
		require.NoError(rt, v.check())
		require.NoError(rt, v.judge(count))
	})
	if runs >= 50 {
		for _, verdict := range []receipt.Verdict{receipt.Kept, receipt.Excused, receipt.Broken} {
			require.NotZero(t, count[verdict], "no promise was %s: the relayer is too tame", verdict)
		}
	}
}
