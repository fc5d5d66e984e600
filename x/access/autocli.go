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
				RpcMethod: "Checkpoints", Use: "checkpoints [participant] [name]", Short: "List the checkpoints of a trail, the last one first",
				Example: query + "checkpoints de-charite pacs --page-limit 1", PositionalArgs: args("participant", "name"),
			},
			{
				RpcMethod: "Case", Use: "case [case]", Short: "Show the case of a break-glass access, by its id in base64",
				Example: query + "case " + example32 + " --from desk", PositionalArgs: args("case"), FlagOptions: asking(),
			},
			{
				RpcMethod: "Dispute", Use: "dispute [dispute]", Short: "Show a dispute, by its id in base64",
				Example: query + "dispute " + example32 + " --from desk", PositionalArgs: args("dispute"), FlagOptions: asking(),
			},
			{
				RpcMethod: "Cases", Use: "cases", Short: "List break-glass cases by subject, participant and status",
				Example: query + "cases --status open --overdue --from de-authority", FlagOptions: asking(),
			},
			{
				RpcMethod: "Disputes", Use: "disputes", Short: "List disputes by subject, participant and status",
				Example: query + "disputes --participant de-charite --from desk", FlagOptions: asking(),
			},
			{
				RpcMethod: "Reviewers", Use: "reviewers [jurisdiction]", Short: "List who reviews emergencies for a jurisdiction, beside its authority",
				Example: query + "reviewers DE", PositionalArgs: args("jurisdiction"),
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
			{
				RpcMethod: "CloseTrail", Use: "close-trail [trail]", Short: "Close a trail of your participant, for ever",
				Example: tx + "close-trail de-charite/pacs --from admin", PositionalArgs: args("trail"),
			},
			{
				RpcMethod: "JustifyEmergency", Use: "justify-emergency [case] [document-digest]",
				Short:   "Say why a break-glass access of your participant was an emergency",
				Example: tx + "justify-emergency " + example32 + " " + example32 + " --from recorder", PositionalArgs: args("case", "document_digest"),
			},
			{
				RpcMethod: "ReviewEmergency", Use: "review-emergency [case] [outcome] [document-digest]",
				Short:   "Say whether a break-glass access was an emergency",
				Example: tx + "review-emergency " + example32 + " upheld " + example32 + " --from de-authority", PositionalArgs: args("case", "outcome", "document_digest"),
			},
			{
				RpcMethod: "NameReviewers", Use: "name-reviewers [participant]...", Short: "Name all who review emergencies beside your authority",
				Example:        tx + "name-reviewers de-ombudsman de-chamber --from de-authority",
				PositionalArgs: []*autocliv1.PositionalArgDescriptor{{ProtoField: "participants", Varargs: true}},
			},
			{
				RpcMethod: "DisputeAccess", Use: "dispute-access [dispute] [evidence]",
				Short:          "Relay a dispute that a subject signed, and the proof of the record, each from JSON or a file of it",
				Example:        tx + "dispute-access dispute.json evidence.json --from relayer",
				PositionalArgs: args("dispute", "evidence"),
			},
			{
				RpcMethod: "FileDispute", Use: "file-dispute [ground] [evidence]",
				Short:          "Dispute a record for a subject in custody, with the proof of the record from JSON or a file of it",
				Example:        tx + "file-dispute not-permitted evidence.json --from de-authority",
				PositionalArgs: args("ground", "evidence"),
			},
			{
				RpcMethod: "AnswerDispute", Use: "answer-dispute [dispute] [document-digest]",
				Short:   "Answer a dispute about a record of your participant",
				Example: tx + "answer-dispute " + example32 + " " + example32 + " --from recorder", PositionalArgs: args("dispute", "document_digest"),
			},
			{
				RpcMethod: "ResolveDispute", Use: "resolve-dispute [dispute] [outcome] [document-digest]",
				Short:   "Say who was right in a dispute of a subject at home with you",
				Example: tx + "resolve-dispute " + example32 + " upheld " + example32 + " --from de-authority", PositionalArgs: args("dispute", "outcome", "document_digest"),
			},
			{RpcMethod: "UpdateParams", Skip: true}, // The council's.
		},
	}
}

// example32 stands for a digest in the examples.
const example32 = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="

// asking hides who asks, which the command fills in from --from.
func asking() map[string]*autocliv1.FlagOptions {
	return map[string]*autocliv1.FlagOptions{"caller": {Hidden: true, Usage: "filled in from --from"}}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	out := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		out[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return out
}
