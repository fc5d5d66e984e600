package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/recognition/types"
)

const agreed = "de-fr-agreed"

// concluded is a ledger where DE and FR have an agreement that ends an hour after the
// beginning, with a minute's notice, and DE has another one PROPOSED.
func concluded(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	m := bilateral(agreed)
	m.NotAfter, m.NoticePeriod = start+3600, 60
	f.conclude(m)
	f.propose(bilateral("de-fr-draft"))
	return f
}

// send sends any of the messages.
func (f *fixture) send(m sdk.Msg) error {
	f.Helper()
	var err error
	switch m := m.(type) {
	case *types.MsgProposeAgreement:
		_, err = f.msgs.ProposeAgreement(f.ctx, m)
	case *types.MsgCertifyAgreement:
		_, err = f.msgs.CertifyAgreement(f.ctx, m)
	case *types.MsgRejectAgreement:
		_, err = f.msgs.RejectAgreement(f.ctx, m)
	case *types.MsgWithdrawProposal:
		_, err = f.msgs.WithdrawProposal(f.ctx, m)
	case *types.MsgSuspendAgreement:
		_, err = f.msgs.SuspendAgreement(f.ctx, m)
	case *types.MsgResumeAgreement:
		_, err = f.msgs.ResumeAgreement(f.ctx, m)
	case *types.MsgGiveNotice:
		_, err = f.msgs.GiveNotice(f.ctx, m)
	case *types.MsgAmendAgreement:
		_, err = f.msgs.AmendAgreement(f.ctx, m)
	case *types.MsgAccede:
		_, err = f.msgs.Accede(f.ctx, m)
	default:
		require.Fail(f, "no such message", "%T", m)
	}
	return err
}

// onAgreed makes each of the messages that name an agreement alone.
var onAgreed = map[string]func(authority, agreement string) sdk.Msg{
	"reject":   func(by, id string) sdk.Msg { return &types.MsgRejectAgreement{Authority: by, Agreement: id} },
	"withdraw": func(by, id string) sdk.Msg { return &types.MsgWithdrawProposal{Authority: by, Agreement: id} },
	"suspend":  func(by, id string) sdk.Msg { return &types.MsgSuspendAgreement{Authority: by, Agreement: id} },
	"resume":   func(by, id string) sdk.Msg { return &types.MsgResumeAgreement{Authority: by, Agreement: id} },
	"notice":   func(by, id string) sdk.Msg { return &types.MsgGiveNotice{Authority: by, Agreement: id} },
}

func TestMessagesThatNameAnAgreementAloneRefuse(t *testing.T) {
	type outcome map[string]error // By message; "" is all others.
	for _, test := range []struct {
		name    string
		prepare func(*fixture)
		by, id  string
		want    outcome
	}{
		{"a sender that is no authority", nil, "somebody", agreed, outcome{"": errNotAuthority}},
		{"a suspended jurisdiction", func(f *fixture) { f.registry.suspended["FR"] = true }, authority("FR"), agreed, outcome{"": types.ErrPartyInactive}},
		{"a malformed id", nil, authority("DE"), "DE", outcome{"": types.ErrAgreementIDInvalid}},
		{"an unknown agreement", nil, authority("DE"), "de-none", outcome{"": types.ErrAgreementUnknown}},
		{"a jurisdiction that is no party", nil, authority("IT"), agreed, outcome{"": types.ErrSenderNotParty, "withdraw": types.ErrNotProposer}},
		{"another party than the proposer", nil, authority("FR"), "de-fr-draft", outcome{
			"withdraw": types.ErrNotProposer, "reject": nil, "": types.ErrNotCertified,
		}},
		{"what is certified, and what was not suspended", nil, authority("DE"), agreed, outcome{
			"reject": types.ErrNotProposed, "withdraw": types.ErrNotProposed, "resume": types.ErrNotSuspended, "": nil,
		}},
		{"a second time", func(f *fixture) {
			require.NoError(f, f.send(onAgreed["suspend"](authority("DE"), agreed)))
			require.NoError(f, f.send(onAgreed["notice"](authority("FR"), agreed)))
		}, authority("DE"), agreed, outcome{
			"suspend": types.ErrSuspendedAlready, "notice": types.ErrNoticeGiven, "resume": nil, "": types.ErrNotProposed,
		}},
		{"another's suspension", func(f *fixture) {
			require.NoError(f, f.send(onAgreed["suspend"](authority("DE"), agreed)))
		}, authority("FR"), agreed, outcome{
			"resume": types.ErrNotSuspended, "withdraw": types.ErrNotProposer, "reject": types.ErrNotProposed, "": nil,
		}},
		{"after its expiry", func(f *fixture) { f.at(start + 3600) }, authority("DE"), agreed, outcome{
			"": types.ErrAgreementEnded, "reject": types.ErrNotProposed, "withdraw": types.ErrNotProposed,
		}},
		{"after its notice", func(f *fixture) {
			require.NoError(f, f.send(onAgreed["notice"](authority("FR"), agreed)))
			f.at(start + 60)
		}, authority("DE"), agreed, outcome{"": types.ErrAgreementEnded, "reject": types.ErrNotProposed, "withdraw": types.ErrNotProposed}},
	} {
		for step, message := range onAgreed {
			want, special := test.want[step]
			if !special {
				want = test.want[""]
			}
			t.Run(step+": "+test.name, func(t *testing.T) {
				f := concluded(t)
				if test.prepare != nil {
					test.prepare(f)
				}
				before := f.export()
				err := f.send(message(test.by, test.id))
				if want == nil {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, want)
				require.Equal(t, before, f.export())
			})
		}
	}
}

