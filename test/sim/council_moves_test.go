package sim_test

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

var councilMoves = []weighted{
	{25, &counciltypes.MsgSubmitProposal{}, propose},
	{80, &counciltypes.MsgVote{}, vote},
	{3, &counciltypes.MsgWithdrawProposal{}, withdrawProposal},
}

// candidates for jurisdictions that do not exist when a simulation begins.
var candidates = []string{"AT", "BE", "DK", "ES", "IT", "NL", "PL", "SE"}

func propose(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	packed, err := codectypes.NewAnyWithValue(s.councilMessage())
	if err != nil {
		panic(err)
	}
	return j.Authority, &counciltypes.MsgSubmitProposal{Authority: j.Authority, Title: "simulated", Messages: []*codectypes.Any{packed}}
}

// councilMessage is one that only the council may send.
func (s scene) councilMessage() sdk.Msg {
	council := app.CouncilAddress()
	other := s.jurisdiction()
	switch s.dice.Intn(9) {
	case 0:
		id, _ := one(s, candidates)
		return &registrytypes.MsgRegisterJurisdiction{Council: council, Id: id, Name: "Jurisdiction " + id, JurisdictionAuthority: s.stranger()}
	case 1:
		return &registrytypes.MsgSuspendJurisdiction{Council: council, Jurisdiction: other.Id}
	case 2:
		if suspended, found := anyOf(s, s.Registry.Jurisdictions, func(j registrytypes.Jurisdiction) bool { return !j.Active(s.now()) }); found {
			other = suspended
		}
		return &registrytypes.MsgReinstateJurisdiction{Council: council, Jurisdiction: other.Id}
	case 3:
		return &registrytypes.MsgReplaceAuthority{Council: council, Jurisdiction: other.Id, Successor: s.stranger()}
	case 4:
		params, err := s.Registry.Params.Get(s.ctx)
		if err != nil {
			panic(err)
		}
		params.ReplacementDelay = 3600 * int64(1+s.dice.Intn(12))
		return &registrytypes.MsgUpdateParams{Council: council, Params: params}
	case 5:
		params, err := s.Access.Params.Get(s.ctx)
		if err != nil {
			panic(err)
		}
		params.CheckpointInterval = 60 * int64(1+s.dice.Intn(300))
		params.JustifyWithin, params.ReviewWithin = 3600*int64(1+s.dice.Intn(12)), 3600*int64(1+s.dice.Intn(12))
		params.AnswerWithin = 3600 * int64(1+s.dice.Intn(12))
		params.ResolveWithin = params.AnswerWithin + 3600*int64(s.dice.Intn(12))
		return &accesstypes.MsgUpdateParams{Council: council, Params: params}
	case 6, 7:
		p, _, _ := s.participant(0)
		return &poatypes.MsgAdmitValidator{Council: council, Participant: p.Id, Key: s.consensusKey()}
	default:
		v, _ := anyOf(s, s.PoA.Validators, nil)
		return &poatypes.MsgSetPower{Council: council, Participant: v.Participant, Power: poatypes.MinPower + int64(s.dice.Intn(100))}
	}
}

func vote(s scene) (string, sdk.Msg) {
	p, found := anyOf(s, s.Council.Proposals, open)
	if !found {
		return "", nil
	}
	option := counciltypes.Option_OPTION_YES
	if s.chance(5) {
		option = counciltypes.Option_OPTION_NO
	}
	j := s.jurisdiction()
	return j.Authority, &counciltypes.MsgVote{Authority: j.Authority, Proposal: p.Id, Option: option}
}

func withdrawProposal(s scene) (string, sdk.Msg) {
	p, found := anyOf(s, s.Council.Proposals, open)
	if !found {
		return "", nil
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, p.Proposer)
	if err != nil {
		panic(err)
	}
	return j.Authority, &counciltypes.MsgWithdrawProposal{Authority: j.Authority, Proposal: p.Id}
}

func open(p counciltypes.Proposal) bool {
	return p.Status == counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN
}
