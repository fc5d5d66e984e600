package keeper_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const suspensionURL = "/assent.registry.v1.MsgSuspendJurisdiction"

func TestACouncilOfOneDecidesByItsOnlyVote(t *testing.T) {
	f := newFixture(t, "DE")
	id := f.propose("DE", suspension("XX"))
	require.Equal(t, open, f.proposal(id).Status, "to propose is no vote")
	f.vote("DE", id, yes, passed)
	require.Equal(t, []string{suspensionURL}, f.executed)
	id = f.propose("DE", suspension("XX"))
	f.vote("DE", id, no, rejected)
}

func TestACouncilOfTwoNeedsBoth(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	id := f.propose("DE", suspension("XX"))
	f.vote("DE", id, yes, open)
	f.vote("FR", id, yes, passed)
	id = f.propose("DE", suspension("XX"))
	f.vote("FR", id, no, rejected)
}

func TestACouncilOfThreeNeedsTwoAndDoesNotWaitForTheThird(t *testing.T) {
	f := newFixture(t, "CH", "DE", "FR")
	id := f.propose("DE", suspension("XX"))
	f.vote("DE", id, yes, open)
	f.vote("CH", id, no, open)
	f.vote("FR", id, yes, passed)
	id = f.propose("DE", suspension("XX"))
	f.vote("FR", id, no, open)
	f.vote("CH", id, no, rejected)
	_, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: "DE", Proposal: id, Option: yes})
	require.ErrorIs(t, err, types.ErrProposalNotOpen)
}

func TestAVoteMayBeChangedWhileTheProposalIsOpen(t *testing.T) {
	f := newFixture(t, "CH", "DE", "FR")
	id := f.propose("DE", suspension("XX"))
	f.vote("CH", id, no, open)
	f.vote("CH", id, yes, open)
	require.Len(t, f.proposal(id).Votes, 1)
	f.vote("DE", id, yes, passed)
}

func TestAProposalThatRemovesItsProposerIsExecuted(t *testing.T) {
	f := newFixture(t, "CH", "DE", "FR")
	id := f.propose("DE", suspension("DE"))
	f.vote("DE", id, yes, open)
	f.vote("FR", id, yes, passed)
	require.Equal(t, []string{"CH", "FR"}, f.members())
	_, err := f.msgs.SubmitProposal(f.ctx, submission(t, "DE", suspension("FR")))
	require.ErrorIs(t, err, errNotAuthority)
}

func TestAMemberThatLeavesLosesItsVotesAndHasToVoteAgain(t *testing.T) {
	f := newFixture(t, "AT", "CH", "DE", "FR")
	other := f.propose("DE", suspension("XX"))
	f.vote("CH", other, yes, open)
	f.vote("DE", other, yes, open)
	f.after(time.Second)
	delete(f.since, "CH")
	f.after(time.Hour)
	require.Equal(t, open, f.proposal(other).Status, "two of three are needed, and one is there")
	f.since["CH"] = f.ctx.BlockTime().Unix()
	f.after(time.Second)
	answer, err := f.queries.Proposal(f.ctx, &types.QueryProposalRequest{Id: other})
	require.NoError(t, err)
	require.Equal(t, &types.Tally{Members: 4, Needed: 3, Yes: 1}, answer.Tally)
	f.vote("CH", other, yes, open)
	f.vote("AT", other, yes, passed)
}

func TestAChangeOfMembersDecidesAtTheEndOfTheBlock(t *testing.T) {
	f := newFixture(t, "AT", "CH", "DE", "FR")
	accepted := f.propose("DE", suspension("XX"))
	f.vote("DE", accepted, yes, open)
	f.vote("FR", accepted, yes, open)
	impossible := f.propose("DE", suspension("YY"))
	f.vote("DE", impossible, no, open)
	delete(f.since, "AT")
	require.NoError(t, f.keeper.EndBlock(f.ctx))
	require.Equal(t, passed, f.proposal(accepted).Status)
	require.Equal(t, []string{suspensionURL}, f.executed)
	require.Equal(t, open, f.proposal(impossible).Status)
	delete(f.since, "CH")
	require.NoError(t, f.keeper.EndBlock(f.ctx))
	require.Equal(t, rejected, f.proposal(impossible).Status)
	f.requireInvariants()
}

