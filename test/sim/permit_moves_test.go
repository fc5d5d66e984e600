package sim_test

import (
	"slices"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// permitMoves are those of authorities and access bodies about data permits.
var permitMoves = []weighted{
	{20, &permittypes.MsgIssuePermit{}, issuePermit},
	{12, &permittypes.MsgSuspendPermit{}, suspendPermit},
	{12, &permittypes.MsgResumePermit{}, resumePermit},
	{4, &permittypes.MsgRevokePermit{}, revokePermit},
	{8, &permittypes.MsgExtendPermit{}, extendPermit},
	{4, &permittypes.MsgClosePermit{}, closePermit},
}

// permitIssuer is the jurisdiction's authority, or now and then one of its access bodies.
func (s scene) permitIssuer(jurisdiction string) string {
	body, found := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool {
		p, err := s.Registry.Participants.Get(s.ctx, a.Participant)
		return err == nil && p.Jurisdiction == jurisdiction && p.Holds(policy.RoleAccessBody, s.now()) && a.Holds(4)
	})
	if found && s.chance(2) {
		return body.Address
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, jurisdiction)
	if err != nil {
		panic(err)
	}
	return j.Authority
}

func issuePermit(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	holder, _, found := s.participant(registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE)
	if !found {
		return "", nil
	}
	msg := &permittypes.MsgIssuePermit{
		Sender: s.permitIssuer(j.Id), Id: ident.Prefix(j.Id) + s.word(), Holder: holder.Id,
		Purposes:       []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_RESEARCH},
		Safeguards:     []vocabulary.Obligation{vocabulary.Obligation_OBLIGATION_PSEUDONYMISED},
		DatasetDigests: [][]byte{s.bytes(32)}, DocumentDigest: s.bytes(32),
		NotAfter: s.now() + 3600*int64(1+s.dice.Intn(2000)),
	}
	if s.chance(2) {
		msg.NotBefore = s.now() + int64(s.dice.Intn(7200)) - 3600
	}
	for range s.dice.Intn(3) {
		if p, _, found := s.participant(0); found && !slices.Contains(msg.Controllers, p.Id) {
			msg.Controllers = append(msg.Controllers, p.Id)
		}
	}
	slices.Sort(msg.Controllers)
	return msg.Sender, msg
}

// permit of a written status, and who may change it.
func (s scene) permit(status permittypes.PermitStatus) (permittypes.Permit, string, bool) {
	p, found := anyOf(s, s.Permit.Permits, func(p permittypes.Permit) bool { return p.Status() == status || s.chance(20) })
	if !found {
		return p, "", false
	}
	return p, s.permitIssuer(p.Issuer), true
}

func suspendPermit(s scene) (string, sdk.Msg) {
	p, sender, found := s.permit(permittypes.PermitStatus_PERMIT_STATUS_ISSUED)
	if !found {
		return "", nil
	}
	return sender, &permittypes.MsgSuspendPermit{Sender: sender, Permit: p.Id}
}

func resumePermit(s scene) (string, sdk.Msg) {
	p, sender, found := s.permit(permittypes.PermitStatus_PERMIT_STATUS_SUSPENDED)
	if !found {
		return "", nil
	}
	return sender, &permittypes.MsgResumePermit{Sender: sender, Permit: p.Id}
}

func revokePermit(s scene) (string, sdk.Msg) {
	p, sender, found := s.permit(permittypes.PermitStatus_PERMIT_STATUS_SUSPENDED)
	if !found {
		return "", nil
	}
	return sender, &permittypes.MsgRevokePermit{Sender: sender, Permit: p.Id}
}

func extendPermit(s scene) (string, sdk.Msg) {
	p, sender, found := s.permit(permittypes.PermitStatus_PERMIT_STATUS_ISSUED)
	if !found {
		return "", nil
	}
	return sender, &permittypes.MsgExtendPermit{
		Sender: sender, Permit: p.Id, DocumentDigest: s.bytes(32),
		NotAfter: time.Unix(p.NotAfter, 0).UTC().AddDate(s.dice.Intn(11), 0, s.dice.Intn(2)).Unix(),
	}
}

func closePermit(s scene) (string, sdk.Msg) {
	p, sender, found := s.permit(permittypes.PermitStatus_PERMIT_STATUS_ISSUED)
	if !found {
		return "", nil
	}
	return sender, &permittypes.MsgClosePermit{Sender: sender, Permit: p.Id}
}
