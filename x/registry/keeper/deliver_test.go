package keeper_test

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

// deliver has the message server handle a message.
func deliver(ctx context.Context, s types.MsgServer, msg sdk.Msg) error {
	var err error
	switch m := msg.(type) {
	case *types.MsgRegisterJurisdiction:
		_, err = s.RegisterJurisdiction(ctx, m)
	case *types.MsgSuspendJurisdiction:
		_, err = s.SuspendJurisdiction(ctx, m)
	case *types.MsgReinstateJurisdiction:
		_, err = s.ReinstateJurisdiction(ctx, m)
	case *types.MsgReplaceAuthority:
		_, err = s.ReplaceAuthority(ctx, m)
	case *types.MsgUpdateParams:
		_, err = s.UpdateParams(ctx, m)
	case *types.MsgAdoptProfile:
		_, err = s.AdoptProfile(ctx, m)
	case *types.MsgTransferAuthority:
		_, err = s.TransferAuthority(ctx, m)
	case *types.MsgAcceptAuthority:
		_, err = s.AcceptAuthority(ctx, m)
	case *types.MsgObjectToReplacement:
		_, err = s.ObjectToReplacement(ctx, m)
	case *types.MsgOnboardParticipant:
		_, err = s.OnboardParticipant(ctx, m)
	case *types.MsgActivateParticipant:
		_, err = s.ActivateParticipant(ctx, m)
	case *types.MsgSuspendParticipant:
		_, err = s.SuspendParticipant(ctx, m)
	case *types.MsgReinstateParticipant:
		_, err = s.ReinstateParticipant(ctx, m)
	case *types.MsgOffboardParticipant:
		_, err = s.OffboardParticipant(ctx, m)
	case *types.MsgSetRoles:
		_, err = s.SetRoles(ctx, m)
	case *types.MsgSetStateAllowance:
		_, err = s.SetStateAllowance(ctx, m)
	case *types.MsgSetSchemeIssuers:
		_, err = s.SetSchemeIssuers(ctx, m)
	case *types.MsgAccredit:
		_, err = s.Accredit(ctx, m)
	case *types.MsgRevokeAccreditation:
		_, err = s.RevokeAccreditation(ctx, m)
	case *types.MsgBindAccount:
		_, err = s.BindAccount(ctx, m)
	case *types.MsgUnbindAccount:
		_, err = s.UnbindAccount(ctx, m)
	case *types.MsgRotateAccount:
		_, err = s.RotateAccount(ctx, m)
	default:
		err = fmt.Errorf("no message of the registry: %T", msg)
	}
	return err
}
