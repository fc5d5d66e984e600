package types_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

func event(at int64, categories ...vocabulary.Category) types.Event {
	return types.Event{
		Side:     types.Side_SIDE_DISCLOSER,
		Exchange: bytes.Repeat([]byte{1}, 32), Subject: bytes.Repeat([]byte{2}, 20),
		Controller: "de-hospital", Recipient: "de-practice", Actor: bytes.Repeat([]byte{3}, 32),
		Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Categories: categories, Action: vocabulary.Action_ACTION_ACCESS,
		OccurredAt: at, Resource: bytes.Repeat([]byte{4}, 32), Salt: bytes.Repeat([]byte{5}, 16),
	}
}

// judge says what Judge promises, without any short cut.
func judge(w *policy.World, facts world.SubjectFacts, from int64, e *types.Event, c types.Clock) types.Verdict {
	decide := func(at int64) (vocabulary.Effect, vocabulary.Basis) {
		effect, basis := vocabulary.Effect_EFFECT_PERMIT, vocabulary.Basis_BASIS_UNSPECIFIED
		for i, category := range e.Categories {
			d := policy.Decide(w, policy.Request{
				Subject: types.SubjectID(e.Subject), Controller: e.Controller, Recipient: e.Recipient,
				Purpose: policy.Purpose(e.Purpose), Category: policy.Category(category), Action: policy.Action(e.Action),
				At: at, Profession: policy.Profession(e.Profession), Permit: e.Permit,
			})
			if i == 0 {
				basis = vocabulary.Basis(d.Basis)
			}
			if !d.Permitted() {
				effect = vocabulary.Effect_EFFECT_DENY
			}
		}
		return effect, basis
	}
	at := min(e.OccurredAt, c.Now)
	var v types.Verdict
	v.Effect, v.Basis = decide(at)
	now, _ := decide(c.Now)
	for _, m := range []struct {
		mark  types.Mark
		holds bool
	}{
		{types.Mark_MARK_HINDSIGHT, now != v.Effect},
		{types.Mark_MARK_LATE, c.Now-e.OccurredAt > c.Lag},
		{types.Mark_MARK_CLOCK_AHEAD, e.OccurredAt > c.Now},
		{types.Mark_MARK_UNKNOWN_SUBJECT, !facts.EnrolledWith(e.Controller, at)},
		{types.Mark_MARK_UNDETERMINED, at < from},
	} {
		if m.holds {
			v.Marks = append(v.Marks, m.mark)
		}
	}
	return v
}

