package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// join onboards and activates an institution, with an admin, a desk that records
// and a trail.
func (g *governing) join(ctx context.Context, jurisdiction, id string) error {
	return g.joinAs(ctx, jurisdiction, id, roleProvider...)
}

// joinAs does it with other roles.
func (g *governing) joinAs(ctx context.Context, jurisdiction, id string, roles ...vocabulary.Role) error {
	admin, err := g.NewAccount(id + "-admin")
	if err != nil {
		return err
	}
	desk, err := localnet.NewKey(g.Keys, id+"-desk")
	if err != nil {
		return err
	}
	authority := g.authorities[jurisdiction]
	if err := g.send(ctx, authority, fmt.Sprintf("%s onboards and activates %s", jurisdiction, id),
		&registrytypes.MsgOnboardParticipant{Authority: authority.Address(), Id: id, Name: id, Roles: roles, Admin: admin.Address()},
		&registrytypes.MsgActivateParticipant{Authority: authority.Address(), Participant: id}); err != nil {
		return err
	}
	_, err = g.Client.Send(ctx, admin, smallGas,
		&registrytypes.MsgBindAccount{
			Admin: admin.Address(), Address: desk, Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD},
		},
		&accesstypes.MsgOpenTrail{Admin: admin.Address(), Name: "archive"})
	return err
}

// bind gives an institution another account, with a new key.
func (g *governing) bind(ctx context.Context, admin *ledger.Account, key string, permissions ...registrytypes.Permission) (*ledger.Account, error) {
	account, err := g.NewAccount(key)
	if err != nil {
		return nil, err
	}
	_, err = g.Client.Send(ctx, admin, smallGas, &registrytypes.MsgBindAccount{
		Admin: admin.Address(), Address: account.Address(), Permissions: permissions,
	})
	return account, err
}

// deskOf gives an institution an account that relays and attests.
func (g *governing) deskOf(ctx context.Context, id string) (*ledger.Account, error) {
	admin, err := g.Account(id + "-admin")
	if err != nil {
		return nil, err
	}
	return g.bind(ctx, admin, id+"-relay", registrytypes.Permission_PERMISSION_RELAY, registrytypes.Permission_PERMISSION_ATTEST)
}

// refusedUnread sends as an address that speaks for nobody: the node refuses it
// before it looks any further.
func (g *governing) refusedUnread(ctx context.Context, from ledger.Sender, what string, message sdk.Msg) error {
	_, err := g.Client.Send(ctx, from, smallGas, message)
	var refusal *ledger.RefusedError
	if err == nil || (!errors.As(err, &refusal) && !strings.Contains(err.Error(), "not found")) {
		return fmt.Errorf("%s was not refused: %w", what, err)
	}
	if refusal != nil && refusal.Height != 0 {
		return fmt.Errorf("%s was refused only by a block: %w", what, err)
	}
	g.Say("refused:    %s", what)
	return nil
}

// word is a code without its prefix, in lower case: OPTION_YES is yes.
func word(code fmt.Stringer) string {
	text := code.String()
	for _, prefix := range []string{"OPTION_", "PROPOSAL_STATUS_", "VALIDATOR_STATUS_", "EFFECT_", "BASIS_", "PURPOSE_", "CATEGORY_", "REASON_", "OBLIGATION_", "MARK_"} {
		text = strings.TrimPrefix(text, prefix)
	}
	return strings.ToLower(text)
}

// deadline of signatures: well within a day.
func (g *governing) deadline() int64 { return time.Now().Add(time.Hour).Unix() }

func clock(at int64) string { return time.Unix(at, 0).UTC().Format(time.TimeOnly) }
