package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// gas for a small message, and for the vote that has a proposal executed.
const smallGas = 500_000

// The story's deadlines, in seconds: a network for real waits days.
const (
	profileNotice    = 4
	replacementDelay = 8
	handoverLifetime = 600
)

var governance = story{prepare: shortDeadlines, play: playGovernance}

// shortDeadlines founds the network with deadlines that a story can wait for.
func shortDeadlines(spec *localnet.Spec) error {
	registry := registrytypes.DefaultGenesis()
	registry.Params.ProfileNotice = profileNotice
	registry.Params.ReplacementDelay = replacementDelay
	registry.Params.HandoverLifetime = handoverLifetime
	document, err := spec.Codec.MarshalJSON(registry)
	if err != nil {
		return err
	}
	spec.Genesis[registrytypes.ModuleName] = document
	return nil
}

// governing is the story of who is in, and who decides.
type governing struct {
	*stage.Stage
	// authorities by jurisdiction, as they stand.
	authorities map[string]ledger.Sender
	// chKey was the authority of CH before its board was.
	chKey *ledger.Account
}

// newGoverning has the authorities that the network was founded with.
func newGoverning(s *stage.Stage) (*governing, error) {
	g := &governing{Stage: s, authorities: map[string]ledger.Sender{}}
	for _, founder := range s.Spec.Founders {
		authority, err := s.Authority(founder.ID)
		if err != nil {
			return nil, err
		}
		g.authorities[founder.ID] = authority
	}
	return g, nil
}

func playGovernance(ctx context.Context, s *stage.Stage) error {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	return s.Play(
		ctx,
		stage.Scene{Title: "a council of two admits a third jurisdiction", Play: g.admit},
		stage.Scene{Title: "a council of three rejects, accepts, and keeps why an execution failed", Play: g.decideAsThree},
		stage.Scene{Title: "CH adopts a regime for later", Play: g.adoptProfile},
		stage.Scene{Title: "CH hands its authority over in two steps", Play: g.handOver},
		stage.Scene{Title: "the board accredits a laboratory under a scheme of its own", Play: g.accredit},
		stage.Scene{Title: "a suspension bites in the block it lands in, and never stops evidence", Play: g.suspend},
		stage.Scene{Title: "an authority that is to be replaced objects in time", Play: g.objectInTime},
		stage.Scene{Title: "an authority whose keys are lost is replaced", Play: g.replaceLost},
	)
}

// admit needs both members: one yes leaves the proposal open.
func (g *governing) admit(ctx context.Context) error {
	key, err := g.NewAccount("ch-authority")
	if err != nil {
		return err
	}
	g.chKey = key
	id, err := g.propose(ctx, "DE", "admit-ch", &registrytypes.MsgRegisterJurisdiction{
		Council: app.CouncilAddress(), Id: "CH", Name: "Switzerland", JurisdictionAuthority: key.Address(),
	})
	if err != nil {
		return err
	}
	if err := g.vote(ctx, "DE", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return err
	}
	if err := g.vote(ctx, "FR", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED); err != nil {
		return err
	}
	g.authorities["CH"] = key
	members, err := g.council().Members(ctx, &counciltypes.QueryMembersRequest{})
	if err != nil {
		return err
	}
	g.Say("members now: %v", members.Members)
	if len(members.Members) != 3 {
		return fmt.Errorf("expected three members, got %v", members.Members)
	}
	return nil
}

