package types

import errorsmod "cosmossdk.io/errors"

// The errors of the council. Codes are part of the protocol: they are never
// changed and never used again for something else.
var (
	// ErrProposalInvalid says that a title, a digest or the number or size of the messages breaks a rule.
	ErrProposalInvalid = errorsmod.Register(ModuleName, 2, "proposal is invalid")
	// ErrProposalUnknown says that no proposal has the id.
	ErrProposalUnknown = errorsmod.Register(ModuleName, 3, "proposal is unknown")
	// ErrProposalNotOpen says that the proposal was decided, withdrawn or has expired.
	ErrProposalNotOpen = errorsmod.Register(ModuleName, 4, "proposal is not open")
	// ErrMessageNotCouncils says that a message is not one that the council alone may send, or not in its name.
	ErrMessageNotCouncils = errorsmod.Register(ModuleName, 5, "only messages that the council alone may send can be proposed")
	// ErrMessageRefused says that a message would capture or halt the chain.
	ErrMessageRefused = errorsmod.Register(ModuleName, 6, "message would capture or halt the chain")
	// ErrTooManyOpen says that there is no room for another open proposal.
	ErrTooManyOpen = errorsmod.Register(ModuleName, 7, "too many open proposals: wait for one to close, or withdraw one")
	// ErrNotProposer says that the proposal is another member's.
	ErrNotProposer = errorsmod.Register(ModuleName, 8, "only the jurisdiction that proposed may withdraw")
	// ErrNoVote says that the jurisdiction has no vote on the proposal.
	ErrNoVote = errorsmod.Register(ModuleName, 9, "jurisdiction has no vote on this proposal")
	// ErrOptionInvalid says that a vote is neither yes nor no.
	ErrOptionInvalid = errorsmod.Register(ModuleName, 10, "vote is neither yes nor no")
	// ErrNotCouncil says that the message was not sent by the council.
	ErrNotCouncil = errorsmod.Register(ModuleName, 11, "signer is not the council")
	// ErrParamsInvalid says that a parameter is out of its bounds.
	ErrParamsInvalid = errorsmod.Register(ModuleName, 12, "parameters are invalid")
	// ErrGenesisInvalid says that a genesis state is out of order or contradicts itself.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 13, "genesis state is invalid")
	// ErrExecutionPanicked says that a message used more than the council's gas, or broke off.
	ErrExecutionPanicked = errorsmod.Register(ModuleName, 14, "execution broke off")
)
