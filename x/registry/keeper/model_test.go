package keeper_test

import (
	"maps"
	"slices"

	"github.com/assent-ledger/assent/x/registry/types"
)

// model is the registry as a few maps. It says whether a message is accepted, and
// what comes of it. Addresses go by their names.
type model struct {
	now           int64
	params        types.Params
	jurisdictions map[string]*modelJurisdiction
	participants  map[string]*modelParticipant
	accounts      map[string]modelAccount
	schemes       map[string][]string
}

type modelJurisdiction struct {
	authority string
	status    []modelStatus
	profiles  []int64
	handover  *modelHandover
}

// modelStatus is a status from a moment on: a participant's, or whether a
// jurisdiction is ACTIVE.
type modelStatus struct {
	since  int64
	status types.ParticipantStatus
	active bool
}

type modelHandover struct {
	successor   string
	replacement bool
	opens       int64
	closes      int64
}

type modelParticipant struct {
	jurisdiction string
	status       []modelStatus
	// roles as they were set, each from a moment on.
	roles          []modelRoles
	accreditations []types.Accreditation
	// state that it occupies, and that its authority lets it; 0 is the parameter's.
	state, allowance uint64
}

// room is the state that it may occupy still.
func (p *modelParticipant) room(params types.Params) uint64 {
	allowed := params.StateAllowance
	if p.allowance != 0 {
		allowed = min(p.allowance, params.MaxStateAllowance)
	}
	return allowed - min(allowed, p.state)
}

type modelRoles struct {
	since  int64
	grants []types.RoleGrant
}

type modelAccount struct {
	participant string
	permissions []types.Permission
}

// newModel is newGenesis.
func newModel() *model {
	m := &model{
		now: blockTime, params: params(),
		jurisdictions: map[string]*modelJurisdiction{},
		participants:  map[string]*modelParticipant{},
		accounts:      map[string]modelAccount{},
		schemes:       map[string][]string{},
	}
	for _, j := range newGenesis().Jurisdictions {
		m.jurisdictions[j.Id] = &modelJurisdiction{
			authority: j.Id, profiles: []int64{genesisTime},
			status: []modelStatus{{since: genesisTime, active: j.Id != "FR"}},
		}
	}
	for _, p := range newGenesis().Participants {
		m.participants[p.Id] = &modelParticipant{
			jurisdiction: p.Jurisdiction, roles: []modelRoles{{since: genesisTime, grants: p.Roles}},
			status: []modelStatus{{since: genesisTime, status: p.StatusAt(genesisTime)}},
		}
		m.accounts[p.Id] = modelAccount{p.Id, []types.Permission{1, 2, 3, 4, 5}}
		m.accounts[p.Id+"/recorder"] = modelAccount{p.Id, []types.Permission{types.Permission_PERMISSION_RECORD}}
	}
	return m
}

// at is the last status that began no later than a moment.
func at(list []modelStatus, moment int64) modelStatus {
	var found modelStatus
	for _, s := range list {
		if s.since <= moment {
			found = s
		}
	}
	return found
}

func (j *modelJurisdiction) active() bool { return j.status[len(j.status)-1].active }

func (p *modelParticipant) last() types.ParticipantStatus { return p.status[len(p.status)-1].status }

func (p *modelParticipant) is(statuses ...types.ParticipantStatus) bool {
	return slices.Contains(statuses, p.last())
}

// holds says whether the role is held at a moment, by what was set last until then.
func (p *modelParticipant) holds(role int32, moment int64) bool {
	held := false
	for _, set := range p.roles {
		if set.since <= moment {
			held = slices.ContainsFunc(set.grants, func(g types.RoleGrant) bool {
				return int32(g.Role) == role && g.From <= moment && (g.Until == 0 || moment < g.Until)
			})
		}
	}
	return held
}

func (p *modelParticipant) accreditation(scheme string, digest []byte) *types.Accreditation {
	for i := range p.accreditations {
		if a := &p.accreditations[i]; a.Scheme == scheme && slices.Equal(a.CredentialDigest, digest) {
			return a
		}
	}
	return nil
}

// authority is the jurisdiction that a name speaks for, whatever its status.
func (m *model) authority(name string) string {
	for id, j := range m.jurisdictions {
		if j.authority == name {
			return id
		}
	}
	return ""
}

// speaks says whether a name is the authority of a jurisdiction that is ACTIVE.
func (m *model) speaks(name string) bool {
	id := m.authority(name)
	return id != "" && m.jurisdictions[id].active()
}

// successor is the jurisdiction that a name is to speak for.
func (m *model) successor(name string) string {
	for id, j := range m.jurisdictions {
		if h := j.pending(m.now); h != nil && h.successor == name {
			return id
		}
	}
	return ""
}

func (j *modelJurisdiction) pending(now int64) *modelHandover {
	if j.handover == nil || now >= j.handover.closes {
		return nil
	}
	return j.handover
}

// free says whether a name speaks for nobody, but perhaps soon for a jurisdiction.
func (m *model) free(name, jurisdiction string) bool {
	_, bound := m.accounts[name]
	future := m.successor(name)
	return !bound && m.authority(name) == "" && name != "council" && (future == "" || future == jurisdiction)
}

// owns says whether a name is the authority of an ACTIVE jurisdiction, and the
// participant's.
func (m *model) owns(name, participant string) bool {
	p := m.participants[participant]
	return m.speaks(name) && p != nil && p.jurisdiction == m.authority(name)
}

// acts is the participant that a name acts for with a permission; empty if none.
func (m *model) acts(name string, permission types.Permission) string {
	a, bound := m.accounts[name]
	if !bound || !slices.Contains(a.permissions, permission) {
		return ""
	}
	p := m.participants[a.participant]
	if !p.is(active) || !m.jurisdictions[p.jurisdiction].active() {
		return ""
	}
	return a.participant
}

// issues says whether a name may accredit under a scheme, and as which participant.
func (m *model) issues(name, scheme, owner string) (participant string, ok bool) {
	j := m.jurisdictions[owner]
	if j == nil || !j.active() {
		return "", false
	}
	if j.authority == name {
		return "", true
	}
	participant = m.acts(name, types.Permission_PERMISSION_ATTEST)
	return participant, participant != "" && slices.Contains(m.schemes[scheme], participant)
}

// admins of a participant.
func (m *model) admins(participant string) int {
	n := 0
	for a := range maps.Values(m.accounts) {
		if a.participant == participant && slices.Contains(a.permissions, types.Permission_PERMISSION_ADMIN) {
			n++
		}
	}
	return n
}

func (m *model) activeJurisdictions() int {
	n := 0
	for j := range maps.Values(m.jurisdictions) {
		if j.active() {
			n++
		}
	}
	return n
}
