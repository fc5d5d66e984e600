package multisig

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
)

// Save puts the multisig of named keys of a keyring into it, under a name of its
// own, and returns its address in bech32. The members stand in the order of their
// addresses, as `assentd keys add --multisig` has them: who holds the same keys gets
// the same address.
func Save(keys keyring.Keyring, name string, threshold int, members ...string) (string, error) {
	public := make([]cryptotypes.PubKey, len(members))
	for i, member := range members {
		record, err := keys.Key(member)
		if err != nil {
			return "", fmt.Errorf("key %s: %w", member, err)
		}
		if public[i], err = record.GetPubKey(); err != nil {
			return "", fmt.Errorf("key %s: %w", member, err)
		}
	}
	if threshold < 1 || threshold > len(public) {
		return "", fmt.Errorf("threshold of %d, want 1 to %d", threshold, len(public))
	}
	slices.SortFunc(public, func(a, b cryptotypes.PubKey) int { return bytes.Compare(a.Address(), b.Address()) })
	key := kmultisig.NewLegacyAminoPubKey(threshold, public)
	if err := CheckKey(key); err != nil {
		return "", err
	}
	record, err := keys.SaveMultisig(name, key)
	if err != nil {
		return "", err
	}
	address, err := record.GetAddress()
	if err != nil {
		return "", err
	}
	return address.String(), nil
}
