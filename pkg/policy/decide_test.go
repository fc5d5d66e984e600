package policy

import (
	"reflect"
	"strings"
	"testing"
)

// outcome is a decision in one line: the effect, then whatever is not empty of
// basis, reasons, lifted, obligations, directives, agreement and permit.
func outcome(d Decision) string {
	parts := []string{d.Effect.String(), d.Basis.String()}
	add := func(label string, list ...string) {
		if text := strings.Join(list, ","); text != "" {
			parts = append(parts, label+"="+text)
		}
	}
	add("reasons", names(d.Reasons)...)
	add("lifted", names(d.Lifted)...)
	add("obligations", names(d.Obligations)...)
	add("directives", d.Directives...)
	add("agreement", d.Agreement)
	add("permit", d.Permit)
	return strings.Join(parts, " ")
}

// story changes the example world and its request, and names the outcome.
type story struct {
	name string
	tell func(w *World, r *Request)
	want string
}

func tellAll(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			w, r := exampleWorld()
			s.tell(w, &r)
			if got := outcome(Decide(w, r)); got != s.want {
				t.Errorf("\n got %s\nwant %s", got, s.want)
			}
		})
	}
}

func implied(w *World) { law(w, "DE").Regimes[PurposeTreatment] = RegimeImpliedConsent }

