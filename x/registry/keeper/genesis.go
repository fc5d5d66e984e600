package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/registry/types"
)

// InitGenesis stores a state that Validate has passed, and opens the accounts
// of all that may send where auth's genesis does not have them.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	if err := k.Params.Set(ctx, state.Params); err != nil {
		return err
	}
	for _, importer := range []func(context.Context, *types.GenesisState) error{
		k.importJurisdictions, k.importParticipants, k.importHandovers, k.importSchemes, k.importUsages,
	} {
		if err := importer(ctx, state); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) importJurisdictions(ctx context.Context, state *types.GenesisState) error {
	for _, jurisdiction := range state.Jurisdictions {
		key, err := k.freeAddress(ctx, jurisdiction.Authority)
		if err != nil {
			return err
		}
		if err := k.Jurisdictions.Set(ctx, jurisdiction.Id, jurisdiction); err != nil {
			return err
		}
		if err := k.appoint(ctx, key, jurisdiction.Id); err != nil {
			return err
		}
	}
	for _, page := range state.JurisdictionArchive {
		if err := k.JurisdictionArchive.Set(ctx, collections.Join(page.Jurisdiction, page.Number), page); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) importParticipants(ctx context.Context, state *types.GenesisState) error {
	for _, participant := range state.Participants {
		if err := k.Participants.Set(ctx, participant.Id, participant); err != nil {
			return err
		}
	}
	for _, page := range state.ParticipantArchive {
		if err := k.ParticipantArchive.Set(ctx, collections.Join(page.Participant, page.Number), page); err != nil {
			return err
		}
	}
	for _, account := range state.Accounts {
		key, err := k.freeAddress(ctx, account.Address)
		if err != nil {
			return err
		}
		if err := k.bind(ctx, key, account); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) importHandovers(ctx context.Context, state *types.GenesisState) error {
	for _, handover := range state.Handovers {
		key, err := k.unboundAddress(ctx, handover.Successor)
		if err != nil {
			return err
		}
		k.openAccount(ctx, key)
		if err := k.storeHandover(ctx, key, handover); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) importSchemes(ctx context.Context, state *types.GenesisState) error {
	for _, scheme := range state.Schemes {
		if err := k.Schemes.Set(ctx, scheme.Id, scheme); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the state as a genesis that InitGenesis takes.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	state := &types.GenesisState{Params: params}
	if state.Jurisdictions, err = all(ctx, k.Jurisdictions); err != nil {
		return nil, err
	}
	if state.Participants, err = all(ctx, k.Participants); err != nil {
		return nil, err
	}
	if state.Accounts, err = all(ctx, k.Accounts); err != nil {
		return nil, err
	}
	if state.Handovers, err = all(ctx, k.Handovers); err != nil {
		return nil, err
	}
	if state.Schemes, err = all(ctx, k.Schemes); err != nil {
		return nil, err
	}
	if state.JurisdictionArchive, err = all(ctx, k.JurisdictionArchive); err != nil {
		return nil, err
	}
	if state.ParticipantArchive, err = all(ctx, k.ParticipantArchive); err != nil {
		return nil, err
	}
	state.Usages, err = all(ctx, k.Usages)
	return state, err
}

// all values of a collection, in order of their keys.
func all[K, V any](ctx context.Context, values collections.Map[K, V]) ([]V, error) {
	var out []V
	err := values.Walk(ctx, nil, func(_ K, value V) (bool, error) {
		out = append(out, value)
		return false, nil
	})
	return out, err
}
