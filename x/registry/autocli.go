package registry

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions of the registry's commands.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

// command is a command that takes its arguments in order. Its example is what
// follows the command's name.
func command(kind, rpc, use, short, example string, arguments ...string) *autocliv1.RpcCommandOptions {
	out := &autocliv1.RpcCommandOptions{
		RpcMethod: rpc, Use: use, Short: short,
		Example: version.AppName + " " + kind + " registry " + example,
	}
	for _, field := range arguments {
		out.PositionalArgs = append(out.PositionalArgs, &autocliv1.PositionalArgDescriptor{ProtoField: field})
	}
	return out
}

// key is the address of a key, for examples.
func key(name string) string { return "$(" + version.AppName + " keys show " + name + " -a)" }

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	query := func(rpc, use, short, example string, arguments ...string) *autocliv1.RpcCommandOptions {
		return command("query", rpc, use, short, example, arguments...)
	}
	return &autocliv1.ServiceCommandDescriptor{
		Service: "assent.registry.v1.Query",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			query("Jurisdiction", "jurisdiction [id]", "Show a jurisdiction and its regime profiles",
				"jurisdiction DE", "id"),
			query("Jurisdictions", "jurisdictions", "List the jurisdictions",
				"jurisdictions --page-limit 20"),
			query("JurisdictionArchive", "jurisdiction-archive [jurisdiction]", "List what no longer fits into a jurisdiction",
				"jurisdiction-archive DE", "jurisdiction"),
			query("Handover", "handover [jurisdiction]", "Show who is to become the authority of a jurisdiction, and when",
				"handover DE", "jurisdiction"),
			query("Schemes", "schemes", "List the accreditation schemes that name issuers",
				"schemes --page-limit 20"),
			query("Participant", "participant [id]", "Show a participant, its roles and its accreditations",
				"participant de-charite", "id"),
			query("Participants", "participants", "List the participants, by jurisdiction, role and status where asked",
				"participants --jurisdiction DE --role data-holder --status active --page-limit 20"),
			query("ParticipantArchive", "participant-archive [participant]", "List what no longer fits into a participant",
				"participant-archive de-charite", "participant"),
			query("Account", "account [address]", "Show for whom an account may send",
				"account "+key("recorder"), "address"),
			query("Accounts", "accounts [participant]", "List the accounts of a participant",
				"accounts de-charite", "participant"),
			query("Usage", "usage [payer]", "Show what a participant, or a jurisdiction's authority, has left of its quota, and the state it occupies",
				"usage de-charite", "payer"),
			query("Params", "params", "Show the parameters of the registry",
				"params"),
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	options := []*autocliv1.RpcCommandOptions{
		// The council's: they are proposed to it.
		{RpcMethod: "RegisterJurisdiction", Skip: true},
		{RpcMethod: "SuspendJurisdiction", Skip: true},
		{RpcMethod: "ReinstateJurisdiction", Skip: true},
		{RpcMethod: "ReplaceAuthority", Skip: true},
		{RpcMethod: "UpdateParams", Skip: true},
	}
	options = append(options, authorityCommands()...)
	options = append(options, participantCommands()...)
	return &autocliv1.ServiceCommandDescriptor{
		Service:           "assent.registry.v1.Msg",
		RpcCommandOptions: append(options, memberCommands()...),
	}
}

func tx(rpc, use, short, example string, arguments ...string) *autocliv1.RpcCommandOptions {
	return command("tx", rpc, use, short, example, arguments...)
}

// authorityCommands are of an authority about itself and its jurisdiction.
func authorityCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		tx("AdoptProfile", "adopt-profile [profile]", "Adopt a regime profile, as JSON or a .json file, for a later moment",
			"adopt-profile profile.json --from de-authority", "profile"),
		tx("TransferAuthority", "transfer-authority [successor]", "Name the account that is to speak for your jurisdiction; it must accept",
			"transfer-authority "+key("de-committee")+" --from de-authority", "successor"),
		tx("AcceptAuthority", "accept-authority [jurisdiction]", "Take over as the authority of a jurisdiction",
			"accept-authority DE --from de-committee", "jurisdiction"),
		tx("ObjectToReplacement", "object-to-replacement", "End the replacement of your account that the council decided",
			"object-to-replacement --from de-authority"),
		tx("SetSchemeIssuers", "set-scheme-issuers [scheme]", "Name the institutions that may accredit under a scheme of yours",
			"set-scheme-issuers DE/gematik --issuers de-gematik --from de-authority", "scheme"),
	}
}

// participantCommands are of an authority, or an issuer, about an institution.
func participantCommands() []*autocliv1.RpcCommandOptions {
	accredit := tx("Accredit", "accredit [participant] [scheme] [credential-digest]", "Accredit an institution under a scheme",
		"accredit fr-curie DE/gematik 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"+
			" --purposes research --valid-from 1800000000 --valid-until 1830000000 --from de-gematik",
		"participant", "scheme", "credential_digest")
	// Every transaction has a --from, which names its signer.
	accredit.FlagOptions = map[string]*autocliv1.FlagOptions{"from": {Name: "valid-from"}, "until": {Name: "valid-until"}}
	return []*autocliv1.RpcCommandOptions{
		tx("OnboardParticipant", "onboard-participant [id] [name] [admin]", "Enter an institution, with its first admin account",
			"onboard-participant de-charite Charité "+key("admin")+
				" --roles healthcare-provider --roles data-holder --from de-authority", "id", "name", "admin"),
		tx("ActivateParticipant", "activate-participant [participant]", "Let a pending institution act",
			"activate-participant de-charite --from de-authority", "participant"),
		tx("SuspendParticipant", "suspend-participant [participant]", "Suspend an active institution",
			"suspend-participant de-charite --from de-authority", "participant"),
		tx("ReinstateParticipant", "reinstate-participant [participant]", "End the suspension of an institution",
			"reinstate-participant de-charite --from de-authority", "participant"),
		tx("OffboardParticipant", "offboard-participant [participant]", "End an institution's part for ever",
			"offboard-participant de-charite --from de-authority", "participant"),
		tx("SetRoles", "set-roles [participant]", "Say which roles an institution holds from now on",
			`set-roles de-charite --roles '{"role":"ROLE_DATA_HOLDER"}' `+
				`--roles '{"role":"ROLE_DATA_USER","until":"1830000000"}' --from de-authority`, "participant"),
		tx("SetStateAllowance", "set-state-allowance [participant] [bytes]", "Say how much state an institution may occupy",
			"set-state-allowance de-charite 1073741824 --from de-authority", "participant", "state_allowance"),
		accredit,
		tx("RevokeAccreditation", "revoke-accreditation [participant] [scheme] [credential-digest]", "End an accreditation now",
			"revoke-accreditation fr-curie DE/gematik 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"+
				" --from de-gematik", "participant", "scheme", "credential_digest"),
	}
}

// memberCommands are of an institution's admin.
func memberCommands() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		tx("BindAccount", "bind-account [address]", "Let an account send for your participant",
			"bind-account "+key("recorder")+" --permissions record --from admin", "address"),
		tx("UnbindAccount", "unbind-account [address]", "End what an account may do for your participant",
			"unbind-account "+key("recorder")+" --from admin", "address"),
		tx("RotateAccount", "rotate-account [address] [successor]", "Give what an account may do to another address",
			"rotate-account "+key("recorder")+" "+key("recorder-2")+" --from admin", "address", "successor"),
	}
}
