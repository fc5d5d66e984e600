package directive

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

// FuzzDigest draws messages of every kind that can be signed: the digest is the one of
// another implementation, and a copy of a tree has that of the original.
func FuzzDigest(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		m := drawMessage(t)
		first, err := m.Digest(testChain)
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		document, err := m.TypedData(testChain)
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		if want := oracle(t, document); first != want {
			t.Fatalf("digest %x, the oracle says %x", first, want)
		}
		if d, ok := m.(Directive); ok {
			d.Provision = cloneTree(d.Provision)
			if second, err := d.Digest(testChain); err != nil || first != second {
				t.Fatalf("digests %x and %x, error %v", first, second, err)
			}
		}
	}))
}

// FuzzAnyTree draws trees without regard to what can be signed: nothing panics,
// and a digest there is exactly where Check finds no fault.
func FuzzAnyTree(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		d := Directive{Subject: [20]byte{1}, Provision: drawAnyNode(t, 6)}
		fault := Check(d.Provision)
		_, err := d.Digest(testChain)
		if (fault == nil) != (err == nil) {
			t.Fatalf("Check says %v, Digest says %v", fault, err)
		}
		if _, err := d.TypedData(testChain); (fault == nil) != (err == nil) {
			t.Fatalf("Check says %v, TypedData says %v", fault, err)
		}
	}))
}

func drawAnyNode(t *rapid.T, levels int) policy.Provision {
	node := policy.Provision{
		Effect: policy.Effect(rapid.Uint8Range(0, 3).Draw(t, "effect")),
		Match: policy.Match{
			Purposes:   policy.Set[policy.Purpose](rapid.Uint64().Draw(t, "purposes")),
			Categories: policy.Set[policy.Category](rapid.Uint64().Draw(t, "categories")),
			Actions:    policy.Set[policy.Action](rapid.Uint64().Draw(t, "actions")),
			Period: policy.Period{
				From:  policy.Bound{At: rapid.Int64().Draw(t, "from"), Set: rapid.Bool().Draw(t, "from set")},
				Until: policy.Bound{At: rapid.Int64().Draw(t, "until"), Set: rapid.Bool().Draw(t, "until set")},
			},
		},
	}
	for range rapid.IntRange(0, 3).Draw(t, "recipients") {
		node.Match.Recipients = append(node.Match.Recipients, policy.Selector{
			Kind: policy.SelectorKind(rapid.Uint8().Draw(t, "kind")),
			ID:   rapid.String().Draw(t, "id"),
			Role: policy.Role(rapid.Uint8().Draw(t, "role")),
		})
	}
	for range rapid.IntRange(0, min(levels-1, 3)).Draw(t, "exceptions") {
		node.Exceptions = append(node.Exceptions, drawAnyNode(t, levels-1))
	}
	return node
}
