package linkage

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/pseudonym"
	"github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/x/consent/types"
)

// known is what the attacker has of a patient's key for holder 1.
type known struct {
	key, code    [32]byte // The key and its chain code.
	parentPublic []byte   // What is public of its parent, with the parent's chain code.
	parentCode   [32]byte
	index        uint32 // Under which the parent has it.
}

// patient is what holder 1 has of a patient: nothing about other holders.
type patient struct {
	subject id
	records string
	sent    [pseudonym.Length]byte // In custody.
	key     *known                 // With a wallet.
}

// attacker has everything of holder 1, and what everybody has who runs a node.
type attacker struct {
	state    *types.GenesisState
	enrolled [][]id // By holder, as the blocks have it.
	key      pseudonym.Key
	patients []patient
	byID     map[id]*types.Subject
}

// attacker is what of a population falls into its hands.
func (p *population) attacker() *attacker {
	state, err := p.keeper.ExportGenesis(p.ctx)
	require.NoError(p.t, err)
	require.NoError(p.t, state.Validate())
	a := &attacker{state: state, enrolled: p.enrolled, key: p.keys[0], byID: map[id]*types.Subject{}}
	for i := range state.Subjects {
		a.byID[id(state.Subjects[i].Id)] = &state.Subjects[i]
	}
	for i, one := range p.persons {
		known := patient{subject: p.subjects[i][0], records: one.records}
		if one.wallet == nil {
			known.sent = p.pseudonym(one, 0)
		} else {
			known.key = p.known(one)
		}
		a.patients = append(a.patients, known)
	}
	// Its own list is in no order that says anything.
	slices.SortFunc(a.patients, func(x, y patient) int { return bytes.Compare(x.subject[:], y.subject[:]) })
	return a
}

func (p *population) known(one *person) *known {
	path := wallet.Path(chainID, holders[0], 0)
	if p.setting.soft {
		path = softParent + "/" + strconv.FormatUint(uint64(softIndex(0)), 10)
	}
	cut := strings.LastIndexByte(path, '/')
	last, err := strconv.ParseUint(strings.TrimSuffix(path[cut+1:], "'"), 10, 31)
	require.NoError(p.t, err)
	parent, leaf := one.master.path(p.t, path[:cut]), p.key(one, 0)
	return &known{
		key: leaf.key, code: leaf.code, parentPublic: parent.public(), parentCode: parent.code, index: uint32(last),
	}
}

// class is the subjects with a key, or those without one: the chain tells them apart.
type class struct {
	name string
	keys bool
}

var classes = []class{{"wallet", true}, {"custodial", false}}

// of are the subjects of a holder in a class, in order of their ids.
func (a *attacker) of(h int, c class) []id {
	var of []id
	for i := range a.state.Subjects {
		s := &a.state.Subjects[i]
		if s.HeldBy(holders[h]) && (len(s.Keys) > 0) == c.keys {
			of = append(of, id(s.Id))
		}
	}
	return of
}

// strategy guesses, for subjects of holder 1, who the same person is at another holder.
type strategy struct {
	name  string
	guess func(a *attacker, h int, c class) map[id]id
}

var strategies = []strategy{
	{"recompute pseudonyms", recompute},
	{"derive sibling keys", derive},
	{"nearest number", nearest(func(x, y id) string {
		var distance id
		for i := range x {
			distance[i] = x[i] ^ y[i]
		}
		return string(distance[:])
	})},
	{"fewest bits apart", nearest(func(x, y id) string {
		n := 0
		for i := range x {
			n += bits.OnesCount8(x[i] ^ y[i])
		}
		return string(rune(n))
	})},
	{"sorted ids", func(a *attacker, h int, c class) map[id]id { return pair(a.of(0, c), a.of(h, c)) }},
	{"order of enrolment", func(a *attacker, h int, c class) map[id]id {
		return pair(a.inOrder(0, c), a.inOrder(h, c))
	}},
	{"sequences and directives", alike},
}

// recompute makes the pseudonym that another holder would have, in every way that
// holder 1 could think of, with its own key, no key, or what it sent itself.
func recompute(a *attacker, h int, c class) map[id]id {
	guesses := map[id]id{}
	if c.keys {
		return guesses
	}
	for _, p := range a.patients {
		if p.key != nil {
			continue
		}
		sent := [][pseudonym.Length]byte{p.sent}
		for _, holder := range []string{holders[0], holders[h]} {
			for _, key := range []pseudonym.Key{a.key, {}} {
				if of, err := key.Of(holder, p.records); err == nil {
					sent = append(sent, of)
				}
			}
		}
		plain := sha256.Sum256([]byte(p.records))
		mac := hmac.New(sha256.New, a.key[:])
		mac.Write([]byte(p.records))
		sent = append(sent, [pseudonym.Length]byte(plain[:pseudonym.Length]), [pseudonym.Length]byte(mac.Sum(nil)[:pseudonym.Length]))
		for _, s := range sent {
			a.hit(guesses, p.subject, id(types.CustodialID(holders[h], s[:])), h)
			a.hit(guesses, p.subject, id(types.CustodialID(holders[0], s[:])), h)
		}
	}
	return guesses
}

