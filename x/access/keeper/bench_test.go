package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

// BenchmarkRecordAccess judges and records 1,000 events, each about another subject,
// or all about one. Reading facts from state is not part of it.
func BenchmarkRecordAccess(b *testing.B) {
	said := func(n int) []policy.Directive {
		list := []policy.Directive{permits(0), permits(start - 100), permits(0), permits(0)}
		list[1].Provision.Match.Purposes = policy.SetOf(policy.PurposeResearch)
		list[2].Provision.Match.Recipients = []policy.Selector{{Kind: policy.SelectorJurisdiction, ID: "FR"}}
		list[3].Provision.Effect = policy.EffectDeny
		list[3].Provision.Match.Categories = policy.SetOf(policy.CategoryGenomic)
		return list[:n]
	}
	// Refusals and permissions in turn, of which none can be left out: as costly as
	// a subject can be.
	worst := func() []policy.Directive {
		var list []policy.Directive
		for i := range 32 {
			d := permits(0)
			d.GrantedAt += int64(i)
			if i%2 == 0 {
				d.Provision.Effect = policy.EffectDeny
			}
			d.Provision.Exceptions = make([]policy.Provision, 7)
			for j := range d.Provision.Exceptions {
				d.Provision.Exceptions[j] = policy.Provision{
					Effect: d.Provision.Effect, Match: policy.Match{Recipients: make([]policy.Selector, 32)},
				}
				for k := range d.Provision.Exceptions[j].Match.Recipients {
					d.Provision.Exceptions[j].Match.Recipients[k] = policy.Selector{Kind: policy.SelectorJurisdiction, ID: "DE"}
				}
			}
			list = append(list, d)
		}
		list[31].EndedAt = policy.At(start)
		return list
	}
	for _, bench := range []struct {
		name       string
		said       []policy.Directive
		age        int64
		categories []vocabulary.Category
		subjects   int
	}{
		{"4 directives", said(4), 10, []vocabulary.Category{1}, 1000},
		{"4 directives, judged twice", said(4), 200, []vocabulary.Category{1}, 1000},
		{"4 directives, one subject", said(4), 10, []vocabulary.Category{1}, 1},
		{"4 directives, 4 categories", said(4), 10, []vocabulary.Category{1, 2, 3, 4}, 1000},
		{"no directives", nil, 10, []vocabulary.Category{1}, 1000},
		{"32 directives of 256 nodes", worst(), 10, []vocabulary.Category{1}, 1},
	} {
		b.Run(bench.name, func(b *testing.B) {
			f := newFixture(b)
			events := make([]types.Event, 1000)
			for i := range events {
				n := uint32(i % bench.subjects)
				f.facts.enrol(subject(n), bench.said...)
				events[i] = event(start - bench.age)
				events[i].Subject, events[i].Categories = subject(n), bench.categories
				events[i].Recipient = "fr-clinic"
			}
			m := batch(0, events...)
			ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if m.FirstIndex, err = f.keeper.TrailSize(ctx, pacs); err == nil {
					_, err = f.msgs.RecordAccess(ctx, m)
				}
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.N*len(events))/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(ctx.GasMeter().GasConsumed()), "ns/gas")
			b.ReportMetric(float64(ctx.GasMeter().GasConsumed())/float64(b.N*len(events)), "gas/event")
		})
	}
}

// BenchmarkJudgeAcrossABorder judges an event whose pair of jurisdictions has as many
// agreements as it may, of which none fits.
func BenchmarkJudgeAcrossABorder(b *testing.B) {
	f := newFixture(b)
	f.facts.agreements = nil
	for i := range 256 {
		a := policy.Agreement{ID: fmt.Sprintf("de-fr-%03d", i), History: policy.History{{Status: policy.StatusInForce, Since: 1}}}
		for range 64 {
			a.Rules = append(a.Rules, policy.Rule{From: "DE", To: "FR", Purposes: policy.SetOf(policy.PurposeResearch)})
		}
		f.facts.agreements = append(f.facts.agreements, a)
	}
	f.facts.enrol(subject(1), permits(0))
	e := event(start - 10)
	e.Recipient = "fr-clinic"
	ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
	for b.Loop() {
		size, err := f.keeper.TrailSize(ctx, pacs)
		require.NoError(b, err)
		_, err = f.msgs.RecordAccess(ctx, batch(size, e))
		require.NoError(b, err)
	}
}

// BenchmarkValidate checks a message of 1,000 events.
func BenchmarkValidate(b *testing.B) {
	events := make([]types.Event, 1000)
	for i := range events {
		events[i] = event(start)
	}
	m := batch(0, events...)
	for b.Loop() {
		require.NoError(b, m.Validate())
	}
}
