package sim_test

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ident"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// recognitionMoves are those of agreements between jurisdictions.
var recognitionMoves = []weighted{
	{10, &recognitiontypes.MsgProposeAgreement{}, proposeAgreement},
	{30, &recognitiontypes.MsgCertifyAgreement{}, certify},
	{3, &recognitiontypes.MsgRejectAgreement{}, reject},
	{4, &recognitiontypes.MsgWithdrawProposal{}, takeBack},
	{6, &recognitiontypes.MsgSuspendAgreement{}, suspendAgreement},
	{8, &recognitiontypes.MsgResumeAgreement{}, resumeAgreement},
	{3, &recognitiontypes.MsgGiveNotice{}, giveNotice},
	{8, &recognitiontypes.MsgAmendAgreement{}, amendAgreement},
	{8, &recognitiontypes.MsgAccede{}, accede},
}

func proposeAgreement(s scene) (string, sdk.Msg) {
	from, to := s.jurisdiction(), s.jurisdiction()
	parties := []string{min(from.Id, to.Id), max(from.Id, to.Id)}
	return from.Authority, &recognitiontypes.MsgProposeAgreement{
		Authority: from.Authority, Id: ident.Prefix(from.Id) + s.word(), Parties: parties, DocumentDigest: make([]byte, 32),
		Rules: []recognitiontypes.Rule{{From: from.Id, To: to.Id, MaxGrade: 4}}, NoticePeriod: int64(s.dice.Intn(3)) * 3600,
	}
}

// agreementOf is an agreement that the filter passes, and one of its parties.
func (s scene) agreementOf(filter func(recognitiontypes.Agreement) bool) (recognitiontypes.Agreement, registrytypes.Jurisdiction, bool) {
	a, found := anyOf(s, s.Recognition.Agreements, filter)
	if !found {
		return a, registrytypes.Jurisdiction{}, false
	}
	party, _ := one(s, a.Parties)
	return a, s.named(party), true
}

func (s scene) named(id string) registrytypes.Jurisdiction {
	j, err := s.Registry.Jurisdictions.Get(s.ctx, id)
	if err != nil {
		panic(err)
	}
	return j
}

func certify(s scene) (string, sdk.Msg) {
	a, j, found := s.agreementOf(recognitiontypes.Agreement.Open)
	if !found {
		return "", nil
	}
	return j.Authority, &recognitiontypes.MsgCertifyAgreement{Authority: j.Authority, Agreement: a.Id, DocumentDigest: a.DocumentDigest}
}

func reject(s scene) (string, sdk.Msg) {
	a, j, found := s.agreementOf(recognitiontypes.Agreement.Open)
	if !found {
		return "", nil
	}
	return j.Authority, &recognitiontypes.MsgRejectAgreement{Authority: j.Authority, Agreement: a.Id}
}

func takeBack(s scene) (string, sdk.Msg) {
	a, _, found := s.agreementOf(recognitiontypes.Agreement.Open)
	if !found {
		return "", nil
	}
	j := s.named(a.Proposer)
	return j.Authority, &recognitiontypes.MsgWithdrawProposal{Authority: j.Authority, Agreement: a.Id}
}

func suspendAgreement(s scene) (string, sdk.Msg) {
	a, j, found := s.agreementOf(recognitiontypes.Agreement.Certified)
	if !found {
		return "", nil
	}
	return j.Authority, &recognitiontypes.MsgSuspendAgreement{Authority: j.Authority, Agreement: a.Id}
}

func resumeAgreement(s scene) (string, sdk.Msg) {
	l, found := anyOf(s, s.Recognition.Lines, func(l recognitiontypes.Line) bool { return len(l.SuspendedBy(s.now())) > 0 })
	if !found {
		return "", nil
	}
	party, _ := one(s, l.SuspendedBy(s.now()))
	j := s.named(party)
	return j.Authority, &recognitiontypes.MsgResumeAgreement{Authority: j.Authority, Agreement: l.Newest()}
}

func giveNotice(s scene) (string, sdk.Msg) {
	a, j, found := s.agreementOf(recognitiontypes.Agreement.Certified)
	if !found {
		return "", nil
	}
	return j.Authority, &recognitiontypes.MsgGiveNotice{Authority: j.Authority, Agreement: a.Id}
}

func amendAgreement(s scene) (string, sdk.Msg) {
	a, j, found := s.agreementOf(recognitiontypes.Agreement.Certified)
	if !found {
		return "", nil
	}
	msg := &recognitiontypes.MsgAmendAgreement{
		Authority: j.Authority, Agreement: a.Id, Id: ident.Prefix(j.Id) + s.word(), DocumentDigest: make([]byte, 32),
		Rules: a.Rules[:1], NoticePeriod: 3600,
	}
	if s.chance(2) {
		msg.NotBefore = s.now() + int64(s.dice.Intn(86400))
	}
	return j.Authority, msg
}

func accede(s scene) (string, sdk.Msg) {
	a, _, found := s.agreementOf(recognitiontypes.Agreement.Certified)
	if !found {
		return "", nil
	}
	j := s.jurisdiction()
	return j.Authority, &recognitiontypes.MsgAccede{
		Authority: j.Authority, Agreement: a.Id, Id: ident.Prefix(j.Id) + s.word(), DocumentDigest: make([]byte, 32),
		Rules: []recognitiontypes.Rule{{From: a.Parties[0], To: j.Id}},
	}
}
