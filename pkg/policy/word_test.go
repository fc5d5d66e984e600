package policy

import (
	"fmt"
	"testing"
)

func TestProvisions(t *testing.T) {
	deny := Provision{Effect: EffectDeny}
	allow := Provision{Effect: EffectPermit}
	only := func(p Provision, m Match) Provision {
		p.Match = m
		return p
	}
	with := func(p Provision, exceptions ...Provision) Provision {
		p.Exceptions = exceptions
		return p
	}
	elsewhere := Match{Purposes: SetOf(PurposeResearch)}
	for _, c := range []struct {
		name string
		tree Provision
		want Effect
	}{
		{"an empty match fits everything", allow, EffectPermit},
		{"a match that does not fit says nothing", only(allow, elsewhere), 0},
		{"below a match that does not fit nothing is read", with(only(allow, elsewhere), deny), 0},
		{"an exception stands instead", with(allow, deny), EffectDeny},
		{"an exception that says nothing leaves the rule", with(allow, only(deny, elsewhere)), EffectPermit},
		{"among exceptions a refusal wins", with(allow, allow, deny), EffectDeny},
		{"whatever their order", with(allow, deny, allow), EffectDeny},
		{"an exception of an exception stands", with(deny, with(allow, with(deny, allow))), EffectPermit},
		{"a refusal is opened by its exceptions", with(deny, allow), EffectPermit},
		{"a node without effect refuses", Provision{}, EffectDeny},
		{"a node of an unknown effect refuses", Provision{Effect: 7}, EffectDeny},
		{"an exception without effect refuses", with(allow, Provision{}), EffectDeny},
		{"unspecified codes fit nothing", only(allow, Match{Purposes: SetOf[Purpose](0)}), 0},
		{"the participant is selected", only(allow, Match{Recipients: to("x", "de-practice")}), EffectPermit},
		{"another participant is not", only(allow, Match{Recipients: to("de-hospital")}), 0},
		{"a role selects", only(allow, Match{Recipients: []Selector{{Kind: SelectorRole, Role: RolePayer}}}), EffectPermit},
		{"an unspecified role does not", only(allow, Match{Recipients: []Selector{{Kind: SelectorRole}}}), 0},
		{"a jurisdiction selects", only(allow, Match{Recipients: []Selector{{Kind: SelectorJurisdiction, ID: "DE"}}}), EffectPermit},
		{"another jurisdiction does not", only(allow, Match{Recipients: []Selector{{Kind: SelectorJurisdiction, ID: "FR"}}}), 0},
		{"a selector of no kind selects nobody", only(allow, Match{Recipients: []Selector{{ID: "de-practice"}}}), 0},
		{"every dimension must fit: category", only(allow, Match{Categories: SetOf(CategoryEHR)}), 0},
		{"every dimension must fit: action", only(allow, Match{Actions: SetOf(ActionUse)}), 0},
		{"a period ends before its end", only(allow, Match{Period: Period{Until: At(now)}}), 0},
		{"a period begins at its beginning", only(allow, Match{Period: Period{From: At(now), Until: At(now + 1)}}), EffectPermit},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, r := exampleWorld()
			speaker := party(w, r.Recipient)
			speaker.Roles = append(speaker.Roles, RolePeriod{}) // A role of 0 must not be found.
			law(w, "DE").Combining = CombiningDenyOverrides
			say(w, Directive{ID: "d", Subject: r.Subject, Provision: c.tree})
			var got Effect
			switch outcome(Decide(w, r)) {
			case "PERMIT CONSENT directives=d":
				got = EffectPermit
			case "DENY CONSENT reasons=SUBJECT_DENIED directives=d":
				got = EffectDeny
			}
			if got != c.want {
				t.Errorf("says %v, want %v", got, c.want)
			}
		})
	}
}

