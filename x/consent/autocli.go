package consent

import (
	"slices"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/version"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	tx := version.AppName + " tx consent "
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: "assent.consent.v1.Query", RpcCommandOptions: queryCommands(version.AppName + " query consent "),
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service:           "assent.consent.v1.Msg",
			RpcCommandOptions: slices.Concat(directiveCommands(tx), mandateCommands(tx), keyCommands(tx)),
		},
	}
}

// hidden flags are filled in by the command.
var hidden = &autocliv1.FlagOptions{Hidden: true, Usage: "filled in from --from"}

func asking() map[string]*autocliv1.FlagOptions {
	return map[string]*autocliv1.FlagOptions{"caller": hidden}
}

func queryCommands(query string) []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "Subject",
			Use:            "subject [subject]",
			Short:          "Show a subject with its directives that are live or ended lately",
			Example:        query + "subject 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --from desk",
			PositionalArgs: args("subject"),
			FlagOptions:    asking(),
		},
		{
			RpcMethod:      "Directive",
			Use:            "directive [subject] [id]",
			Short:          "Show one directive of a subject, archived or not",
			PositionalArgs: args("subject", "id"),
			FlagOptions:    asking(),
		},
		{
			RpcMethod: "Decide",
			Use:       "decide [subject] [controller] [recipient] [purpose] [category] [action]",
			Short:     "Decide an access request as of now or of a moment",
			Long: "Decide an access request from what is recorded. The answer is the inner decision, with its reasons, for the\n" +
				"controller and who oversees it; a recipient is told no more than that it is permitted or not available.",
			Example: query + "decide 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf de-charite fr-ap-hp \\\n" +
				"  treatment patient-summary access --profession physician --at 1772532120 --from desk",
			PositionalArgs: args("subject", "controller", "recipient", "purpose", "category", "action"),
			FlagOptions: map[string]*autocliv1.FlagOptions{
				"at":         {Usage: "moment in Unix seconds; 0 is the block time"},
				"profession": {Usage: "profession of the asking person"},
				"permit":     {Usage: "id of a data permit, for secondary use"},
				"caller":     hidden,
			},
		},
		{RpcMethod: "DecideBatch", Skip: true},
		{RpcMethod: "Simulate", Skip: true}, // assentd recognition simulate.
		{
			RpcMethod: "Params",
			Use:       "params",
			Short:     "Show the parameters of consent",
			Example:   query + "params",
		},
	}
}

func directiveCommands(tx string) []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
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
		{
			RpcMethod:      "AttestConsent",
			Use:            "attest [attestation]...",
			Short:          "Attest what patients of the sender's participant said on paper, each from JSON or a file of it",
			Example:        tx + "attest attestation.json --from attester",
			PositionalArgs: list("attestations"),
		},
		{
			RpcMethod:      "RevokeAttestedConsent",
			Use:            "revoke-attested [revocation]...",
			Short:          "End directives that the sender's participant attested, each from JSON or a file of it",
			Example:        tx + "revoke-attested revocation.json --from attester",
			PositionalArgs: list("revocations"),
		},
		{
			RpcMethod: "InvalidateConsent",
			Use:       "invalidate [subject] [directive]",
			Short:     "Say that a permission which the patient did not sign does not count, since a moment that may lie in the past",
			Example: tx + "invalidate 7e5f4552091a69125d5dfcb7b8c2659029395bdf \\\n" +
				"  4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a --since 1772532120 --from de-authority",
			PositionalArgs: args("subject", "directive"),
		},
	}
}

func mandateCommands(tx string) []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "AppointRepresentative",
			Use:            "appoint [appointment]...",
			Short:          "Relay appointments of representatives that subjects signed, each from JSON or a file of it",
			Example:        tx + "appoint appointment.json --from relayer",
			PositionalArgs: list("appointments"),
		},
		{
			RpcMethod:      "EndRepresentation",
			Use:            "end-representation [end]...",
			Short:          "Relay signed ends of mandates, each from JSON or a file of it",
			Example:        tx + "end-representation end.json --from relayer",
			PositionalArgs: list("ends"),
		},
		{
			RpcMethod:      "AppointGuardian",
			Use:            "appoint-guardian [subject] [mandate]",
			Short:          "Let somebody speak for a minor or a ward, the mandate from JSON or a file of it",
			Example:        tx + "appoint-guardian 7e5f4552091a69125d5dfcb7b8c2659029395bdf mandate.json --from de-authority",
			PositionalArgs: args("subject", "mandate"),
		},
		{
			RpcMethod: "EndGuardianship",
			Use:       "end-guardianship [subject] [representative]",
			Short:     "End a mandate, whoever gave it",
			Example: tx + "end-guardianship 7e5f4552091a69125d5dfcb7b8c2659029395bdf \\\n" +
				"  2b5ad5c4795c026514f8317c7a215e218dccd6cf --from de-authority",
			PositionalArgs: args("subject", "representative"),
		},
	}
}

func keyCommands(tx string) []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod:      "RotateSubjectKey",
			Use:            "rotate-key [rotation]...",
			Short:          "Relay changes of key that old and new key signed, each from JSON or a file of it",
			Example:        tx + "rotate-key rotation.json --from relayer",
			PositionalArgs: list("rotations"),
		},
		{
			RpcMethod: "ReplaceSubjectKey",
			Use:       "replace-key [subject] [new-key] [deadline] [signature]",
			Short:     "Begin to replace a lost key, or to give a custodial subject its first",
			Example: tx + "replace-key 7e5f4552091a69125d5dfcb7b8c2659029395bdf \\\n" +
				"  2b5ad5c4795c026514f8317c7a215e218dccd6cf 1772532120 $(cat signature.hex) --from de-authority",
			PositionalArgs: args("subject", "new_key", "deadline", "signature"),
		},
		{
			RpcMethod: "ConfirmReplacement",
			Use:       "confirm-replacement [subject] [new-key]",
			Short:     "Stand by a replacement that the old key objected to once, as a holder of the subject",
			Example: tx + "confirm-replacement 7e5f4552091a69125d5dfcb7b8c2659029395bdf \\\n" +
				"  2b5ad5c4795c026514f8317c7a215e218dccd6cf --from attester",
			PositionalArgs: args("subject", "new_key"),
		},
		{
			RpcMethod:      "ObjectToReplacement",
			Use:            "object-to-replacement [objection]...",
			Short:          "Relay objections that old keys signed, each from JSON or a file of it",
			Example:        tx + "object-to-replacement objection.json --from relayer",
			PositionalArgs: list("objections"),
		},
		{RpcMethod: "UpdateParams", Skip: true},
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
