package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/registry/types"
)

// address is an address as the state's keys hold it. Any other spelling of it
// than the chain's own is refused.
func (k Keeper) address(text string) ([]byte, error) {
	key, err := k.addresses.StringToBytes(text)
	if err != nil {
		return nil, types.ErrAccountInvalid.Wrapf("address: %s", err)
	}
	own, err := k.addresses.BytesToString(key)
	if err != nil {
		return nil, types.ErrAccountInvalid.Wrapf("address: %s", err)
	}
	if own != text {
		return nil, types.ErrAccountInvalid.Wrapf("address %s is not in its canonical form", own)
	}
	return key, nil
}

// freeAddress is an address that speaks for nobody yet: it is no account, no
// authority, and not the council.
func (k Keeper) freeAddress(ctx context.Context, text string) ([]byte, error) {
	key, err := k.address(text)
	if err != nil {
		return nil, err
	}
	bound, err := k.Accounts.Has(ctx, key)
	if err != nil {
		return nil, err
	}
	authority, err := k.Authorities.Has(ctx, key)
	if err != nil {
		return nil, err
	}
	if bound || authority || text == k.council {
		return nil, types.ErrAccountBound.Wrap(text)
	}
	return key, nil
}

// bind stores an account under its key and opens what its signatures are
// checked against.
func (k Keeper) bind(ctx context.Context, key []byte, account types.Account) error {
	k.openAccount(ctx, key)
	return k.Accounts.Set(ctx, key, account)
}

// appoint stores an address as the authority of a jurisdiction and opens what
// its signatures are checked against.
func (k Keeper) appoint(ctx context.Context, key []byte, jurisdiction string) error {
	k.openAccount(ctx, key)
	return k.Authorities.Set(ctx, key, jurisdiction)
}

// openAccount lets an address sign. An account that there is already is kept.
func (k Keeper) openAccount(ctx context.Context, key []byte) {
	if !k.accounts.HasAccount(ctx, key) {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, key))
	}
}
