package consent

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	query := version.AppName + " query consent "
	tx := version.AppName + " tx consent "
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.consent.v1.Query",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "Subject",
					Use:            "subject [subject]",
					Short:          "Show a subject with its directives that are live or ended lately",
					Example:        query + "subject 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
					PositionalArgs: args("subject"),
				},
				{
					RpcMethod:      "Directive",
					Use:            "directive [subject] [id]",
					Short:          "Show one directive of a subject, archived or not",
					PositionalArgs: args("subject", "id"),
				},
				{
					RpcMethod: "Decide",
					Use:       "decide [subject] [controller] [recipient] [purpose] [category] [action]",
					Short:     "Decide an access request as of now or of a moment",
					Long: "Decide an access request from what is recorded. The answer is the inner decision, with its reasons;\n" +
						"a recipient is told no more than that it is permitted or not available.",
					Example: query + "decide 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf de-charite fr-ap-hp \\\n" +
						"  treatment patient-summary access --profession physician --at 1772532120",
					PositionalArgs: args("subject", "controller", "recipient", "purpose", "category", "action"),
					FlagOptions: map[string]*autocliv1.FlagOptions{
						"at":         {Usage: "moment in Unix seconds; 0 is the block time"},
						"profession": {Usage: "profession of the asking person"},
						"permit":     {Usage: "id of a data permit, for secondary use"},
					},
				},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.consent.v1.Msg",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod:      "EnrolSubjects",
					Use:            "enrol [enrolment]...",
					Short:          "Enrol subjects with the sender's participant, each from JSON or a file of it",
					Example:        tx + "enrol enrolment.json --from attester",
					PositionalArgs: list("enrolments"),
				},
				{
					RpcMethod:      "GiveConsent",
					Use:            "give [directive]...",
					Short:          "Relay directives that subjects signed, each from JSON or a file of it",
					Example:        tx + "give directive.json --from relayer",
					PositionalArgs: list("directives"),
				},
				{
					RpcMethod:      "WithdrawConsent",
					Use:            "withdraw [withdrawal]...",
					Short:          "Relay withdrawals that subjects signed, each from JSON or a file of it",
					Example:        tx + "withdraw withdrawal.json --from relayer",
					PositionalArgs: list("withdrawals"),
				},
			},
		},
	}
}

// args are positional arguments, one for each field.
func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	descriptors := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		descriptors[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return descriptors
}

// list is one field that takes all arguments.
func list(field string) []*autocliv1.PositionalArgDescriptor {
	return []*autocliv1.PositionalArgDescriptor{{ProtoField: field, Varargs: true}}
}
