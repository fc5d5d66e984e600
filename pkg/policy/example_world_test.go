package policy

// The example world: two jurisdictions, DE and FR, with an agreement from the
// one to the other; in DE a hospital that holds data and a practice, in FR a
// clinic and a laboratory. All begins at second 0; the question is asked at 1000.

const now = 1000

func exampleWorld() (*World, Request) {
	active := History{{StatusActive, 0}}
	everyRole := func() []RolePeriod {
		var list []RolePeriod
		for _, role := range Roles() {
			list = append(list, RolePeriod{Role: role})
		}
		return list
	}
	w := &World{
		Jurisdictions: []Jurisdiction{
			{ID: "DE", History: active, Profiles: []Profile{{Since: 0}}},
			{ID: "FR", History: active, Profiles: []Profile{{Since: 0}}},
		},
		Participants: []Participant{
			{ID: "de-hospital", Jurisdiction: "DE", Roles: everyRole(), History: active},
			{ID: "de-practice", Jurisdiction: "DE", Roles: everyRole(), History: active},
			{ID: "fr-clinic", Jurisdiction: "FR", Roles: everyRole(), History: active},
			{ID: "fr-lab", Jurisdiction: "FR", Roles: everyRole(), History: active},
		},
		Agreements: []Agreement{{
			ID: "de-fr", History: History{{StatusInForce, 0}},
			Rules: []Rule{{From: "DE", To: "FR"}},
		}},
	}
	r := Request{
		Subject: "s", Controller: "de-hospital", Recipient: "de-practice",
		Purpose: PurposeTreatment, Category: CategoryPatientSummary, Action: ActionAccess,
		At: now, Profession: ProfessionPhysician,
	}
	return w, r
}

// law is the profile of a jurisdiction of the example world.
func law(w *World, jurisdiction string) *Profile {
	for i := range w.Jurisdictions {
		if w.Jurisdictions[i].ID == jurisdiction {
			return &w.Jurisdictions[i].Profiles[0]
		}
	}
	return nil
}

// party is a participant of the example world.
func party(w *World, id string) *Participant { return Prepare(w).participant(id) }

func refuse(id string, at int64, m Match) Directive { return said(id, at, EffectDeny, m) }

func permit(id string, at int64, m Match) Directive { return said(id, at, EffectPermit, m) }

func said(id string, at int64, effect Effect, m Match, exceptions ...Provision) Directive {
	return Directive{
		ID: id, Subject: "s", GrantedAt: at,
		Provision: Provision{Effect: effect, Match: m, Exceptions: exceptions},
	}
}

func say(w *World, directives ...Directive) { w.Directives = append(w.Directives, directives...) }

func to(ids ...string) []Selector {
	var list []Selector
	for _, id := range ids {
		list = append(list, Selector{Kind: SelectorParticipant, ID: id})
	}
	return list
}
