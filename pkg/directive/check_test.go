package directive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

// tree nests a refusal of everything to the given depth.
func tree(depth int) policy.Provision {
	p := policy.Provision{Effect: policy.EffectDeny}
	if depth > 1 {
		p.Exceptions = []policy.Provision{tree(depth - 1)}
	}
	return p
}

func wide(nodes int) policy.Provision {
	p := policy.Provision{Effect: policy.EffectPermit}
	for range nodes - 1 {
		p.Exceptions = append(p.Exceptions, policy.Provision{Effect: policy.EffectDeny})
	}
	return p
}

func to(recipients ...policy.Selector) policy.Provision {
	return policy.Provision{Effect: policy.EffectPermit, Match: policy.Match{Recipients: recipients}}
}

func during(from, until policy.Bound) policy.Provision {
	return policy.Provision{Effect: policy.EffectPermit, Match: policy.Match{Period: policy.Period{From: from, Until: until}}}
}

func participant(id string) policy.Selector {
	return policy.Selector{Kind: policy.SelectorParticipant, ID: id}
}

func jurisdiction(id string) policy.Selector {
	return policy.Selector{Kind: policy.SelectorJurisdiction, ID: id}
}

func role(r policy.Role) policy.Selector {
	return policy.Selector{Kind: policy.SelectorRole, Role: r}
}

func numbered(n int) []policy.Selector {
	var list []policy.Selector
	for i := range n {
		list = append(list, participant(fmt.Sprintf("p-%03d", i)))
	}
	return list
}

func TestCheckOfATree(t *testing.T) {
	permit := policy.Provision{Effect: policy.EffectPermit}
	withPurposes := func(s policy.Set[policy.Purpose]) policy.Provision {
		p := permit
		p.Match.Purposes = s
		return p
	}
	withCategories := func(s policy.Set[policy.Category]) policy.Provision {
		p := permit
		p.Match.Categories = s
		return p
	}
	withActions := func(s policy.Set[policy.Action]) policy.Provision {
		p := permit
		p.Match.Actions = s
		return p
	}
	long := strings.Repeat("a", MaxIDLength)
	for _, c := range []struct {
		name string
		tree policy.Provision
		want error
	}{
		{"a refusal of everything", tree(1), nil},
		{"four levels", tree(MaxDepth), nil},
		{"five levels", tree(MaxDepth + 1), ErrTreeDepth},
		{"a thousand levels", tree(1000), ErrTreeDepth},
		{"sixteen provisions", wide(MaxNodes), nil},
		{"seventeen provisions", wide(MaxNodes + 1), ErrTreeSize},
		{"a million provisions", wide(1_000_000), ErrTreeSize},
		{"seventeen provisions on two levels", policy.Provision{Effect: policy.EffectDeny, Exceptions: []policy.Provision{
			wide(MaxNodes / 2), wide(MaxNodes / 2),
		}}, ErrTreeSize},
		{"no effect", policy.Provision{}, ErrEffect},
		{"an unknown effect", policy.Provision{Effect: 3}, ErrEffect},
		{"no effect in an exception", policy.Provision{Effect: policy.EffectDeny, Exceptions: []policy.Provision{{}}}, ErrEffect},
		{"every purpose", withPurposes(policy.SetOf(policy.Purposes()...)), nil},
		{"purpose 0", withPurposes(policy.SetOf(policy.Purpose(0))), ErrCode},
		{"an unknown purpose beside a known one", withPurposes(policy.SetOf(policy.PurposeTreatment, 63)), ErrCode},
		{"a purpose above 63", withPurposes(policy.SetOf(policy.PurposeTreatment, 200)), ErrCode},
		{"category 0", withCategories(policy.SetOf(policy.Category(0))), ErrCode},
		{"an unknown category", withCategories(policy.SetOf(policy.Category(60))), ErrCode},
		{"an unknown action", withActions(policy.SetOf(policy.Action(6))), ErrCode},
		{"one of each kind of recipient", to(jurisdiction("DE"), participant("de-charite"), role(policy.RolePayer)), nil},
		{"the longest id", to(participant(long)), nil},
		{"an id too long", to(participant(long + "a")), ErrRecipient},
		{"an empty participant", to(participant("")), ErrRecipient},
		{"an upper-case participant", to(participant("DE")), ErrRecipient},
		{"a participant with a space", to(participant("de charite")), ErrRecipient},
		{"a participant with a colon", to(participant("de:charite")), ErrRecipient},
		{"a participant beyond ASCII", to(participant("köln")), ErrRecipient},
		{"an empty jurisdiction", to(jurisdiction("")), ErrRecipient},
		{"a lower-case jurisdiction", to(jurisdiction("de")), ErrRecipient},
		{"a subdivision", to(jurisdiction("CN-31")), nil},
		{"no role", to(role(0)), ErrRecipient},
		{"an unknown role", to(role(63)), ErrRecipient},
		{"no kind", to(policy.Selector{ID: "de-charite"}), ErrRecipient},
		{"an unknown kind", to(policy.Selector{Kind: 4, ID: "de-charite"}), ErrRecipient},
		{"a participant with a role", to(policy.Selector{Kind: policy.SelectorParticipant, ID: "a", Role: policy.RolePayer}), ErrRecipient},
		{"a jurisdiction with a role", to(policy.Selector{Kind: policy.SelectorJurisdiction, ID: "A", Role: policy.RolePayer}), ErrRecipient},
		{"a role with an id", to(policy.Selector{Kind: policy.SelectorRole, ID: "a", Role: policy.RolePayer}), ErrRecipient},
		{"thirty-two recipients", to(numbered(MaxRecipients)...), nil},
		{"thirty-three recipients", to(numbered(MaxRecipients + 1)...), ErrRecipientCount},
		{"a recipient twice", to(participant("a"), participant("a")), ErrRecipientOrder},
		{"recipients out of order", to(participant("b"), participant("a")), ErrRecipientOrder},
		{"kinds out of order", to(role(policy.RolePayer), participant("a")), ErrRecipientOrder},
		{"roles in order of number, not of text", to(role(policy.RoleHealthcareProvider), role(policy.RoleDataHolder)), ErrRecipientOrder},
		{"an unbounded period", during(policy.Bound{}, policy.Bound{}), nil},
		{"one second", during(policy.At(5), policy.At(6)), nil},
		{"an empty period", during(policy.At(5), policy.At(5)), ErrPeriod},
		{"a period backwards", during(policy.At(6), policy.At(5)), ErrPeriod},
		{"before 1970", during(policy.At(-1), policy.Bound{}), ErrTime},
		{"the first moment", during(policy.At(0), policy.Bound{}), nil},
		{"the last moment", during(policy.Bound{}, policy.At(MaxTime)), nil},
		{"after 9999", during(policy.Bound{}, policy.At(MaxTime+1)), ErrTime},
		{"a bound that is not set is not read", during(policy.At(5), policy.Bound{At: 4}), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := Check(c.tree); !errors.Is(err, c.want) {
				t.Errorf("Check: %v, want %v", err, c.want)
			}
			d := Directive{Subject: [20]byte{1}, Provision: c.tree}
			if _, err := d.Digest(testChain); !errors.Is(err, c.want) {
				t.Errorf("Digest: %v, want %v", err, c.want)
			}
			if _, err := d.TypedData(testChain); !errors.Is(err, c.want) {
				t.Errorf("TypedData: %v, want %v", err, c.want)
			}
		})
	}
}

