package access

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of access's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := version.AppName + " query access "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.access.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Trail", Use: "trail [participant] [name]", Short: "Show a trail, its head and its root",
				Example: query + "trail de-charite pacs", PositionalArgs: args("participant", "name"),
			},
			{
				RpcMethod: "Trails", Use: "trails", Short: "List the trails",
				Example: query + "trails --page-limit 20",
			},
			{
				RpcMethod: "Params", Use: "params", Short: "Show the parameters",
				Example: query + "params",
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	tx := version.AppName + " tx access "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.access.v1.Msg",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "OpenTrail", Use: "open-trail [name]", Short: "Open a trail of your participant",
				Example: tx + "open-trail pacs --from admin", PositionalArgs: args("name"),
			},
			{
				RpcMethod: "RecordAccess", Use: "record-access [trail] [first-index]",
				Short: "Append access events to a trail",
				Long: "Append access events to a trail. A gateway does this for the systems behind it; the command is for\n" +
					"trying things out. Each --events is one event as JSON, or the path of a .json file that holds one;\n" +
					"bytes are in base64. The first index is the trail's size.",
				Example: tx + "record-access de-charite/pacs 0 \\\n" +
					`  --events '{"side":"SIDE_DISCLOSER","exchange":"` + example32 + `",` + "\n" +
					`    "subject":"AQEBAQEBAQEBAQEBAQEBAQEBAQE=","controller":"de-charite","recipient":"fr-curie",` + "\n" +
					`    "actor":"` + example32 + `","profession":"PROFESSION_PHYSICIAN",` + "\n" +
					`    "purpose":"PURPOSE_TREATMENT","categories":["CATEGORY_MEDICAL_IMAGING"],"action":"ACTION_DISCLOSE",` + "\n" +
					`    "occurred_at":"1790000000","resource":"` + example32 + `",` + "\n" +
					`    "salt":"AgICAgICAgICAgICAgICAg=="}' --from recorder`,
				PositionalArgs: args("trail", "first_index"),
			},
			{RpcMethod: "UpdateParams", Skip: true}, // The council's.
		},
	}
}

// example32 stands for a digest in the examples.
const example32 = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	out := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		out[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return out
}
