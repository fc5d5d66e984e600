package keeper_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

// append to a log what an auditor rebuilds from a message, its response and the
// block that they are of.
func rebuild(t require.TestingT, log *translog.Log, ctx sdk.Context, m *types.MsgRecordAccess, r *types.MsgRecordAccessResponse) {
	for i := range m.Events {
		record, err := types.NewRecord(types.Place{
			ChainID: chainID, Trail: m.Trail, Index: m.FirstIndex + uint64(i),
			Height: ctx.BlockHeight(), Time: ctx.BlockTime().Unix(),
		}, m.Events[i], r.Verdicts[i])
		require.NoError(t, err)
		leaf, err := record.Leaf()
		require.NoError(t, err)
		log.Append(leaf)
	}
}

func TestAnySplitOfTheSameEventsIsRebuiltFromTheResponses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := newFixture(t)
		f.facts.enrol(subject(1), permits(start-50))
		f.facts.enrol(subject(2), permits(0))
		var events []types.Event
		for i := range rapid.IntRange(1, 70).Draw(r, "events") {
			e := event(start - rapid.Int64Range(-5, 200).Draw(r, "age"))
			e.Subject = subject(rapid.Uint32Range(1, 3).Draw(r, "subject"))
			binary.BigEndian.PutUint32(e.Salt, uint32(i))
			events = append(events, e)
		}
		sameBlock := rapid.Bool().Draw(r, "same block")
		var log translog.Log
		var batches int64
		for rest := events; len(rest) > 0; batches++ {
			n := rapid.IntRange(1, len(rest)).Draw(r, "batch")
			m := batch(log.Size(), rest[:n]...)
			if !sameBlock {
				f.at(7+batches, start+batches)
			}
			response, err := f.msgs.RecordAccess(f.ctx, m)
			require.NoError(r, err)
			rebuild(r, &log, f.ctx, m, response)
			require.Equal(r, types.HeadToProto(log.Head()), response.Head)
			rest = rest[n:]
		}
		trail, err := f.queries.Trail(f.ctx, &types.QueryTrailRequest{Participant: hospital, Name: "pacs"})
		require.NoError(r, err)
		require.Equal(r, types.HeadToProto(log.Head()), trail.Trail.Head)
		root := log.Head().Root()
		require.Equal(r, root[:], trail.Root)
		index := rapid.Uint64Range(0, log.Size()-1).Draw(r, "index")
		leaf, err := log.Leaf(index)
		require.NoError(r, err)
		path, err := log.InclusionProof(index, log.Size())
		require.NoError(r, err)
		require.NoError(r, translog.VerifyInclusion(leaf, index, log.Size(), path, translog.Hash(trail.Root)))

		require.EqualValues(r, batches+1, f.stores.writes, "one write a message, and the first checkpoint")
		require.Zero(r, f.cases.writes)
		if sameBlock {
			other := newFixture(t)
			other.facts.enrol(subject(1), permits(start-50))
			other.facts.enrol(subject(2), permits(0))
			require.Equal(r, trail.Trail.Head, other.record(events...).Head, "the split leaves no trace")
		}
	})
}

func TestLeafDependsOnPlaceEventAndVerdict(t *testing.T) {
	place := types.Place{ChainID: chainID, Trail: pacs, Index: 3, Height: 7, Time: start}
	verdict := types.Verdict{Effect: permit, Basis: consent}
	leaf := func(p types.Place, e types.Event, v types.Verdict) translog.Hash {
		record, err := types.NewRecord(p, e, v)
		require.NoError(t, err)
		hash, err := record.Leaf()
		require.NoError(t, err)
		return hash
	}
	seen := map[translog.Hash]string{leaf(place, event(start), verdict): "as it is"}
	expectNew := func(name string, h translog.Hash) {
		require.Empty(t, seen[h], name)
		seen[h] = name
	}
	for name, change := range map[string]func(*types.Place){
		"chain": func(p *types.Place) { p.ChainID = "other" }, "trail": func(p *types.Place) { p.Trail = "de-hospital/ris" },
		"index": func(p *types.Place) { p.Index++ }, "height": func(p *types.Place) { p.Height++ }, "time": func(p *types.Place) { p.Time++ },
	} {
		p := place
		change(&p)
		expectNew(name, leaf(p, event(start), verdict))
	}
	for name, change := range map[string]func(*types.Event){
		"side":     func(e *types.Event) { e.Side = types.Side_SIDE_RECIPIENT },
		"exchange": func(e *types.Event) { e.Exchange[0]++ }, "subject": func(e *types.Event) { e.Subject[0]++ },
		"controller": func(e *types.Event) { e.Controller = "x" }, "recipient": func(e *types.Event) { e.Recipient = "x" },
		"actor": func(e *types.Event) { e.Actor[0]++ }, "profession": func(e *types.Event) { e.Profession = 0 },
		"purpose": func(e *types.Event) { e.Purpose++ }, "categories": func(e *types.Event) { e.Categories = append(e.Categories, 2) },
		"action": func(e *types.Event) { e.Action++ }, "permit": func(e *types.Event) { e.Permit = "x" },
		"moment": func(e *types.Event) { e.OccurredAt++ }, "resource": func(e *types.Event) { e.Resource[0]++ },
		"salt": func(e *types.Event) { e.Salt[0]++ },
	} {
		e := event(start)
		change(&e)
		expectNew(name, leaf(place, e, verdict))
	}
	for name, v := range map[string]types.Verdict{
		"effect": {Effect: deny, Basis: consent}, "basis": {Effect: permit, Basis: none},
		"one mark": {Effect: permit, Basis: consent, Marks: []types.Mark{late}}, "two marks": {Effect: permit, Basis: consent, Marks: []types.Mark{hindsight, late}},
	} {
		expectNew(name, leaf(place, event(start), v))
	}
}