func TestDirectivesThatCount(t *testing.T) {
	const none, yes = "DENY CONSENT reasons=NO_CONSENT", "PERMIT CONSENT directives=d"
	lived := func(change func(d *Directive)) func(*World, *Request) {
		return func(w *World, _ *Request) {
			d := permit("d", 1, Match{})
			change(&d)
			say(w, d)
		}
	}
	tellAll(t, []story{
		{"another subject's does not", lived(func(d *Directive) { d.Subject = "t" }), none},
		{"one for this holder does", lived(func(d *Directive) { d.Controller = "de-hospital" }), yes},
		{"one for another holder does not", lived(func(d *Directive) { d.Controller = "fr-lab" }), none},
		{"one granted in the second of the access does", lived(func(d *Directive) { d.GrantedAt = now }), yes},
		{"one granted a second later does not", lived(func(d *Directive) { d.GrantedAt = now + 1 }), none},
		{"one withdrawn in the second of the access does not", lived(func(d *Directive) { d.EndedAt = At(now) }), none},
		{"one withdrawn a second later does", lived(func(d *Directive) { d.EndedAt = At(now + 1) }), yes},
		{"one that expires exactly at not_after does not", lived(func(d *Directive) { d.Validity.Until = At(now) }), none},
		{"one that expires a second later does", lived(func(d *Directive) { d.Validity.Until = At(now + 1) }), yes},
		{"one that begins a second later does not", lived(func(d *Directive) { d.Validity.From = At(now + 1) }), none},
	})
}

func TestCombining(t *testing.T) {
	treat := Match{Purposes: SetOf(PurposeTreatment)}
	practice := Match{Recipients: to("de-practice")}
	type combination struct {
		name                   string
		directives             []Directive
		narrower, deny, latest string
	}
	const (
		granted = "PERMIT CONSENT directives=yes"
		refused = "DENY CONSENT reasons=SUBJECT_DENIED directives=no"
	)
	for _, c := range []combination{
		{
			"a narrower permission said later",
			[]Directive{refuse("no", 1, Match{}), permit("yes", 2, practice)},
			granted, refused, granted,
		},
		{
			"a narrower permission said before",
			[]Directive{refuse("no", 2, Match{}), permit("yes", 1, practice)},
			refused, refused, refused,
		},
		{
			"a narrower permission of the same second",
			[]Directive{permit("yes", 1, practice), refuse("no", 1, Match{})},
			refused, refused, refused,
		},
		{
			"a permission of everything said after a refusal of something",
			[]Directive{refuse("no", 1, treat), permit("yes", 2, practice)},
			refused, refused, granted,
		},
		{
			"a permission as wide as the refusal, said later",
			[]Directive{refuse("no", 1, treat), permit("yes", 2, treat)},
			granted, refused, granted,
		},
		{
			"two permissions",
			[]Directive{permit("yes", 1, Match{}), permit("also", 2, Match{})},
			"PERMIT CONSENT directives=also,yes", "PERMIT CONSENT directives=also,yes", "PERMIT CONSENT directives=also",
		},
		{
			"two refusals",
			[]Directive{refuse("no", 2, Match{}), refuse("never", 1, Match{})},
			"DENY CONSENT reasons=SUBJECT_DENIED directives=never,no", "DENY CONSENT reasons=SUBJECT_DENIED directives=never,no", refused,
		},
		{
			"a directive that says nothing is not the latest",
			[]Directive{permit("yes", 1, treat), refuse("later", 2, Match{Purposes: SetOf(PurposeResearch)})},
			granted, granted, granted,
		},
		{
			"one of two refusals is narrowed",
			[]Directive{refuse("never", 1, Match{}), refuse("no", 1, treat), permit("yes", 2, practice)},
			refused, "DENY CONSENT reasons=SUBJECT_DENIED directives=never,no", granted,
		},
		{
			"nothing was said",
			nil,
			"DENY CONSENT reasons=NO_CONSENT", "DENY CONSENT reasons=NO_CONSENT", "DENY CONSENT reasons=NO_CONSENT",
		},
	} {
		for combining, want := range []string{c.narrower, c.narrower, c.deny, c.latest, c.deny} {
			t.Run(c.name+" under "+Combining(combining).String(), func(t *testing.T) {
				w, r := exampleWorld()
				law(w, "DE").Combining = Combining(combining) // 0 is the default, 4 is unknown and strict.
				say(w, c.directives...)
				if got := outcome(Decide(w, r)); got != want {
					t.Errorf("\n got %s\nwant %s", got, want)
				}
			})
		}
	}
}