func TestTheDefaultsDeny(t *testing.T) {
	if (Decision{}).Permitted() || (Outward{}).Effect == EffectPermit {
		t.Error("a zero value permits")
	}
	_, r := exampleWorld()
	for _, w := range []*World{nil, {}} {
		if got, want := outcome(Decide(w, r)), "DENY NONE reasons=CONTROLLER_NOT_ACTIVE,RECIPIENT_NOT_ACTIVE"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got, want := outcome(Decide(nil, Request{})), "DENY NONE reasons=ACTION_NOT_COVERED,PURPOSE_PROHIBITED"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRequestsThatAskNothing(t *testing.T) {
	open := func(w *World) {
		implied(w)
		law(w, "DE").Regimes[PurposeResearch] = RegimeImpliedConsent
		say(w, permit("all", 1, Match{}))
	}
	tellAll(t, []story{
		{"an unspecified purpose is never any purpose", func(w *World, r *Request) {
			open(w)
			r.Purpose = 0
		}, "DENY NONE reasons=PURPOSE_PROHIBITED"},
		{"an unknown purpose is never any purpose", func(w *World, r *Request) {
			open(w)
			r.Purpose = 63
		}, "DENY NONE reasons=PURPOSE_PROHIBITED"},
		{"a purpose beyond a set's numbers is never any purpose", func(w *World, r *Request) {
			open(w)
			r.Purpose = 255
		}, "DENY NONE reasons=PURPOSE_PROHIBITED"},
		{"an unspecified category is never any category", func(w *World, r *Request) {
			open(w)
			r.Category = 0
		}, "DENY NONE reasons=ACTION_NOT_COVERED"},
		{"an unknown category is never any category", func(w *World, r *Request) {
			open(w)
			r.Category = 22
		}, "DENY NONE reasons=ACTION_NOT_COVERED"},
		{"an unspecified action is never any action", func(w *World, r *Request) {
			open(w)
			r.Action = 0
		}, "DENY NONE reasons=ACTION_NOT_COVERED"},
		{"an unknown action is never any action", func(w *World, r *Request) {
			open(w)
			r.Action = 200
		}, "DENY NONE reasons=ACTION_NOT_COVERED"},
	})
}

func TestParties(t *testing.T) {
	tellAll(t, []story{
		{"an unknown controller ends the hearing", func(w *World, r *Request) {
			implied(w)
			r.Controller = "nobody"
		}, "DENY NONE reasons=CONTROLLER_NOT_ACTIVE"},
		{"an unknown recipient ends the hearing, and the controller is still looked at", func(w *World, r *Request) {
			r.Recipient = "nobody"
			party(w, "de-hospital").History = History{{StatusSuspended, 0}}
		}, "DENY NONE reasons=CONTROLLER_NOT_ACTIVE,RECIPIENT_NOT_ACTIVE"},
		{"an empty id is nobody, even if the world records one", func(w *World, r *Request) {
			implied(w)
			w.Participants = append(w.Participants, Participant{Jurisdiction: "DE", History: History{{StatusActive, 0}}})
			r.Recipient = ""
		}, "DENY NONE reasons=RECIPIENT_NOT_ACTIVE"},
		{"a participant suspended in the second of the access is not active", func(w *World, _ *Request) {
			implied(w)
			party(w, "de-practice").History = History{{StatusActive, 0}, {StatusSuspended, now}}
		}, "DENY IMPLIED_CONSENT reasons=RECIPIENT_NOT_ACTIVE"},
		{"a participant suspended a second later is active", func(w *World, _ *Request) {
			implied(w)
			party(w, "de-practice").History = History{{StatusActive, 0}, {StatusSuspended, now + 1}}
		}, "PERMIT IMPLIED_CONSENT"},
		{"of two entries of one second the last recorded holds", func(w *World, _ *Request) {
			implied(w)
			party(w, "de-hospital").History = History{{StatusPending, now}, {StatusActive, now}}
		}, "PERMIT IMPLIED_CONSENT"},
		{"before its first entry a participant is not active", func(w *World, _ *Request) {
			implied(w)
			party(w, "de-hospital").History = History{{StatusActive, now + 1}}
		}, "DENY IMPLIED_CONSENT reasons=CONTROLLER_NOT_ACTIVE"},
		{"both jurisdictions must be active", func(w *World, r *Request) {
			implied(w)
			w.Jurisdictions[0].History = History{{StatusSuspended, 0}}
			w.Jurisdictions[1].History = nil
			r.Recipient = "fr-clinic"
		}, "DENY IMPLIED_CONSENT reasons=CONTROLLER_JURISDICTION_NOT_ACTIVE,RECIPIENT_JURISDICTION_NOT_ACTIVE agreement=de-fr"},
		{"a jurisdiction that is not recorded is not active and has the default law", func(w *World, _ *Request) {
			implied(w)
			w.Jurisdictions = nil
		}, "DENY CONSENT reasons=CONTROLLER_JURISDICTION_NOT_ACTIVE,NO_CONSENT,RECIPIENT_JURISDICTION_NOT_ACTIVE"},
	})
}

func TestSubjectRight(t *testing.T) {
	ask := func(r *Request) { r.Purpose = PurposePatientRequest }
	tellAll(t, []story{
		{"the subject's own access needs no consent and hears no refusal", func(w *World, r *Request) {
			ask(r)
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT SUBJECT_RIGHT obligations=VERIFY_SUBJECT"},
		{"it is access only, through a patient access service", func(w *World, r *Request) {
			ask(r)
			r.Action = ActionTransfer
			party(w, "de-practice").Roles = nil
		}, "DENY SUBJECT_RIGHT reasons=ACTION_NOT_COVERED,RECIPIENT_NOT_A_PATIENT_ACCESS_SERVICE"},
		{"prohibition, whitelist and professions are not read, the border is", func(w *World, r *Request) {
			ask(r)
			law(w, "DE").Regimes[PurposePatientRequest] = RegimeProhibited
			law(w, "DE").Requirements = []Requirement{{Scheme: "x"}}
			law(w, "FR").Professions[ProfessionNurse].Listed = true
			r.Recipient = "fr-clinic"
			w.Agreements[0].Rules[0].Safeguards = SetOf(ObligationNoOnwardTransfer)
		}, "PERMIT SUBJECT_RIGHT obligations=NO_ONWARD_TRANSFER,VERIFY_SUBJECT agreement=de-fr"},
		{"without an agreement it stays at home", func(w *World, r *Request) {
			ask(r)
			r.Recipient = "fr-clinic"
			w.Agreements = nil
		}, "DENY SUBJECT_RIGHT reasons=NO_RECOGNITION_AGREEMENT"},
	})
}

func TestRegimes(t *testing.T) {
	tellAll(t, []story{
		{"an unlisted purpose needs explicit consent", func(*World, *Request) {}, "DENY CONSENT reasons=NO_CONSENT"},
		{"explicit consent is a permission", func(w *World, _ *Request) {
			say(w, permit("b", 1, Match{}), permit("a", 2, Match{}))
		}, "PERMIT CONSENT directives=a,b"},
		{"a regime outside the vocabulary prohibits", func(w *World, _ *Request) {
			law(w, "DE").Regimes[PurposeTreatment] = 99
		}, "DENY NONE reasons=PURPOSE_PROHIBITED"},
		{"a prohibition in the recipient's jurisdiction counts", func(w *World, r *Request) {
			implied(w)
			r.Recipient = "fr-clinic"
			law(w, "FR").Regimes[PurposeTreatment] = RegimeProhibited
		}, "DENY IMPLIED_CONSENT reasons=PURPOSE_PROHIBITED agreement=de-fr"},
		{"under a prohibition the word is not read", func(w *World, _ *Request) {
			law(w, "DE").Regimes[PurposeTreatment] = RegimeProhibited
			say(w, refuse("no", 1, Match{}))
		}, "DENY NONE reasons=PURPOSE_PROHIBITED"},
		{"a legal obligation hears no refusal and notifies the subject", func(w *World, _ *Request) {
			law(w, "DE").Regimes[PurposeTreatment] = RegimeLegalObligation
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT LEGAL_OBLIGATION obligations=NOTIFY_SUBJECT"},
		{"a legal obligation is owed to public authorities, in the very second the role ends no more", func(w *World, _ *Request) {
			law(w, "DE").Regimes[PurposeTreatment] = RegimeLegalObligation
			party(w, "de-practice").Roles = []RolePeriod{{RolePublicAuthority, Period{At(0), At(now)}}}
		}, "DENY LEGAL_OBLIGATION reasons=RECIPIENT_NOT_A_PUBLIC_AUTHORITY"},
		{"a profile holds from its first second", func(w *World, _ *Request) {
			next := Profile{Since: now}
			next.Regimes[PurposeTreatment] = RegimeImpliedConsent
			w.Jurisdictions[0].Profiles = append(w.Jurisdictions[0].Profiles, next)
		}, "PERMIT IMPLIED_CONSENT"},
		{"of two profiles of one second the last listed holds", func(w *World, _ *Request) {
			implied(w)
			w.Jurisdictions[0].Profiles = append(w.Jurisdictions[0].Profiles, Profile{Since: 0})
		}, "DENY CONSENT reasons=NO_CONSENT"},
		{"profiles may be listed in any order", func(w *World, _ *Request) {
			implied(w)
			w.Jurisdictions[0].Profiles = append(w.Jurisdictions[0].Profiles, Profile{Since: -5})
		}, "PERMIT IMPLIED_CONSENT"},
		{"before the first profile every setting has its default", func(w *World, _ *Request) {
			implied(w)
			law(w, "DE").Since = now + 1
		}, "DENY CONSENT reasons=NO_CONSENT"},
	})
}

func TestWhitelist(t *testing.T) {
	demand := func(w *World) {
		implied(w)
		law(w, "DE").Requirements = []Requirement{{Scheme: "iso"}}
	}
	hold := func(w *World, a Accreditation) {
		a.Scheme = "iso"
		party(w, "de-practice").Accreditations = []Accreditation{a}
	}
	const missing = "DENY IMPLIED_CONSENT reasons=ACCREDITATION_MISSING"
	tellAll(t, []story{
		{"empty lists are any purpose and category, on both sides", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{})
		}, "PERMIT IMPLIED_CONSENT"},
		{"without the accreditation the recipient is refused", func(w *World, _ *Request) {
			demand(w)
			party(w, "de-practice").Accreditations = []Accreditation{{Scheme: "other"}}
		}, missing},
		{"an accreditation revoked in the second of the access is void", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{RevokedAt: At(now)})
		}, missing},
		{"an accreditation revoked a second later is good", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{RevokedAt: At(now + 1)})
		}, "PERMIT IMPLIED_CONSENT"},
		{"an accreditation that ends in the second of the access is void", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{Period: Period{Until: At(now)}})
		}, missing},
		{"an accreditation that begins in the second of the access is good", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{Period: Period{From: At(now)}})
		}, "PERMIT IMPLIED_CONSENT"},
		{"an accreditation for another purpose is not enough", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{Purposes: SetOf(PurposeResearch)})
		}, missing},
		{"an accreditation for another category is not enough", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{Categories: SetOf(CategoryGenomic)})
		}, missing},
		{"an accreditation of unspecified codes is good for nothing", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{Categories: SetOf[Category](0)})
		}, missing},
		{"the grade must not exceed the accreditation's", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{MaxGrade: 2})
		}, missing},
		{"the grade may equal the accreditation's", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{MaxGrade: 3})
		}, "PERMIT IMPLIED_CONSENT"},
		{"the controller's jurisdiction may raise the grade beyond it", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").RaisedGrades[CategoryPatientSummary] = 4
			hold(w, Accreditation{MaxGrade: 3})
		}, missing},
		{"a grade is never lowered", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").RaisedGrades[CategoryPatientSummary] = 1
			hold(w, Accreditation{MaxGrade: 2})
		}, missing},
		{"a requirement begins at its lowest grade", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").Requirements[0].MinGrade = 3
		}, missing},
		{"a requirement of a higher grade does not apply", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").Requirements[0].MinGrade = 4
		}, "PERMIT IMPLIED_CONSENT"},
		{"a requirement for another purpose does not apply", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").Requirements[0].Purposes = SetOf(PurposeResearch)
		}, "PERMIT IMPLIED_CONSENT"},
		{"a requirement for another category does not apply", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").Requirements[0].Categories = SetOf(CategoryGenomic)
		}, "PERMIT IMPLIED_CONSENT"},
		{"a requirement that does not apply hides none behind it", func(w *World, _ *Request) {
			demand(w)
			law(w, "DE").Requirements = []Requirement{{Scheme: "lab", Purposes: SetOf(PurposeResearch)}, {Scheme: "iso"}}
			party(w, "de-practice").Accreditations = []Accreditation{{Scheme: "lab"}}
		}, missing},
		{"every requirement must be met", func(w *World, _ *Request) {
			demand(w)
			hold(w, Accreditation{})
			law(w, "DE").Requirements = append(law(w, "DE").Requirements, Requirement{Scheme: "lab"})
		}, missing},
		{"the recipient's jurisdiction demands nothing", func(w *World, r *Request) {
			demand(w)
			law(w, "FR").Requirements, law(w, "DE").Requirements = law(w, "DE").Requirements, nil
			r.Recipient = "fr-clinic"
		}, "PERMIT IMPLIED_CONSENT agreement=de-fr"},
	})
}