func TestAProposalExpiresWhenItsTimeIsOver(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	id := f.propose("DE", suspension("XX"))
	f.vote("DE", id, yes, open)
	f.after(time.Duration(types.DefaultParams().VotingPeriod)*time.Second - time.Second)
	require.NoError(t, f.keeper.EndBlock(f.ctx))
	require.Equal(t, open, f.proposal(id).Status)
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Second))
	_, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: "FR", Proposal: id, Option: yes})
	require.ErrorIs(t, err, types.ErrProposalNotOpen, "the end of its last block has not come yet")
	f.after(time.Second)
	require.Equal(t, expired, f.proposal(id).Status)
	require.Empty(t, f.executed)
}

func TestWhatFailsHasNoEffectAndWhyIsKeptAsACode(t *testing.T) {
	f := newFixture(t, "DE")
	id := f.propose("DE", suspension("XX"), &poatypes.MsgSetPower{Council: council, Participant: "de-x", Power: 1000})
	f.vote("DE", id, yes, failed)
	require.Equal(t, &types.Failure{Message: 1, Codespace: "council_test", Code: 7}, f.proposal(id).Failure)

	id = f.propose("DE", &registrytypes.MsgUpdateParams{Council: council})
	f.vote("DE", id, yes, failed)
	require.Equal(t, &types.Failure{Codespace: types.ModuleName, Code: types.ErrExecutionPanicked.ABCICode()}, f.proposal(id).Failure)
	f.requireInvariants()
}

func TestWhatMayBeProposedIsAskedAgainBeforeItIsExecuted(t *testing.T) {
	f := newFixture(t, "DE")
	id := f.propose("DE", suspension("XX"))
	f.refuse = suspensionURL
	_, err := f.msgs.SubmitProposal(f.ctx, submission(t, "DE", suspension("XX")))
	require.ErrorIs(t, err, types.ErrMessageRefused)
	f.vote("DE", id, yes, failed)
	require.Equal(t, types.ErrMessageRefused.ABCICode(), f.proposal(id).Failure.Code)
	require.Empty(t, f.executed)
}

func replacement(id string) sdk.Msg {
	return &registrytypes.MsgReplaceAuthority{Council: council, Jurisdiction: id, Successor: "heir"}
}

func TestWhoseAuthorityIsReplacedHasNoVoteOnIt(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	id := f.propose("DE", replacement("FR"))
	_, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: "FR", Proposal: id, Option: no})
	require.ErrorIs(t, err, types.ErrNoVote)
	f.vote("DE", id, yes, passed)

	_, err = f.msgs.SubmitProposal(f.ctx, submission(t, "DE", replacement("FR"), suspension("FR")))
	require.ErrorIs(t, err, types.ErrProposalInvalid)
	one := newFixture(t, "DE")
	_, err = one.msgs.SubmitProposal(one.ctx, submission(t, "DE", replacement("DE")))
	require.ErrorIs(t, err, types.ErrNoVote)
}

func TestOnlyTheProposerMayWithdrawAndOnlyWhileOpen(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	id := f.propose("DE", suspension("XX"))
	_, err := f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: "FR", Proposal: id})
	require.ErrorIs(t, err, types.ErrNotProposer)
	_, err = f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: "DE", Proposal: id})
	require.NoError(t, err)
	require.Equal(t, withdrawn, f.proposal(id).Status)
	_, err = f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: "DE", Proposal: id})
	require.ErrorIs(t, err, types.ErrProposalNotOpen)
	_, err = f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: "DE", Proposal: 9})
	require.ErrorIs(t, err, types.ErrProposalUnknown)
}

