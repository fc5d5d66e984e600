package ante_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const klinik = "de-klinik"

// join onboards an institution whose admin's key is "admin".
func (c *chain) join(t testing.TB) {
	t.Helper()
	admin, err := localnet.NewKey(c.keys, "admin")
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority,
		&registrytypes.MsgOnboardParticipant{
			Authority: c.address(t, authority), Id: klinik, Name: "Klinik", Admin: admin,
			Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
		},
		&registrytypes.MsgActivateParticipant{Authority: c.address(t, authority), Participant: klinik})
	c.execute(t, "admin", &accesstypes.MsgOpenTrail{Admin: admin, Name: "main"})
}

// execute has a block execute messages, which must succeed.
func (c *chain) execute(t testing.TB, signer string, messages ...sdk.Msg) {
	t.Helper()
	result := c.block(t, c.encode(t, offer{signer: signer, messages: messages}))[0]
	require.Zero(t, result.Code, result.Log)
}

// bind binds a new key to the institution with every permission but one.
func (c *chain) bind(t testing.TB, key string, without permission.Permission) {
	t.Helper()
	granted := slices.DeleteFunc(everyPermission(), func(p registrytypes.Permission) bool { return p == registrytypes.Permission(without) })
	c.bindWith(t, key, granted...)
}

// bindWith binds a new key to the institution with the given permissions.
func (c *chain) bindWith(t testing.TB, key string, granted ...registrytypes.Permission) {
	t.Helper()
	address, err := localnet.NewKey(c.keys, key)
	require.NoError(t, err)
	c.execute(t, "admin", &registrytypes.MsgBindAccount{Admin: c.address(t, "admin"), Address: address, Permissions: granted})
}

func everyPermission() []registrytypes.Permission {
	var all []registrytypes.Permission
	for p := permission.Admin; p <= permission.Operate; p++ {
		all = append(all, registrytypes.Permission(p))
	}
	return all
}

// message builds a well-formed message of a type that a sender might send.
func message(t *testing.T, typeURL, sender, other string) sdk.Msg {
	t.Helper()
	for _, m := range slices.Concat(
		registryMessages(sender, other), consentMessages(sender), permitMessages(sender), accessMessages(sender), otherMessages(t, sender),
	) {
		if sdk.MsgTypeURL(m) == typeURL {
			return m
		}
	}
	require.Fail(t, "no example of "+typeURL)
	return nil
}

func otherMessages(t *testing.T, sender string) []sdk.Msg {
	t.Helper()
	proposed, err := codectypes.NewAnyWithValue(&registrytypes.MsgSuspendJurisdiction{Council: app.CouncilAddress(), Jurisdiction: "FR"})
	require.NoError(t, err)
	return []sdk.Msg{
		&counciltypes.MsgSubmitProposal{Authority: sender, Title: "suspend-fr", Messages: []*codectypes.Any{proposed}},
		&counciltypes.MsgVote{Authority: sender, Proposal: 1, Option: counciltypes.Option_OPTION_YES},
		&counciltypes.MsgWithdrawProposal{Authority: sender, Proposal: 1},
		&poatypes.MsgLeave{Operator: sender},
		&poatypes.MsgRotateConsensusKey{Operator: sender, Key: poatypes.ConsensusKey{Type: poatypes.Ed25519, Key: make([]byte, 32)}},
		&poatypes.MsgUnjail{Operator: sender},
		&recognitiontypes.MsgProposeAgreement{
			Authority: sender, Id: "de-fr-test", Parties: []string{"DE", "FR"}, DocumentDigest: make([]byte, 32),
			Rules: []recognitiontypes.Rule{{From: "DE", To: "FR"}},
		},
		&recognitiontypes.MsgCertifyAgreement{Authority: sender, Agreement: "de-fr-test", DocumentDigest: make([]byte, 32)},
		&recognitiontypes.MsgAmendAgreement{Authority: sender, Agreement: "de-fr-test", Id: "de-fr-next", DocumentDigest: make([]byte, 32)},
		&recognitiontypes.MsgAccede{Authority: sender, Agreement: "de-fr-test", Id: "de-fr-more", DocumentDigest: make([]byte, 32)},
		&recognitiontypes.MsgRejectAgreement{Authority: sender, Agreement: "de-fr-test"},
		&recognitiontypes.MsgWithdrawProposal{Authority: sender, Agreement: "de-fr-test"},
		&recognitiontypes.MsgSuspendAgreement{Authority: sender, Agreement: "de-fr-test"},
		&recognitiontypes.MsgResumeAgreement{Authority: sender, Agreement: "de-fr-test"},
		&recognitiontypes.MsgGiveNotice{Authority: sender, Agreement: "de-fr-test"},
	}
}