func TestAFaultIsNamedWithItsPlace(t *testing.T) {
	p := wide(3)
	p.Exceptions[1].Effect = 0
	if err := Check(p); err == nil || !strings.Contains(err.Error(), "provision 3") {
		t.Errorf("said %v, want it to name provision 3", err)
	}
}

// messageCase is a message and what Check says of it.
type messageCase struct {
	name string
	m    message
	want error
}

// checkMessages fails the test unless a message has a digest exactly if Check accepts it.
func checkMessages(t *testing.T, cases []messageCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := c.m.Check(); !errors.Is(err, c.want) {
				t.Errorf("Check: %v, want %v", err, c.want)
			}
			digest, err := hashChecked(testChain, c.m)
			if !errors.Is(err, c.want) {
				t.Errorf("Digest: %v, want %v", err, c.want)
			}
			if (err == nil) == (digest == [32]byte{}) {
				t.Errorf("digest %x beside error %v", digest, err)
			}
			if _, err := hashChecked("", c.m); !errors.Is(err, ErrChainID) {
				t.Errorf("without a chain id: %v, want ErrChainID", err)
			}
			if _, err := payloadChecked("", c.m); !errors.Is(err, ErrChainID) {
				t.Errorf("without a chain id: %v, want ErrChainID", err)
			}
		})
	}
}

