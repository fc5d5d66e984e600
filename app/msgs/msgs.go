// Package msgs classifies every message that the application knows: who may
// send it, and with which permission. A message without a row cannot be sent.
package msgs

import (
	"slices"

	"github.com/assent-ledger/assent/internal/permission"
)

// Class says who may send a message.
type Class uint8

// The classes. The zero value is of messages that nobody classified: refused.
const (
	// Member messages are sent by an account that an institution bound, with a permission.
	Member Class = iota + 1
	// Authority messages are sent by the authority of a jurisdiction.
	Authority
	// Delegate messages are sent by an authority, or by an account of an institution
	// that the authority named for them, with a permission.
	Delegate
	// Successor messages are sent by the address that is named to become an authority.
	Successor
	// Council messages are executed for the council alone, never from a transaction.
	Council
	// Unsupported messages come with the SDK's modules and are never executed.
	Unsupported
)

// String names the class.
func (c Class) String() string {
	names := [...]string{Member: "member", Authority: "authority", Delegate: "delegate", Successor: "successor", Council: "council", Unsupported: "unsupported"}
	if c == 0 || int(c) >= len(names) {
		return "unclassified"
	}
	return names[c]
}

// sendable reports whether a transaction may carry messages of the class.
func (c Class) sendable() bool {
	return c == Member || c == Authority || c == Delegate || c == Successor
}

// Rule is who may send one message.
type Rule struct {
	// TypeURL of the message.
	TypeURL string
	Class   Class
	// Permission that a Member message, or a Delegate message of an institution,
	// asks for; 0 for the other classes.
	Permission permission.Permission
	// Urgent says whether the message, where it is small, comes before others.
	Urgent bool
}