func TestNarrower(t *testing.T) {
	role := func(r Role) []Selector { return []Selector{{Kind: SelectorRole, Role: r}} }
	country := func(id string) []Selector { return []Selector{{Kind: SelectorJurisdiction, ID: id}} }
	treat, care := SetOf(PurposeTreatment), SetOf(PurposeTreatment, PurposeCareManagement)
	held := func(d Directive, controller string) Directive {
		d.Controller = controller
		return d
	}
	for _, c := range []struct {
		name    string
		no, yes Directive
		opens   bool
	}{
		{"a subset of the purposes", refuse("no", 1, Match{Purposes: care}), permit("yes", 2, Match{Purposes: treat}), true},
		{"a superset of the purposes", refuse("no", 1, Match{Purposes: treat}), permit("yes", 2, Match{Purposes: care}), false},
		{"any purpose inside some", refuse("no", 1, Match{Purposes: treat}), permit("yes", 2, Match{}), false},
		{"any category inside some", refuse("no", 1, Match{Categories: SetOf(CategoryPatientSummary)}), permit("yes", 2, Match{}), false},
		{"any action inside some", refuse("no", 1, Match{Actions: SetOf(ActionAccess)}), permit("yes", 2, Match{}), false},
		{"any recipient inside some", refuse("no", 1, Match{Recipients: to("de-practice")}), permit("yes", 2, Match{}), false},
		{
			"the same in all dimensions", refuse("no", 1, Match{Recipients: to("de-practice"), Purposes: treat, Categories: SetOf(CategoryPatientSummary), Actions: SetOf(ActionAccess)}),
			permit("yes", 2, Match{Recipients: to("de-practice"), Purposes: treat, Categories: SetOf(CategoryPatientSummary), Actions: SetOf(ActionAccess)}), true,
		},
		{"a participant inside its role", refuse("no", 1, Match{Recipients: role(RolePayer)}), permit("yes", 2, Match{Recipients: to("de-practice")}), true},
		{"a participant inside its jurisdiction", refuse("no", 1, Match{Recipients: country("DE")}), permit("yes", 2, Match{Recipients: to("de-practice")}), true},
		{"a role inside a participant", refuse("no", 1, Match{Recipients: to("de-practice")}), permit("yes", 2, Match{Recipients: role(RolePayer)}), false},
		{"a role inside itself", refuse("no", 1, Match{Recipients: role(RolePayer)}), permit("yes", 2, Match{Recipients: role(RolePayer)}), true},
		{
			"a role inside itself, beside the participant", refuse("no", 1, Match{Recipients: append(to("de-practice"), role(RolePayer)...)}),
			permit("yes", 2, Match{Recipients: role(RolePayer)}), true,
		},
		{
			"a jurisdiction inside itself, beside the participant", refuse("no", 1, Match{Recipients: append(to("de-practice"), country("DE")...)}),
			permit("yes", 2, Match{Recipients: country("DE")}), true,
		},
		{"a role inside another", refuse("no", 1, Match{Recipients: role(RolePayer)}), permit("yes", 2, Match{Recipients: role(RoleAuditor)}), false},
		{"a role inside a jurisdiction", refuse("no", 1, Match{Recipients: country("DE")}), permit("yes", 2, Match{Recipients: role(RolePayer)}), false},
		{"a jurisdiction inside itself", refuse("no", 1, Match{Recipients: country("DE")}), permit("yes", 2, Match{Recipients: country("DE")}), true},
		{
			"only selectors that select the recipient are compared", refuse("no", 1, Match{Recipients: append(to("fr-lab"), country("DE")...)}),
			permit("yes", 2, Match{Recipients: append(to("fr-lab"), role(RolePayer)...)}), false,
		},
		{
			"some selector is enough", refuse("no", 1, Match{Recipients: role(RolePayer)}),
			permit("yes", 2, Match{Recipients: append(country("DE"), to("de-practice")...)}), true,
		},
		{"periods are not compared", refuse("no", 1, Match{Period: Period{From: At(0), Until: At(2 * now)}}), permit("yes", 2, Match{}), true},
		{"for every holder after for every holder", refuse("no", 1, Match{}), permit("yes", 2, Match{}), true},
		{"for this holder after for every holder", refuse("no", 1, Match{}), held(permit("yes", 2, Match{}), "de-hospital"), true},
		{"for every holder after for this holder", held(refuse("no", 1, Match{}), "de-hospital"), permit("yes", 2, Match{}), false},
		{"for this holder after for this holder", held(refuse("no", 1, Match{}), "de-hospital"), held(permit("yes", 2, Match{}), "de-hospital"), true},
		{
			"dimensions may be narrowed by different matches of the path", refuse("no", 1, Match{Purposes: treat, Recipients: to("de-practice")}),
			said("yes", 2, EffectDeny, Match{Purposes: treat}, Provision{Effect: EffectPermit, Match: Match{Recipients: to("de-practice")}}), true,
		},
		{
			"every match of the refusal's path is compared",
			said("no", 1, EffectPermit, Match{Purposes: treat}, Provision{Effect: EffectDeny, Match: Match{Recipients: to("de-practice")}}),
			permit("yes", 2, Match{Recipients: to("de-practice")}), false,
		},
		{
			"every path of the refusal is compared",
			said("no", 1, EffectPermit, Match{}, Provision{Effect: EffectDeny}, Provision{Effect: EffectDeny, Match: Match{Purposes: treat}}),
			permit("yes", 2, Match{Recipients: to("de-practice")}), false,
		},
		{
			"one path of the permission is enough", refuse("no", 1, Match{Purposes: treat}),
			said("yes", 2, EffectDeny, Match{}, Provision{Effect: EffectPermit}, Provision{Effect: EffectPermit, Match: Match{Purposes: treat}}), true,
		},
		{
			"a rule whose exception spoke has no path of its own",
			said("no", 1, EffectDeny, Match{}, Provision{Effect: EffectDeny, Match: Match{Purposes: treat}}),
			permit("yes", 2, Match{Recipients: to("de-practice")}), false,
		},
		{"unspecified codes are not inside", refuse("no", 1, Match{Purposes: treat}), permit("yes", 2, Match{Purposes: treat.Add(0)}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, r := exampleWorld()
			implied(w)
			say(w, c.no, c.yes)
			want := "DENY IMPLIED_CONSENT reasons=SUBJECT_DENIED directives=no"
			if c.opens {
				want = "PERMIT IMPLIED_CONSENT directives=yes"
			}
			if got := outcome(Decide(w, r)); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

// Names are told apart by a digest first, which has room for 32 of them.
func TestManyNamesAreNotTakenForEachOther(t *testing.T) {
	names := []string{"aa"}
	for i := range 31 {
		names = append(names, fmt.Sprintf("b%02d", i))
	}
	names = append(names, "de-practice")
	for _, other := range names[:32] {
		w, r := exampleWorld()
		say(w, permit("yes", 1, Match{Recipients: to(names...)}), refuse("no", 2, Match{Recipients: to(other)}))
		if got, want := outcome(Decide(w, r)), "PERMIT CONSENT directives=yes"; got != want {
			t.Errorf("refused to %s: got %s, want %s", other, got, want)
		}
	}
}

// A refusal that more statements precede than fit the first buffer is heard.
func TestManyStatements(t *testing.T) {
	w, r := exampleWorld()
	for i := range 100 {
		say(w, permit(string(rune('a'+i)), int64(i), Match{}))
	}
	say(w, refuse("no", 100, Match{}))
	if got, want := outcome(Decide(w, r)), "DENY CONSENT reasons=SUBJECT_DENIED directives=no"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