func TestCheckOfAMessage(t *testing.T) {
	whom, other, what := [20]byte{1}, [20]byte{2}, [32]byte{2}
	deny := policy.Provision{Effect: policy.EffectDeny}
	empty := policy.Period{From: policy.At(2), Until: policy.At(2)}
	checkMessages(t, []messageCase{
		{"the least directive", Directive{Subject: whom, Provision: deny}, nil},
		{"a directive of nobody", Directive{Provision: deny}, ErrSubject},
		{"a directive to a named holder", Directive{Subject: whom, Provision: deny, Controller: "de-charite"}, nil},
		{"a directive to no id", Directive{Subject: whom, Provision: deny, Controller: "EVERY HOLDER"}, ErrParticipant},
		{"a directive that says nothing", Directive{Subject: whom}, ErrEffect},
		{"a directive that never holds", Directive{Subject: whom, Provision: deny, Validity: empty}, ErrPeriod},
		{"a directive due before 1970", Directive{Subject: whom, Provision: deny, Deadline: -1}, ErrTime},
		{"a directive due after 9999", Directive{Subject: whom, Provision: deny, Deadline: MaxTime + 1}, ErrTime},
		{"a withdrawal", Withdrawal{Subject: whom, Directive: what}, nil},
		{"a withdrawal of nobody", Withdrawal{Directive: what}, ErrSubject},
		{"a withdrawal of nothing", Withdrawal{Subject: whom}, ErrTarget},
		{"a withdrawal due after 9999", Withdrawal{Subject: whom, Directive: what, Deadline: MaxTime + 1}, ErrTime},
		{"an enrolment", Enrolment{Subject: whom, Holder: "de-charite", HomeJurisdiction: "DE"}, nil},
		{"an enrolment of nobody", Enrolment{Holder: "de-charite", HomeJurisdiction: "DE"}, ErrSubject},
		{"an enrolment by nobody", Enrolment{Subject: whom, HomeJurisdiction: "DE"}, ErrParticipant},
		{"an enrolment nowhere", Enrolment{Subject: whom, Holder: "de-charite"}, ErrJurisdiction},
		{"an appointment", Appointment{Subject: whom, Representative: other}, nil},
		{"an appointment for one holder", Appointment{Subject: whom, Representative: other, Controller: "de-charite"}, nil},
		{"an appointment by nobody", Appointment{Representative: other}, ErrSubject},
		{"an appointment of nobody", Appointment{Subject: whom}, ErrRepresentative},
		{"an appointment of oneself", Appointment{Subject: whom, Representative: whom}, ErrRepresentative},
		{"an appointment for no holder", Appointment{Subject: whom, Representative: other, Controller: "DE"}, ErrParticipant},
		{"an appointment for an unknown purpose", Appointment{Subject: whom, Representative: other, Purposes: 1 << 63}, ErrCode},
		{"an appointment for an unknown category", Appointment{Subject: whom, Representative: other, Categories: 1 << 63}, ErrCode},
		{"an appointment for no time", Appointment{Subject: whom, Representative: other, Period: policy.Period{
			From: policy.Bound{At: 5, Set: true}, Until: policy.Bound{At: 5, Set: true},
		}}, ErrPeriod},
		{"an appointment due after 9999", Appointment{Subject: whom, Representative: other, Deadline: MaxTime + 1}, ErrTime},
		{"an end", MandateEnd{Subject: whom, Representative: other}, nil},
		{"an end by nobody", MandateEnd{Representative: other}, ErrSubject},
		{"an end of nobody", MandateEnd{Subject: whom}, ErrRepresentative},
		{"an end due before 1970", MandateEnd{Subject: whom, Representative: other, Deadline: -1}, ErrTime},
		{"a rotation", KeyRotation{Subject: whom, NewKey: other}, nil},
		{"a rotation of nobody", KeyRotation{NewKey: other}, ErrSubject},
		{"a rotation to nothing", KeyRotation{Subject: whom}, ErrNewKey},
		{"a rotation to the first key", KeyRotation{Subject: whom, NewKey: whom}, ErrNewKey},
		{"a rotation due before 1970", KeyRotation{Subject: whom, NewKey: other, Deadline: -1}, ErrTime},
		{"a replacement", KeyReplacement{Subject: whom, NewKey: other}, nil},
		{"a replacement by nothing", KeyReplacement{Subject: whom}, ErrNewKey},
		{"an objection", ReplacementObjection{Subject: whom, NewKey: other}, nil},
		{"an objection to nothing", ReplacementObjection{Subject: whom}, ErrNewKey},
		{"an enrolment due before 1970", Enrolment{Subject: whom, Holder: "a", HomeJurisdiction: "DE", Deadline: -1}, ErrTime},
	})
}

// What the ids may hold is the charset and nothing else, byte by byte.
func TestIDsHoldTheirCharsetAlone(t *testing.T) {
	const digits = "0123456789-"
	lower, upper := "abcdefghijklmnopqrstuvwxyz"+digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"+digits
	for c := range 256 {
		id := string([]byte{byte(c)})
		if got, want := isParticipant(id), strings.Contains(lower, id); got != want {
			t.Errorf("participant %q: %v", id, got)
		}
		if got, want := isJurisdiction(id), strings.Contains(upper, id); got != want {
			t.Errorf("jurisdiction %q: %v", id, got)
		}
	}
}

func TestEveryPermutationButOneOfRecipientsIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sorted := drawRecipients(t)
		shuffled := rapid.Permutation(sorted).Draw(t, "shuffled")
		err := Check(to(shuffled...))
		if same := slices.Equal(sorted, shuffled); same != (err == nil) {
			t.Fatalf("in order: %v, yet %v", same, err)
		}
		if err != nil && !errors.Is(err, ErrRecipientOrder) {
			t.Fatal(err)
		}
	})
}
