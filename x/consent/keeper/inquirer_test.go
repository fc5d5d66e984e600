package keeper_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// inquirers are the accounts that may ask about subjects.
var inquirers = map[string]permission.Inquirer{
	"de-charite": {Participant: "de-charite", Jurisdiction: "DE"},
	"de-ukm":     {Participant: "de-ukm", Jurisdiction: "DE"},
	"de-auditor": {Participant: "de-auditor", Jurisdiction: "DE", Oversees: true},
	"DE":         {Jurisdiction: "DE", Oversees: true},
	"fr-ap-hp":   {Participant: "fr-ap-hp", Jurisdiction: "FR"},
	"FR":         {Jurisdiction: "FR", Oversees: true},
}

func accountOf(name string) *secp256k1.PrivKey { return secp256k1.GenPrivKeyFromSecret([]byte(name)) }

func (registry) Inquirer(_ context.Context, address string) (permission.Inquirer, error) {
	for name, who := range inquirers {
		if sdk.AccAddress(accountOf(name).PubKey().Address()).String() == address {
			return who, nil
		}
	}
	return permission.Inquirer{}, errNotAllowed
}

// asking signs what it asks, for the moment of the block whose state it asks.
type asking struct {
	types.QueryServer
	key *secp256k1.PrivKey
}

func (f *fixture) asks(name string) types.QueryServer { return asking{f.server, accountOf(name)} }

func (a asking) sign(ctx context.Context, method string, r caller.Request) error {
	c := sdk.UnwrapSDKContext(ctx)
	return caller.Sign(c.ChainID(), method, r, a.key.PubKey().Bytes(), c.BlockTime().Unix(), a.key.Sign)
}

func (a asking) Subject(ctx context.Context, r *types.QuerySubjectRequest) (*types.QuerySubjectResponse, error) {
	if r == nil {
		return a.QueryServer.Subject(ctx, nil)
	}
	signed := *r
	signed.Caller = &caller.Caller{}
	if err := a.sign(ctx, types.MethodSubject, &signed); err != nil {
		return nil, err
	}
	return a.QueryServer.Subject(ctx, &signed)
}

func (a asking) Directive(ctx context.Context, r *types.QueryDirectiveRequest) (*types.QueryDirectiveResponse, error) {
	if r == nil {
		return a.QueryServer.Directive(ctx, nil)
	}
	signed := *r
	signed.Caller = &caller.Caller{}
	if err := a.sign(ctx, types.MethodDirective, &signed); err != nil {
		return nil, err
	}
	return a.QueryServer.Directive(ctx, &signed)
}

func (a asking) DecideBatch(ctx context.Context, r *types.QueryDecideBatchRequest) (*types.QueryDecideBatchResponse, error) {
	signed := *r
	signed.Caller = &caller.Caller{}
	if err := a.sign(ctx, types.MethodDecideBatch, &signed); err != nil {
		return nil, err
	}
	return a.QueryServer.DecideBatch(ctx, &signed)
}

func (a asking) Simulate(ctx context.Context, r *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
	signed := *r
	signed.Caller = &caller.Caller{}
	if err := a.sign(ctx, types.MethodSimulate, &signed); err != nil {
		return nil, err
	}
	return a.QueryServer.Simulate(ctx, &signed)
}

func (a asking) Decide(ctx context.Context, r *types.QueryDecideRequest) (*types.QueryDecideResponse, error) {
	if r == nil {
		return a.QueryServer.Decide(ctx, nil)
	}
	signed := *r
	signed.Caller = &caller.Caller{}
	if err := a.sign(ctx, types.MethodDecide, &signed); err != nil {
		return nil, err
	}
	return a.QueryServer.Decide(ctx, &signed)
}

// without is the text of an error without the name of what was asked about.
func without(err error, w *wallet) string { return strings.ReplaceAll(err.Error(), w.subject(), "it") }

func TestASubjectIsShownToItsHoldersAndToWhoOverseesItsHome(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(research))
	nobody := f.newWallet("nobody")
	ask := func(as string, of *wallet) (error, error) {
		_, one := f.asks(as).Subject(f.ctx, &types.QuerySubjectRequest{Subject: of.subject()})
		_, two := f.asks(as).Directive(f.ctx, &types.QueryDirectiveRequest{Subject: of.subject(), Id: types.DirectiveID(id)})
		return one, two
	}
	for _, as := range []string{"de-charite", "DE", "de-auditor"} {
		one, two := ask(as, w)
		require.NoError(t, errors.Join(one, two), as)
	}
	for _, as := range []string{"de-ukm", "fr-ap-hp", "FR"} {
		forbidden, forbiddenDirective := ask(as, w)
		absent, absentDirective := ask(as, nobody)
		require.Equal(t, codes.NotFound, status.Code(forbidden), as)
		require.Contains(t, forbidden.Error(), w.subject())
		require.Equal(t, without(absent, nobody), without(forbidden, w), "one text for what is not there and what is not to be known")
		require.Equal(t, without(absentDirective, nobody), without(forbiddenDirective, w))
	}
	_, err := f.enrol(other, w.enrolment("de-ukm", "DE"))
	require.NoError(t, err)
	one, two := ask("de-ukm", w)
	require.NoError(t, errors.Join(one, two), "a second holder")
}