func accessMessages(sender string) []sdk.Msg {
	id, digest := make([]byte, 32), make([]byte, 32)
	return []sdk.Msg{
		&accesstypes.MsgOpenTrail{Admin: sender, Name: "second"},
		&accesstypes.MsgCloseTrail{Admin: sender, Trail: klinik + "/main"},
		&accesstypes.MsgRecordAccess{Recorder: sender, Trail: klinik + "/main", Events: []accesstypes.Event{access(klinik)}},
		&accesstypes.MsgJustifyEmergency{Recorder: sender, Case: id, DocumentDigest: digest},
		&accesstypes.MsgReviewEmergency{Reviewer: sender, Case: id, DocumentDigest: digest},
		&accesstypes.MsgNameReviewers{Authority: sender, Participants: []string{klinik}},
		&accesstypes.MsgDisputeAccess{Relayer: sender},
		&accesstypes.MsgFileDispute{Authority: sender},
		&accesstypes.MsgAnswerDispute{Recorder: sender, Dispute: id, DocumentDigest: digest},
		&accesstypes.MsgResolveDispute{Authority: sender, Dispute: id, DocumentDigest: digest},
	}
}

func permitMessages(sender string) []sdk.Msg {
	const id = "de-study"
	return []sdk.Msg{
		&permittypes.MsgIssuePermit{Sender: sender, Id: id, Holder: klinik, NotAfter: 1 << 33, DocumentDigest: make([]byte, 32)},
		&permittypes.MsgSuspendPermit{Sender: sender, Permit: id},
		&permittypes.MsgResumePermit{Sender: sender, Permit: id},
		&permittypes.MsgRevokePermit{Sender: sender, Permit: id},
		&permittypes.MsgExtendPermit{Sender: sender, Permit: id, NotAfter: 1 << 34, DocumentDigest: make([]byte, 32)},
		&permittypes.MsgClosePermit{Sender: sender, Permit: id},
	}
}

func consentMessages(sender string) []sdk.Msg {
	id, key, signature := []byte("the id of a subject."), []byte("the address of a key"), make([]byte, 65)
	return []sdk.Msg{
		&consenttypes.MsgEnrolSubjects{Attester: sender, Enrolments: []consenttypes.Enrolment{{Subject: id}}},
		&consenttypes.MsgGiveConsent{Relayer: sender, Directives: []consenttypes.SignedDirective{{Subject: id, Signature: signature}}},
		&consenttypes.MsgWithdrawConsent{Relayer: sender, Withdrawals: []consenttypes.SignedWithdrawal{{Subject: id, Signature: signature}}},
		&consenttypes.MsgAppointGuardian{Authority: sender, Subject: id, Mandate: consenttypes.Mandate{Representative: key}},
		&consenttypes.MsgAppointRepresentative{Relayer: sender, Appointments: []consenttypes.SignedAppointment{{Subject: id}}},
		&consenttypes.MsgAttestConsent{Attester: sender, Attestations: []consenttypes.Attestation{{Subject: id}}},
		&consenttypes.MsgConfirmReplacement{Attester: sender, Subject: id, NewKey: key},
		&consenttypes.MsgEndGuardianship{Authority: sender, Subject: id, Representative: key},
		&consenttypes.MsgEndRepresentation{Relayer: sender, Ends: []consenttypes.SignedMandateEnd{{Subject: id}}},
		&consenttypes.MsgInvalidateConsent{Authority: sender, Subject: id, Directive: make([]byte, 32)},
		&consenttypes.MsgObjectToReplacement{Relayer: sender, Objections: []consenttypes.SignedObjection{{Subject: id}}},
		&consenttypes.MsgReplaceSubjectKey{Authority: sender, Subject: id, NewKey: key, Signature: signature},
		&consenttypes.MsgRevokeAttestedConsent{Attester: sender, Revocations: []consenttypes.Revocation{{Subject: id}}},
		&consenttypes.MsgRotateSubjectKey{Relayer: sender, Rotations: []consenttypes.SignedRotation{{Subject: id}}},
	}
}

