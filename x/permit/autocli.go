package permit

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of permit's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := version.AppName + " query permit "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.permit.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Permit", Use: "permit [id]", Short: "Show a data permit and its status now",
				Example: query + "permit de-heart-study", PositionalArgs: args("id"),
			},
			{
				RpcMethod: "PermitsByIssuer", Use: "permits-by-issuer [issuer]", Short: "List the data permits of a jurisdiction",
				Example: query + "permits-by-issuer DE --page-limit 20", PositionalArgs: args("issuer"),
			},
			{
				RpcMethod: "PermitsByHolder", Use: "permits-by-holder [holder]", Short: "List the data permits of an institution",
				Example: query + "permits-by-holder de-university --page-limit 20", PositionalArgs: args("holder"),
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	tx := version.AppName + " tx permit "
	change := func(method, verb, short string) *autocliv1.RpcCommandOptions {
		use := verb + "-permit [permit]"
		return &autocliv1.RpcCommandOptions{
			RpcMethod: method, Use: use, Short: short,
			Example: tx + verb + "-permit de-heart-study --from de-access-body", PositionalArgs: args("permit"),
		}
	}
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.permit.v1.Msg",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "IssuePermit", Use: "issue-permit [id] [holder] [not-after] [document-digest]",
				Short: "Issue a data permit of your jurisdiction",
				Long: "Issue a data permit of your jurisdiction, as its authority or one of its access bodies.\n\n" +
					"An empty list of purposes, categories, actions or controllers is any. The end is in Unix seconds,\n" +
					"at most ten years ahead. Digests are SHA-256, in hexadecimal; lists are in ascending order.",
				Example: tx + "issue-permit de-heart-study de-university 1924992000 $(sha256sum permit.pdf | cut -d' ' -f1) \\\n" +
					"  --purposes research --categories ehr --actions access --actions use \\\n" +
					"  --controllers de-charite --safeguards secure-processing-environment --from de-access-body",
				PositionalArgs: args("id", "holder", "not_after", "document_digest"),
			},
			change("SuspendPermit", "suspend", "Take a data permit out of force until it is resumed"),
			change("ResumePermit", "resume", "Put a suspended data permit in force again"),
			change("RevokePermit", "revoke", "End a data permit for ever"),
			{
				RpcMethod: "ExtendPermit", Use: "extend-permit [permit] [not-after] [document-digest]",
				Short: "Set a later end of a data permit, once",
				Example: tx + "extend-permit de-heart-study 1956528000 $(sha256sum extension.pdf | cut -d' ' -f1) " +
					"--from de-access-body",
				PositionalArgs: args("permit", "not_after", "document_digest"),
			},
			change("ClosePermit", "close", "End a data permit whose use is over, for ever"),
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
