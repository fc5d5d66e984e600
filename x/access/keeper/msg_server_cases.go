package keeper

import (
	"cmp"
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/access/types"
)

// JustifyEmergency says why a case of the sender's participant was an emergency.
func (s msgServer) JustifyEmergency(goCtx context.Context, msg *types.MsgJustifyEmergency) (*types.MsgJustifyEmergencyResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	recorder, err := s.registry.Authorize(ctx, msg.Recorder, permission.Record)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	c, err := s.caseOf(ctx, msg.Case)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if c, err = c.Justified(recorder.Participant, msg.DocumentDigest, ctx.BlockTime().Unix(), params.ReviewWithin); err != nil {
		return nil, err
	}
	// At the moment by which it was to be justified, it stands in the queue already.
	if c.ReviewBy != c.JustifyBy {
		if err := s.enqueue(ctx, types.Due{At: c.ReviewBy, Cases: [][]byte{c.Id}}); err != nil {
			return nil, err
		}
	}
	return &types.MsgJustifyEmergencyResponse{}, s.changeCase(ctx, c)
}

// ReviewEmergency ends a case, for the authority of the controller's jurisdiction or a
// participant that it named.
func (s msgServer) ReviewEmergency(goCtx context.Context, msg *types.MsgReviewEmergency) (*types.MsgReviewEmergencyResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	reviewer, err := s.registry.Reviewer(ctx, msg.Reviewer)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	c, err := s.caseOf(ctx, msg.Case)
	if err != nil {
		return nil, err
	}
	may, err := s.mayReview(ctx, reviewer, c)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, types.ErrCaseUnknown
	}
	if c, err = c.Reviewed(cmp.Or(reviewer.Participant, reviewer.Jurisdiction), msg.Outcome, msg.DocumentDigest, ctx.BlockTime().Unix()); err != nil {
		return nil, err
	}
	return &types.MsgReviewEmergencyResponse{}, s.changeCase(ctx, c)
}

// mayReview reports whether a case is a reviewer's: of the authority's jurisdiction, or of
// one that named the participant.
func (s msgServer) mayReview(ctx context.Context, r permission.Member, c types.Case) (bool, error) {
	if r.Participant != "" {
		return s.reviews(ctx, r.Participant, c.Controller)
	}
	home, err := s.registry.JurisdictionOf(ctx, c.Controller)
	return home == r.Jurisdiction, err
}

func (s msgServer) changeCase(ctx sdk.Context, c types.Case) error {
	if err := s.Cases.Set(ctx, c.Id, c); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventCaseChanged{Case: c.Id, Status: c.Status})
}

// NameReviewers names all participants that review for the sender's jurisdiction.
func (s msgServer) NameReviewers(goCtx context.Context, msg *types.MsgNameReviewers) (*types.MsgNameReviewersResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	jurisdiction, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	for _, id := range msg.Participants {
		home, err := s.registry.JurisdictionOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if home == "" {
			return nil, types.ErrReviewersInvalid.Wrapf("there is no participant %s", id)
		}
	}
	named := types.Reviewers{Jurisdiction: jurisdiction, Participants: msg.Participants}
	if len(named.Participants) == 0 {
		err = s.Reviewers.Remove(ctx, jurisdiction)
	} else {
		err = s.Reviewers.Set(ctx, jurisdiction, named)
	}
	if err != nil {
		return nil, err
	}
	return &types.MsgNameReviewersResponse{}, ctx.EventManager().EmitTypedEvent(&types.EventReviewersNamed{Reviewers: named})
}
