package keeper

import (
	"context"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Simulate answers access requests on one state, as it is and as it would be if an
// agreement stood otherwise. If one cannot be answered none is, and the error names it.
func (q queryServer) Simulate(ctx context.Context, req *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	requests, supposition, err := req.Policy(sdkCtx.BlockTime().Unix())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	who, err := q.inquirer(ctx, types.MethodSimulate, req)
	if err != nil {
		return nil, err
	}
	supposed, err := q.suppositions.Supposing(ctx, supposition)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	s := simulation{before: q.worlds.Open(), after: q.worlds.With(supposed).Open()}
	for i, request := range requests {
		if err := q.simulate(ctx, &s, who, request, uint32(i)); err != nil {
			return nil, status.Errorf(status.Code(err), "request %d: %s", i, status.Convert(err).Message())
		}
	}
	slices.SortFunc(s.response.Counts, types.SimulationCount.Compare)
	s.response.Height, s.response.Time = sdkCtx.BlockHeight(), sdkCtx.BlockTime().Unix()
	return &s.response, nil
}

// simulation is a dry run on its way.
type simulation struct {
	before, after *world.Session
	response      types.QuerySimulateResponse
}

// simulate decides one request twice, and notes what that changes.
func (q queryServer) simulate(
	ctx context.Context, s *simulation, who permission.Inquirer, request policy.Request, place uint32,
) error {
	before, err := q.worldAt(ctx, s.before, who, request)
	if err != nil {
		return err
	}
	after, err := q.worldAt(ctx, s.after, who, request)
	if err != nil {
		return err
	}
	was, is := policy.Decide(&before, request), policy.Decide(&after, request)
	from, to := home(before, request.Controller), home(before, request.Recipient)
	s.count(request, from, to).Add(was, is)
	if !was.SameAnswer(is) {
		s.response.Changes = append(s.response.Changes, types.SimulatedChange{
			Request: place, From: from, To: to,
			Before: *types.NewQueryDecideResponse(was, request.At),
			After:  *types.NewQueryDecideResponse(is, request.At),
		})
	}
	return nil
}

// count is that of the requests like this one. There are at most as many as requests.
func (s *simulation) count(r policy.Request, from, to string) *types.SimulationCount {
	key := types.SimulationCount{
		Purpose: vocabulary.Purpose(r.Purpose), Category: vocabulary.Category(r.Category), From: from, To: to,
	}
	i := slices.IndexFunc(s.response.Counts, func(c types.SimulationCount) bool { return c.Compare(key) == 0 })
	if i < 0 {
		i = len(s.response.Counts)
		s.response.Counts = append(s.response.Counts, key)
	}
	return &s.response.Counts[i]
}

// home is the jurisdiction of a participant; empty if it is not in the world.
func home(w policy.World, participant string) string {
	for i := range w.Participants {
		if w.Participants[i].ID == participant {
			return w.Participants[i].Jurisdiction
		}
	}
	return ""
}
