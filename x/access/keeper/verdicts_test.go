package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

const (
	deny   = vocabulary.Effect_EFFECT_DENY
	permit = vocabulary.Effect_EFFECT_PERMIT

	consent = vocabulary.Basis_BASIS_CONSENT
	none    = vocabulary.Basis_BASIS_NONE

	hindsight      = types.Mark_MARK_HINDSIGHT
	late           = types.Mark_MARK_LATE
	clockAhead     = types.Mark_MARK_CLOCK_AHEAD
	unknownSubject = types.Mark_MARK_UNKNOWN_SUBJECT
	undetermined   = types.Mark_MARK_UNDETERMINED
)

func TestVerdicts(t *testing.T) {
	const day = 24 * 60 * 60
	verdict := func(effect vocabulary.Effect, basis vocabulary.Basis, marks ...types.Mark) types.Verdict {
		return types.Verdict{Effect: effect, Basis: basis, Marks: marks}
	}
	said := func(d ...policy.Directive) func(*facts) { return func(w *facts) { w.enrol(subject(1), d...) } }
	because := func(d policy.Directive, change func(*world.SubjectFacts)) func(*facts) {
		return func(w *facts) {
			w.enrol(subject(1), d)
			w.change(subject(1), change)
		}
	}
	summaries := permits(0)
	summaries.Provision.Match.Categories = policy.SetOf(policy.CategoryPatientSummary)
	old := permits(start - 200)
	old.GrantedAt = 1
	suspended := func(w *facts) {
		w.enrol(subject(1), permits(0))
		p := w.participants["de-practice"]
		p.History = append(p.History[:1:1], policy.StatusSince{Status: policy.StatusSuspended, Since: start - 100})
		w.participants["de-practice"] = p
	}
	at := func(secs int64) func(*types.Event) { return func(e *types.Event) { e.OccurredAt = secs } }

	tests := []struct {
		name  string
		facts func(*facts)
		event func(*types.Event)
		want  types.Verdict
	}{
		{"an access with consent is permitted", said(permits(0)), at(start - 10), verdict(permit, consent)},
		{"an access at the block time is judged once", said(permits(0)), at(start), verdict(permit, consent)},
		{"an access without consent is denied, and recorded", said(), at(start - 10), verdict(deny, consent)},
		{"an access after the withdrawal is denied", said(permits(start - 100)), at(start - 50), verdict(deny, consent)},
		{"an access at the second of the withdrawal is denied", said(permits(start - 100)), at(start - 100), verdict(deny, consent)},
		{
			"an access before a withdrawal that precedes the recording is permitted, in hindsight not",
			said(permits(start - 100)), at(start - 101), verdict(permit, consent, hindsight),
		},
		{
			"a withdrawal at the block time itself is seen in hindsight",
			said(permits(start)), at(start - 1), verdict(permit, consent, hindsight),
		},
		{"a withdrawal in the next second is not", said(permits(start + 1)), at(start - 1), verdict(permit, consent)},
		{
			"a permission that came after the access does not justify it",
			said(permits(0)), at(start - 3601), verdict(deny, consent, hindsight),
		},
		{"an access of exactly the lag is in time", because(old, func(*world.SubjectFacts) {}), at(start - day), verdict(permit, consent, hindsight)},
		{"an access older than the lag is late", because(old, func(*world.SubjectFacts) {}), at(start - day - 1), verdict(permit, consent, hindsight, late)},
		{"an access in the future is judged as of the block time", said(permits(start + 3)), at(start + 5), verdict(permit, consent, clockAhead)},
		{"an access far in the future is not refused", said(permits(0)), at(1<<63 - 1), verdict(permit, consent, clockAhead)},
		{"an access at second 1 is not refused", because(old, func(*world.SubjectFacts) {}), at(1), verdict(permit, consent, hindsight, late)},
		{
			"a subject that is not enrolled is unknown",
			func(*facts) {}, at(start - 10), verdict(deny, consent, unknownSubject),
		},
		{
			"a subject that another holder enrolled is unknown to the controller",
			because(permits(0), func(f *world.SubjectFacts) { f.Holders[0].Participant = "de-practice" }),
			at(start - 10), verdict(permit, consent, unknownSubject),
		},
		{
			"a subject that was enrolled after the access was unknown",
			because(permits(0), func(f *world.SubjectFacts) { f.Holders[0].Since = start - 9 }),
			at(start - 10), verdict(permit, consent, unknownSubject),
		},
		{
			"a subject that was enrolled at the second of the access was known",
			because(permits(0), func(f *world.SubjectFacts) { f.Holders[0].Since = start - 10 }),
			at(start - 10), verdict(permit, consent),
		},
		{
			"a moment before the history that is kept is undetermined",
			because(permits(0), func(f *world.SubjectFacts) { f.HistoryFrom = start - 9 }),
			at(start - 10), verdict(permit, consent, undetermined),
		},
		{
			"the moment with which the history begins is determined",
			because(permits(0), func(f *world.SubjectFacts) { f.HistoryFrom = start - 10 }),
			at(start - 10), verdict(permit, consent),
		},
		{
			"so is a moment before that of the controller",
			func(w *facts) { w.enrol(subject(1), permits(0)); w.historyFrom = map[string]int64{hospital: start - 9} },
			at(start - 10), verdict(permit, consent, undetermined),
		},
		{
			"so is a moment before that of the recipient",
			func(w *facts) {
				w.enrol(subject(1), permits(0))
				w.historyFrom = map[string]int64{"de-practice": start - 9}
			},
			at(start - 10), verdict(permit, consent, undetermined),
		},
		{
			"so is a moment before that of a jurisdiction",
			func(w *facts) { w.enrol(subject(1), permits(0)); w.historyFrom = map[string]int64{"DE": start - 9} },
			at(start - 10), verdict(permit, consent, undetermined),
		},
		{
			"what is kept of a third one does not matter",
			func(w *facts) {
				w.enrol(subject(1), permits(0))
				w.historyFrom = map[string]int64{"fr-clinic": start, "FR": start}
			},
			at(start - 10), verdict(permit, consent),
		},
		{
			"marks are ascending", because(permits(0), func(f *world.SubjectFacts) { f.Holders, f.HistoryFrom = nil, start }),
			at(start - 2*day), verdict(deny, consent, hindsight, late, unknownSubject, undetermined),
		},
		{
			"several categories are permitted if each is", said(permits(0)),
			func(e *types.Event) { e.Categories = []vocabulary.Category{1, 11} }, verdict(permit, consent),
		},
		{
			"one category that is denied denies the access, the last", said(summaries),
			func(e *types.Event) { e.Categories = []vocabulary.Category{1, 11} }, verdict(deny, consent),
		},
		{
			"one category that is denied denies the access, the first",
			said(func() policy.Directive {
				d := permits(0)
				d.Provision.Match.Categories = policy.SetOf(policy.CategoryGenomic)
				return d
			}()),
			func(e *types.Event) { e.Categories = []vocabulary.Category{1, 11} }, verdict(deny, consent),
		},
		{"a recipient abroad needs an agreement, and has it", said(permits(0)), func(e *types.Event) { e.Recipient = "fr-clinic" }, verdict(permit, consent)},
		{
			"without one it is denied",
			func(w *facts) { w.enrol(subject(1), permits(0)); w.agreements = nil },
			func(e *types.Event) { e.Recipient = "fr-clinic" }, verdict(deny, consent),
		},
		{"a recipient that does not exist is denied without basis", said(permits(0)), func(e *types.Event) { e.Recipient = "de-nobody" }, verdict(deny, none)},
		{"a recipient is judged by its status at the time", suspended, at(start - 101), verdict(permit, consent, hindsight)},
		{"a suspended recipient is denied", suspended, at(start - 100), verdict(deny, consent)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			test.facts(f.facts)
			e := event(start - 10)
			test.event(&e)
			require.Equal(t, []types.Verdict{test.want}, f.record(e).Verdicts)
		})
	}
}