// rules is the allow-list of the chain, in order of type URL.
var rules = []Rule{
	{"/assent.access.v1.MsgAnswerDispute", Member, permission.Record, false},
	{"/assent.access.v1.MsgCloseTrail", Member, permission.Admin, false},
	{"/assent.access.v1.MsgDisputeAccess", Member, permission.Relay, false},
	{"/assent.access.v1.MsgFileDispute", Authority, 0, false},
	{"/assent.access.v1.MsgJustifyEmergency", Member, permission.Record, false},
	{"/assent.access.v1.MsgNameReviewers", Authority, 0, false},
	{"/assent.access.v1.MsgOpenTrail", Member, permission.Admin, false},
	{"/assent.access.v1.MsgRecordAccess", Member, permission.Record, false},
	{"/assent.access.v1.MsgResolveDispute", Authority, 0, false},
	{"/assent.access.v1.MsgReviewEmergency", Delegate, permission.Attest, false},
	{"/assent.access.v1.MsgUpdateParams", Council, 0, false},
	{"/assent.consent.v1.MsgAppointGuardian", Authority, 0, false},
	{"/assent.consent.v1.MsgAppointRepresentative", Member, permission.Relay, false},
	{"/assent.consent.v1.MsgAttestConsent", Member, permission.Attest, false},
	{"/assent.consent.v1.MsgConfirmReplacement", Member, permission.Attest, false},
	{"/assent.consent.v1.MsgEndGuardianship", Authority, 0, true},
	{"/assent.consent.v1.MsgEndRepresentation", Member, permission.Relay, true},
	{"/assent.consent.v1.MsgEnrolSubjects", Member, permission.Attest, false},
	{"/assent.consent.v1.MsgGiveConsent", Member, permission.Relay, true},
	{"/assent.consent.v1.MsgInvalidateConsent", Authority, 0, true},
	{"/assent.consent.v1.MsgObjectToReplacement", Member, permission.Relay, true},
	{"/assent.consent.v1.MsgReplaceSubjectKey", Authority, 0, false},
	{"/assent.consent.v1.MsgRevokeAttestedConsent", Member, permission.Attest, true},
	{"/assent.consent.v1.MsgRotateSubjectKey", Member, permission.Relay, true},
	{"/assent.consent.v1.MsgUpdateParams", Council, 0, false},
	{"/assent.consent.v1.MsgWithdrawConsent", Member, permission.Relay, true},
	{"/assent.council.v1.MsgSubmitProposal", Authority, 0, true},
	{"/assent.council.v1.MsgUpdateParams", Council, 0, false},
	{"/assent.council.v1.MsgVote", Authority, 0, true},
	{"/assent.council.v1.MsgWithdrawProposal", Authority, 0, true},
	{"/assent.permit.v1.MsgClosePermit", Delegate, permission.Attest, false},
	{"/assent.permit.v1.MsgExtendPermit", Delegate, permission.Attest, false},
	{"/assent.permit.v1.MsgIssuePermit", Delegate, permission.Attest, false},
	{"/assent.permit.v1.MsgResumePermit", Delegate, permission.Attest, false},
	{"/assent.permit.v1.MsgRevokePermit", Delegate, permission.Attest, true},
	{"/assent.permit.v1.MsgSuspendPermit", Delegate, permission.Attest, true},
	{"/assent.poa.v1.MsgAdmitValidator", Council, 0, false},
	{"/assent.poa.v1.MsgLeave", Member, permission.Operate, true},
	{"/assent.poa.v1.MsgRemoveValidator", Council, 0, false},
	{"/assent.poa.v1.MsgRotateConsensusKey", Member, permission.Operate, true},
	{"/assent.poa.v1.MsgSetPower", Council, 0, false},
	{"/assent.poa.v1.MsgUnjail", Member, permission.Operate, true},
	{"/assent.poa.v1.MsgUpdateParams", Council, 0, false},
	{"/assent.recognition.v1.MsgAccede", Authority, 0, false},
	{"/assent.recognition.v1.MsgAmendAgreement", Authority, 0, false},
	{"/assent.recognition.v1.MsgCertifyAgreement", Authority, 0, false},
	{"/assent.recognition.v1.MsgGiveNotice", Authority, 0, true},
	{"/assent.recognition.v1.MsgProposeAgreement", Authority, 0, false},
	{"/assent.recognition.v1.MsgRejectAgreement", Authority, 0, false},
	{"/assent.recognition.v1.MsgResumeAgreement", Authority, 0, false},
	{"/assent.recognition.v1.MsgSuspendAgreement", Authority, 0, true},
	{"/assent.recognition.v1.MsgWithdrawProposal", Authority, 0, false},
	{"/assent.registry.v1.MsgAcceptAuthority", Successor, 0, false},
	{"/assent.registry.v1.MsgAccredit", Delegate, permission.Attest, false},
	{"/assent.registry.v1.MsgActivateParticipant", Authority, 0, false},
	{"/assent.registry.v1.MsgAdoptProfile", Authority, 0, false},
	{"/assent.registry.v1.MsgBindAccount", Member, permission.Admin, false},
	{"/assent.registry.v1.MsgObjectToReplacement", Authority, 0, true},
	{"/assent.registry.v1.MsgOffboardParticipant", Authority, 0, true},
	{"/assent.registry.v1.MsgOnboardParticipant", Authority, 0, false},
	{"/assent.registry.v1.MsgRegisterJurisdiction", Council, 0, false},
	{"/assent.registry.v1.MsgReinstateJurisdiction", Council, 0, false},
	{"/assent.registry.v1.MsgReinstateParticipant", Authority, 0, false},
	{"/assent.registry.v1.MsgReplaceAuthority", Council, 0, false},
	{"/assent.registry.v1.MsgRevokeAccreditation", Delegate, permission.Attest, true},
	{"/assent.registry.v1.MsgRotateAccount", Member, permission.Admin, true},
	{"/assent.registry.v1.MsgSetRoles", Authority, 0, false},
	{"/assent.registry.v1.MsgSetSchemeIssuers", Authority, 0, false},
	{"/assent.registry.v1.MsgSetStateAllowance", Authority, 0, false},
	{"/assent.registry.v1.MsgSuspendJurisdiction", Council, 0, false},
	{"/assent.registry.v1.MsgSuspendParticipant", Authority, 0, true},
	{"/assent.registry.v1.MsgTransferAuthority", Authority, 0, false},
	{"/assent.registry.v1.MsgUnbindAccount", Member, permission.Admin, true},
	{"/assent.registry.v1.MsgUpdateParams", Council, 0, false},
	{"/cosmos.auth.v1beta1.MsgUpdateParams", Unsupported, 0, false},
	{"/cosmos.consensus.v1.MsgUpdateParams", Council, 0, false},
	{"/cosmos.upgrade.v1beta1.MsgCancelUpgrade", Council, 0, false},
	{"/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade", Council, 0, false},
}

// Rules lists every rule, in order of type URL.
func Rules() []Rule { return slices.Clone(rules) }

// Of is the rule of a message; false if it is not classified.
func Of(typeURL string) (Rule, bool) {
	i, found := slices.BinarySearchFunc(rules, typeURL, func(r Rule, url string) int {
		switch {
		case r.TypeURL < url:
			return -1
		case r.TypeURL > url:
			return 1
		default:
			return 0
		}
	})
	if !found {
		return Rule{}, false
	}
	return rules[i], true
}

// Sendable reports whether a transaction may carry the message.
func Sendable(typeURL string) bool {
	rule, ok := Of(typeURL)
	return ok && rule.Class.sendable()
}