func (g *governing) decideAsThree(ctx context.Context) error {
	params, err := g.registry().Params(ctx, &registrytypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	// The third vote is not waited for: with two against, nothing can accept it.
	id, err := g.propose(ctx, "DE", "same-parameters", &registrytypes.MsgUpdateParams{Council: app.CouncilAddress(), Params: params.Params})
	if err != nil {
		return err
	}
	if err := g.vote(ctx, "FR", id, counciltypes.Option_OPTION_NO, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return err
	}
	if err := g.vote(ctx, "CH", id, counciltypes.Option_OPTION_NO, counciltypes.ProposalStatus_PROPOSAL_STATUS_REJECTED); err != nil {
		return err
	}
	longer := params.Params
	longer.HandoverLifetime *= 2
	id, err = g.propose(ctx, "CH", "longer-handovers", &registrytypes.MsgUpdateParams{Council: app.CouncilAddress(), Params: longer})
	if err != nil {
		return err
	}
	if err := g.vote(ctx, "CH", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return err
	}
	if err := g.vote(ctx, "DE", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED); err != nil {
		return err
	}
	return g.failToExecute(ctx)
}

// failToExecute accepts what cannot be done: CH is there already.
func (g *governing) failToExecute(ctx context.Context) error {
	spare, err := g.NewAccount("ch-again")
	if err != nil {
		return err
	}
	id, err := g.propose(ctx, "DE", "admit-ch-again", &registrytypes.MsgRegisterJurisdiction{
		Council: app.CouncilAddress(), Id: "CH", Name: "Switzerland", JurisdictionAuthority: spare.Address(),
	})
	if err != nil {
		return err
	}
	if err := g.vote(ctx, "DE", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return err
	}
	if err := g.vote(ctx, "FR", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_FAILED); err != nil {
		return err
	}
	answer, err := g.council().Proposal(ctx, &counciltypes.QueryProposalRequest{Id: id})
	if err != nil {
		return err
	}
	failure := answer.Proposal.Failure
	if failure == nil || failure.Codespace != registrytypes.ModuleName || failure.Code != registrytypes.ErrJurisdictionExists.ABCICode() {
		return fmt.Errorf("expected the failure of a jurisdiction that exists, got %v", failure)
	}
	g.Say("why it failed is kept: message %d, %s error %d", failure.Message, failure.Codespace, failure.Code)
	return nil
}

// propose submits a proposal by the authority of a jurisdiction.
func (g *governing) propose(ctx context.Context, jurisdiction, title string, messages ...sdk.Msg) (uint64, error) {
	packed := make([]*codectypes.Any, len(messages))
	for i, m := range messages {
		var err error
		if packed[i], err = codectypes.NewAnyWithValue(m); err != nil {
			return 0, err
		}
	}
	digest := sha256.Sum256([]byte(title))
	authority := g.authorities[jurisdiction]
	result, err := g.Client.Send(ctx, authority, smallGas, &counciltypes.MsgSubmitProposal{
		Authority: authority.Address(), Messages: packed, Title: title, DocumentDigest: digest[:],
	})
	if err != nil {
		return 0, err
	}
	var response counciltypes.MsgSubmitProposalResponse
	if err := result.Response(0, &response); err != nil {
		return 0, err
	}
	g.Say("height %-4d %s proposes %s: proposal %d", result.Height, jurisdiction, title, response.Id)
	return response.Id, nil
}

// vote votes and expects how the proposal stands then.
func (g *governing) vote(
	ctx context.Context, jurisdiction string, id uint64, option counciltypes.Option, want counciltypes.ProposalStatus,
) error {
	authority := g.authorities[jurisdiction]
	result, err := g.Client.Send(ctx, authority, smallGas, &counciltypes.MsgVote{Authority: authority.Address(), Proposal: id, Option: option})
	if err != nil {
		return err
	}
	var response counciltypes.MsgVoteResponse
	if err := result.Response(0, &response); err != nil {
		return err
	}
	g.Say("height %-4d %s votes %s on %d: %s", result.Height, jurisdiction, word(option), id, word(response.Status))
	if response.Status != want {
		return fmt.Errorf("expected proposal %d %s, it is %s", id, word(want), word(response.Status))
	}
	return nil
}

// refused sends a message that must be refused with the error.
func (g *governing) refused(ctx context.Context, from ledger.Sender, want error, what string, messages ...sdk.Msg) error {
	_, err := g.Client.Send(ctx, from, smallGas, messages...)
	if err == nil {
		return fmt.Errorf("%s was not refused", what)
	}
	if !errors.Is(err, want) {
		return fmt.Errorf("%s: expected %w, got %w", what, want, err)
	}
	g.Say("refused:    %s (%s)", what, want)
	return nil
}

// send sends messages that must pass, and tells of it.
func (g *governing) send(ctx context.Context, from ledger.Sender, what string, messages ...sdk.Msg) error {
	result, err := g.Client.Send(ctx, from, smallGas, messages...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	g.Say("height %-4d %s", result.Height, what)
	return nil
}

func (g *governing) council() counciltypes.QueryClient {
	return counciltypes.NewQueryClient(g.Client.Query())
}

func (g *governing) registry() registrytypes.QueryClient {
	return registrytypes.NewQueryClient(g.Client.Query())
}

// until waits for the chain's clock to reach a moment, and for the state of that block.
func (g *governing) until(ctx context.Context, moment time.Time) error {
	for {
		status, err := g.Client.RPC().Status(ctx)
		if err != nil {
			return err
		}
		if !status.SyncInfo.LatestBlockTime.Before(moment) {
			_, err := g.Client.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight)
			return err
		}
		if _, err := g.Client.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight+1); err != nil {
			return err
		}
	}
}

var roleProvider = []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_DATA_HOLDER}

var roleNode = append(slices.Clone(roleProvider), vocabulary.Role_ROLE_NODE_OPERATOR)