// hit is a guess, if there is such a subject at the holder.
func (a *attacker) hit(guesses map[id]id, of, computed id, h int) {
	if s, ok := a.byID[computed]; ok && s.HeldBy(holders[h]) {
		guesses[of] = computed
	}
}

// derive takes a patient's key for holder 1 for whatever it could be in a tree: the
// root, a seed, a parent, and a child that has unhardened siblings.
func derive(a *attacker, h int, c class) map[id]id {
	guesses := map[id]id{}
	if !c.keys {
		return guesses
	}
	var indexes []uint32
	path := wallet.Path(chainID, holders[h], 0)
	for _, level := range strings.Split(path, "/")[1:] {
		index, _ := strconv.ParseUint(strings.TrimSuffix(level, "'"), 10, 31) // Our own path.
		indexes = append(indexes, uint32(index))
	}
	for _, p := range a.patients {
		if p.key == nil {
			continue
		}
		k := p.key
		add, code := tweak([32]byte(bytes.Repeat([]byte{0}, 32)), append([]byte{0}, k.key[:]...), 0)
		for _, root := range []extended{{k.key, k.code}, {k.key, [32]byte{}}, {k.key, k.parentCode}, {scalar(add), code}} {
			for from := range indexes {
				key := root
				for _, index := range indexes[from:] {
					key = key.child(index, true)
				}
				a.hit(guesses, p.subject, key.address(), h)
			}
		}
		for _, index := range append(indexes, softIndex(h), softIndex(h)|1<<31) {
			a.hit(guesses, p.subject, sibling(*k, index).address(), h)
		}
		a.hit(guesses, p.subject, extended{key: k.key}.address(), h)
	}
	return guesses
}

// sibling is the unhardened child of the same parent under another index: from one
// private child key and what is public of the parent follows the parent's private key.
func sibling(k known, index uint32) extended {
	own, _ := tweak(k.parentCode, k.parentPublic, k.index)
	other, code := tweak(k.parentCode, k.parentPublic, index)
	sum := new(big.Int).SetBytes(k.key[:])
	return extended{key: scalar(sum.Sub(sum, own).Add(sum, other)), code: code}
}

// nearest guesses the subject whose id is nearest, by a distance that sorts as text.
func nearest(distance func(x, y id) string) func(*attacker, int, class) map[id]id {
	return func(a *attacker, h int, c class) map[id]id {
		guesses := map[id]id{}
		others := a.of(h, c)
		for _, own := range a.of(0, c) {
			guesses[own] = slices.MinFunc(others, func(x, y id) int { return cmp.Compare(distance(own, x), distance(own, y)) })
		}
		return guesses
	}
}

// pair guesses that the first are the same, the second are, and so on.
func pair(own, others []id) map[id]id {
	guesses := map[id]id{}
	for i := range min(len(own), len(others)) {
		guesses[own[i]] = others[i]
	}
	return guesses
}

// inOrder are the subjects of a holder in a class, in order of enrolment.
func (a *attacker) inOrder(h int, c class) []id {
	var of []id
	for _, s := range a.enrolled[h] {
		if (len(a.byID[s].Keys) > 0) == c.keys {
			of = append(of, s)
		}
	}
	return of
}

// alike pairs subjects that are alike in what the state has of them: the sequence and
// every directive, the rarest first; among those that are alike in all, in order of
// enrolment; and the rest in what is rare alone.
func alike(a *attacker, h int, c class) map[id]id {
	own, others := a.inOrder(0, c), a.inOrder(h, c)
	guesses := map[id]id{}
	taken := map[id]bool{}
	for _, look := range []func(*types.Subject) string{whole, a.rarest(c)} {
		free := map[string][]id{}
		for _, s := range others {
			if !taken[s] {
				free[look(a.byID[s])] = append(free[look(a.byID[s])], s)
			}
		}
		for _, s := range own {
			if _, guessed := guesses[s]; guessed {
				continue
			}
			if same := free[look(a.byID[s])]; len(same) > 0 {
				guesses[s], taken[same[0]] = same[0], true
				free[look(a.byID[s])] = same[1:]
			}
		}
	}
	return guesses
}

// whole is everything about a subject that could be the same elsewhere.
func whole(s *types.Subject) string {
	said := []string{strconv.FormatUint(s.Sequence, 10)}
	for i := range s.Directives {
		said = append(said, text(&s.Directives[i]))
	}
	return strings.Join(said, "|")
}

func text(d *types.Directive) string {
	return fmt.Sprint(d.Provision.String(), d.NotBefore, d.NotAfter, d.EndedAs)
}

// rarest is of each subject the one directive that the fewest have said.
func (a *attacker) rarest(c class) func(*types.Subject) string {
	count := map[string]int{}
	for i := range a.state.Subjects {
		s := &a.state.Subjects[i]
		for j := range s.Directives {
			if (len(s.Keys) > 0) == c.keys {
				count[text(&s.Directives[j])]++
			}
		}
	}
	return func(s *types.Subject) string {
		rare := ""
		for j := range s.Directives {
			if said := text(&s.Directives[j]); rare == "" || count[said] < count[rare] {
				rare = said
			}
		}
		return rare
	}
}
