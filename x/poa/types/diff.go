package types

import (
	"bytes"
	"cmp"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
)

// member of a set as the consensus engine sees it.
type member struct {
	address []byte
	key     ConsensusKey
	power   int64
}

// Diff is what the consensus engine must be told, so that the set it was last
// told of becomes the desired one: the ACTIVE validators. It is sorted by
// consensus address. The engine stops every node at an update that it does not
// accept, so that Diff never names a key twice, never removes one that was not
// announced, never gives power to a key of a type that was not allowed before the
// block, and never empties the set: if nobody is desired it says nothing.
//
// Of a key whose type is no longer allowed nothing is said: it stays as it was
// announced, or away.
func Diff(announced []Announced, desired []Validator, allowed KeyTypes) []abci.ValidatorUpdate {
	told := toldOf(announced)
	want := sayable(told, wanted(desired), allowed)
	if len(want) == 0 {
		return nil
	}
	var updates []abci.ValidatorUpdate
	tell := func(m member, power int64) {
		if update, err := m.key.update(power); err == nil {
			updates = append(updates, update)
		}
	}
	for len(told) > 0 || len(want) > 0 {
		switch order := compareFirst(told, want); {
		case order < 0:
			tell(told[0], 0)
			told = told[1:]
		case order > 0:
			tell(want[0], want[0].power)
			want = want[1:]
		default:
			if told[0].power != want[0].power {
				tell(want[0], want[0].power)
			}
			told, want = told[1:], want[1:]
		}
	}
	return updates
}

// sayable is what is wanted, with what may not be said left as it was told.
func sayable(told, want []member, allowed KeyTypes) []member {
	var set []member
	for _, m := range want {
		if !allowed.Allow(m.key.Type) {
			i, found := slices.BinarySearchFunc(told, m, compareMembers)
			if !found {
				continue
			}
			m = told[i]
		}
		set = append(set, m)
	}
	return set
}

// Announcement is what an update told the consensus engine of a desired or
// announced key. A power of 0 removes the key.
func Announcement(update abci.ValidatorUpdate) (Announced, error) {
	var key ConsensusKey
	switch {
	case update.PubKey.GetEd25519() != nil:
		key = ConsensusKey{Type: Ed25519, Key: update.PubKey.GetEd25519()}
	case update.PubKey.GetMldsa65() != nil:
		key = ConsensusKey{Type: MLDSA65, Key: update.PubKey.GetMldsa65()}
	}
	_, err := key.Engine()
	return Announced{Key: key, Power: update.Power}, err
}

func wanted(validators []Validator) []member {
	var set []member
	for _, v := range validators {
		if v.Active() {
			set = join(set, v.Key, v.Power)
		}
	}
	return ordered(set)
}

func toldOf(announced []Announced) []member {
	var set []member
	for _, a := range announced {
		set = join(set, a.Key, a.Power)
	}
	return ordered(set)
}

// join adds a member, unless it has no power or no key that the engine knows.
func join(set []member, key ConsensusKey, power int64) []member {
	address := key.Address()
	if address == nil || power <= 0 {
		return set
	}
	return append(set, member{address: address, key: key, power: power})
}

// ordered is the set by address, the first of each.
func ordered(set []member) []member {
	slices.SortStableFunc(set, compareMembers)
	return slices.CompactFunc(set, func(a, b member) bool { return compareMembers(a, b) == 0 })
}

func compareMembers(a, b member) int { return bytes.Compare(a.address, b.address) }

// compareFirst compares the first members; where a list is at its end, the other
// one's comes first.
func compareFirst(a, b []member) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	return compareMembers(a[0], b[0])
}