// The same batch around a withdrawal: what happened before it stands, what happened
// after it does not, and the withdrawal is seen in hindsight.
func TestBatchAroundAWithdrawal(t *testing.T) {
	f := newFixture(t)
	f.facts.enrol(subject(1), permits(0))
	f.facts.enrol(subject(2), permits(0))
	before := f.record(event(start - 20)).Verdicts
	require.Equal(t, []types.Verdict{{Effect: permit, Basis: consent}}, before)

	f.facts.enrol(subject(1), permits(start-10))
	other := event(start - 5)
	other.Subject = subject(2)
	after := f.record(event(start-20), event(start-10), other).Verdicts

	require.Equal(t, []types.Verdict{
		{Effect: permit, Basis: consent, Marks: []types.Mark{hindsight}},
		{Effect: deny, Basis: consent},
		{Effect: permit, Basis: consent},
	}, after)
}

func TestLagIsAParameter(t *testing.T) {
	f := newFixture(t)
	params := types.DefaultParams()
	params.Lag = 3600
	require.NoError(t, f.keeper.Params.Set(f.ctx, params))
	f.facts.enrol(subject(1))
	require.Equal(t, []types.Mark{late}, f.record(event(start - 3601)).Verdicts[0].Marks)
}

func TestRecipientWritesItsOwnSide(t *testing.T) {
	f := newFixture(t)
	f.facts.enrol(subject(1), permits(0))
	e := event(start - 10)
	e.Side, e.Controller, e.Recipient = types.Side_SIDE_RECIPIENT, "de-practice", hospital
	// The controller is the practice, which has not enrolled the subject.
	require.Equal(t, []types.Verdict{{Effect: permit, Basis: consent, Marks: []types.Mark{unknownSubject}}}, f.record(e).Verdicts)
}
