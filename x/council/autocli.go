package council

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of the council's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := version.AppName + " query council "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.council.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Proposal", Use: "proposal [id]", Short: "Show a proposal, and how it stands",
				Example: query + "proposal 1", PositionalArgs: args("id"),
			},
			{
				RpcMethod: "Proposals", Use: "proposals", Short: "List the proposals",
				Example: query + "proposals --open-only --page-limit 20",
			},
			{
				RpcMethod: "Members", Use: "members", Short: "List the jurisdictions that have a vote",
				Example: query + "members",
			},
			{
				RpcMethod: "Params", Use: "params", Short: "Show the parameters",
				Example: query + "params",
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	tx := version.AppName + " tx council "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.council.v1.Msg",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{RpcMethod: "SubmitProposal", Skip: true}, // It is read from a file, by a command of its own.
			{
				RpcMethod: "Vote", Use: "vote [proposal] [option]", Short: "Cast or change your jurisdiction's vote",
				Example: tx + "vote 1 yes --from de-authority", PositionalArgs: args("proposal", "option"),
			},
			{
				RpcMethod: "WithdrawProposal", Use: "withdraw-proposal [proposal]", Short: "Take a proposal of your jurisdiction back",
				Example: tx + "withdraw-proposal 1 --from de-authority", PositionalArgs: args("proposal"),
			},
			{RpcMethod: "UpdateParams", Skip: true}, // The council's.
		},
	}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	out := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		out[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return out
}