func amendment() *types.MsgAmendAgreement {
	return &types.MsgAmendAgreement{
		Authority: authority("FR"), Agreement: agreed, Id: "fr-de-next", Rules: []types.Rule{{From: "FR", To: "DE", MaxGrade: 2}},
		DocumentDigest: digest(), NotBefore: start + 10, NotAfter: start + 9000, NoticePeriod: 5,
	}
}

func TestAmendAgreementRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*fixture, *types.MsgAmendAgreement)
		want   error
	}{
		{"a sender that is no authority", func(_ *fixture, m *types.MsgAmendAgreement) { m.Authority = "somebody" }, errNotAuthority},
		{"a suspended sender", func(f *fixture, _ *types.MsgAmendAgreement) { f.registry.suspended["FR"] = true }, types.ErrPartyInactive},
		{"a suspended party", func(f *fixture, _ *types.MsgAmendAgreement) { f.registry.suspended["DE"] = true }, types.ErrPartyInactive},
		{"a stranger", func(_ *fixture, m *types.MsgAmendAgreement) {
			m.Authority, m.Id = authority("IT"), "it-de-next"
		}, types.ErrSenderNotParty},
		{"an unknown agreement", func(_ *fixture, m *types.MsgAmendAgreement) { m.Agreement = "de-none" }, types.ErrAgreementUnknown},
		{"a malformed agreement", func(_ *fixture, m *types.MsgAmendAgreement) { m.Agreement = "" }, types.ErrAgreementIDInvalid},
		{"a draft", func(_ *fixture, m *types.MsgAmendAgreement) { m.Agreement = "de-fr-draft" }, types.ErrNotCertified},
		{"an id that exists", func(_ *fixture, m *types.MsgAmendAgreement) {
			m.Authority, m.Id = authority("DE"), agreed
		}, types.ErrAgreementExists},
		{"an id of another jurisdiction", func(_ *fixture, m *types.MsgAmendAgreement) { m.Id = "de-fr-next" }, types.ErrAgreementIDInvalid},
		{"no rules", func(_ *fixture, m *types.MsgAmendAgreement) { m.Rules = nil }, types.ErrRuleCount},
		{"a rule to a stranger", func(_ *fixture, m *types.MsgAmendAgreement) { m.Rules[0].To = "IT" }, types.ErrRulePair},
		{"an unknown code", func(_ *fixture, m *types.MsgAmendAgreement) { m.Rules[0].Purposes = []vocabulary.Purpose{99} }, types.ErrRuleCode},
		{"a digest of 31 bytes", func(_ *fixture, m *types.MsgAmendAgreement) { m.DocumentDigest = digest()[1:] }, types.ErrDigestInvalid},
		{"an end that has come", func(_ *fixture, m *types.MsgAmendAgreement) { m.NotBefore, m.NotAfter = 0, start }, types.ErrValidityPast},
		{"a negative notice period", func(_ *fixture, m *types.MsgAmendAgreement) { m.NoticePeriod = -1 }, types.ErrNoticePeriodInvalid},
		{"a notice period of more than five years", func(_ *fixture, m *types.MsgAmendAgreement) {
			m.NoticePeriod = types.MaxNoticePeriod + 1
		}, types.ErrNoticePeriodInvalid},
		{"what has expired", func(f *fixture, _ *types.MsgAmendAgreement) { f.at(start + 3600) }, types.ErrAgreementEnded},
		{"what was amended", func(f *fixture, _ *types.MsgAmendAgreement) {
			m := amendment()
			m.Id = "fr-de-first"
			require.NoError(f, f.send(m))
			f.certify(m.Id, "DE", "FR")
		}, types.ErrNotNewest},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := concluded(t)
			m := amendment()
			test.change(f, m)
			before := f.export()
			require.ErrorIs(t, f.send(m), test.want)
			require.Equal(t, before, f.export())
		})
	}
}

