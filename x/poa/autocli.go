package poa

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of the module's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	query := version.AppName + " query poa "
	tx := version.AppName + " tx poa "
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
				{
					RpcMethod: "Liveness", Use: "liveness [participant]", Short: "Show how many blocks a participant's validator missed lately",
					Example:        query + "liveness de-charite",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "participant"}},
				},
				{
					RpcMethod: "Key", Use: "key [address]", Short: "Show whose a consensus address is, or was lately",
					Example:        query + "key 1F40FC92DA241694750979EE6CF582F2D5D7D28E",
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "address"}},
				},
				{
					RpcMethod: "Params", Use: "params", Short: "Show the parameters of the validator set",
					Example: query + "params",
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.poa.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "Leave", Use: "leave", Short: "End the sender's participant's validating",
					Example: tx + "leave --from operator",
				},
				{
					RpcMethod: "RotateConsensusKey", Use: "rotate-consensus-key [key]",
					Short:          "Have the sender's participant validate with another key, from JSON or a file of it",
					Example:        tx + `rotate-consensus-key '{"type":"ed25519","key":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="}' --from operator`,
					PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "key"}},
				},
				{
					RpcMethod: "Unjail", Use: "unjail", Short: "Have the sender's participant validate again",
					Example: tx + "unjail --from operator",
				},
				// The council's.
				{RpcMethod: "AdmitValidator", Skip: true},
				{RpcMethod: "SetPower", Skip: true},
				{RpcMethod: "RemoveValidator", Skip: true},
				{RpcMethod: "UpdateParams", Skip: true},
			},
		},
	}
}
