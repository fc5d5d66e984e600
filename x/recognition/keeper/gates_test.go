package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

// gatesWorld is a world without agreements: in each jurisdiction two hospitals, one of
// which is suspended, a patient who refuses the use of genomes, and permits.
func gatesWorld() policy.World {
	active := policy.History{{Status: policy.StatusActive, Since: start - 1000}}
	var w policy.World
	for i, id := range modelJurisdictions {
		var profile policy.Profile
		profile.Regimes[policy.PurposeTreatment] = policy.RegimeImpliedConsent
		profile.Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
		if i == 1 {
			profile.Regimes[policy.PurposeTreatment] = policy.RegimeExplicitConsent
		}
		if i == 2 {
			profile.Regimes[policy.PurposeResearch] = policy.RegimeProhibited
		}
		w.Jurisdictions = append(w.Jurisdictions, policy.Jurisdiction{ID: id, History: active, Profiles: []policy.Profile{profile}})
		for name, history := range map[string]policy.History{
			"-clinic": active, "-closed": {{Status: policy.StatusSuspended, Since: start - 1000}},
		} {
			w.Participants = append(w.Participants, policy.Participant{
				ID: id + name, Jurisdiction: id, History: history, Roles: []policy.RolePeriod{{Role: policy.RoleHealthcareProvider}},
			})
		}
		w.Permits = append(w.Permits, policy.Permit{
			ID: id + "-permit", Issuer: id, Holder: id + "-clinic",
			History: policy.History{{Status: policy.StatusIssued, Since: start - 1000}},
		})
	}
	w.Directives = []policy.Directive{{
		ID: "no-genomes", Subject: "patient", GrantedAt: start - 500,
		Provision: policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)}},
	}}
	return w
}

// gatesRequests are requests between each two clinics, open and closed.
func gatesRequests() []policy.Request {
	var all []policy.Request
	for _, p := range modelPairs() {
		for _, name := range []string{"-clinic", "-closed"} {
			for _, purpose := range []policy.Purpose{policy.PurposeTreatment, policy.PurposeResearch, policy.PurposeEmergencyTreatment} {
				for _, category := range []policy.Category{policy.CategoryPatientSummary, policy.CategoryGenomic} {
					for _, permit := range []string{"", p.From + "-permit", p.To + "-permit"} {
						all = append(all, policy.Request{
							Subject: "patient", Controller: p.From + "-clinic", Recipient: p.To + name,
							Purpose: purpose, Category: category, Action: policy.ActionAccess, Permit: permit,
						})
					}
				}
			}
		}
	}
	return all
}

// openBorders is an agreement of everybody with everybody on everything: under it the
// other gates decide alone.
func openBorders() policy.Agreement {
	a := policy.Agreement{ID: "open", History: policy.History{{Status: policy.StatusInForce}}}
	for _, p := range modelPairs() {
		a.Rules = append(a.Rules, policy.Rule{From: p.From, To: p.To, RecognisesPermits: true})
	}
	return a
}

// permitted says of each request whether it is permitted at a moment, with the
// agreements that the ledger has.
func (r *modelRun) permitted(t require.TestingT, requests []policy.Request, at int64) []bool {
	w := gatesWorld()
	for _, p := range modelPairs() {
		list, err := r.keeper.PolicyAgreements(r.ctx, p.From, p.To)
		require.NoError(t, err)
		w.Agreements = append(w.Agreements, list...)
	}
	return decide(w, requests, at)
}

func decide(w policy.World, requests []policy.Request, at int64) []bool {
	prepared := policy.Prepare(&w)
	out := make([]bool, len(requests))
	for i, request := range requests {
		request.At = at
		out[i] = prepared.Decide(request).Effect == policy.EffectPermit
	}
	return out
}

// No step permits what the other gates alone deny; what stops an agreement permits
// nothing new at any moment; and no step changes what a past moment has been told.
func TestNoStepPermitsWhatTheOtherGatesAloneDeny(t *testing.T) {
	requests := gatesRequests()
	open := gatesWorld()
	open.Agreements = []policy.Agreement{openBorders()}
	others := decide(open, requests, start)
	require.Contains(t, others, true)
	require.Contains(t, others, false)
	passed := 0
	rapid.Check(t, func(rt *rapid.T) {
		r := newModelRun(t)
		steps := r.steps()
		stops := map[string]bool{"suspend": true, "notice": true, "close": true}
		checked := map[string]func(*rapid.T){}
		for name, step := range steps {
			checked[name] = func(rt *rapid.T) {
				now := r.now
				moments := []int64{now, now + 7, now + 40}
				before, past := make([][]bool, len(moments)), r.permitted(rt, requests, now-1)
				for i, at := range moments {
					before[i] = r.permitted(rt, requests, at)
				}
				step(rt)
				require.Equal(rt, past, r.permitted(rt, requests, now-1), "%s changed the past", name)
				for i, at := range moments {
					for k, yes := range r.permitted(rt, requests, at) {
						require.False(rt, yes && !others[k], "%s permits %+v", name, requests[k])
						require.False(rt, yes && !before[i][k] && stops[name], "%s opens %+v", name, requests[k])
						if yes {
							passed++
						}
					}
				}
			}
		}
		// What the other gates permit passes exactly where an agreement is in force.
		checked[""] = func(rt *rapid.T) {
			for k, yes := range r.permitted(rt, requests, r.now) {
				q := requests[k]
				if !others[k] || q.Purpose != policy.PurposeTreatment {
					continue
				}
				for _, p := range modelPairs() {
					if q.Controller == p.From+"-clinic" && q.Recipient == p.To+"-clinic" {
						require.Equal(rt, len(r.inForce(p)) > 0, yes, "%v", p)
					}
				}
			}
		}
		rt.Repeat(checked)
	})
	require.Positive(t, passed, "something was permitted")
}
