package ante_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// outsider onboards an institution whose admin's key has its id for a name.
func (c *chain) outsider(t *testing.T, id string) {
	t.Helper()
	admin, err := localnet.NewKey(c.keys, id)
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority, &registrytypes.MsgOnboardParticipant{
		Authority: c.address(t, authority), Id: id, Name: id, Admin: admin,
		Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	})
}

func TestNobodyOfAnInstitutionThatIsPendingOrOffboardedSendsAnything(t *testing.T) {
	c := newChain(t)
	c.join(t)
	const pending, offboarded = "de-pending", "de-gone"
	c.outsider(t, pending)
	c.outsider(t, offboarded)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority,
		&registrytypes.MsgActivateParticipant{Authority: c.address(t, authority), Participant: offboarded},
		&registrytypes.MsgOffboardParticipant{Authority: c.address(t, authority), Participant: offboarded})
	other, err := localnet.NewKey(c.keys, "other")
	require.NoError(t, err)
	tried := 0
	for _, rule := range msgs.Rules() {
		if !msgs.Sendable(rule.TypeURL) {
			continue
		}
		for _, key := range []string{pending, offboarded} {
			tried++
			t.Run(rule.TypeURL+" by "+key, func(t *testing.T) {
				before := exported(t, c)
				require.ErrorIs(t, c.answer(t, key, rule.TypeURL, other), registrytypes.ErrParticipantNotActive)
				require.JSONEq(t, before, exported(t, c))
			})
		}
	}
	require.GreaterOrEqual(t, tried, 60)
}

// What the authority of FR may send about its own jurisdiction, and what is refused
// of it for another reason than that it is not DE's.
var ofItsOwn = map[string]bool{
	"/assent.access.v1.MsgNameReviewers":         true,
	"/assent.council.v1.MsgSubmitProposal":       true,
	"/assent.council.v1.MsgVote":                 true,
	"/assent.council.v1.MsgWithdrawProposal":     true,
	"/assent.recognition.v1.MsgAccede":           true,
	"/assent.recognition.v1.MsgAmendAgreement":   true,
	"/assent.recognition.v1.MsgCertifyAgreement": true,
	"/assent.recognition.v1.MsgGiveNotice":       true,
	"/assent.recognition.v1.MsgProposeAgreement": true,
	"/assent.recognition.v1.MsgRejectAgreement":  true,
	"/assent.recognition.v1.MsgResumeAgreement":  true,
	"/assent.recognition.v1.MsgSuspendAgreement": true,
	"/assent.recognition.v1.MsgWithdrawProposal": true,
	"/assent.registry.v1.MsgAdoptProfile":        true,
	"/assent.registry.v1.MsgTransferAuthority":   true,
}

var refusedElsewise = map[string]error{
	"/assent.access.v1.MsgFileDispute":           accesstypes.ErrRecordUnproven,
	"/assent.access.v1.MsgResolveDispute":        accesstypes.ErrDisputeUnknown,
	"/assent.access.v1.MsgReviewEmergency":       accesstypes.ErrCaseUnknown,
	"/assent.consent.v1.MsgAppointGuardian":      consenttypes.ErrSubjectUnknown,
	"/assent.consent.v1.MsgEndGuardianship":      consenttypes.ErrSubjectUnknown,
	"/assent.consent.v1.MsgInvalidateConsent":    consenttypes.ErrSubjectUnknown,
	"/assent.consent.v1.MsgReplaceSubjectKey":    consenttypes.ErrSubjectUnknown,
	"/assent.permit.v1.MsgClosePermit":           permittypes.ErrPermitUnknown,
	"/assent.permit.v1.MsgExtendPermit":          permittypes.ErrPermitUnknown,
	"/assent.permit.v1.MsgIssuePermit":           permittypes.ErrPermitIDInvalid,
	"/assent.permit.v1.MsgResumePermit":          permittypes.ErrPermitUnknown,
	"/assent.permit.v1.MsgRevokePermit":          permittypes.ErrPermitUnknown,
	"/assent.permit.v1.MsgSuspendPermit":         permittypes.ErrPermitUnknown,
	"/assent.registry.v1.MsgAcceptAuthority":     registrytypes.ErrHandoverUnknown,
	"/assent.registry.v1.MsgObjectToReplacement": registrytypes.ErrHandoverUnknown,
	"/assent.registry.v1.MsgOnboardParticipant":  registrytypes.ErrParticipantInvalid,
}

func TestTheAuthorityOfAnotherJurisdictionActsOnNothingHere(t *testing.T) {
	tried := 0
	for _, rule := range msgs.Rules() {
		if !msgs.Sendable(rule.TypeURL) {
			continue
		}
		t.Run(rule.TypeURL, func(t *testing.T) {
			c := newChain(t)
			c.join(t)
			other, err := localnet.NewKey(c.keys, "other")
			require.NoError(t, err)
			before := exported(t, c)
			refusal := c.answer(t, localnet.AuthorityKey("FR"), rule.TypeURL, other)
			if ofItsOwn[rule.TypeURL] {
				require.NotErrorIs(t, refusal, registrytypes.ErrNotAuthority)
				return
			}
			tried++
			want := refusedElsewise[rule.TypeURL]
			switch {
			case want != nil:
			case rule.Class == msgs.Member:
				want = registrytypes.ErrAccountUnknown
			default:
				want = registrytypes.ErrNotAuthority
			}
			require.ErrorIs(t, refusal, want)
			require.Equal(t, withoutSenders(t, before), withoutSenders(t, exported(t, c)))
		})
	}
	require.Greater(t, tried, 20)
}
