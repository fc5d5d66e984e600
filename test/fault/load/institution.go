package load

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// recordedTrail is the trail on which an institution's recorder records.
const recordedTrail = "archive"

// institution is a hospital with three accounts.
type institution struct {
	id, jurisdiction string
	// home is the node through which it prefers to send.
	home                      int
	admin, recorder, attester *ledger.Account
}

// founder is a jurisdiction of the genesis.
type founder struct {
	id      string
	account *ledger.Account
}

func (l *Load) founders() ([]founder, error) {
	var founders []founder
	for _, id := range l.options.Founders {
		account, err := ledger.NewAccount(l.options.Keys, localnet.AuthorityKey(id))
		if err != nil {
			return nil, err
		}
		founders = append(founders, founder{id, account})
	}
	return founders, nil
}

// newAccount makes a key and an account that signs with it.
func (l *Load) newAccount(name string) (*ledger.Account, error) {
	if _, err := localnet.NewKey(l.options.Keys, name); err != nil {
		return nil, err
	}
	return ledger.NewAccount(l.options.Keys, name)
}

// join onboards an institution, binds its accounts and opens its trail.
func (l *Load) join(ctx context.Context, authority *ledger.Account, i *institution) error {
	for _, part := range []struct {
		name string
		into **ledger.Account
	}{{"admin", &i.admin}, {"recorder", &i.recorder}, {"attester", &i.attester}} {
		account, err := l.newAccount(i.id + "-" + part.name)
		if err != nil {
			return err
		}
		*part.into = account
	}
	if err := l.mustSend(ctx, i.home, authority, "onboard",
		&registrytypes.MsgOnboardParticipant{
			Authority: authority.Address(), Id: i.id, Name: "Hospital of the fault lab", Admin: i.admin.Address(),
			Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_DATA_HOLDER},
		},
		&registrytypes.MsgActivateParticipant{Authority: authority.Address(), Participant: i.id},
	); err != nil {
		return err
	}
	bind := func(account *ledger.Account, permission registrytypes.Permission) sdk.Msg {
		return &registrytypes.MsgBindAccount{
			Admin: i.admin.Address(), Address: account.Address(), Permissions: []registrytypes.Permission{permission},
		}
	}
	return l.mustSend(ctx, i.home, i.admin, "bind accounts, open trail",
		bind(i.recorder, registrytypes.Permission_PERMISSION_RECORD),
		bind(i.attester, registrytypes.Permission_PERMISSION_ATTEST),
		&accesstypes.MsgOpenTrail{Admin: i.admin.Address(), Name: recordedTrail},
	)
}

// mustSend sends what has to succeed.
func (l *Load) mustSend(ctx context.Context, node int, account *ledger.Account, text string, messages ...sdk.Msg) error {
	s := sender{load: l, home: node}
	outcome, err := s.send(ctx, account, message{text: text, gas: smallGas, messages: messages})
	if err != nil {
		return err
	}
	if !outcome.acknowledged || outcome.code != 0 {
		return fmt.Errorf("%s: acknowledged %t, code %d", text, outcome.acknowledged, outcome.code)
	}
	return nil
}
