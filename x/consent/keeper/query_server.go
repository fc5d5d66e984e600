package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

type queryServer struct {
	k            Keeper
	worlds       world.Assembler
	suppositions world.Suppositions
}

// NewQueryServer answers questions about consent. Decisions read the worlds that
// the assembler puts together, dry runs agreements as they would be.
func NewQueryServer(k Keeper, worlds world.Assembler, suppositions world.Suppositions) types.QueryServer {
	return queryServer{k: k, worlds: worlds, suppositions: suppositions}
}

// Subject answers those who may know with a subject and what is hot of it.
func (q queryServer) Subject(ctx context.Context, req *types.QuerySubjectRequest) (*types.QuerySubjectResponse, error) {
	id, err := types.ParseSubjectID(req.GetSubject())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	who, err := q.inquirer(ctx, types.MethodSubject, req)
	if err != nil {
		return nil, err
	}
	subject, err := q.known(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return &types.QuerySubjectResponse{Subject: subject}, nil
}

// Directive answers those who may know with a directive, hot or archived.
func (q queryServer) Directive(ctx context.Context, req *types.QueryDirectiveRequest) (*types.QueryDirectiveResponse, error) {
	subjectID, err := types.ParseSubjectID(req.GetSubject())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	id, err := types.ParseDirectiveID(req.GetId())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	who, err := q.inquirer(ctx, types.MethodDirective, req)
	if err != nil {
		return nil, err
	}
	subject, err := q.known(ctx, who, subjectID)
	if err != nil {
		return nil, err
	}
	if d, ok := subject.Directive(id); ok {
		return &types.QueryDirectiveResponse{Directive: d}, nil
	}
	archived, complete, err := q.k.archivedDirective(ctx, subjectID, id)
	switch {
	case err != nil:
		return nil, err
	case archived != nil:
		return &types.QueryDirectiveResponse{Directive: *archived}, nil
	case !complete:
		return nil, status.Errorf(codes.FailedPrecondition,
			"directive %s is not among the %d that were archived last: ask at an earlier height", req.Id, types.MaxArchivePage)
	default:
		return nil, status.Errorf(codes.NotFound, "subject %s has no directive %s", req.Subject, req.Id)
	}
}

// Decide answers an access request as of a moment, from what is recorded now and the
// inquirer may know.
func (q queryServer) Decide(ctx context.Context, req *types.QueryDecideRequest) (*types.QueryDecideResponse, error) {
	if req == nil {
		return nil, status.Error(codes.InvalidArgument, "empty request")
	}
	request, err := req.Policy(sdk.UnwrapSDKContext(ctx).BlockTime().Unix())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	who, err := q.inquirer(ctx, types.MethodDecide, req)
	if err != nil {
		return nil, err
	}
	return q.decide(ctx, q.worlds.Open(), who, request)
}

// DecideBatch answers access requests on one state, each as Decide does. If one cannot be
// answered none is, and the error names it.
func (q queryServer) DecideBatch(ctx context.Context, req *types.QueryDecideBatchRequest) (*types.QueryDecideBatchResponse, error) {
	requests, err := req.Policy(sdk.UnwrapSDKContext(ctx).BlockTime().Unix())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	who, err := q.inquirer(ctx, types.MethodDecideBatch, req)
	if err != nil {
		return nil, err
	}
	session := q.worlds.Open()
	res := &types.QueryDecideBatchResponse{Decisions: make([]types.QueryDecideResponse, len(requests))}
	for i, request := range requests {
		decision, err := q.decide(ctx, session, who, request)
		if err != nil {
			return nil, status.Errorf(status.Code(err), "request %d: %s", i, status.Convert(err).Message())
		}
		res.Decisions[i] = *decision
	}
	return res, nil
}

// decide answers one request from what is recorded and the inquirer may know.
func (q queryServer) decide(
	ctx context.Context, session *world.Session, who permission.Inquirer, request policy.Request,
) (*types.QueryDecideResponse, error) {
	w, err := q.worldAt(ctx, session, who, request)
	if err != nil {
		return nil, err
	}
	res := types.NewQueryDecideResponse(policy.Decide(&w, request), request.At)
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	res.Height, res.Time = sdkCtx.BlockHeight(), sdkCtx.BlockTime().Unix()
	return res, nil
}

// Params answers with the parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}

// worldAt is the world of a request, with what the archives tell of its moment. A subject
// that is not the inquirer's to know of is nobody in it.
func (q queryServer) worldAt(
	ctx context.Context, session *world.Session, who permission.Inquirer, request policy.Request,
) (policy.World, error) {
	w, err := session.PastWorld(ctx, request)
	if errors.Is(err, world.ErrTooFarBack) {
		return policy.World{}, status.Error(codes.FailedPrecondition, err.Error())
	}
	if err != nil {
		return policy.World{}, err
	}
	if !mayDecide(who, request.Controller, w) {
		return policy.World{}, status.Error(codes.PermissionDenied,
			"a decision is for its controller, and for the authority and the auditors of its jurisdiction")
	}
	facts, err := session.Subject(ctx, request.Subject)
	if err != nil {
		return policy.World{}, err
	}
	if !mayReadFor(who, request.Controller, facts, sdk.UnwrapSDKContext(ctx).BlockTime().Unix()) {
		w.Directives = nil
		return w, nil
	}
	if request.At >= facts.HistoryFrom {
		return w, nil
	}
	id, err := types.ParseSubjectID(request.Subject)
	if err != nil {
		return policy.World{}, err
	}
	archived, complete, err := q.k.endedAfter(ctx, id, request.At)
	if err != nil {
		return policy.World{}, err
	}
	if !complete {
		return policy.World{}, status.Errorf(codes.FailedPrecondition,
			"more than %d directives ended since then: ask at an earlier height", types.MaxArchivePage)
	}
	past, err := policyDirectives(request.Subject, archived)
	if err != nil {
		return policy.World{}, err
	}
	w.Directives = append(w.Directives[:len(w.Directives):len(w.Directives)], past...)
	return w, nil
}

// known reads a subject that the inquirer may know of. What it says of another one is
// what it says of none.
func (q queryServer) known(ctx context.Context, who permission.Inquirer, id []byte) (types.Subject, error) {
	subject, err := q.k.Subjects.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && !mayKnow(who, subject)) {
		return types.Subject{}, status.Errorf(codes.NotFound,
			"no subject %s is enrolled with the caller, or at home where it oversees", types.SubjectID(id))
	}
	return subject, err
}