func TestAnAmendmentHasTheTermsOfItsMessage(t *testing.T) {
	f := concluded(t)
	require.NoError(t, f.send(amendment()))
	r, err := f.queries.Agreement(f.ctx, &types.QueryAgreementRequest{Id: "fr-de-next"})
	require.NoError(t, err)
	require.Equal(t, types.Agreement{
		Id: "fr-de-next", Version: 2, Proposer: "FR", Parties: []string{"DE", "FR"}, Rules: []types.Rule{{From: "FR", To: "DE", MaxGrade: 2}},
		DocumentDigest: digest(), NotBefore: start + 10, NotAfter: start + 9000, NoticePeriod: 5, Line: agreed, Amends: agreed,
		History: []types.AgreementStatusSince{{Status: proposed, Since: start}},
	}, r.Agreement)
	require.Equal(t, proposed, r.Status)
	require.Equal(t, &types.Line{Id: agreed, Versions: []types.LineVersion{{Agreement: agreed, BeginsAt: start}}}, r.Line)

	require.Equal(t, certified, f.certify("fr-de-next", "FR", "DE"))
	r, err = f.queries.Agreement(f.ctx, &types.QueryAgreementRequest{Id: agreed})
	require.NoError(t, err)
	require.Equal(t, []types.LineVersion{{Agreement: agreed, BeginsAt: start}, {Agreement: "fr-de-next", BeginsAt: start + 10}}, r.Line.Versions)
}

func accession() *types.MsgAccede {
	return &types.MsgAccede{
		Authority: authority("IT"), Agreement: agreed, Id: "it-joins", Rules: []types.Rule{{From: "DE", To: "IT", MaxGrade: 1}},
		DocumentDigest: digest(), NotBefore: start + 10,
	}
}

func TestAccedeRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*fixture, *types.MsgAccede)
		want   error
	}{
		{"a sender that is no authority", func(_ *fixture, m *types.MsgAccede) { m.Authority = "somebody" }, errNotAuthority},
		{"a suspended sender", func(f *fixture, _ *types.MsgAccede) { f.registry.suspended["IT"] = true }, types.ErrPartyInactive},
		{"a suspended party", func(f *fixture, _ *types.MsgAccede) { f.registry.suspended["DE"] = true }, types.ErrPartyInactive},
		{"a party", func(_ *fixture, m *types.MsgAccede) { m.Authority, m.Id = authority("FR"), "fr-joins" }, types.ErrPartyAlready},
		{"an unknown agreement", func(_ *fixture, m *types.MsgAccede) { m.Agreement = "de-none" }, types.ErrAgreementUnknown},
		{"a malformed agreement", func(_ *fixture, m *types.MsgAccede) { m.Agreement = "-" }, types.ErrAgreementIDInvalid},
		{"a draft", func(_ *fixture, m *types.MsgAccede) { m.Agreement = "de-fr-draft" }, types.ErrNotCertified},
		{"an id of another jurisdiction", func(_ *fixture, m *types.MsgAccede) { m.Id = "de-joins" }, types.ErrAgreementIDInvalid},
		{"no rules", func(_ *fixture, m *types.MsgAccede) { m.Rules = nil }, types.ErrRuleCount},
		{"65 rules with those there are", func(_ *fixture, m *types.MsgAccede) {
			for range types.MaxRules - 1 {
				m.Rules = append(m.Rules, m.Rules[0])
			}
		}, types.ErrRuleCount},
		{"a rule between others", func(_ *fixture, m *types.MsgAccede) { m.Rules[0].To = "FR" }, types.ErrRulePair},
		{"a rule to a stranger", func(_ *fixture, m *types.MsgAccede) { m.Rules[0] = types.Rule{From: "IT", To: "CN-31"} }, types.ErrRulePair},
		{"no digest", func(_ *fixture, m *types.MsgAccede) { m.DocumentDigest = nil }, types.ErrDigestInvalid},
		{"a beginning at the end", func(_ *fixture, m *types.MsgAccede) { m.NotBefore = start + 3600 }, types.ErrValidityInvalid},
		{"what has expired", func(f *fixture, _ *types.MsgAccede) { f.at(start + 3600) }, types.ErrAgreementEnded},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := concluded(t)
			m := accession()
			test.change(f, m)
			before := f.export()
			require.ErrorIs(t, f.send(m), test.want)
			require.Equal(t, before, f.export())
		})
	}
}

