package types

import (
	"errors"
	"fmt"

	"github.com/assent-ledger/assent/internal/permission"
)

// MaxAccounts bounds the accounts of one participant.
const MaxAccounts = 64

// NewAccount lets an address send for a participant.
func NewAccount(address, participant string, permissions []Permission) (Account, error) {
	a := Account{Address: address, Participant: participant, Permissions: permissions}
	if err := a.Validate(); err != nil {
		return Account{}, err
	}
	return a, nil
}

// Validate checks all that can be said of an account alone.
func (a Account) Validate() error {
	if err := checkAddress(a.Address); err != nil {
		return err
	}
	if err := CheckParticipantID(a.Participant); err != nil {
		return err
	}
	if err := checkPermissions(a.Permissions); err != nil {
		return ErrAccountInvalid.Wrapf("%s: %s", a.Address, err)
	}
	return nil
}

// Holds reports whether the account has the permission.
func (a Account) Holds(p permission.Permission) bool {
	for _, held := range a.Permissions {
		if held != Permission_PERMISSION_UNSPECIFIED && held == Permission(p) {
			return true
		}
	}
	return false
}

// checkPermissions refuses a list that is empty, or not ascending and unique,
// and an unknown permission.
func checkPermissions(permissions []Permission) error {
	if len(permissions) == 0 {
		return errors.New("no permission")
	}
	for i, p := range permissions {
		if p < Permission_PERMISSION_ADMIN || p > Permission_PERMISSION_OPERATE {
			return fmt.Errorf("permission %d is unknown", int32(p))
		}
		if i > 0 && p <= permissions[i-1] {
			return errors.New("permissions: name each once, in the order of their numbers (admin, relay, record, attest, operate)")
		}
	}
	return nil
}
