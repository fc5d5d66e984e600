package types

import (
	"bytes"
	"cmp"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
)

// member of a set as the consensus engine sees it.
type member struct {
	address []byte
	key     *ed25519.PubKey
	power   int64
}

// Diff is what the consensus engine must be told, so that the set it was last
// told of becomes the desired one: the ACTIVE validators. It is sorted by
// consensus address. The engine stops every node at an update that it does not
// accept, so that Diff never names a key twice, never removes one that was not
// announced, and never empties the set: if nobody is desired it says nothing.
func Diff(announced []Announced, desired []Validator) []abci.ValidatorUpdate {
	want := wanted(desired)
	if len(want) == 0 {
		return nil
	}
	told := toldOf(announced)
	var updates []abci.ValidatorUpdate
	for len(told) > 0 || len(want) > 0 {
		switch order := compareFirst(told, want); {
		case order < 0:
			updates = append(updates, told[0].update(0))
			told = told[1:]
		case order > 0:
			updates = append(updates, want[0].update(want[0].power))
			want = want[1:]
		default:
			if told[0].power != want[0].power {
				updates = append(updates, want[0].update(want[0].power))
			}
			told, want = told[1:], want[1:]
		}
	}
	return updates
}

// Announcement is what an update told the consensus engine, and the consensus
// address that it is kept under. A power of 0 removes the key.
func Announcement(update abci.ValidatorUpdate) ([]byte, Announced, error) {
	key := &ed25519.PubKey{Key: update.PubKey.GetEd25519()}
	if len(key.Key) != ed25519.PubKeySize {
		return nil, Announced{}, ErrKeyInvalid.Wrap("update of a key that is not ed25519")
	}
	packed, err := codectypes.NewAnyWithValue(key)
	if err != nil {
		return nil, Announced{}, ErrKeyInvalid.Wrap(err.Error())
	}
	return key.Address(), Announced{PubKey: packed, Power: update.Power}, nil
}

func wanted(validators []Validator) []member {
	var set []member
	for _, v := range validators {
		if v.Active() {
			set = join(set, v.PubKey, v.Power)
		}
	}
	return ordered(set)
}

func toldOf(announced []Announced) []member {
	var set []member
	for _, a := range announced {
		set = join(set, a.PubKey, a.Power)
	}
	return ordered(set)
}

// join adds a member, unless it has no power or no key that the engine knows.
func join(set []member, packed *codectypes.Any, power int64) []member {
	key, ok := keyOf(packed)
	if !ok || power <= 0 {
		return set
	}
	return append(set, member{address: key.Address(), key: key, power: power})
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

func (m member) update(power int64) abci.ValidatorUpdate {
	return abci.Ed25519ValidatorUpdate(m.key.Key, power)
}