func TestProfessions(t *testing.T) {
	list := func(w *World, p Profession, categories ...Category) {
		implied(w)
		law(w, "DE").Professions[p] = Entitlement{Listed: true, Categories: SetOf(categories...)}
	}
	const barred = "DENY IMPLIED_CONSENT reasons=PROFESSION_NOT_ENTITLED"
	tellAll(t, []story{
		{"a profession listed without categories may see all", func(w *World, _ *Request) {
			list(w, ProfessionPhysician)
		}, "PERMIT IMPLIED_CONSENT"},
		{"a profession listed with the category may see it", func(w *World, _ *Request) {
			list(w, ProfessionPhysician, CategoryPatientSummary)
		}, "PERMIT IMPLIED_CONSENT"},
		{"a profession listed with others may not", func(w *World, _ *Request) {
			list(w, ProfessionPhysician, CategoryEHR)
		}, barred},
		{"a profession that is not listed may not, once any is", func(w *World, _ *Request) {
			list(w, ProfessionNurse)
		}, barred},
		{"no profession is no listed profession", func(w *World, r *Request) {
			list(w, ProfessionPhysician)
			law(w, "DE").Professions[0].Listed = true
			r.Profession = 0
		}, barred},
		{"an unknown profession is no listed profession", func(w *World, r *Request) {
			list(w, ProfessionPhysician)
			r.Profession = 200
		}, barred},
		{"professions are not asked for secondary use", func(w *World, r *Request) {
			list(w, ProfessionNurse)
			law(w, "DE").Regimes[PurposeResearch] = RegimeImpliedConsent
			r.Purpose = PurposeResearch
		}, "PERMIT IMPLIED_CONSENT"},
		{"the recipient's jurisdiction lists them", func(w *World, r *Request) {
			list(w, ProfessionNurse)
			r.Recipient = "fr-clinic"
		}, "PERMIT IMPLIED_CONSENT agreement=de-fr"},
	})
}

