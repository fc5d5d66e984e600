package keeper_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

const scheme = "DE/gematik"

func digest(n byte) []byte { return bytes.Repeat([]byte{n}, 32) }

func setIssuers(issuers ...string) *types.MsgSetSchemeIssuers {
	return &types.MsgSetSchemeIssuers{Authority: addr("DE"), Scheme: scheme, Issuers: issuers}
}

func accredit(issuer, participant string) *types.MsgAccredit {
	return &types.MsgAccredit{Issuer: addr(issuer), Participant: participant, Scheme: scheme, CredentialDigest: digest(1)}
}

func revoke(issuer, participant string) *types.MsgRevokeAccreditation {
	return &types.MsgRevokeAccreditation{Issuer: addr(issuer), Participant: participant, Scheme: scheme, CredentialDigest: digest(1)}
}

func (f fixture) accreditations(t *testing.T, participant string) []types.Accreditation {
	t.Helper()
	p, err := f.k.Participants.Get(f.ctx, participant)
	require.NoError(t, err)
	return p.Accreditations
}

func TestAnAuthorityAccreditsUnderItsOwnScheme(t *testing.T) {
	f := newFixture(t)
	msg := accredit("DE", "cn-31-ruijin")
	msg.Purposes = []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_RESEARCH}
	msg.Categories = []vocabulary.Category{vocabulary.Category_CATEGORY_GENOMIC}
	msg.MaxGrade, msg.From, msg.Until = 3, blockTime+10, blockTime+20
	require.NoError(t, f.send(t, msg))
	require.Equal(t, &types.EventParticipantAccredited{
		Participant: "cn-31-ruijin", Scheme: scheme, CredentialDigest: digest(1),
	}, f.event(t))
	require.Equal(t, []types.Accreditation{{
		Scheme: scheme, CredentialDigest: digest(1), Purposes: msg.Purposes, Categories: msg.Categories,
		MaxGrade: 3, From: blockTime + 10, Until: blockTime + 20,
	}}, f.accreditations(t, "cn-31-ruijin"))

	recorded, _, err := f.k.PolicyParticipant(f.ctx, "cn-31-ruijin")
	require.NoError(t, err)
	require.Equal(t, []policy.Accreditation{{
		Scheme: scheme, MaxGrade: 3,
		Purposes: policy.SetOf(policy.PurposeResearch), Categories: policy.SetOf(policy.CategoryGenomic),
		Period: policy.Period{From: policy.At(blockTime + 10), Until: policy.At(blockTime + 20)},
	}}, recorded.Value.Accreditations)
}

func TestAnAccreditationHoldsFromNowForEveryGradeUnlessItSaysOtherwise(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, accredit("DE", "de-charite"))
	require.Equal(t, []types.Accreditation{{
		Scheme: scheme, CredentialDigest: digest(1), MaxGrade: 5, From: blockTime,
	}}, f.accreditations(t, "de-charite"))
}

func TestANamedIssuerAccreditsAndRevokes(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, setIssuers("cn-31-ruijin", "de-paused")))
	require.Equal(t, &types.EventSchemeIssuersSet{Scheme: scheme, Issuers: []string{"cn-31-ruijin", "de-paused"}}, f.event(t))
	f.pass(0)
	f.mustSend(t, accredit("cn-31-ruijin", "de-charite"))
	require.Equal(t, "cn-31-ruijin", f.accreditations(t, "de-charite")[0].Issuer)
	f.refused(t, accredit("de-paused", "cn-31-ruijin"), types.ErrParticipantNotActive)
	f.refused(t, accredit("cn-31-ruijin/recorder", "de-charite"), types.ErrPermissionMissing)
	f.refused(t, accredit("cn-31-ruijin", "cn-31-ruijin"), types.ErrNotIssuer)

	f.pass(5)
	require.NoError(t, f.send(t, revoke("cn-31-ruijin", "de-charite")))
	require.Equal(t, &types.EventAccreditationRevoked{
		Participant: "de-charite", Scheme: scheme, CredentialDigest: digest(1),
	}, f.event(t))
	require.Equal(t, blockTime+5, f.accreditations(t, "de-charite")[0].RevokedAt)
	f.pass(0)
	f.refused(t, revoke("cn-31-ruijin", "de-charite"), types.ErrAccreditationEnded)
	f.refused(t, revoke("DE", "de-charite"), types.ErrAccreditationEnded)
	f.refused(t, accredit("cn-31-ruijin", "de-charite"), types.ErrAccreditationExists)
}

func TestAnIssuerThatIsNoLongerNamedIsNone(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, setIssuers("cn-31-ruijin"), accredit("cn-31-ruijin", "de-charite"), setIssuers())
	f.refused(t, revoke("cn-31-ruijin", "de-charite"), types.ErrNotIssuer)
	f.refused(t, accredit("cn-31-ruijin", "de-paused"), types.ErrNotIssuer)
	state, _ := f.state(t)
	require.Empty(t, state.Schemes)
	f.mustSend(t, revoke("DE", "de-charite"))
}

