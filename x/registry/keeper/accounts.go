package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/permission"
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
// authority, not the council, and no successor that may still become an authority.
func (k Keeper) freeAddress(ctx context.Context, text string) ([]byte, error) {
	key, err := k.unboundAddress(ctx, text)
	if err != nil {
		return nil, err
	}
	jurisdiction, pending, err := k.Successor(ctx, key)
	if err != nil {
		return nil, err
	}
	if pending {
		return nil, types.ErrAccountBound.Wrapf("%s is to become the authority of %s", text, jurisdiction)
	}
	return key, nil
}

// unboundAddress is an address that is no account, no authority and not the council.
func (k Keeper) unboundAddress(ctx context.Context, text string) ([]byte, error) {
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

// bind stores an account under its key and opens what its signatures are checked
// against. The address is free.
func (k Keeper) bind(ctx context.Context, key []byte, account types.Account) error {
	if err := k.forgetSuccessor(ctx, key); err != nil {
		return err
	}
	k.openAccount(ctx, key)
	if err := k.Members.Set(ctx, collections.Join(account.Participant, key)); err != nil {
		return err
	}
	return k.Accounts.Set(ctx, key, account)
}

// unbind forgets an account. What its signatures were checked against stays: the
// key under an address never changes.
func (k Keeper) unbind(ctx context.Context, key []byte, participant string) error {
	if err := k.Members.Remove(ctx, collections.Join(participant, key)); err != nil {
		return err
	}
	return k.Accounts.Remove(ctx, key)
}

// appoint stores an address as the authority of a jurisdiction and opens what its
// signatures are checked against. The address is free, or the jurisdiction's own
// successor.
func (k Keeper) appoint(ctx context.Context, key []byte, jurisdiction string) error {
	if err := k.forgetSuccessor(ctx, key); err != nil {
		return err
	}
	k.openAccount(ctx, key)
	return k.Authorities.Set(ctx, key, jurisdiction)
}

// openAccount lets an address sign. An account that there is already is kept.
func (k Keeper) openAccount(ctx context.Context, key []byte) {
	if !k.accounts.HasAccount(ctx, key) {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, key))
	}
}

// membersAccount is the account of an address, if it is the participant's. Another
// participant's is as unknown as one that is not there.
func (k Keeper) membersAccount(ctx context.Context, participant, text string) ([]byte, types.Account, error) {
	key, err := k.address(text)
	if err != nil {
		return nil, types.Account{}, err
	}
	account, err := k.account(ctx, key)
	if err == nil && account.Participant != participant {
		err = types.ErrAccountUnknown.Wrap(text)
	}
	return key, account, err
}

// requireAccountRoom refuses another account of a participant that has as many as
// it may.
func (k Keeper) requireAccountRoom(ctx context.Context, participant string) error {
	keys, err := k.memberKeys(ctx, participant)
	if err != nil {
		return err
	}
	if len(keys) >= types.MaxAccounts {
		return types.ErrTooManyAccounts.Wrapf("participant %s has %d", participant, len(keys))
	}
	return nil
}

// requireOtherAdmin refuses to do without an account where the participant has no
// other one that holds ADMIN.
func (k Keeper) requireOtherAdmin(ctx context.Context, account types.Account) error {
	if !account.Holds(permission.Admin) {
		return nil
	}
	keys, err := k.memberKeys(ctx, account.Participant)
	if err != nil {
		return err
	}
	for _, key := range keys {
		other, err := k.Accounts.Get(ctx, key)
		if err != nil {
			return err
		}
		if other.Address != account.Address && other.Holds(permission.Admin) {
			return nil
		}
	}
	return types.ErrLastAdmin.Wrapf("%s of participant %s", account.Address, account.Participant)
}

// memberKeys are the keys of a participant's accounts, of which there are at most
// MaxAccounts.
func (k Keeper) memberKeys(ctx context.Context, participant string) ([][]byte, error) {
	var keys [][]byte
	err := k.Members.Walk(ctx, collections.NewPrefixedPairRange[string, []byte](participant), func(m member) (bool, error) {
		keys = append(keys, m.K2())
		return false, nil
	})
	return keys, err
}

func (k Keeper) account(ctx context.Context, key []byte) (types.Account, error) {
	account, err := k.Accounts.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Account{}, types.ErrAccountUnknown
	}
	return account, err
}