func TestADecisionIsForItsControllerAndWhoOverseesIt(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(research))
	request := decideRequest(w, 0)
	nobody := decideRequest(f.newWallet("nobody"), 0)
	for _, as := range []string{"de-charite", "DE", "de-auditor"} {
		res, err := f.asks(as).Decide(f.ctx, request)
		require.NoError(t, err, as)
		require.Equal(t, vocabulary.Effect_EFFECT_PERMIT, res.Effect, as)
	}
	for _, as := range []string{"de-ukm", "fr-ap-hp", "FR"} {
		_, forbidden := f.asks(as).Decide(f.ctx, request)
		_, absent := f.asks(as).Decide(f.ctx, nobody)
		require.Equal(t, codes.PermissionDenied, status.Code(forbidden), as)
		require.Equal(t, absent.Error(), forbidden.Error(), as)
	}
	// Another controller's question about a patient that it does not have is answered as one about nobody.
	request.Controller, nobody.Controller = "de-ukm", "de-ukm"
	forbidden, err := f.asks("de-ukm").Decide(f.ctx, request)
	require.NoError(t, err)
	absent, err := f.asks("de-ukm").Decide(f.ctx, nobody)
	require.NoError(t, err)
	require.Equal(t, absent, forbidden)
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, forbidden.Effect)
	overseen, err := f.asks("DE").Decide(f.ctx, request)
	require.NoError(t, err)
	require.Equal(t, vocabulary.Effect_EFFECT_PERMIT, overseen.Effect, "the patient named no holder, and the authority may know")
	request.Controller, nobody.Controller = "de-nobody", "de-nobody"
	_, err = f.asks("DE").Decide(f.ctx, request)
	require.Equal(t, codes.PermissionDenied, status.Code(err), "nobody's data")
}

