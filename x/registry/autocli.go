package registry

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of the registry's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := version.AppName + " query registry "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.registry.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Jurisdiction", Use: "jurisdiction [id]", Short: "Show a jurisdiction and its regime profiles",
				Example: query + "jurisdiction DE", PositionalArgs: args("id"),
			},
			{
				RpcMethod: "Jurisdictions", Use: "jurisdictions", Short: "List the jurisdictions",
				Example: query + "jurisdictions --page-limit 20",
			},
			{
				RpcMethod: "Participant", Use: "participant [id]", Short: "Show a participant",
				Example: query + "participant de-charite", PositionalArgs: args("id"),
			},
			{
				RpcMethod: "Participants", Use: "participants", Short: "List the participants",
				Example: query + "participants --page-limit 20",
			},
			{
				RpcMethod: "Account", Use: "account [address]", Short: "Show for whom an account may send",
				Example: query + "account $(" + version.AppName + " keys show recorder -a)", PositionalArgs: args("address"),
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	tx := version.AppName + " tx registry "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.registry.v1.Msg",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{RpcMethod: "RegisterJurisdiction", Skip: true}, // The council's.
			{
				RpcMethod: "OnboardParticipant", Use: "onboard-participant [id] [name] [admin]",
				Short: "Enter an institution, with its first admin account",
				Example: tx + "onboard-participant de-charite Charité $(" + version.AppName + " keys show admin -a) " +
					"--roles healthcare-provider --roles data-holder --from de-authority",
				PositionalArgs: args("id", "name", "admin"),
			},
			{
				RpcMethod: "ActivateParticipant", Use: "activate-participant [participant]",
				Short:   "Let a pending institution act",
				Example: tx + "activate-participant de-charite --from de-authority", PositionalArgs: args("participant"),
			},
			{
				RpcMethod: "SuspendParticipant", Use: "suspend-participant [participant]",
				Short:   "Suspend an active institution",
				Example: tx + "suspend-participant de-charite --from de-authority", PositionalArgs: args("participant"),
			},
			{
				RpcMethod: "ReinstateParticipant", Use: "reinstate-participant [participant]",
				Short:   "End the suspension of an institution",
				Example: tx + "reinstate-participant de-charite --from de-authority", PositionalArgs: args("participant"),
			},
			{
				RpcMethod: "BindAccount", Use: "bind-account [address]",
				Short: "Let an account send for your participant",
				Example: tx + "bind-account $(" + version.AppName + " keys show recorder -a) " +
					"--permissions record --from admin",
				PositionalArgs: args("address"),
			},
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
