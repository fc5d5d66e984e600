package poa

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	query := version.AppName + " query poa "
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.poa.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Validator", Use: "validator [participant]", Short: "Show a participant's validator",
					Example:        query + "validator de-charite",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "participant"}},
				},
				{
					RpcMethod: "Validators", Use: "validators", Short: "List the validators",
					Example: query + "validators --page-limit 20",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.poa.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "SetPower", Skip: true}, // The council's.
			},
		},
	}
}
