package audit

import (
	"context"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/cometbft/cometbft/rpc/client"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// askState asks a node for a trail's state at a height with its ICS-23 proof, which is
// not looked at.
func askState(ctx context.Context, node ProofSource, height int64, id string) (abci.ResponseQuery, error) {
	response, err := node.ABCIQueryWithOptions(ctx, "store/"+accesstypes.StoreKey+"/key", accesstypes.TrailKey(id),
		client.ABCIQueryOptions{Height: height, Prove: true})
	if err != nil {
		return abci.ResponseQuery{}, fmt.Errorf("proof: %w", err)
	}
	switch answer := response.Response; {
	case answer.Code != 0:
		return abci.ResponseQuery{}, fmt.Errorf("proof: the node refused: %s", answer.Log)
	case answer.ProofOps == nil:
		return abci.ResponseQuery{}, finding("the proving node gave no proof")
	case len(answer.Value) == 0:
		return abci.ResponseQuery{}, finding("the proving node has no such trail")
	default:
		return answer, nil
	}
}

// proveHead asks a node for a trail's state at a height with its ICS-23 proof,
// verifies it against the app hash of the next header, and compares the head
// with the rebuilt one.
func proveHead(ctx context.Context, node ProofSource, height int64, appHash []byte, trail *Trail) error {
	answer, err := askState(ctx, node, height, trail.ID)
	if err != nil {
		return err
	}
	key := accesstypes.TrailKey(trail.ID)
	path := merkle.KeyPath{}.AppendKey([]byte(accesstypes.StoreKey), merkle.KeyEncodingURL).AppendKey(key, merkle.KeyEncodingHex)
	if err := rootmulti.DefaultProofRuntime().VerifyValue(answer.ProofOps, appHash, path.String(), answer.Value); err != nil {
		return finding("the proof does not lead to the app hash: %v", err)
	}
	var state accesstypes.Trail
	if err := state.Unmarshal(answer.Value); err != nil {
		return finding("proven state: %v", err)
	}
	proven, err := accesstypes.HeadFromProto(state.Head)
	if err != nil {
		return finding("proven head: %v", err)
	}
	if !proven.Equal(trail.Head) {
		return finding("proven head has %d records and root %s, rebuilt %d and %s",
			proven.Size, proven.Root(), trail.Head.Size, trail.Head.Root())
	}
	return nil
}