func TestAMemberHasRoomForFourOpenProposals(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	for range types.MaxOpenPerMember {
		f.propose("DE", suspension("XX"))
	}
	_, err := f.msgs.SubmitProposal(f.ctx, submission(t, "DE", suspension("XX")))
	require.ErrorIs(t, err, types.ErrTooManyOpen)
	f.propose("FR", suspension("XX"))
}

func TestMalformedMessagesAreRefused(t *testing.T) {
	f := newFixture(t, "DE")
	good := func() *types.MsgSubmitProposal { return submission(t, "DE", suspension("XX")) }
	for name, spoil := range map[string]func(*types.MsgSubmitProposal){
		"no message": func(m *types.MsgSubmitProposal) { m.Messages = nil },
		"too many": func(m *types.MsgSubmitProposal) {
			m.Messages = append(m.Messages, submission(t, "", make17()...).Messages...)
		},
		"a sentence":     func(m *types.MsgSubmitProposal) { m.Title = "Suspend XX" },
		"no title":       func(m *types.MsgSubmitProposal) { m.Title = "" },
		"a short digest": func(m *types.MsgSubmitProposal) { m.DocumentDigest = make([]byte, 31) },
		"too large a text": func(m *types.MsgSubmitProposal) {
			m.Messages[0].Value = bytes.Repeat([]byte{0}, types.MaxMessagesBytes)
		},
		"a missing message": func(m *types.MsgSubmitProposal) { m.Messages[0] = nil },
	} {
		t.Run(name, func(t *testing.T) {
			m := good()
			spoil(m)
			_, err := f.msgs.SubmitProposal(f.ctx, m)
			require.ErrorIs(t, err, types.ErrProposalInvalid)
		})
	}
	_, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: "DE", Proposal: 1, Option: 3})
	require.ErrorIs(t, err, types.ErrOptionInvalid)
	_, err = f.msgs.Vote(f.ctx, &types.MsgVote{Authority: "DE", Proposal: 1, Option: yes})
	require.ErrorIs(t, err, types.ErrProposalUnknown)
	_, err = f.msgs.SubmitProposal(f.ctx, submission(t, "XX", suspension("DE")))
	require.ErrorIs(t, err, errNotAuthority)
}

func make17() []sdk.Msg {
	messages := make([]sdk.Msg, types.MaxMessages)
	for i := range messages {
		messages[i] = suspension("XX")
	}
	return messages
}

func TestOnlyTheCouncilChangesItsParameters(t *testing.T) {
	f := newFixture(t, "DE")
	params := types.Params{ThresholdNumerator: 3, ThresholdDenominator: 4, VotingPeriod: 3600}
	_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: "DE", Params: params})
	require.ErrorIs(t, err, types.ErrNotCouncil)
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: council, Params: params})
	require.NoError(t, err)
	answer, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, params, answer.Params)
	for _, p := range []types.Params{
		{},
		{ThresholdNumerator: 1, ThresholdDenominator: 2, VotingPeriod: 3600},
		{ThresholdNumerator: 5, ThresholdDenominator: 4, VotingPeriod: 3600},
		{ThresholdNumerator: 2, ThresholdDenominator: 3, VotingPeriod: 59},
		{ThresholdNumerator: 2, ThresholdDenominator: 3, VotingPeriod: 366 * 86400},
		{ThresholdNumerator: 700, ThresholdDenominator: 1001, VotingPeriod: 3600},
	} {
		_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: council, Params: p})
		require.ErrorIs(t, err, types.ErrParamsInvalid)
	}
}

func TestTheThresholdIsRoundedUp(t *testing.T) {
	for members, needed := range map[int]int{0: 1, 1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 27: 18} {
		require.Equal(t, needed, types.DefaultParams().Needed(members), "%d members", members)
	}
}

