package sim_test

import (
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

var registryMoves = []weighted{
	{20, &registrytypes.MsgOnboardParticipant{}, onboard},
	{20, &registrytypes.MsgActivateParticipant{}, activate},
	{15, &registrytypes.MsgSuspendParticipant{}, suspend},
	{20, &registrytypes.MsgReinstateParticipant{}, reinstate},
	{3, &registrytypes.MsgOffboardParticipant{}, offboard},
	{15, &registrytypes.MsgSetRoles{}, setRoles},
	{5, &registrytypes.MsgSetStateAllowance{}, setStateAllowance},
	{10, &registrytypes.MsgSetSchemeIssuers{}, setIssuers},
	{20, &registrytypes.MsgAccredit{}, accredit},
	{10, &registrytypes.MsgRevokeAccreditation{}, revoke},
	{15, &registrytypes.MsgAdoptProfile{}, adopt},
	{8, &registrytypes.MsgTransferAuthority{}, transfer},
	{20, &registrytypes.MsgAcceptAuthority{}, accept},
	{4, &registrytypes.MsgObjectToReplacement{}, object},
	{20, &registrytypes.MsgBindAccount{}, bind},
	{10, &registrytypes.MsgUnbindAccount{}, unbind},
	{10, &registrytypes.MsgRotateAccount{}, rotate},
}

// jurisdiction is any, most often one that may act.
func (s scene) jurisdiction() registrytypes.Jurisdiction {
	j, found := anyOf(s, s.Registry.Jurisdictions, func(j registrytypes.Jurisdiction) bool { return j.Active(s.now()) || s.chance(10) })
	if !found {
		panic("no jurisdiction")
	}
	return j
}

// participant is any that the filter passes, and the authority that it answers to.
func (s scene) participant(status registrytypes.ParticipantStatus) (registrytypes.Participant, string, bool) {
	p, found := anyOf(s, s.Registry.Participants, func(p registrytypes.Participant) bool {
		return status == 0 || p.StatusAt(s.now()) == status || s.chance(20)
	})
	if !found {
		return p, "", false
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, p.Jurisdiction)
	if err != nil {
		panic(err)
	}
	return p, j.Authority, true
}

// holder is any account with the permission.
func (s scene) holder(p registrytypes.Permission) (registrytypes.Account, bool) {
	return anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool { return slices.Contains(a.Permissions, p) })
}

func (s scene) roles() []vocabulary.Role {
	all := []vocabulary.Role{
		vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_DATA_HOLDER, vocabulary.Role_ROLE_DATA_USER,
		vocabulary.Role_ROLE_PAYER, vocabulary.Role_ROLE_PUBLIC_AUTHORITY,
	}
	s.dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+s.dice.Intn(len(all))]
}

func onboard(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	return j.Authority, &registrytypes.MsgOnboardParticipant{
		Authority: j.Authority, Id: strings.ToLower(j.Id) + "-" + s.word(), Name: "Institution", Roles: s.roles(), Admin: s.stranger(),
	}
}

func activate(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(registrytypes.ParticipantStatus_PARTICIPANT_STATUS_PENDING)
	if !found {
		return "", nil
	}
	return authority, &registrytypes.MsgActivateParticipant{Authority: authority, Participant: p.Id}
}

func suspend(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE)
	if !found {
		return "", nil
	}
	return authority, &registrytypes.MsgSuspendParticipant{Authority: authority, Participant: p.Id}
}

func reinstate(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(registrytypes.ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED)
	if !found {
		return "", nil
	}
	return authority, &registrytypes.MsgReinstateParticipant{Authority: authority, Participant: p.Id}
}

func offboard(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(0)
	if !found || strings.HasSuffix(p.Id, "-operator") {
		return "", nil
	}
	return authority, &registrytypes.MsgOffboardParticipant{Authority: authority, Participant: p.Id}
}

func setRoles(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(0)
	if !found {
		return "", nil
	}
	var grants []registrytypes.RoleGrant
	for _, role := range s.roles() {
		grant := registrytypes.RoleGrant{Role: role}
		if s.chance(3) {
			grant.From = s.now() + int64(s.dice.Intn(86400))
		}
		if s.chance(3) {
			grant.Until = max(grant.From, s.now()) + 1 + int64(s.dice.Intn(864000))
		}
		grants = append(grants, grant)
	}
	return authority, &registrytypes.MsgSetRoles{Authority: authority, Participant: p.Id, Roles: grants}
}

func setStateAllowance(s scene) (string, sdk.Msg) {
	p, authority, found := s.participant(0)
	if !found {
		return "", nil
	}
	return authority, &registrytypes.MsgSetStateAllowance{
		Authority: authority, Participant: p.Id, StateAllowance: uint64(s.dice.Intn(4)) << 20,
	}
}

