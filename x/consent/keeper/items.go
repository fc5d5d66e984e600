package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/consent/types"
)

// relay applies the items of a message that an account with RELAY sends.
func relay[I any](ctx context.Context, m msgServer, relayer string, items []I, apply func(*batch, *I) ([]byte, error)) ([]types.Outcome, error) {
	return send(ctx, m, relayer, permission.Relay, items, apply)
}

// attest applies the items of a message that an account with ATTEST sends.
func attest[I any](ctx context.Context, m msgServer, attester string, items []I, apply func(*batch, *I) ([]byte, error)) ([]types.Outcome, error) {
	return send(ctx, m, attester, permission.Attest, items, apply)
}

// send applies items in order. Each stands or falls alone; the message fails if none
// was accepted.
func send[I any](
	ctx context.Context, m msgServer, address string, p permission.Permission, items []I, apply func(*batch, *I) ([]byte, error),
) ([]types.Outcome, error) {
	sender, err := m.registry.Authorize(ctx, address, p)
	if err != nil {
		return nil, err
	}
	b, err := m.newBatch(ctx, sender)
	if err != nil {
		return nil, err
	}
	for i := range items {
		id, err := apply(b, &items[i])
		if err := b.note(id, err); err != nil {
			return nil, err
		}
	}
	return b.commit()
}

// act applies the one thing that a message of an authority does to a subject of its
// jurisdiction.
func (m msgServer) act(ctx context.Context, authority string, apply func(*batch) error) error {
	jurisdiction, err := m.registry.Authority(ctx, authority)
	if err != nil {
		return err
	}
	b, err := m.newBatch(ctx, permission.Member{Jurisdiction: jurisdiction})
	if err != nil {
		return err
	}
	if err := apply(b); err != nil {
		return err
	}
	_, err = b.commit()
	return err
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