func registryMessages(sender, other string) []sdk.Msg {
	digest := make([]byte, 32)
	return []sdk.Msg{
		&registrytypes.MsgAcceptAuthority{Successor: sender, Jurisdiction: "DE"},
		&registrytypes.MsgAccredit{Issuer: sender, Participant: klinik, Scheme: "DE/lab", CredentialDigest: digest},
		&registrytypes.MsgActivateParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgAdoptProfile{Authority: sender, Profile: registrytypes.Profile{Since: 1 << 33}},
		&registrytypes.MsgBindAccount{Admin: sender, Address: other, Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD}},
		&registrytypes.MsgObjectToReplacement{Authority: sender},
		&registrytypes.MsgOffboardParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgOnboardParticipant{
			Authority: sender, Id: "de-praxis", Name: "Praxis", Admin: other, Roles: []vocabulary.Role{vocabulary.Role_ROLE_PAYER},
		},
		&registrytypes.MsgReinstateParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgRevokeAccreditation{Issuer: sender, Participant: klinik, Scheme: "DE/lab", CredentialDigest: digest},
		&registrytypes.MsgRotateAccount{Admin: sender, Address: sender, Successor: other},
		&registrytypes.MsgSetRoles{Authority: sender, Participant: klinik, Roles: []registrytypes.RoleGrant{{Role: vocabulary.Role_ROLE_PAYER}}},
		&registrytypes.MsgSetStateAllowance{Authority: sender, Participant: klinik, StateAllowance: 1 << 20},
		&registrytypes.MsgSetSchemeIssuers{Authority: sender, Scheme: "DE/lab", Issuers: []string{klinik}},
		&registrytypes.MsgSuspendParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgTransferAuthority{Authority: sender, Successor: other},
		&registrytypes.MsgUnbindAccount{Admin: sender, Address: sender},
	}
}

// answer is the first refusal of a message that a key sends, or nil.
func (c *chain) answer(t *testing.T, key, typeURL, other string) error {
	t.Helper()
	check, deliver := c.answers(t, c.encode(t, offer{signer: key, messages: []sdk.Msg{message(t, typeURL, c.address(t, key), other)}}))
	if check != nil {
		return check
	}
	return deliver
}

// Every message that a transaction may carry, from an account with any one
// permission: only the listed permission gets past the question who may.
func TestOnePermissionOpensNoMessageButItsOwn(t *testing.T) {
	c := newChain(t)
	c.join(t)
	other, err := localnet.NewKey(c.keys, "other")
	require.NoError(t, err)
	for p := permission.Admin; p <= permission.Operate; p++ {
		c.bindWith(t, fmt.Sprintf("only-%d", p), registrytypes.Permission(p))
	}
	tried := 0
	for _, rule := range msgs.Rules() {
		if !msgs.Sendable(rule.TypeURL) {
			continue
		}
		for p := permission.Admin; p <= permission.Operate; p++ {
			if rule.Class == msgs.Member && rule.Permission == p {
				continue
			}
			tried++
			t.Run(fmt.Sprintf("%s with %s", rule.TypeURL, registrytypes.Permission(p)), func(t *testing.T) {
				before := exported(t, c)
				refusal := c.answer(t, fmt.Sprintf("only-%d", p), rule.TypeURL, other)
				switch {
				case rule.Class == msgs.Authority:
					require.ErrorIs(t, refusal, registrytypes.ErrNotAuthority)
				case rule.Class == msgs.Successor:
					require.Error(t, refusal)
				case rule.Permission == p && strings.HasPrefix(rule.TypeURL, "/assent.permit."):
					require.ErrorIs(t, refusal, registrytypes.ErrNotAccessBody, "its authority did not give it the role")
				case rule.Permission == p && strings.HasPrefix(rule.TypeURL, "/assent.access."):
					require.ErrorIs(t, refusal, accesstypes.ErrCaseUnknown, "there is none that it could review")
				case rule.Permission == p:
					require.ErrorIs(t, refusal, registrytypes.ErrNotIssuer, "nobody named it for the scheme")
				default:
					require.ErrorIs(t, refusal, registrytypes.ErrPermissionMissing)
				}
				require.Equal(t, withoutSenders(t, before), withoutSenders(t, exported(t, c)))
			})
		}
	}
	require.Greater(t, tried, 100)
}