func setIssuers(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	var issuers []string
	for range s.dice.Intn(3) {
		if p, _, found := s.participant(0); found && !slices.Contains(issuers, p.Id) {
			issuers = append(issuers, p.Id)
		}
	}
	slices.Sort(issuers)
	return j.Authority, &registrytypes.MsgSetSchemeIssuers{Authority: j.Authority, Scheme: j.Id + "/lab", Issuers: issuers}
}

func accredit(s scene) (string, sdk.Msg) {
	p, _, found := s.participant(0)
	if !found {
		return "", nil
	}
	j := s.jurisdiction()
	msg := &registrytypes.MsgAccredit{
		Issuer: j.Authority, Participant: p.Id, Scheme: j.Id + "/lab", CredentialDigest: s.bytes(32), MaxGrade: uint32(s.dice.Intn(6)),
	}
	if scheme, found := anyOf(s, s.Registry.Schemes, func(x registrytypes.Scheme) bool { return len(x.Issuers) > 0 }); found && s.chance(2) {
		issuer, named := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool { return slices.Contains(scheme.Issuers, a.Participant) })
		if named {
			msg.Issuer, msg.Scheme = issuer.Address, scheme.Id
		}
	}
	if s.chance(2) {
		msg.Until = s.now() + 1 + int64(s.dice.Intn(864000))
	}
	return msg.Issuer, msg
}

func revoke(s scene) (string, sdk.Msg) {
	p, found := anyOf(s, s.Registry.Participants, func(p registrytypes.Participant) bool { return len(p.Accreditations) > 0 })
	if !found {
		return "", nil
	}
	a, _ := one(s, p.Accreditations)
	owner, _, _ := strings.Cut(a.Scheme, "/")
	j, err := s.Registry.Jurisdictions.Get(s.ctx, owner)
	if err != nil {
		panic(err)
	}
	return j.Authority, &registrytypes.MsgRevokeAccreditation{
		Issuer: j.Authority, Participant: p.Id, Scheme: a.Scheme, CredentialDigest: a.CredentialDigest,
	}
}

func adopt(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	profile := registrytypes.Profile{
		Since: s.now() + 3000 + int64(s.dice.Intn(86400)),
		Regimes: []registrytypes.PurposeRegime{{
			Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Regime: vocabulary.Regime_REGIME_IMPLIED_CONSENT,
		}},
		ObjectionsCutOffAtIssue: s.chance(2),
	}
	return j.Authority, &registrytypes.MsgAdoptProfile{Authority: j.Authority, Profile: profile}
}

func transfer(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	return j.Authority, &registrytypes.MsgTransferAuthority{Authority: j.Authority, Successor: s.stranger()}
}

func accept(s scene) (string, sdk.Msg) {
	h, found := anyOf(s, s.Registry.Handovers, nil)
	if !found {
		return "", nil
	}
	return h.Successor, &registrytypes.MsgAcceptAuthority{Successor: h.Successor, Jurisdiction: h.Jurisdiction}
}

func object(s scene) (string, sdk.Msg) {
	h, found := anyOf(s, s.Registry.Handovers, func(h registrytypes.Handover) bool {
		return h.Kind == registrytypes.HandoverKind_HANDOVER_KIND_REPLACEMENT
	})
	if !found {
		return "", nil
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, h.Jurisdiction)
	if err != nil {
		panic(err)
	}
	return j.Authority, &registrytypes.MsgObjectToReplacement{Authority: j.Authority}
}

func bind(s scene) (string, sdk.Msg) {
	admin, found := s.holder(registrytypes.Permission_PERMISSION_ADMIN)
	if !found {
		return "", nil
	}
	return admin.Address, &registrytypes.MsgBindAccount{Admin: admin.Address, Address: s.stranger(), Permissions: everyPermission()[s.dice.Intn(5):]}
}

// colleague is any account of an admin's participant.
func (s scene) colleague() (admin, other registrytypes.Account, found bool) {
	if admin, found = s.holder(registrytypes.Permission_PERMISSION_ADMIN); !found {
		return admin, other, false
	}
	other, found = anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool { return a.Participant == admin.Participant })
	return admin, other, found
}

func unbind(s scene) (string, sdk.Msg) {
	admin, other, found := s.colleague()
	if !found {
		return "", nil
	}
	return admin.Address, &registrytypes.MsgUnbindAccount{Admin: admin.Address, Address: other.Address}
}

func rotate(s scene) (string, sdk.Msg) {
	admin, other, found := s.colleague()
	if !found {
		return "", nil
	}
	return admin.Address, &registrytypes.MsgRotateAccount{Admin: admin.Address, Address: other.Address, Successor: s.stranger()}
}
