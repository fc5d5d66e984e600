package directive

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

var update = flag.Bool("update", false, "write testdata/types.txt anew instead of comparing with it")

// oracle hashes a wallet's document with another implementation of EIP-712.
func oracle(t interface{ Fatalf(string, ...any) }, document []byte) [32]byte {
	var data apitypes.TypedData
	if err := json.Unmarshal(document, &data); err != nil {
		t.Fatalf("no typed data: %v\n%s", err, document)
	}
	hash, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		t.Fatalf("the oracle refuses: %v\n%s", err, document)
	}
	return [32]byte(hash)
}

func TestDigestsAreThoseOfAnotherImplementation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chain := rapid.StringN(1, -1, 50).Draw(t, "chain id")
		m := drawMessage(t)
		got, err := m.Digest(chain)
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		document, err := m.TypedData(chain)
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		if want := oracle(t, document); got != want {
			t.Fatalf("digest %x, the oracle says %x\n%s", got, want, document)
		}
	})
}

// Ids are ASCII, but what hashes a text must not depend on that.
func TestAnyTextHashesAsTheStandardSays(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, holder, jurisdiction string) {
		r := Enrolment{Subject: [20]byte{1}, Holder: holder, HomeJurisdiction: jurisdiction}.record()
		document, err := payload(testChain, r)
		if err != nil {
			t.Fatalf("no payload: %v", err)
		}
		if got, want := hashMessage(testChain, r), oracle(t, document); got != want {
			t.Fatalf("digest %x, the oracle says %x\n%s", got, want, document)
		}
	}
	for _, one := range []string{"", "Klinik Köln", "上海瑞金医院", "مستشفى", "🏥 \"<&>\" \\ \u2028", "e\u0301", "\x00"} {
		check(t, one, strings.Repeat(one, 9))
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.String().Draw(t, "holder"), rapid.String().Draw(t, "jurisdiction"))
	})
}

// Absence is always a word: no list in a document is empty but one of exceptions.
func TestNothingThatMeansEverythingIsShownEmpty(t *testing.T) {
	document, err := Directive{Subject: [20]byte{1}, Provision: policy.Provision{Effect: policy.EffectDeny}}.TypedData(testChain)
	if err != nil {
		t.Fatal(err)
	}
	var shown struct{ Message json.RawMessage }
	if err := json.Unmarshal(document, &shown); err != nil {
		t.Fatal(err)
	}
	want := `{"subject":"0x0100000000000000000000000000000000000000","controller":"EVERY HOLDER","provision":{` +
		`"effect":"DENY","recipients":["ANY"],"purposes":["ANY"],"categories":["ANY"],"actions":["ANY"],` +
		`"from":"UNBOUNDED","until":"UNBOUNDED","exceptions":[]},"validFrom":"UNBOUNDED","validUntil":"UNBOUNDED",` +
		`"documentDigest":"0x` + strings.Repeat("0", 64) + `","supersedes":"0x` + strings.Repeat("0", 64) + `",` +
		`"sequence":"0","deadline":"1970-01-01T00:00:00Z"}`
	if string(shown.Message) != want {
		t.Errorf("a wallet shows\n%s, want\n%s", shown.Message, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		words, err := json.Marshal(drawMessage(t).record())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(words, []byte(`""`)) {
			t.Fatalf("an empty text in %s", words)
		}
		if bytes.Contains(bytes.ReplaceAll(words, []byte(`"exceptions":[]`), nil), []byte("[]")) {
			t.Fatalf("an empty list in %s", words)
		}
	})
}

// A word for what is absent must never be a code, and a code never two things.
func TestWordsForAbsenceAreNoCodes(t *testing.T) {
	reserved := map[string]bool{wordAny: true, wordEveryHolder: true, wordUnbounded: true}
	names := func(list ...string) {
		seen := make(map[string]bool)
		for _, name := range list {
			if reserved[name] || seen[name] || name != strings.ToUpper(name) || strings.ContainsAny(name, " :()") {
				t.Errorf("%q cannot be a code", name)
			}
			seen[name] = true
		}
	}
	names(namesOf(policy.Purposes())...)
	names(namesOf(policy.Categories())...)
	names(namesOf(policy.Actions())...)
	names(namesOf(policy.Roles())...)
	names(namesOf(Grounds())...)
	if isParticipant(wordEveryHolder) || isParticipant(wordAny) || isJurisdiction(wordEveryHolder) {
		t.Error("a word for absence can be an id")
	}
}

func namesOf[C code](codes []C) []string {
	var names []string
	for _, c := range codes {
		names = append(names, c.String())
	}
	return names
}

func TestTypesAreTheCommittedOnes(t *testing.T) {
	var got strings.Builder
	// Another type is another version of the domain.
	fmt.Fprintf(&got, "# domain %s, version %s\n", domainName, domainVersion)
	for _, kind := range append([]*structType{domainType}, messageTypes...) {
		got.WriteString(kind.text + "\n")
	}
	const file = "testdata/types.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("every signature ever made depends on these types; they are now\n%s", got.String())
	}
}