func TestABatchIsDecidedAsEachAlone(t *testing.T) {
	f := newFixture(t)
	w, v := f.enrolled("alice"), f.enrolled("bob")
	f.mustGive(w.signs(research))
	f.pass(day)
	f.mustGive(v.signs(genomicForOne))
	batch := &types.QueryDecideBatchRequest{}
	for i := range types.MaxDecisions {
		subject := []*wallet{w, v, f.newWallet("nobody")}[i%3]
		r := decideRequest(subject, []int64{0, start + hour, f.now() + 1}[i%2])
		r.Category = vocabulary.Category(1 + i%5)
		batch.Requests = append(batch.Requests, *r)
	}
	res, err := f.queries.DecideBatch(f.ctx, batch)
	require.NoError(t, err)
	require.Len(t, res.Decisions, types.MaxDecisions)
	permitted := 0
	for i := range batch.Requests {
		alone, err := f.queries.Decide(f.ctx, &batch.Requests[i])
		require.NoError(t, err)
		require.Equal(t, *alone, res.Decisions[i])
		if alone.Effect == vocabulary.Effect_EFFECT_PERMIT {
			permitted++
		}
	}
	require.NotZero(t, permitted)

	for name, tc := range map[string]struct {
		spoil func(*types.QueryDecideBatchRequest)
		code  codes.Code
		text  string
	}{
		"none":                      {func(r *types.QueryDecideBatchRequest) { r.Requests = nil }, codes.InvalidArgument, "1 to 100"},
		"one more":                  {func(r *types.QueryDecideBatchRequest) { r.Requests = append(r.Requests, r.Requests[0]) }, codes.InvalidArgument, "1 to 100"},
		"a malformed one":           {func(r *types.QueryDecideBatchRequest) { r.Requests[7].Subject = "alice" }, codes.InvalidArgument, "request 7"},
		"one with its own caller":   {func(r *types.QueryDecideBatchRequest) { r.Requests[7].Caller = &caller.Caller{} }, codes.InvalidArgument, "request 7"},
		"one of another controller": {func(r *types.QueryDecideBatchRequest) { r.Requests[7].Controller = "de-ukm" }, codes.PermissionDenied, "request 7"},
	} {
		spoiled := &types.QueryDecideBatchRequest{Requests: append([]types.QueryDecideRequest{}, batch.Requests...)}
		tc.spoil(spoiled)
		_, err := f.queries.DecideBatch(f.ctx, spoiled)
		require.Equal(t, tc.code, status.Code(err), name)
		require.Contains(t, err.Error(), tc.text, name)
	}
	_, err = f.server.DecideBatch(f.ctx, batch)
	require.Equal(t, codes.Unauthenticated, status.Code(err))
	_, err = f.server.DecideBatch(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestAnArchiveIsClosedToWhomTheSubjectIsNobody(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for range 70 {
		f.pass(day / 8)
		_, err := f.withdraw(w.ends(f.mustGive(w.signs(research))))
		require.NoError(t, err)
	}
	require.NotZero(t, f.subject(w).HistoryFrom)
	for at := start + hour; at < f.now(); at += day {
		request, nobody := decideRequest(w, at), decideRequest(f.newWallet("nobody"), at)
		request.Controller, nobody.Controller = "de-ukm", "de-ukm"
		forbidden, err := f.asks("de-ukm").Decide(f.ctx, request)
		require.NoError(t, err)
		absent, err := f.asks("de-ukm").Decide(f.ctx, nobody)
		require.NoError(t, err)
		require.Equal(t, absent, forbidden)
	}
}

func TestWhoDoesNotSayWhoAsksIsToldNothing(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	nobody := f.newWallet("nobody")
	key := accountOf("de-charite")
	sign := func(chain, method string, at int64, signer *secp256k1.PrivKey) func(*types.QuerySubjectRequest) {
		return func(r *types.QuerySubjectRequest) {
			r.Caller = &caller.Caller{}
			require.NoError(t, caller.Sign(chain, method, r, signer.PubKey().Bytes(), at, signer.Sign))
		}
	}
	good := sign(chainID, types.MethodSubject, f.now(), key)
	for _, tc := range []struct {
		name  string
		spoil func(*types.QuerySubjectRequest)
		want  codes.Code
	}{
		{"nobody", func(*types.QuerySubjectRequest) {}, codes.Unauthenticated},
		{"an empty caller", func(r *types.QuerySubjectRequest) { r.Caller = &caller.Caller{At: f.now()} }, codes.Unauthenticated},
		{"another chain", sign("assent-other", types.MethodSubject, f.now(), key), codes.Unauthenticated},
		{"another method", sign(chainID, types.MethodDecide, f.now(), key), codes.Unauthenticated},
		{"long ago", sign(chainID, types.MethodSubject, f.now()-caller.Slack-1, key), codes.Unauthenticated},
		{"long ahead", sign(chainID, types.MethodSubject, f.now()+caller.Slack+1, key), codes.Unauthenticated},
		{"a stranger", sign(chainID, types.MethodSubject, f.now(), accountOf("a stranger")), codes.PermissionDenied},
		{"another's key", func(r *types.QuerySubjectRequest) {
			good(r)
			r.Caller.PublicKey = accountOf("DE").PubKey().Bytes()
		}, codes.Unauthenticated},
		{"a changed signature", func(r *types.QuerySubjectRequest) {
			good(r)
			r.Caller.Signature[5] ^= 1
		}, codes.Unauthenticated},
		{"another moment than was signed", func(r *types.QuerySubjectRequest) {
			good(r)
			r.Caller.At++
		}, codes.Unauthenticated},
	} {
		t.Run(tc.name, func(t *testing.T) {
			there, absent := &types.QuerySubjectRequest{Subject: w.subject()}, &types.QuerySubjectRequest{Subject: nobody.subject()}
			tc.spoil(there)
			tc.spoil(absent)
			_, err := f.server.Subject(f.ctx, there)
			require.Equal(t, tc.want, status.Code(err))
			_, other := f.server.Subject(f.ctx, absent)
			require.Equal(t, other.Error(), err.Error())
		})
	}
	for name, spoil := range map[string]func(*types.QuerySubjectRequest){
		"at the earliest": sign(chainID, types.MethodSubject, f.now()-caller.Slack, key),
		"at the latest":   sign(chainID, types.MethodSubject, f.now()+caller.Slack, key),
	} {
		r := &types.QuerySubjectRequest{Subject: w.subject()}
		spoil(r)
		_, err := f.server.Subject(f.ctx, r)
		require.NoError(t, err, name)
	}
	r := &types.QuerySubjectRequest{Subject: w.subject()}
	good(r)
	r.Subject = nobody.subject()
	_, err := f.server.Subject(f.ctx, r)
	require.Equal(t, codes.Unauthenticated, status.Code(err), "signed for another subject")
}
