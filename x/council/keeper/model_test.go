package keeper_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/council/types"
)

// model is the council as a few lists: what each proposal would do, who voted what and
// when, and who has been a member since when.
type model struct {
	now       int64
	since     map[string]int64
	threshold [2]int
	period    int64
	proposals []*modelProposal
}

type modelProposal struct {
	proposer  string
	effect    string // "suspend", "reinstate", "replace", "fail".
	of        string
	submitted int64
	closes    int64
	votes     map[string]modelVote
	status    types.ProposalStatus
}

type modelVote struct {
	yes bool
	at  int64
}

// voters on a proposal: the members, but for the one whose authority it replaces.
func (m *model) voters(p *modelProposal) []string {
	var ids []string
	for id := range m.since {
		if p.effect != "replace" || p.of != id {
			ids = append(ids, id)
		}
	}
	return ids
}

// settle says how an open proposal stands, and does what comes of it.
func (m *model) settle(p *modelProposal) {
	if p.status != open {
		return
	}
	if m.now >= p.closes {
		p.status = expired
		return
	}
	voters := m.voters(p)
	needed := max(1, (len(voters)*m.threshold[0]+m.threshold[1]-1)/m.threshold[1])
	yes, no := 0, 0
	for _, id := range voters {
		vote, voted := p.votes[id]
		switch {
		case !voted || vote.at < m.since[id]:
		case vote.yes:
			yes++
		default:
			no++
		}
	}
	switch {
	case yes >= needed:
		p.status = passed
		m.execute(p)
	case len(voters)-no < needed:
		p.status = rejected
	}
}

func (m *model) execute(p *modelProposal) {
	switch p.effect {
	case "suspend":
		delete(m.since, p.of)
	case "reinstate":
		m.since[p.of] = m.now
	case "fail":
		p.status = failed
	}
}

func (m *model) openOf(proposer string) (all, own int) {
	for _, p := range m.proposals {
		if p.status == open {
			all++
			if p.proposer == proposer {
				own++
			}
		}
	}
	return all, own
}

// council is the real one and its model, side by side.
type councilRun struct {
	*fixture
	model *model
}

var modelIDs = []string{"AT", "CH", "DE", "FR", "NL"}

func anyID(t *rapid.T, name string) string { return rapid.SampledFrom(modelIDs).Draw(t, name) }

func (r *councilRun) submit(t *rapid.T) {
	by, of := anyID(t, "proposer"), anyID(t, "of")
	effect := rapid.SampledFrom([]string{"suspend", "reinstate", "replace", "fail"}).Draw(t, "effect")
	messages := map[string][]string{
		"suspend": {"suspend", of}, "reinstate": {"reinstate", of}, "replace": {"replace", of}, "fail": {"suspend", "XX", "and", "fail"},
	}
	response, err := r.msgs.SubmitProposal(r.ctx, submission(r, by, r.storyMessages(messages[effect])...))
	p := &modelProposal{
		proposer: by, effect: effect, of: of, submitted: r.model.now, closes: r.model.now + r.model.period,
		votes: map[string]modelVote{}, status: open,
	}
	_, member := r.model.since[by]
	all, own := r.model.openOf(by)
	want := member && all < types.MaxOpen && own < types.MaxOpenPerMember && len(r.model.voters(p)) > 0
	require.Equal(t, want, err == nil, "%s proposes to %s %s: %v", by, effect, of, err)
	if want {
		r.model.proposals = append(r.model.proposals, p)
		require.EqualValues(t, len(r.model.proposals), response.Id)
	}
}

// some proposal, or one that is not there.
func (r *councilRun) some(t *rapid.T) (uint64, *modelProposal) {
	n := rapid.IntRange(max(0, len(r.model.proposals)-5), len(r.model.proposals)).Draw(t, "proposal")
	if n == len(r.model.proposals) {
		return uint64(n + 1), nil
	}
	return uint64(n + 1), r.model.proposals[n]
}

func (r *councilRun) cast(t *rapid.T) {
	by := anyID(t, "voter")
	id, p := r.some(t)
	option := rapid.SampledFrom([]types.Option{yes, yes, no}).Draw(t, "option")
	_, err := r.msgs.Vote(r.ctx, &types.MsgVote{Authority: by, Proposal: id, Option: option})
	want := p != nil && p.status == open && r.model.now < p.closes && slices.Contains(r.model.voters(p), by)
	require.Equal(t, want, err == nil, "%s votes on %d: %v", by, id, err)
	if want {
		p.votes[by] = modelVote{yes: option == yes, at: r.model.now}
		r.model.settle(p)
	}
}