func TestMessagesThatDifferHaveDigestsThatDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDirective(t), drawDirective(t)
		// Alike in all but one part, so that a part that is not hashed shows.
		b.Sequence, b.Deadline, b.Subject = a.Sequence, a.Deadline, a.Subject
		switch rapid.IntRange(0, 3).Draw(t, "part") {
		case 0:
			b.Controller, b.Validity, b.DocumentDigest, b.Supersedes = a.Controller, a.Validity, a.DocumentDigest, a.Supersedes
		case 1:
			b.Provision, b.Validity, b.DocumentDigest, b.Supersedes = a.Provision, a.Validity, a.DocumentDigest, a.Supersedes
		case 2:
			b.Provision, b.Controller, b.DocumentDigest, b.Supersedes = a.Provision, a.Controller, a.DocumentDigest, a.Supersedes
		case 3:
			b.Provision, b.Controller, b.Validity = a.Provision, a.Controller, a.Validity
		}
		first, err := a.Digest(testChain)
		if err != nil {
			t.Fatal(err)
		}
		second, err := b.Digest(testChain)
		if err != nil {
			t.Fatal(err)
		}
		one, err := json.Marshal(a.record())
		if err != nil {
			t.Fatal(err)
		}
		other, err := json.Marshal(b.record())
		if err != nil {
			t.Fatal(err)
		}
		if (first == second) != bytes.Equal(one, other) {
			t.Fatalf("digests %x and %x of\n%s\n%s", first, second, one, other)
		}
	})
}

// sameStatement compares two provisions as policy reads them.
func sameStatement(a, b policy.Provision) bool {
	if a.Effect != b.Effect || len(a.Match.Recipients) != len(b.Match.Recipients) || len(a.Exceptions) != len(b.Exceptions) ||
		a.Match.Purposes != b.Match.Purposes || a.Match.Categories != b.Match.Categories ||
		a.Match.Actions != b.Match.Actions || a.Match.Period != b.Match.Period {
		return false
	}
	for i := range a.Match.Recipients {
		if a.Match.Recipients[i] != b.Match.Recipients[i] {
			return false
		}
	}
	for i := range a.Exceptions {
		if !sameStatement(a.Exceptions[i], b.Exceptions[i]) {
			return false
		}
	}
	return true
}

// The words lose nothing: two trees are signed alike only if they say the same.
func TestTheWordsOfATreeSayAllOfIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawProvision(t)
		b := cloneTree(a)
		mutateTree(t, &b)
		if Check(b) != nil {
			t.Skip("no longer a tree that can be signed")
		}
		same := provisionRecord(a, 0).encode() == provisionRecord(b, 0).encode()
		if same != sameStatement(a, b) {
			t.Fatalf("signed alike: %v\n%+v\n%+v", same, a, b)
		}
	})
}

func cloneTree(p policy.Provision) policy.Provision {
	p.Match.Recipients = append([]policy.Selector(nil), p.Match.Recipients...)
	exceptions := make([]policy.Provision, 0, len(p.Exceptions))
	for _, e := range p.Exceptions {
		exceptions = append(exceptions, cloneTree(e))
	}
	p.Exceptions = exceptions
	return p
}

// mutateTree changes one thing somewhere in a tree, or nothing.
func mutateTree(t *rapid.T, p *policy.Provision) {
	if len(p.Exceptions) > 0 && rapid.Bool().Draw(t, "descend") {
		mutateTree(t, &p.Exceptions[rapid.IntRange(0, len(p.Exceptions)-1).Draw(t, "child")])
		return
	}
	switch rapid.IntRange(0, 9).Draw(t, "mutation") {
	case 0:
		p.Effect = 3 - p.Effect
	case 1:
		p.Match.Purposes ^= 1 << rapid.IntRange(0, 63).Draw(t, "purpose")
	case 2:
		p.Match.Categories ^= 1 << rapid.IntRange(0, 63).Draw(t, "category")
	case 3:
		p.Match.Actions ^= 1 << rapid.IntRange(0, 63).Draw(t, "action")
	case 4:
		p.Match.Period = drawPeriod(t)
	case 5:
		p.Match.Recipients = drawRecipients(t)
	case 6:
		p.Match.Recipients = sortSelectors(append(p.Match.Recipients, drawSelector(t)))
	case 7:
		p.Exceptions = append(p.Exceptions, policy.Provision{Effect: policy.EffectDeny})
	case 8:
		if len(p.Exceptions) > 0 {
			p.Exceptions = p.Exceptions[1:]
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	node := policy.Provision{Effect: policy.EffectPermit, Match: policy.Match{
		Recipients: []policy.Selector{{Kind: policy.SelectorParticipant, ID: "de-charite"}},
		Purposes:   policy.SetOf(policy.PurposeTreatment, policy.PurposeCareManagement),
		Categories: policy.SetOf(policy.CategoryEHR),
	}}
	small := Directive{Subject: [20]byte{1}, Provision: node}
	large := small
	for range MaxNodes - 1 {
		large.Provision.Exceptions = append(large.Provision.Exceptions, node)
	}
	for _, c := range []struct {
		name string
		d    Directive
	}{{"1 provision", small}, {"16 provisions", large}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.d.Digest(testChain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