func TestOneEventIsEmittedForAMessage(t *testing.T) {
	f := newFixture(t)
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	f.record(event(start-2), event(start-1))
	events := f.ctx.EventManager().Events()
	require.Len(t, events, 1)
	require.Equal(t, "assent.access.v1.EventAccessRecorded", events[0].Type)
	size, found := events[0].GetAttribute("size")
	require.True(t, found)
	require.Equal(t, `"2"`, size.Value)

	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	f.open("ris")
	require.Len(t, f.ctx.EventManager().Events(), 1)
	require.Equal(t, "assent.access.v1.EventTrailOpened", f.ctx.EventManager().Events()[0].Type)
}

// gas that a message costs, on a branch of the state that is dropped.
func (f *fixture) gas(events ...types.Event) uint64 {
	f.Helper()
	size, err := f.keeper.TrailSize(f.ctx, pacs)
	require.NoError(f, err)
	ctx, _ := f.ctx.WithGasMeter(storetypes.NewGasMeter(1 << 40)).CacheContext()
	_, err = f.msgs.RecordAccess(ctx, batch(size, events...))
	require.NoError(f, err)
	return ctx.GasMeter().GasConsumed()
}

func TestGasFollowsFromEventsAndFacts(t *testing.T) {
	f := newFixture(t)
	tree := permits(0)
	tree.Provision.Exceptions = make([]policy.Provision, 3)
	for i := range uint32(4) {
		f.facts.enrol(subject(i), tree, permits(0))
	}
	of := func(n uint32, categories ...vocabulary.Category) types.Event {
		e := event(start - 10)
		e.Subject, e.Categories = subject(n), categories
		return e
	}
	one := f.gas(of(0, 1))
	require.Equal(t, one, f.gas(of(0, 1)), "the same again costs the same")

	reads := f.facts.reads
	same := f.gas(of(1, 1), of(1, 1), of(1, 1))
	cached := f.facts.reads - reads
	reads = f.facts.reads
	distinct := f.gas(of(1, 1), of(2, 1), of(3, 1))
	require.Greater(t, f.facts.reads-reads, cached)
	require.Equal(t, same, distinct, "whether facts had been read does not matter")

	f.facts.enrol(subject(8))
	require.Equal(t, f.gas(of(9, 1)), f.gas(of(8, 1)), "nor whether the subject is known")
	require.Equal(t, uint64(5*types.GasPerNode), one-f.gas(of(8, 1)), "each node costs")
	require.Equal(t, uint64(types.GasPerCategory), f.gas(of(8, 1, 2))-f.gas(of(8, 1)), "each category costs")
	require.Equal(t, uint64(types.GasPerCategory+5*types.GasPerNode), f.gas(of(0, 1, 2))-one, "and reads each node")
	abroad := of(8, 1)
	abroad.Recipient = "fr-clinic"
	const reading = types.GasPerAgreementRead + types.GasPerRuleRead
	require.Equal(t, uint64(types.GasPerRule+reading), f.gas(abroad)-f.gas(of(8, 1)), "each rule of the pair costs")
	require.Equal(t, uint64(2*types.GasPerRule+reading), f.gas(abroad, abroad)-f.gas(of(8, 1), of(8, 1)), "and reading it costs once")
	abroad.Categories = []vocabulary.Category{1, 2, 3}
	require.Equal(t, uint64(3*types.GasPerRule+reading), f.gas(abroad)-f.gas(of(8, 1, 2, 3)), "for each category")
	under := of(8, 1)
	under.Permit = "de-none"
	require.Equal(t, uint64(types.GasPerPermit), f.gas(under)-f.gas(of(8, 1)), "a permit that is named costs, known or not")
	// Two events leave one hash at the edge of the log, as one does.
	require.Equal(t, uint64(types.GasPerEvent+types.GasPerCategory), f.gas(of(8, 1), of(8, 1))-f.gas(of(8, 1)), "each event costs")
}

func TestJudgingStopsWhereTheGasEnds(t *testing.T) {
	f := newFixture(t)
	var events []types.Event
	for i := range uint32(100) {
		f.facts.enrol(subject(i), permits(0))
		e := event(start - 10)
		e.Subject = subject(i)
		events = append(events, e)
	}
	need := f.gas(events...)
	before, reads := f.export(), f.facts.reads

	ctx := f.ctx.WithGasMeter(storetypes.NewGasMeter(need / 2))
	require.Panics(t, func() { _, _ = f.msgs.RecordAccess(ctx, batch(0, events...)) })
	require.Less(t, f.facts.reads-reads, 60)
	require.Equal(t, before, f.export())
}