func TestBorder(t *testing.T) {
	abroad := func(w *World, r *Request) {
		implied(w)
		r.Recipient = "fr-clinic"
	}
	second := func(w *World, id string, rule Rule) {
		rule.From, rule.To = "DE", "FR"
		w.Agreements = append(w.Agreements, Agreement{ID: id, History: History{{StatusInForce, 0}}, Rules: []Rule{rule}})
	}
	const none = "DENY IMPLIED_CONSENT reasons=NO_RECOGNITION_AGREEMENT"
	const good = "PERMIT IMPLIED_CONSENT agreement=de-fr"
	tellAll(t, []story{
		{"an agreement in force lets the data out", abroad, good},
		{"an agreement that ends in the second of the access does not", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Validity.Until = At(now)
		}, none},
		{"an agreement that begins in the second of the access does", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Validity.From = At(now)
		}, good},
		{"an agreement suspended in the second of the access does not", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].History = History{{StatusInForce, 0}, {StatusSuspended, now}}
		}, none},
		{"a rule leads one way", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].From, w.Agreements[0].Rules[0].To = "FR", "DE"
		}, none},
		{"a rule to elsewhere does not fit", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].To = "EE"
		}, none},
		{"a rule for another purpose does not fit", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].Purposes = SetOf(PurposeResearch)
		}, none},
		{"a rule for another category does not fit", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].Categories = SetOf(CategoryEHR)
		}, none},
		{"a rule for another action does not fit", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].Actions = SetOf(ActionUse)
		}, none},
		{"a rule may stop below the grade", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].MaxGrade = 2
		}, none},
		{"a rule may reach just the grade", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].MaxGrade = 3
		}, good},
		{"the smallest id is used, compared as bytes, and all safeguards are owed", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].Safeguards = SetOf(ObligationPseudonymised)
			second(w, "Z", Rule{Safeguards: SetOf(ObligationFederatedOnly)})
		}, "PERMIT IMPLIED_CONSENT obligations=FEDERATED_ONLY,PSEUDONYMISED agreement=Z"},
		{"rules that do not fit add no safeguards", func(w *World, r *Request) {
			abroad(w, r)
			second(w, "Z", Rule{Actions: SetOf(ActionUse), Safeguards: SetOf(ObligationFederatedOnly)})
		}, good},
		{"a refusal still names the agreement, and carries no obligations", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements[0].Rules[0].Safeguards = SetOf(ObligationPseudonymised)
			say(w, refuse("no", 1, Match{}))
		}, "DENY IMPLIED_CONSENT reasons=SUBJECT_DENIED directives=no agreement=de-fr"},
		{"an emergency's permit does not choose the rule", func(w *World, r *Request) {
			abroad(w, r)
			r.Purpose, r.Permit = PurposeEmergencyTreatment, "m"
			law(w, "DE").Regimes[PurposeEmergencyTreatment] = RegimeDataPermit
			w.Permits = []Permit{{ID: "m", Issuer: "FR"}}
			second(w, "e", Rule{RecognisesPermits: true})
		}, "PERMIT EMERGENCY obligations=JUSTIFY_EMERGENCY,NOTIFY_SUBJECT agreement=de-fr"},
	})
}