func TestAnAccessionKeepsWhatTheOthersAgreedOn(t *testing.T) {
	f := concluded(t)
	require.NoError(t, f.send(accession()))
	a, err := f.keeper.Agreements.Get(f.ctx, "it-joins")
	require.NoError(t, err)
	require.Equal(t, []string{"DE", "FR", "IT"}, a.Parties)
	require.Equal(t, []types.Rule{{From: "DE", To: "FR"}, {From: "DE", To: "IT", MaxGrade: 1}}, a.Rules)
	require.EqualValues(t, start+3600, a.NotAfter)
	require.EqualValues(t, 60, a.NoticePeriod)
	before, err := f.keeper.Agreements.Get(f.ctx, agreed)
	require.NoError(t, err)
	require.Len(t, before.Rules, 1)
	require.Equal(t, []string{"DE", "FR"}, before.Parties)
}

func TestOpenProposalsOfAJurisdictionAreBounded(t *testing.T) {
	f := newFixture(t)
	for i := range types.MaxOpen {
		f.propose(bilateral(fmt.Sprintf("de-fr-%02d", i)))
	}
	more := bilateral("de-fr-more")
	before := f.export()
	require.ErrorIs(t, f.send(more), types.ErrOpenFull)
	require.Equal(t, before, f.export())
	// Another jurisdiction has room of its own.
	other := bilateral("fr-more")
	other.Authority = authority("FR")
	require.NoError(t, f.send(other))
	require.NoError(t, f.send(onAgreed["withdraw"](authority("DE"), "de-fr-00")))
	require.NoError(t, f.send(more))
	require.ErrorIs(t, f.send(bilateral("de-fr-again")), types.ErrOpenFull)
	require.NoError(t, f.send(onAgreed["reject"](authority("FR"), "de-fr-01")))
	f.propose(bilateral("de-fr-again"))
	f.certify("de-fr-again", "DE", "FR")
	f.propose(bilateral("de-fr-last"))
	f.requireInvariants()
}

func TestVersionsOfALineAreBounded(t *testing.T) {
	f := newFixture(t)
	f.conclude(bilateral("de-1"))
	newest := "de-1"
	amend := func(id string) error {
		return f.send(&types.MsgAmendAgreement{
			Authority: authority("DE"), Agreement: newest, Id: id, Rules: []types.Rule{{From: "FR", To: "DE"}}, DocumentDigest: digest(),
		})
	}
	for i := 2; i <= types.MaxVersions; i++ {
		id := fmt.Sprintf("de-%d", i)
		f.at(start + int64(i))
		require.NoError(t, amend(id))
		f.certify(id, "DE", "FR")
		newest = id
	}
	require.ErrorIs(t, amend("de-more"), types.ErrVersionsFull)
	f.requireInvariants()
	require.Equal(t, inForce, f.status(newest))
	a, err := f.keeper.PolicyAgreements(f.ctx, "FR", "DE")
	require.NoError(t, err)
	require.Len(t, a, types.MaxVersions-1)
}

func TestSuspensionsByAPartyAreBoundedAndNeverRefused(t *testing.T) {
	f := newFixture(t)
	f.conclude(bilateral("de-fr"))
	suspend, resume := onAgreed["suspend"], onAgreed["resume"]
	for i := range types.MaxSuspensions {
		f.at(start + int64(2*i))
		require.NoError(t, f.send(suspend(authority("DE"), "de-fr")))
		f.at(start + int64(2*i) + 1)
		if i < types.MaxSuspensions-1 {
			require.NoError(t, f.send(resume(authority("DE"), "de-fr")))
		}
	}
	before := f.export()
	require.ErrorIs(t, f.send(resume(authority("DE"), "de-fr")), types.ErrSuspensionsFull)
	require.Equal(t, before, f.export())
	f.requireInvariants()

	// It is the party's bound, not the agreement's; and each change is in the history.
	require.NoError(t, f.send(suspend(authority("FR"), "de-fr")))
	require.NoError(t, f.send(resume(authority("FR"), "de-fr")))
	a, err := f.keeper.PolicyAgreements(f.ctx, "DE", "FR")
	require.NoError(t, err)
	require.Len(t, a[0].History, 1+2*types.MaxSuspensions-1)
	f.requireInvariants()
}

