package recognition

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of recognition's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := version.AppName + " query recognition "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.recognition.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "Agreement", Use: "agreement [id]", Short: "Show a version of an agreement, its status now and all versions",
				Example: query + "agreement de-fr-care", PositionalArgs: args("id"),
			},
			{
				RpcMethod: "Agreements", Use: "agreements", Short: "List the agreements",
				Example: query + "agreements --party DE --page-limit 20",
			},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	tx := version.AppName + " tx recognition "
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.recognition.v1.Msg",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "ProposeAgreement", Use: "propose-agreement [id] [document-digest]",
				Short: "Propose an agreement to its parties",
				Long: "Propose an agreement to its parties, the sender's jurisdiction among them.\n\n" +
					"Each --rules is one rule as JSON, or the path of a .json file that holds one. An empty list of\n" +
					"purposes, categories or actions is any; max_grade 0 is the highest. The digest is the SHA-256 of\n" +
					"the legal text, in hexadecimal.",
				Example: tx + "propose-agreement de-fr-care $(sha256sum de-fr-care.pdf | cut -d' ' -f1) --parties DE,FR \\\n" +
					`  --rules '{"from":"DE","to":"FR","purposes":["PURPOSE_TREATMENT"],"max_grade":4}' \` + "\n" +
					`  --rules '{"from":"FR","to":"DE","purposes":["PURPOSE_TREATMENT"],"max_grade":4,` +
					`"safeguards":["OBLIGATION_NO_ONWARD_TRANSFER"]}' \` + "\n" +
					"  --not-after 1830297600 --notice-period 7776000 --from de-authority",
				PositionalArgs: args("id", "document_digest"),
			},
			{
				RpcMethod: "CertifyAgreement", Use: "certify-agreement [agreement] [document-digest]",
				Short: "Bind your jurisdiction to an agreement",
				Example: tx + "certify-agreement de-fr-care $(sha256sum de-fr-care.pdf | cut -d' ' -f1) " +
					"--from fr-authority",
				PositionalArgs: args("agreement", "document_digest"),
			},
			{
				RpcMethod: "AmendAgreement", Use: "amend-agreement [agreement] [id] [document-digest]",
				Short: "Propose a version that takes over from the newest certified one",
				Long: "Propose a version that takes over from the newest certified one, for the same parties. It names all\n" +
					"its rules, as propose-agreement does, and is certified anew by all.",
				Example: tx + "amend-agreement de-fr-care fr-de-care-2 $(sha256sum care-2.pdf | cut -d' ' -f1) \\\n" +
					`  --rules '{"from":"DE","to":"FR","purposes":["PURPOSE_TREATMENT"],"max_grade":3}' \` + "\n" +
					"  --not-before 1798761600 --notice-period 7776000 --from fr-authority",
				PositionalArgs: args("agreement", "id", "document_digest"),
			},
			{
				RpcMethod: "Accede", Use: "accede [agreement] [id] [document-digest]",
				Short: "Propose that your jurisdiction becomes a party",
				Long: "Propose that your jurisdiction becomes a party. The rules are added to those there are, each from or to\n" +
					"your jurisdiction; all parties certify.",
				Example: tx + "accede de-fr-care it-accession $(sha256sum accession.pdf | cut -d' ' -f1) \\\n" +
					`  --rules '{"from":"DE","to":"IT","purposes":["PURPOSE_TREATMENT"]}' --from it-authority`,
				PositionalArgs: args("agreement", "id", "document_digest"),
			},
			onAgreement(tx, "RejectAgreement", "reject-agreement", "Reject what is proposed"),
			onAgreement(tx, "WithdrawProposal", "withdraw-proposal", "Take back what your jurisdiction proposed"),
			onAgreement(tx, "SuspendAgreement", "suspend-agreement", "Stop every rule that touches your jurisdiction, at once"),
			onAgreement(tx, "ResumeAgreement", "resume-agreement", "End the suspension by your jurisdiction"),
			onAgreement(tx, "GiveNotice", "give-notice", "Terminate an agreement, all versions, when its notice period has run"),
		},
	}
}

// onAgreement is a command that names an agreement alone.
func onAgreement(tx, method, use, short string) *autocliv1.RpcCommandOptions {
	return &autocliv1.RpcCommandOptions{
		RpcMethod: method, Use: use + " [agreement]", Short: short,
		Example: tx + use + " de-fr-care --from fr-authority", PositionalArgs: args("agreement"),
	}
}

func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	out := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		out[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return out
}