func TestDataPermit(t *testing.T) {
	research := func(w *World, r *Request) *Permit {
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
		r.Purpose, r.Permit = PurposeResearch, "m"
		w.Permits = []Permit{{ID: "m", Issuer: "DE", Holder: r.Recipient, History: History{{StatusIssued, 100}}}}
		return &w.Permits[0]
	}
	abroad := func(w *World, r *Request) *Permit {
		r.Recipient = "fr-lab"
		p := research(w, r)
		p.Issuer = "FR"
		return p
	}
	const good = "PERMIT DATA_PERMIT permit=m"
	const not = "DENY DATA_PERMIT reasons=PERMIT_NOT_APPLICABLE permit=m"
	tellAll(t, []story{
		{"a permit that fits is enough", func(w *World, r *Request) { research(w, r) }, good},
		{"its safeguards are owed", func(w *World, r *Request) {
			research(w, r).Safeguards = SetOf(ObligationSecureProcessingEnvironment)
		}, "PERMIT DATA_PERMIT obligations=SECURE_PROCESSING_ENVIRONMENT permit=m"},
		{"a permit that is not recorded is none", func(w *World, r *Request) {
			research(w, r)
			r.Permit = "other"
		}, "DENY DATA_PERMIT reasons=NO_PERMIT"},
		{"an empty id is no permit, even if the world records one", func(w *World, r *Request) {
			research(w, r).ID = ""
			r.Permit = ""
		}, "DENY DATA_PERMIT reasons=NO_PERMIT"},
		{"it must be held by the recipient", func(w *World, r *Request) { research(w, r).Holder = "fr-lab" }, not},
		{"it must fit the purpose", func(w *World, r *Request) { research(w, r).Purposes = SetOf(PurposeStatistics) }, not},
		{"it must fit the category", func(w *World, r *Request) { research(w, r).Categories = SetOf(CategoryEHR) }, not},
		{"it must fit the action", func(w *World, r *Request) { research(w, r).Actions = SetOf(ActionUse) }, not},
		{"it must fit the controller", func(w *World, r *Request) { research(w, r).Controllers = []string{"fr-lab"} }, not},
		{"it may list the controller", func(w *World, r *Request) {
			research(w, r).Controllers = []string{"fr-lab", "de-hospital"}
		}, good},
		{"it ends exactly at not_after", func(w *World, r *Request) { research(w, r).Validity.Until = At(now) }, not},
		{"it holds until the second before", func(w *World, r *Request) { research(w, r).Validity.Until = At(now + 1) }, good},
		{"it begins exactly at not_before", func(w *World, r *Request) { research(w, r).Validity.From = At(now) }, good},
		{"it must be issued", func(w *World, r *Request) { research(w, r).History = History{{StatusSuspended, 0}} }, not},
		{"it may be resumed", func(w *World, r *Request) {
			research(w, r).History = History{{StatusIssued, 1}, {StatusSuspended, 2}, {StatusIssued, 3}}
		}, good},
		{"revocation is final", func(w *World, r *Request) {
			research(w, r).History = History{{StatusIssued, 1}, {StatusRevoked, 2}, {StatusIssued, 3}}
		}, not},
		{"a later revocation does not reach back", func(w *World, r *Request) {
			research(w, r).History = History{{StatusIssued, 1}, {StatusRevoked, now + 1}}
		}, good},
		{
			"a permit from abroad needs a rule that recognises permits", func(w *World, r *Request) { abroad(w, r) },
			"DENY DATA_PERMIT reasons=PERMIT_NOT_APPLICABLE agreement=de-fr permit=m",
		},
		{"such a rule is preferred, even in a later agreement", func(w *World, r *Request) {
			abroad(w, r)
			w.Agreements = append(w.Agreements, Agreement{
				ID: "z", History: History{{StatusInForce, 0}},
				Rules: []Rule{{From: "DE", To: "FR"}, {From: "DE", To: "FR", RecognisesPermits: true}},
			})
		}, "PERMIT DATA_PERMIT agreement=z permit=m"},
		{"and of two such rules the first", func(w *World, r *Request) {
			abroad(w, r)
			for _, id := range []string{"z", "y"} {
				w.Agreements = append(w.Agreements, Agreement{
					ID: id, History: History{{StatusInForce, 0}},
					Rules: []Rule{{From: "DE", To: "FR", RecognisesPermits: true}},
				})
			}
		}, "PERMIT DATA_PERMIT agreement=y permit=m"},
		{"a permit of the controller's jurisdiction prefers nothing", func(w *World, r *Request) {
			abroad(w, r).Issuer = "DE"
			w.Agreements = append(w.Agreements, Agreement{
				ID: "z", History: History{{StatusInForce, 0}},
				Rules: []Rule{{From: "DE", To: "FR", RecognisesPermits: true}},
			})
		}, "PERMIT DATA_PERMIT agreement=de-fr permit=m"},
		{"a permit of a third jurisdiction is not applicable", func(w *World, r *Request) {
			abroad(w, r).Issuer = "EE"
			w.Agreements[0].Rules[0].RecognisesPermits = true
		}, "DENY DATA_PERMIT reasons=PERMIT_NOT_APPLICABLE agreement=de-fr permit=m"},
		{"a permission of the patient is not named", func(w *World, r *Request) {
			research(w, r)
			say(w, permit("yes", 1, Match{}))
		}, good},
		{"an opt-out counts", func(w *World, r *Request) {
			research(w, r)
			say(w, refuse("no", 500, Match{}))
		}, "DENY DATA_PERMIT reasons=SUBJECT_DENIED directives=no permit=m"},
	})
}

