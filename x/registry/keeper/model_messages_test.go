package keeper_test

import (
	"slices"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

// accept says whether the model accepts a message, and does what comes of it. The
// names are those of the addresses in the message.
func (m *model) accept(msg sdk.Msg, names map[string]string) bool {
	ok, effect := m.decide(msg, func(address string) string { return names[address] })
	if ok {
		effect()
	}
	return ok
}

func (m *model) decide(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	switch msg := msg.(type) {
	case *types.MsgRegisterJurisdiction, *types.MsgSuspendJurisdiction, *types.MsgReinstateJurisdiction,
		*types.MsgReplaceAuthority, *types.MsgUpdateParams:
		return m.councils(msg, name)
	case *types.MsgAdoptProfile, *types.MsgTransferAuthority, *types.MsgAcceptAuthority, *types.MsgObjectToReplacement:
		return m.authorities(msg, name)
	case *types.MsgOnboardParticipant, *types.MsgActivateParticipant, *types.MsgSuspendParticipant,
		*types.MsgReinstateParticipant, *types.MsgOffboardParticipant, *types.MsgSetRoles, *types.MsgSetStateAllowance:
		return m.institutions(msg, name)
	case *types.MsgSetSchemeIssuers, *types.MsgAccredit, *types.MsgRevokeAccreditation:
		return m.issuers(msg, name)
	default:
		return m.admin(msg, name)
	}
}

func (m *model) councils(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	switch msg := msg.(type) {
	case *types.MsgRegisterJurisdiction:
		authority := name(msg.JurisdictionAuthority)
		ok = name(msg.Council) == "council" && m.jurisdictions[msg.Id] == nil && m.free(authority, "")
		return ok, func() {
			m.sweep(authority)
			m.jurisdictions[msg.Id] = &modelJurisdiction{
				authority: authority, status: []modelStatus{{since: m.now, active: true}}, profiles: []int64{m.now},
			}
		}
	case *types.MsgSuspendJurisdiction:
		j := m.jurisdictions[msg.Jurisdiction]
		ok = name(msg.Council) == "council" && j != nil && j.active() && m.activeJurisdictions() > 1
		return ok, func() { j.status = append(j.status, modelStatus{since: m.now}) }
	case *types.MsgReinstateJurisdiction:
		j := m.jurisdictions[msg.Jurisdiction]
		ok = name(msg.Council) == "council" && j != nil && !j.active()
		return ok, func() { j.status = append(j.status, modelStatus{since: m.now, active: true}) }
	case *types.MsgReplaceAuthority:
		j, successor := m.jurisdictions[msg.Jurisdiction], name(msg.Successor)
		ok = name(msg.Council) == "council" && j != nil && m.free(successor, msg.Jurisdiction)
		return ok, func() {
			m.sweep(successor)
			opens := m.now + m.params.ReplacementDelay
			j.handover = &modelHandover{successor, true, opens, opens + m.params.HandoverLifetime}
		}
	case *types.MsgUpdateParams:
		return name(msg.Council) == "council", func() { m.params = msg.Params }
	}
	return false, nil
}

func (m *model) authorities(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	switch msg := msg.(type) {
	case *types.MsgAdoptProfile:
		signer := name(msg.Authority)
		ok = m.speaks(signer) && msg.Profile.Since >= m.now+m.params.ProfileNotice
		return ok, func() {
			j := m.jurisdictions[m.authority(signer)]
			j.profiles = append(slices.DeleteFunc(j.profiles, func(s int64) bool { return s > m.now }), msg.Profile.Since)
		}
	case *types.MsgTransferAuthority:
		signer, successor := name(msg.Authority), name(msg.Successor)
		if !m.speaks(signer) {
			return false, nil
		}
		id := m.authority(signer)
		j := m.jurisdictions[id]
		h := j.pending(m.now)
		ok = (h == nil || !h.replacement) && m.free(successor, id)
		return ok, func() {
			m.sweep(successor)
			j.handover = &modelHandover{successor, false, m.now, m.now + m.params.HandoverLifetime}
		}
	case *types.MsgAcceptAuthority:
		j := m.jurisdictions[msg.Jurisdiction]
		if j == nil {
			return false, nil
		}
		h := j.pending(m.now)
		ok = h != nil && h.successor == name(msg.Successor) && m.now >= h.opens
		return ok, func() { j.authority, j.handover = h.successor, nil }
	case *types.MsgObjectToReplacement:
		signer := name(msg.Authority)
		if !m.speaks(signer) {
			return false, nil
		}
		j := m.jurisdictions[m.authority(signer)]
		h := j.pending(m.now)
		return h != nil && h.replacement && m.now < h.opens, func() { j.handover = nil }
	}
	return false, nil
}

// sweep forgets what closed and named the name.
func (m *model) sweep(name string) {
	for _, j := range m.jurisdictions {
		if j.handover != nil && j.handover.successor == name {
			j.handover = nil
		}
	}
}

func (m *model) institutions(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	change := func(authority, id string, to types.ParticipantStatus, from ...types.ParticipantStatus) (bool, func()) {
		if !m.owns(name(authority), id) {
			return false, nil
		}
		p := m.participants[id]
		return p.is(from...), func() { p.status = append(p.status, modelStatus{since: m.now, status: to}) }
	}
	switch msg := msg.(type) {
	case *types.MsgOnboardParticipant:
		signer, admin := name(msg.Authority), name(msg.Admin)
		home := m.authority(signer)
		ok = m.speaks(signer) && m.participants[msg.Id] == nil && m.free(admin, "") &&
			strings.HasPrefix(msg.Id, strings.ToLower(home)+"-")
		return ok, func() {
			m.sweep(admin)
			p := &modelParticipant{jurisdiction: home, status: []modelStatus{{since: m.now, status: pending}}}
			set := modelRoles{since: m.now}
			for _, role := range msg.Roles {
				set.grants = append(set.grants, types.RoleGrant{Role: role})
			}
			p.roles = append(p.roles, set)
			m.participants[msg.Id] = p
			m.accounts[admin] = modelAccount{msg.Id, []types.Permission{types.Permission_PERMISSION_ADMIN}}
		}
	case *types.MsgActivateParticipant:
		return change(msg.Authority, msg.Participant, active, pending)
	case *types.MsgSuspendParticipant:
		return change(msg.Authority, msg.Participant, suspended, active)
	case *types.MsgReinstateParticipant:
		return change(msg.Authority, msg.Participant, active, suspended)
	case *types.MsgOffboardParticipant:
		return change(msg.Authority, msg.Participant, offboarded, pending, active, suspended)
	case *types.MsgSetRoles:
		p := m.participants[msg.Participant]
		ok = m.owns(name(msg.Authority), msg.Participant) && !p.is(offboarded) && !slices.ContainsFunc(msg.Roles,
			func(g types.RoleGrant) bool { return g.Until != 0 && g.Until <= m.now })
		return ok, func() { p.roles = append(p.roles, modelRoles{since: m.now, grants: msg.Roles}) }
	case *types.MsgSetStateAllowance:
		p := m.participants[msg.Participant]
		ok = m.owns(name(msg.Authority), msg.Participant) && msg.StateAllowance <= m.params.MaxStateAllowance
		return ok, func() { p.allowance = msg.StateAllowance }
	}
	return false, nil
}

func (m *model) issuers(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	owner := func(scheme string) string {
		id, _, _ := strings.Cut(scheme, "/")
		return id
	}
	switch msg := msg.(type) {
	case *types.MsgSetSchemeIssuers:
		signer := name(msg.Authority)
		ok = m.speaks(signer) && m.authority(signer) == owner(msg.Scheme) && !slices.ContainsFunc(msg.Issuers,
			func(id string) bool { return m.participants[id] == nil })
		return ok, func() { m.schemes[msg.Scheme] = msg.Issuers }
	case *types.MsgAccredit:
		p := m.participants[msg.Participant]
		issuer, may := m.issues(name(msg.Issuer), msg.Scheme, owner(msg.Scheme))
		ok = may && issuer != msg.Participant && p != nil && !p.is(offboarded) &&
			p.accreditation(msg.Scheme, msg.CredentialDigest) == nil &&
			(msg.From == 0 || msg.From >= m.now) && (msg.Until == 0 || msg.Until > max(msg.From, m.now))
		return ok, func() {
			from := msg.From
			if from == 0 {
				from = m.now
			}
			p.accreditations = append(p.accreditations, types.Accreditation{
				Scheme: msg.Scheme, CredentialDigest: msg.CredentialDigest, Issuer: issuer,
				MaxGrade: 5, From: from, Until: msg.Until,
			})
		}
	case *types.MsgRevokeAccreditation:
		p := m.participants[msg.Participant]
		issuer, may := m.issues(name(msg.Issuer), msg.Scheme, owner(msg.Scheme))
		if !may || p == nil {
			return false, nil
		}
		a := p.accreditation(msg.Scheme, msg.CredentialDigest)
		ok = a != nil && (issuer == "" || issuer == a.Issuer) && a.RevokedAt == 0 && (a.Until == 0 || m.now < a.Until)
		return ok, func() { a.RevokedAt = m.now }
	}
	return false, nil
}

func (m *model) admin(msg sdk.Msg, name func(string) string) (ok bool, effect func()) {
	switch msg := msg.(type) {
	case *types.MsgBindAccount:
		participant, address := m.acts(name(msg.Admin), types.Permission_PERMISSION_ADMIN), name(msg.Address)
		p, size := m.participants[participant], uint64((&types.Account{
			Address: msg.Address, Participant: participant, Permissions: msg.Permissions,
		}).Size())
		return participant != "" && m.free(address, "") && size <= p.room(m.params), func() {
			m.sweep(address)
			p.state += size
			m.accounts[address] = modelAccount{participant, msg.Permissions}
		}
	case *types.MsgUnbindAccount:
		participant, address := m.acts(name(msg.Admin), types.Permission_PERMISSION_ADMIN), name(msg.Address)
		a := m.accounts[address]
		ok = participant != "" && a.participant == participant &&
			(m.admins(participant) > 1 || !slices.Contains(a.permissions, types.Permission_PERMISSION_ADMIN))
		return ok, func() { delete(m.accounts, address) }
	case *types.MsgRotateAccount:
		participant := m.acts(name(msg.Admin), types.Permission_PERMISSION_ADMIN)
		address, successor := name(msg.Address), name(msg.Successor)
		a := m.accounts[address]
		ok = participant != "" && a.participant == participant && m.free(successor, "")
		return ok, func() {
			m.sweep(successor)
			delete(m.accounts, address)
			m.accounts[successor] = a
		}
	}
	return false, nil
}
