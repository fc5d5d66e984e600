package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/pkg/caller"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// askedFor are the queries that say who asks, by method.
var askedFor = map[string]func() signedRequest{
	consenttypes.MethodSubject: func() signedRequest {
		return &consenttypes.QuerySubjectRequest{Caller: &caller.Caller{}}
	},
	consenttypes.MethodDirective: func() signedRequest {
		return &consenttypes.QueryDirectiveRequest{Caller: &caller.Caller{}}
	},
	consenttypes.MethodDecide: func() signedRequest {
		return &consenttypes.QueryDecideRequest{Caller: &caller.Caller{}}
	},
	accesstypes.MethodCase: func() signedRequest {
		return &accesstypes.QueryCaseRequest{Caller: &caller.Caller{}}
	},
	accesstypes.MethodCases: func() signedRequest {
		return &accesstypes.QueryCasesRequest{Caller: &caller.Caller{}}
	},
	accesstypes.MethodDisputes: func() signedRequest {
		return &accesstypes.QueryDisputesRequest{Caller: &caller.Caller{}}
	},
	accesstypes.MethodDispute: func() signedRequest {
		return &accesstypes.QueryDisputeRequest{Caller: &caller.Caller{}}
	},
}

type signedRequest interface {
	caller.Request
	Unmarshal([]byte) error
}

// asking is a connection to a node that signs the queries that say who asks, with the key
// that the command was given.
type asking struct {
	client.Context

	key string
}

var _ grpc.ClientConnInterface = asking{}

// askingConn is the connection of a query command.
func askingConn(cmd *cobra.Command) (grpc.ClientConnInterface, error) {
	ctx, err := client.GetClientQueryContext(cmd)
	if err != nil || cmd.Flags().Lookup(flags.FlagFrom) == nil {
		return ctx, err
	}
	key, err := cmd.Flags().GetString(flags.FlagFrom)
	return asking{Context: ctx, key: key}, err
}

// addAskingFlags has the commands of queries that say who asks take a key.
func addAskingFlags(root *cobra.Command) error {
	for method := range askedFor {
		name := strings.ToLower(method[strings.LastIndex(method, "/")+1:])
		module := strings.Split(method, ".")[1] // As in /assent.consent.v1.Query/Subject.
		cmd, _, err := root.Find([]string{"query", module, name})
		if err != nil {
			return fmt.Errorf("query %s %s: %w", module, name, err)
		}
		cmd.Flags().String(flags.FlagFrom, "", "key of the account that asks, of an institution that may know or an authority that oversees it")
	}
	return nil
}

// Invoke asks the node.
func (a asking) Invoke(ctx context.Context, method string, request, response any, options ...grpc.CallOption) error {
	empty, ok := askedFor[method]
	if !ok {
		return a.Context.Invoke(ctx, method, request, response, options...)
	}
	if a.key == "" {
		return errors.New("say who asks: name the key of an account with --from")
	}
	message, ok := request.(proto.Message)
	if !ok {
		return fmt.Errorf("%s: not a request", method)
	}
	body, err := proto.Marshal(message)
	if err != nil {
		return err
	}
	signed := empty()
	if err := signed.Unmarshal(body); err != nil {
		return err
	}
	if err := a.sign(ctx, method, signed); err != nil {
		return err
	}
	return a.Context.Invoke(ctx, method, signed, response, options...)
}

// sign says who asks about the state of the height that the command was given, or of the
// latest.
func (a asking) sign(ctx context.Context, method string, r caller.Request) error {
	at, chainID, err := a.moment(ctx)
	if err != nil {
		return err
	}
	return ledger.SignQuery(a.Keyring, a.key, chainID, method, r, at)
}

// moment is the time of the block whose state is asked, in Unix seconds, and the chain's id.
func (a asking) moment(ctx context.Context) (int64, string, error) {
	service := cmtservice.NewServiceClient(a.Context)
	if a.Height == 0 {
		latest, err := service.GetLatestBlock(ctx, &cmtservice.GetLatestBlockRequest{})
		if err != nil {
			return 0, "", err
		}
		return latest.SdkBlock.Header.Time.Unix(), latest.SdkBlock.Header.ChainID, nil
	}
	block, err := service.GetBlockByHeight(ctx, &cmtservice.GetBlockByHeightRequest{Height: a.Height})
	if err != nil {
		return 0, "", err
	}
	return block.SdkBlock.Header.Time.Unix(), block.SdkBlock.Header.ChainID, nil
}