func TestObjectionsCutOffAtIssue(t *testing.T) {
	issued := func(w *World, r *Request) {
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
		law(w, "DE").ObjectionsCutOffAtIssue = true
		r.Purpose, r.Permit = PurposeResearch, "m"
		w.Permits = []Permit{{
			ID: "m", Issuer: "DE", Holder: r.Recipient,
			History: History{{StatusPending, 50}, {StatusIssued, 100}, {StatusSuspended, 200}, {StatusIssued, 300}},
		}}
	}
	const good = "PERMIT DATA_PERMIT permit=m"
	const denied = "DENY DATA_PERMIT reasons=SUBJECT_DENIED directives=no permit=m"
	tellAll(t, []story{
		{"an opt-out in the second of issue counts", func(w *World, r *Request) {
			issued(w, r)
			say(w, refuse("no", 100, Match{}))
		}, denied},
		{"an opt-out a second later does not reach back", func(w *World, r *Request) {
			issued(w, r)
			say(w, refuse("no", 101, Match{}))
		}, good},
		{"an opt-out withdrawn since still counts", func(w *World, r *Request) {
			issued(w, r)
			no := refuse("no", 1, Match{})
			no.EndedAt = At(500)
			say(w, no)
		}, denied},
		{"an opt-out that ended in the second of issue does not", func(w *World, r *Request) {
			issued(w, r)
			no := refuse("no", 1, Match{})
			no.EndedAt = At(100)
			say(w, no)
		}, good},
		{"match periods are those of the moment of issue", func(w *World, r *Request) {
			issued(w, r)
			say(w, refuse("no", 1, Match{Period: Period{Until: At(101)}}))
		}, denied},
		{"roles are those of the moment of issue", func(w *World, r *Request) {
			issued(w, r)
			party(w, "de-practice").Roles = []RolePeriod{{RoleDataUser, Period{At(0), At(101)}}}
			say(w, refuse("no", 1, Match{Recipients: []Selector{{Kind: SelectorRole, Role: RoleDataUser}}}))
		}, denied},
		{"validity is that of the moment of issue", func(w *World, r *Request) {
			issued(w, r)
			no := refuse("no", 1, Match{})
			no.Validity.From = At(101)
			say(w, no)
		}, good},
		{"an issue that lies ahead cuts nothing off", func(w *World, r *Request) {
			issued(w, r)
			w.Permits[0].History = History{{StatusIssued, now + 1}}
			say(w, refuse("no", 500, Match{}))
		}, "DENY DATA_PERMIT reasons=PERMIT_NOT_APPLICABLE,SUBJECT_DENIED directives=no permit=m"},
		{"an issue in the second of the access cuts off there", func(w *World, r *Request) {
			issued(w, r)
			w.Permits[0].History = History{{StatusIssued, now}}
			say(w, refuse("no", now, Match{}))
		}, denied},
		{"without the setting the opt-out counts", func(w *World, r *Request) {
			issued(w, r)
			law(w, "DE").ObjectionsCutOffAtIssue = false
			say(w, refuse("no", 500, Match{}))
		}, denied},
		{"a permit that does not exist cuts nothing off", func(w *World, r *Request) {
			issued(w, r)
			w.Permits = nil
			say(w, refuse("no", 500, Match{}))
		}, "DENY DATA_PERMIT reasons=NO_PERMIT,SUBJECT_DENIED directives=no"},
	})
}