func TestTheListedPermissionIsEnough(t *testing.T) {
	for _, rule := range msgs.Rules() {
		if rule.Class != msgs.Member {
			continue
		}
		t.Run(rule.TypeURL, func(t *testing.T) {
			c := newChain(t)
			c.join(t)
			other, err := localnet.NewKey(c.keys, "other")
			require.NoError(t, err)
			c.bindWith(t, "only", registrytypes.Permission(rule.Permission))
			refusal := c.answer(t, "only", rule.TypeURL, other)
			require.NotErrorIs(t, refusal, registrytypes.ErrPermissionMissing)
			require.NotErrorIs(t, refusal, registrytypes.ErrAccountUnknown)
		})
	}
}

func TestAnAuthorityMessageIsRefusedFromAStrangerAndFromWhoIsToSucceed(t *testing.T) {
	c := newChain(t)
	c.join(t)
	successor, err := localnet.NewKey(c.keys, "successor")
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority, &registrytypes.MsgTransferAuthority{Authority: c.address(t, authority), Successor: successor})
	for _, rule := range msgs.Rules() {
		if rule.Class != msgs.Authority && rule.Class != msgs.Member {
			continue
		}
		t.Run(rule.TypeURL, func(t *testing.T) {
			require.ErrorIs(t, c.answer(t, "successor", rule.TypeURL, successor), ante.ErrSuccessorMayOnlyAccept)
		})
	}
	c.execute(t, "successor", &registrytypes.MsgAcceptAuthority{Successor: successor, Jurisdiction: "DE"})
	require.ErrorIs(t, c.answer(t, authority, "/assent.registry.v1.MsgSuspendParticipant", successor), registrytypes.ErrAccountUnknown,
		"the key that was the authority speaks for nobody")
	c.execute(t, "successor", &registrytypes.MsgSuspendParticipant{Authority: successor, Participant: klinik})
}

// reported is what messages that report something end with: there is nothing to justify or
// to answer.
var reported = map[string]error{
	"/assent.access.v1.MsgJustifyEmergency": accesstypes.ErrCaseUnknown,
	"/assent.access.v1.MsgAnswerDispute":    accesstypes.ErrDisputeUnknown,
}

func TestASuspendedParticipantCanStillRecordAndNothingElse(t *testing.T) {
	c := newChain(t)
	c.join(t)
	other, err := localnet.NewKey(c.keys, "other")
	require.NoError(t, err)
	c.bindWith(t, "all", everyPermission()...)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority, &registrytypes.MsgSuspendParticipant{Authority: c.address(t, authority), Participant: klinik})
	for _, rule := range msgs.Rules() {
		if rule.Class != msgs.Member {
			continue
		}
		refusal := c.answer(t, "all", rule.TypeURL, other)
		if rule.Permission.Evidence() {
			require.ErrorIs(t, refusal, reported[rule.TypeURL], rule.TypeURL)
			continue
		}
		require.ErrorIs(t, refusal, registrytypes.ErrParticipantNotActive, rule.TypeURL)
	}
}

func TestABatchOutsideItsTrailsWindowIsRefusedWhenItComes(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Admin)
	batch := func(first uint64) []byte {
		return c.encode(t, offer{signer: "desk", messages: []sdk.Msg{&accesstypes.MsgRecordAccess{
			Recorder: c.address(t, "desk"), Trail: klinik + "/main", FirstIndex: first, Events: []accesstypes.Event{access(klinik)},
		}}})
	}
	check, deliver := c.answers(t, batch(0))
	require.NoError(t, check)
	require.NoError(t, deliver)

	check, _ = c.answers(t, batch(0))
	require.ErrorIs(t, check, ante.ErrTrailWindow, "recorded already")
	check, _ = c.answers(t, batch(1+3*accesstypes.MaxEvents+1))
	require.ErrorIs(t, check, ante.ErrTrailWindow, "too far ahead")
	check, deliver = c.answers(t, batch(2))
	require.NoError(t, check, "the batch before it may be under way")
	require.ErrorIs(t, deliver, accesstypes.ErrIndexTooHigh)
	check, deliver = c.answers(t, batch(1))
	require.NoError(t, check)
	require.NoError(t, deliver)
}