func TestTheLongestNoticePeriodIsAccepted(t *testing.T) {
	f := newFixture(t)
	m := bilateral("de-fr")
	m.NoticePeriod = types.MaxNoticePeriod
	f.conclude(m)
	r, err := f.msgs.GiveNotice(f.ctx, &types.MsgGiveNotice{Authority: authority("FR"), Agreement: "de-fr"})
	require.NoError(t, err)
	require.EqualValues(t, start+types.MaxNoticePeriod, r.EndsAt)
	f.requireInvariants()
}

func TestAgreementsOfAPartyAreListedInPages(t *testing.T) {
	f := newFixture(t)
	for i := range 60 {
		f.conclude(bilateral(fmt.Sprintf("de-fr-%02d", i)))
	}
	f.conclude(proposal())
	for party, want := range map[string]int{"DE": 61, "IT": 1, "CN-31": 0, "": 61} {
		r, err := f.queries.Agreements(f.ctx, &types.QueryAgreementsRequest{Party: party})
		require.NoError(t, err)
		require.Len(t, r.Agreements, want, party)
	}
	_, err := f.queries.Agreements(f.ctx, &types.QueryAgreementsRequest{Party: "germany"})
	require.Error(t, err)
}

func TestEventsOfEveryMessage(t *testing.T) {
	f := concluded(t)
	emitted := func(m sdk.Msg) map[string]string {
		f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
		require.NoError(t, f.send(m))
		events := f.ctx.EventManager().Events()
		require.Len(t, events, 1)
		out := map[string]string{"": events[0].Type}
		for _, a := range events[0].Attributes {
			out[a.Key] = a.Value
		}
		return out
	}
	const prefix = "assent.recognition.v1."
	for _, step := range []struct {
		message sdk.Msg
		want    map[string]string
	}{
		{amendment(), map[string]string{"": "EventAgreementProposed", "agreement": `"fr-de-next"`, "proposer": `"FR"`, "amends": `"de-fr-agreed"`}},
		{accession(), map[string]string{"": "EventAgreementProposed", "agreement": `"it-joins"`, "proposer": `"IT"`, "amends": `"de-fr-agreed"`}},
		{onAgreed["reject"](authority("DE"), "it-joins"), map[string]string{"": "EventAgreementRejected", "agreement": `"it-joins"`, "party": `"DE"`}},
		{onAgreed["withdraw"](authority("FR"), "fr-de-next"), map[string]string{"": "EventProposalWithdrawn", "agreement": `"fr-de-next"`}},
		{onAgreed["suspend"](authority("FR"), agreed), map[string]string{"": "EventAgreementSuspended", "line": `"de-fr-agreed"`, "party": `"FR"`}},
		{onAgreed["resume"](authority("FR"), agreed), map[string]string{"": "EventAgreementResumed", "line": `"de-fr-agreed"`, "party": `"FR"`}},
		{onAgreed["notice"](authority("FR"), agreed), map[string]string{
			"": "EventNoticeGiven", "line": `"de-fr-agreed"`, "party": `"FR"`, "ends_at": fmt.Sprintf("%q", fmt.Sprint(start+60)),
		}},
	} {
		step.want[""] = prefix + step.want[""]
		require.Equal(t, step.want, emitted(step.message))
	}
}

// The gas of reading a pair's facts: a line is read once, however many versions it has.
func TestALineIsReadOnceForAllItsVersions(t *testing.T) {
	f := newFixture(t)
	f.conclude(bilateral("de-1"))
	cost := func() uint64 {
		ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
		_, err := f.keeper.PolicyAgreements(ctx, "DE", "FR")
		require.NoError(t, err)
		return ctx.GasMeter().GasConsumed()
	}
	one := cost()
	require.NoError(t, f.send(&types.MsgAmendAgreement{
		Authority: authority("DE"), Agreement: "de-1", Id: "de-2", Rules: []types.Rule{{From: "DE", To: "FR"}}, DocumentDigest: digest(),
	}))
	f.certify("de-2", "DE", "FR")
	require.Less(t, cost(), 2*one)
}