func TestEmergency(t *testing.T) {
	emergency := func(w *World, r *Request) *Emergency {
		r.Purpose = PurposeEmergencyTreatment
		law(w, "DE").Emergency.Override = true
		return &law(w, "DE").Emergency
	}
	const duties = " obligations=JUSTIFY_EMERGENCY,NOTIFY_SUBJECT"
	tellAll(t, []story{
		{"it needs no consent", func(w *World, r *Request) { emergency(w, r) }, "PERMIT EMERGENCY" + duties},
		{"it goes before a refusal, and says so", func(w *World, r *Request) {
			emergency(w, r)
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"without the override a refusal stands", func(w *World, r *Request) {
			emergency(w, r).Override = false
			say(w, refuse("no", 1, Match{}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=no"},
		{"it lifts four reasons", func(w *World, r *Request) {
			emergency(w, r)
			r.Recipient = "fr-clinic"
			w.Agreements = nil
			law(w, "DE").Requirements = []Requirement{{Scheme: "iso"}}
			law(w, "FR").Professions[ProfessionNurse].Listed = true
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT EMERGENCY lifted=ACCREDITATION_MISSING,NO_RECOGNITION_AGREEMENT,PROFESSION_NOT_ENTITLED,SUBJECT_DENIED" + duties + " directives=no"},
		{"no other reason is lifted, and what is lifted is named all the same", func(w *World, r *Request) {
			emergency(w, r)
			law(w, "DE").Regimes[PurposeEmergencyTreatment] = RegimeProhibited
			party(w, "de-practice").Roles = nil
			party(w, "de-practice").History = nil
			say(w, refuse("no", 1, Match{}))
		}, "DENY EMERGENCY reasons=PURPOSE_PROHIBITED,RECIPIENT_NOT_ACTIVE,RECIPIENT_NOT_A_PROVIDER lifted=SUBJECT_DENIED directives=no"},
		{"use is overridden too", func(w *World, r *Request) {
			emergency(w, r)
			r.Action = ActionUse
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"disclosure is not", func(w *World, r *Request) {
			emergency(w, r)
			r.Action = ActionDisclose
			say(w, refuse("no", 1, Match{}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=no"},
		{"only the listed professions override", func(w *World, r *Request) {
			emergency(w, r).Professions = SetOf(ProfessionNurse)
			say(w, refuse("no", 1, Match{}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=no"},
		{"a person without profession is not a listed one", func(w *World, r *Request) {
			emergency(w, r).Professions = SetOf[Profession](0)
			r.Profession = 0
			say(w, refuse("no", 1, Match{}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=no"},
		{"the subject may forbid it by name", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			law(w, "DE").Requirements = []Requirement{{Scheme: "iso"}}
			say(w, refuse("no", 1, Match{Purposes: SetOf(PurposeEmergencyTreatment, PurposeTreatment)}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED lifted=ACCREDITATION_MISSING directives=no"},
		{"a refusal of everything does not name it", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			say(w, refuse("no", 1, Match{}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"a name on the path of the refusal is enough", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			say(w, said("no", 1, EffectPermit, Match{Purposes: SetOf(PurposeEmergencyTreatment)}, Provision{Effect: EffectDeny}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=no"},
		{"a name beside the path is not", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			say(w, said("no", 1, EffectPermit, Match{},
				Provision{Effect: EffectPermit, Match: Match{Purposes: SetOf(PurposeEmergencyTreatment)}},
				Provision{Effect: EffectDeny}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"a permission that names it forbids nothing", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			say(w, permit("yes", 1, Match{Purposes: SetOf(PurposeEmergencyTreatment)}), refuse("no", 1, Match{}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"a refusal that lost in combining still forbids, if another stands", func(w *World, r *Request) {
			emergency(w, r).SubjectMayForbid = true
			law(w, "DE").Combining = CombiningLatestWins
			say(w, refuse("named", 1, Match{Purposes: SetOf(PurposeEmergencyTreatment)}), refuse("general", 2, Match{}))
		}, "DENY EMERGENCY reasons=SUBJECT_DENIED directives=general"},
		{"without the setting naming it is of no use", func(w *World, r *Request) {
			emergency(w, r)
			say(w, refuse("no", 1, Match{Purposes: SetOf(PurposeEmergencyTreatment)}))
		}, "PERMIT EMERGENCY lifted=SUBJECT_DENIED" + duties + " directives=no"},
		{"a permission is not named", func(w *World, r *Request) {
			emergency(w, r)
			say(w, permit("yes", 1, Match{}))
		}, "PERMIT EMERGENCY" + duties},
		{"under a data permit regime it is still an emergency", func(w *World, r *Request) {
			emergency(w, r)
			law(w, "DE").Regimes[PurposeEmergencyTreatment] = RegimeDataPermit
			r.Permit = "m"
		}, "PERMIT EMERGENCY" + duties},
		{"the recipient must be a provider", func(w *World, r *Request) {
			emergency(w, r)
			party(w, "de-practice").Roles = []RolePeriod{{Role: RolePayer}}
		}, "DENY EMERGENCY reasons=RECIPIENT_NOT_A_PROVIDER"},
	})
}

func TestDecideLeavesTheWorldAlone(t *testing.T) {
	w, r := typicalWorld()
	before, _ := typicalWorld()
	first := Decide(w, r)
	if !reflect.DeepEqual(w, before) {
		t.Error("the world was changed")
	}
	if second := Decide(w, r); !reflect.DeepEqual(first, second) {
		t.Errorf("first %v, then %v", first, second)
	}
	if !reflect.DeepEqual(noJurisdiction, Jurisdiction{}) || !reflect.DeepEqual(noProfile, Profile{}) {
		t.Error("a default was written")
	}
}

func TestRecipientsCannotTellRefusalsApart(t *testing.T) {
	w, r := exampleWorld()
	never := Decide(w, r).Outward()
	say(w, refuse("no", 1, Match{}), refuse("more", 2*now, Match{}))
	refused := Decide(w, r).Outward()
	nothing := Decide(nil, r).Outward()
	if never != refused || refused != nothing || refused != (Outward{Effect: EffectDeny, Code: NotAvailable}) {
		t.Errorf("%v, %v, %v", never, refused, nothing)
	}
}

func TestRecipientsAreToldTheirDuties(t *testing.T) {
	w, r := exampleWorld()
	r.Purpose = PurposeEmergencyTreatment
	law(w, "DE").Emergency.Override = true
	no := refuse("no", 1, Match{})
	no.EndedAt = At(2 * now)
	say(w, no)
	want := Outward{
		Effect:      EffectPermit,
		Obligations: SetOf(ObligationJustifyEmergency, ObligationNotifySubject),
		ValidUntil:  At(2 * now),
	}
	if got := Decide(w, r).Outward(); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestValidate(t *testing.T) {
	_, good := exampleWorld()
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Request){
		"subject":    func(r *Request) { r.Subject = "" },
		"controller": func(r *Request) { r.Controller = "" },
		"recipient":  func(r *Request) { r.Recipient = "" },
		"purpose":    func(r *Request) { r.Purpose = 14 },
		"category":   func(r *Request) { r.Category = 0 },
		"action":     func(r *Request) { r.Action = 6 },
		"profession": func(r *Request) { r.Profession = 5 },
	} {
		_, r := exampleWorld()
		spoil(&r)
		if err := r.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