func (r *councilRun) takeBack(t *rapid.T) {
	by := anyID(t, "by")
	id, p := r.some(t)
	_, err := r.msgs.WithdrawProposal(r.ctx, &types.MsgWithdrawProposal{Authority: by, Proposal: id})
	_, member := r.model.since[by]
	want := member && p != nil && p.status == open && r.model.now < p.closes && p.proposer == by
	require.Equal(t, want, err == nil, "%s withdraws %d: %v", by, id, err)
	if want {
		p.status = withdrawn
	}
}

// moveMember changes who is in without the council's doing.
func (r *councilRun) moveMember(t *rapid.T) {
	id := anyID(t, "member")
	if _, member := r.model.since[id]; member && len(r.model.since) > 1 {
		delete(r.model.since, id)
		delete(r.since, id)
		return
	}
	r.model.since[id], r.since[id] = r.model.now, r.model.now
}

// nextBlock ends the block, and begins another.
func (r *councilRun) nextBlock(t *rapid.T) {
	require.NoError(t, r.keeper.EndBlock(r.ctx))
	for _, p := range r.model.proposals {
		r.model.settle(p)
	}
	after := rapid.SampledFrom([]int64{0, 1, 30, 59, 60, 61}).Draw(t, "seconds")
	r.model.now += after
	r.ctx = r.ctx.WithBlockTime(r.ctx.BlockTime().Add(time.Duration(after) * time.Second)).WithEventManager(sdk.NewEventManager())
}

func (r *councilRun) updateParams(t *rapid.T) {
	r.model.threshold = rapid.SampledFrom([][2]int{{2, 3}, {3, 4}, {1, 1}, {51, 100}}).Draw(t, "threshold")
	r.model.period = rapid.SampledFrom([]int64{60, 90}).Draw(t, "period")
	_, err := r.msgs.UpdateParams(r.ctx, &types.MsgUpdateParams{Council: council, Params: types.Params{
		ThresholdNumerator: uint32(r.model.threshold[0]), ThresholdDenominator: uint32(r.model.threshold[1]), VotingPeriod: r.model.period,
	}})
	require.NoError(t, err)
}

// reload goes on from an exported state.
func (r *councilRun) reload(t *rapid.T) {
	state, err := r.keeper.ExportGenesis(r.ctx)
	require.NoError(t, err)
	require.NoError(t, state.Validate())
	next := newFixture(r.T)
	next.world = r.world
	next.since = r.since
	require.NoError(t, next.keeper.InitGenesis(next.ctx.WithBlockTime(r.ctx.BlockTime()), state))
	again, err := next.keeper.ExportGenesis(next.ctx)
	require.NoError(t, err)
	require.Equal(t, state, again)
}

func (r *councilRun) check(t *rapid.T, fates map[types.ProposalStatus]int) {
	require.Equal(t, r.model.since, r.since)
	broken, err := r.keeper.Invariants(r.ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
	for i, p := range r.model.proposals {
		stored := r.proposal(uint64(i + 1))
		require.Equal(t, p.status.String(), stored.Status.String(), "proposal %d: %+v", i+1, p)
		require.Equal(t, p.proposer, stored.Proposer)
		require.Len(t, stored.Votes, len(p.votes))
		for _, v := range stored.Votes {
			require.Equal(t, modelVote{yes: v.Option == yes, at: v.CastAt}, p.votes[v.Jurisdiction])
		}
		fates[p.status]++
	}
}

func TestTheCouncilBehavesAsItsModel(t *testing.T) {
	fates := map[types.ProposalStatus]int{}
	rapid.Check(t, func(rt *rapid.T) {
		members := rapid.SliceOfNDistinct(rapid.SampledFrom(modelIDs), 1, len(modelIDs), rapid.ID[string]).Draw(rt, "members")
		r := &councilRun{fixture: newFixture(t, members...)}
		r.model = &model{now: start, since: maps.Clone(r.since), threshold: [2]int{2, 3}, period: types.DefaultParams().VotingPeriod}
		r.updateParams(rt)
		actions := []func(*rapid.T){
			r.submit, r.submit, r.cast, r.cast, r.cast, r.cast, r.cast, r.takeBack, r.moveMember, r.nextBlock, r.nextBlock, r.updateParams, r.reload,
		}
		for range rapid.IntRange(1, 80).Draw(rt, "steps") {
			actions[rapid.IntRange(0, len(actions)-1).Draw(rt, "action")](rt)
			r.check(rt, fates)
		}
	})
	for _, status := range []types.ProposalStatus{open, passed, failed, rejected, expired, withdrawn} {
		require.NotZero(t, fates[status], fmt.Sprintf("no proposal was ever %s", status))
	}
}