func TestQueriesListProposalsAndMembers(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	closed := f.propose("DE", suspension("XX"))
	f.vote("FR", closed, no, rejected)
	waiting := f.propose("FR", suspension("XX"))
	all, err := f.queries.Proposals(f.ctx, &types.QueryProposalsRequest{})
	require.NoError(t, err)
	require.Len(t, all.Proposals, 2)
	left, err := f.queries.Proposals(f.ctx, &types.QueryProposalsRequest{OpenOnly: true})
	require.NoError(t, err)
	require.Len(t, left.Proposals, 1)
	require.Equal(t, waiting, left.Proposals[0].Id)
	members, err := f.queries.Members(f.ctx, &types.QueryMembersRequest{})
	require.NoError(t, err)
	require.Equal(t, []string{"DE", "FR"}, members.Members)
	_, err = f.queries.Proposal(f.ctx, &types.QueryProposalRequest{Id: 99})
	require.ErrorContains(t, err, "no proposal 99")
	_, err = f.queries.Proposals(f.ctx, &types.QueryProposalsRequest{Pagination: &query.PageRequest{Limit: 101}})
	require.ErrorContains(t, err, "at most 100")
	for _, err := range []error{
		second(f.queries.Proposal(f.ctx, nil)), second(f.queries.Proposals(f.ctx, nil)),
		second(f.queries.Members(f.ctx, nil)), second(f.queries.Params(f.ctx, nil)),
	} {
		require.ErrorContains(t, err, "empty request")
	}
}

func second[T any](_ T, err error) error { return err }

func TestAnExportedCouncilIsTheSame(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	f.vote("FR", f.propose("DE", suspension("XX")), no, rejected)
	f.vote("DE", f.propose("DE", suspension("YY")), yes, open)
	state, err := f.keeper.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, state.Validate())
	written, err := f.codec.MarshalJSON(state)
	require.NoError(t, err)
	var read types.GenesisState
	require.NoError(t, f.codec.UnmarshalJSON(written, &read))

	next := newFixture(t, "DE", "FR")
	require.NoError(t, next.keeper.InitGenesis(next.ctx, &read))
	next.requireInvariants()
	again, err := next.keeper.ExportGenesis(next.ctx)
	require.NoError(t, err)
	rewritten, err := next.codec.MarshalJSON(again)
	require.NoError(t, err)
	require.JSONEq(t, string(written), string(rewritten))
	next.vote("FR", 2, yes, passed)
	require.Equal(t, uint64(3), next.propose("DE", suspension("XX")))
}

func TestAGenesisThatContradictsItselfIsRefused(t *testing.T) {
	f := newFixture(t, "DE", "FR")
	f.propose("DE", suspension("XX"))
	f.propose("DE", suspension("XX"))
	for name, spoil := range map[string]func(*types.GenesisState){
		"an id above the last":     func(g *types.GenesisState) { g.LastId = 1 },
		"a proposal there twice":   func(g *types.GenesisState) { g.Proposals[1] = g.Proposals[0] },
		"no parameters":            func(g *types.GenesisState) { g.Params = types.Params{} },
		"an open one with an end":  func(g *types.GenesisState) { g.Proposals[0].ResolvedAt = 1 },
		"a failure of an open one": func(g *types.GenesisState) { g.Proposals[0].Failure = &types.Failure{} },
		"an unknown status":        func(g *types.GenesisState) { g.Proposals[0].Status = 9 },
		"a vote of nobody":         func(g *types.GenesisState) { g.Proposals[0].Votes = []types.Vote{{Option: yes}} },
		"votes out of order": func(g *types.GenesisState) {
			g.Proposals[0].Votes = []types.Vote{{Jurisdiction: "FR", Option: yes}, {Jurisdiction: "DE", Option: yes}}
		},
		"a proposer with no such id":   func(g *types.GenesisState) { g.Proposals[0].Proposer = "germany" },
		"one that closes at its start": func(g *types.GenesisState) { g.Proposals[0].ClosesAt = g.Proposals[0].SubmittedAt },
	} {
		t.Run(name, func(t *testing.T) {
			state, err := f.keeper.ExportGenesis(f.ctx)
			require.NoError(t, err)
			spoil(state)
			require.Error(t, state.Validate())
		})
	}
}