func TestAnIssuerRevokesOnlyItsOwn(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, setIssuers("cn-31-ruijin", "de-charite"), accredit("DE", "de-paused"))
	f.refused(t, revoke("cn-31-ruijin", "de-paused"), types.ErrNotIssuer)
	second := accredit("de-charite", "de-paused")
	second.CredentialDigest = digest(2)
	f.mustSend(t, second)
	other := revoke("cn-31-ruijin", "de-paused")
	other.CredentialDigest = digest(2)
	f.refused(t, other, types.ErrNotIssuer)
}

func TestSetSchemeIssuersRefusals(t *testing.T) {
	tooMany := make([]string, types.MaxIssuers+1)
	for i := range tooMany {
		tooMany[i] = fmt.Sprintf("de-%03d", i)
	}
	for name, tc := range map[string]struct {
		msg  *types.MsgSetSchemeIssuers
		want error
	}{
		"a participant that is not there": {setIssuers("de-nobody"), types.ErrParticipantUnknown},
		"an id that is none":              {setIssuers("DE"), types.ErrParticipantInvalid},
		"out of order":                    {setIssuers("de-charite", "cn-31-ruijin"), types.ErrSchemeInvalid},
		"one twice":                       {setIssuers("de-charite", "de-charite"), types.ErrSchemeInvalid},
		"too many":                        {setIssuers(tooMany...), types.ErrSchemeInvalid},
		"another jurisdiction's scheme":   {&types.MsgSetSchemeIssuers{Authority: addr("DE"), Scheme: "CN-31/test"}, types.ErrNotAuthority},
		"what is no scheme":               {&types.MsgSetSchemeIssuers{Authority: addr("DE"), Scheme: "gematik"}, types.ErrSchemeInvalid},
		"an admin":                        {&types.MsgSetSchemeIssuers{Authority: addr("de-charite"), Scheme: scheme}, types.ErrNotAuthority},
		"nobody":                          {&types.MsgSetSchemeIssuers{Scheme: scheme}, types.ErrAccountInvalid},
		"the authority of a suspended jurisdiction": {&types.MsgSetSchemeIssuers{Authority: addr("FR"), Scheme: "FR/x"}, types.ErrJurisdictionNotActive},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestAJurisdictionHasAtMost256Schemes(t *testing.T) {
	f := newFixture(t)
	name := func(authority string, i int) sdk.Msg {
		return &types.MsgSetSchemeIssuers{
			Authority: addr(authority), Scheme: fmt.Sprintf("%s/%d", authority, i), Issuers: []string{"de-charite"},
		}
	}
	for i := range types.MaxSchemes {
		f.mustSend(t, name("DE", i))
	}
	f.refused(t, name("DE", 999), types.ErrTooManySchemes)
	f.mustSend(t, name("DE", 5), name("CN-31", 999))
}

func TestAccreditRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgAccredit)
		want  error
	}{
		{"an authority under another one's scheme", func(m *types.MsgAccredit) { m.Issuer = addr("CN-31") }, types.ErrNotAuthority},
		{"a participant that nobody named", func(m *types.MsgAccredit) { m.Issuer = addr("cn-31-ruijin") }, types.ErrNotIssuer},
		{"a stranger", func(m *types.MsgAccredit) { m.Issuer = addr("stranger") }, types.ErrAccountUnknown},
		{"the council", func(m *types.MsgAccredit) { m.Issuer = addr("council") }, types.ErrAccountUnknown},
		{"nobody", func(m *types.MsgAccredit) { m.Issuer = "" }, types.ErrAccountInvalid},
		{"the authority of a suspended jurisdiction", func(m *types.MsgAccredit) { m.Issuer, m.Scheme = addr("FR"), "FR/x" }, types.ErrJurisdictionNotActive},
		{"a scheme of a suspended jurisdiction", func(m *types.MsgAccredit) { m.Issuer, m.Scheme = addr("cn-31-ruijin"), "FR/x" }, types.ErrJurisdictionNotActive},
		{"a scheme of a jurisdiction that is not there", func(m *types.MsgAccredit) { m.Issuer, m.Scheme = addr("cn-31-ruijin"), "XX/x" }, types.ErrJurisdictionUnknown},
		{"what is no scheme", func(m *types.MsgAccredit) { m.Scheme = "DE" }, types.ErrSchemeInvalid},
		{"a participant that is not there", func(m *types.MsgAccredit) { m.Participant = "de-nobody" }, types.ErrParticipantUnknown},
		{"an id that is none", func(m *types.MsgAccredit) { m.Participant = "DE" }, types.ErrParticipantInvalid},
		{"a participant that is offboarded", func(m *types.MsgAccredit) { m.Participant = "de-gone" }, types.ErrParticipantOffboarded},
		{"no digest", func(m *types.MsgAccredit) { m.CredentialDigest = nil }, types.ErrAccreditationInvalid},
		{"a digest of another size", func(m *types.MsgAccredit) { m.CredentialDigest = digest(1)[1:] }, types.ErrAccreditationInvalid},
		{"an unknown purpose", func(m *types.MsgAccredit) { m.Purposes = []vocabulary.Purpose{99} }, types.ErrAccreditationInvalid},
		{"an unspecified category", func(m *types.MsgAccredit) { m.Categories = []vocabulary.Category{0} }, types.ErrAccreditationInvalid},
		{"a category twice", func(m *types.MsgAccredit) { m.Categories = []vocabulary.Category{1, 1} }, types.ErrAccreditationInvalid},
		{"a grade that there is not", func(m *types.MsgAccredit) { m.MaxGrade = 6 }, types.ErrAccreditationInvalid},
		{"from a moment that is past", func(m *types.MsgAccredit) { m.From = blockTime - 1 }, types.ErrAccreditationInvalid},
		{"from before all moments", func(m *types.MsgAccredit) { m.From = -1 }, types.ErrAccreditationInvalid},
		{"until now", func(m *types.MsgAccredit) { m.Until = blockTime }, types.ErrAccreditationInvalid},
		{"until before it begins", func(m *types.MsgAccredit) { m.From, m.Until = blockTime+9, blockTime+9 }, types.ErrAccreditationInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			msg := accredit("DE", "de-charite")
			tc.spoil(msg)
			newFixture(t).refused(t, msg, tc.want)
		})
	}
}

func TestRevokeAccreditationRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgRevokeAccreditation)
		want  error
	}{
		{"an authority under another one's scheme", func(m *types.MsgRevokeAccreditation) { m.Issuer = addr("CN-31") }, types.ErrNotAuthority},
		{"the participant itself", func(m *types.MsgRevokeAccreditation) { m.Issuer = addr("de-charite") }, types.ErrNotIssuer},
		{"nobody", func(m *types.MsgRevokeAccreditation) { m.Issuer = "" }, types.ErrAccountInvalid},
		{"another credential", func(m *types.MsgRevokeAccreditation) { m.CredentialDigest = digest(2) }, types.ErrAccreditationUnknown},
		{"a digest of another size", func(m *types.MsgRevokeAccreditation) { m.CredentialDigest = nil }, types.ErrAccreditationInvalid},
		{"another scheme", func(m *types.MsgRevokeAccreditation) { m.Scheme = "DE/other" }, types.ErrAccreditationUnknown},
		{"what is no scheme", func(m *types.MsgRevokeAccreditation) { m.Scheme = "/" }, types.ErrSchemeInvalid},
		{"another participant", func(m *types.MsgRevokeAccreditation) { m.Participant = "de-paused" }, types.ErrAccreditationUnknown},
		{"a participant that is not there", func(m *types.MsgRevokeAccreditation) { m.Participant = "de-nobody" }, types.ErrParticipantUnknown},
		{"an id that is none", func(m *types.MsgRevokeAccreditation) { m.Participant = "" }, types.ErrParticipantInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			f.mustSend(t, accredit("DE", "de-charite"))
			msg := revoke("DE", "de-charite")
			tc.spoil(msg)
			f.refused(t, msg, tc.want)
		})
	}
}

func TestAnAccreditationThatRanOutCannotBeRevoked(t *testing.T) {
	f := newFixture(t)
	msg := accredit("DE", "de-charite")
	msg.Until = blockTime + 10
	f.mustSend(t, msg)
	f.pass(10)
	f.refused(t, revoke("DE", "de-charite"), types.ErrAccreditationEnded)
}

func TestRevocationOfAnOffboardedParticipantsAccreditation(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, accredit("DE", "de-charite"), offboard("de-charite"), revoke("DE", "de-charite"))
}

func TestAParticipantHolds64AccreditationsOfItsOwnJurisdictionAndAFewOfEachOther(t *testing.T) {
	f := newFixture(t)
	by := func(authority string, i int) sdk.Msg {
		msg := accredit(authority, "de-charite")
		msg.Scheme = fmt.Sprintf("%s/%02d", authority, i)
		return msg
	}
	for i := range types.MaxForeignAccreditations {
		f.mustSend(t, by("CN-31", i))
	}
	f.refused(t, by("CN-31", 99), types.ErrTooManyAccreditations)
	for i := range types.MaxLiveAccreditations - types.MaxForeignAccreditations {
		f.mustSend(t, by("DE", i))
	}
	f.refused(t, by("DE", 99), types.ErrTooManyAccreditations)
	f.mustSend(t, &types.MsgRevokeAccreditation{
		Issuer: addr("CN-31"), Participant: "de-charite", Scheme: "CN-31/00", CredentialDigest: digest(1),
	})
	f.refused(t, by("CN-31", 99), types.ErrTooManyAccreditations)
	f.mustSend(t, by("DE", 99))
}