// The second decision is left out only where it would come to the same.
func TestJudgeAgreesWithJudgingTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		moment := rapid.Int64Range(1, 40)
		bound := rapid.Custom(func(r *rapid.T) policy.Bound {
			if rapid.Bool().Draw(r, "unbounded") {
				return policy.Bound{}
			}
			return policy.At(moment.Draw(r, "bound"))
		})
		period := rapid.Custom(func(r *rapid.T) policy.Period {
			return policy.Period{From: bound.Draw(r, "from"), Until: bound.Draw(r, "until")}
		})
		history := func(name string, other policy.Status) policy.History {
			h := policy.History{{Status: policy.StatusActive, Since: 0}}
			if rapid.Bool().Draw(r, name) {
				since := moment.Draw(r, name+" since")
				h = append(h, policy.StatusSince{Status: other, Since: since}, policy.StatusSince{Status: policy.StatusActive, Since: since + 5})
			}
			return h
		}
		regime := rapid.SampledFrom([]policy.Regime{policy.RegimeExplicitConsent, policy.RegimeImpliedConsent, policy.RegimeProhibited})
		profiles := make([]policy.Profile, rapid.IntRange(0, 2).Draw(r, "profiles"))
		for i := range profiles {
			profiles[i].Since = moment.Draw(r, "profile")
			profiles[i].Regimes[policy.PurposeTreatment] = regime.Draw(r, "regime")
		}
		w := &policy.World{
			Jurisdictions: []policy.Jurisdiction{{ID: "DE", History: history("DE", policy.StatusSuspended), Profiles: profiles}},
			Participants: []policy.Participant{
				{ID: "de-hospital", Jurisdiction: "DE", History: history("controller", policy.StatusSuspended)},
				{ID: "de-practice", Jurisdiction: "DE", History: history("recipient", policy.StatusSuspended)},
			},
		}
		for i := range rapid.IntRange(0, 4).Draw(r, "directives") {
			d := policy.Directive{
				ID: string(rune('a' + i)), Subject: "0x" + "0202020202020202020202020202020202020202",
				GrantedAt: moment.Draw(r, "granted"), EndedAt: bound.Draw(r, "ended"), Validity: period.Draw(r, "validity"),
			}
			d.Provision.Effect = rapid.SampledFrom(policy.Effects()).Draw(r, "effect")
			d.Provision.Match.Period = period.Draw(r, "period")
			if rapid.Bool().Draw(r, "one category") {
				d.Provision.Match.Categories = policy.SetOf(policy.CategoryPatientSummary)
			}
			w.Directives = append(w.Directives, d)
		}
		facts := world.SubjectFacts{HistoryFrom: rapid.Int64Range(0, 20).Draw(r, "history from")}
		if rapid.Bool().Draw(r, "enrolled") {
			facts.Holders = []world.Holder{{Participant: "de-hospital", Since: moment.Draw(r, "since")}}
		}
		e := event(rapid.Int64Range(1, 50).Draw(r, "occurred"), 1)
		if rapid.Bool().Draw(r, "two categories") {
			e.Categories = append(e.Categories, 11)
		}
		c := types.Clock{Now: rapid.Int64Range(1, 50).Draw(r, "now"), Lag: rapid.Int64Range(0, 10).Draw(r, "lag")}

		from := rapid.Int64Range(0, 20).Draw(r, "history of the parties from")

		require.Equal(r, judge(w, facts, max(from, facts.HistoryFrom), &e, c),
			types.Judge(&world.Case{Prepared: *policy.Prepare(w), Facts: facts, PartiesFrom: from}, &e, c))
	})
}

func TestEventWithoutCategoriesIsDenied(t *testing.T) {
	e := event(10)
	v := types.Judge(&world.Case{Prepared: *policy.Prepare(nil)}, &e, types.Clock{Now: 20, Lag: 10})
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, v.Effect)
	require.Equal(t, vocabulary.Basis_BASIS_NONE, v.Basis)
}

// Codes go between the vocabulary of the messages and that of decisions by number.
func TestCodesHaveTheSameNumbers(t *testing.T) {
	same := func(names map[int32]string, prefix string, codes int, name func(uint8) string) {
		t.Helper()
		require.Len(t, names, codes+1, prefix)
		for n := range int32(256) {
			if label, found := names[n]; found {
				require.Equal(t, label, prefix+name(uint8(n)))
			}
		}
	}
	same(vocabulary.Purpose_name, "PURPOSE_", len(policy.Purposes()), func(n uint8) string { return policy.Purpose(n).String() })
	same(vocabulary.Category_name, "CATEGORY_", len(policy.Categories()), func(n uint8) string { return policy.Category(n).String() })
	same(vocabulary.Action_name, "ACTION_", len(policy.Actions()), func(n uint8) string { return policy.Action(n).String() })
	same(vocabulary.Profession_name, "PROFESSION_", len(policy.Professions()), func(n uint8) string { return policy.Profession(n).String() })
	same(vocabulary.Effect_name, "EFFECT_", len(policy.Effects()), func(n uint8) string { return policy.Effect(n).String() })
	same(vocabulary.Basis_name, "BASIS_", len(policy.Bases()), func(n uint8) string { return policy.Basis(n).String() })
}
