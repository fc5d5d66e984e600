package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/store"
)

// Where a node keeps its consensus key and what it signed last.
const (
	keyFile   = "config/priv_validator_key.json"
	stateFile = "data/priv_validator_state.json"
)

// lookBack is how many of the last blocks are looked through for the node's own
// signature.
const lookBack = 1_000

// stepPrecommit is the last thing that a validator signs of a round.
const stepPrecommit = 3

// ErrSignedBefore is of a validator that would sign again what it has signed.
var ErrSignedBefore = errors.New("this validator has signed more than its " + stateFile + " knows, and would sign it again: " +
	"put back the file that was on this disk last, or say how far the network has come with assentd backup signed --below HEIGHT")

// CheckSigned refuses a home whose validator has signed blocks that its record of what it
// signed last does not know: a record that was lost, or came from a copy. The node must
// not run. A home without a key, or without blocks, is fine.
func CheckSigned(home, backend string) (err error) {
	address, err := address(home)
	if err != nil || address == nil {
		return err
	}
	last, err := lastSigned(home)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(home, "data", "blockstore.db")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := cmtdb.NewDB("blockstore", cmtdb.BackendType(backend), filepath.Join(home, "data"))
	if err != nil {
		return fmt.Errorf("block store: %w", err)
	}
	blocks := store.NewBlockStore(db)
	defer func() { err = errors.Join(err, blocks.Close()) }()
	if signed := signedHeight(blocks, address); signed > last {
		return fmt.Errorf("%w (height %d, the file says %d)", ErrSignedBefore, signed, last)
	}
	return nil
}

// signedHeight is the last height, of those looked through, that the address signed.
func signedHeight(blocks *store.BlockStore, address []byte) int64 {
	top := blocks.Height()
	for height := top; height > 0 && height > top-lookBack && height >= blocks.Base(); height-- {
		commit := blocks.LoadSeenCommit(height)
		if commit == nil {
			commit = blocks.LoadBlockCommit(height)
		}
		if commit == nil {
			continue
		}
		for _, sig := range commit.Signatures {
			if bytes.Equal(sig.ValidatorAddress, address) && len(sig.Signature) > 0 {
				return height
			}
		}
	}
	return 0
}

// address of the home's consensus key; nil if it has none.
func address(home string) ([]byte, error) {
	document, err := os.ReadFile(filepath.Join(home, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var key privval.FilePVKey
	if err := cmtjson.Unmarshal(document, &key); err != nil {
		return nil, fmt.Errorf("%s: %w", keyFile, err)
	}
	return key.Address, nil
}

// lastSigned is the height that the home's record of what it signed last names; 0 if
// there is none.
func lastSigned(home string) (int64, error) {
	document, err := os.ReadFile(filepath.Join(home, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var state privval.FilePVLastSignState
	if err := cmtjson.Unmarshal(document, &state); err != nil {
		return 0, fmt.Errorf("%s: %w", stateFile, err)
	}
	return state.Height, nil
}

// SignNothingBelow has the home's validator sign nothing up to a height, where its record
// of what it signed last is lost. It never takes back what the record knows.
func SignNothingBelow(home string, height int64) error {
	if height < 1 {
		return fmt.Errorf("height %d: name the height that the network has reached", height)
	}
	last, err := lastSigned(home)
	if err != nil {
		return err
	}
	if last >= height {
		return fmt.Errorf("%s says that height %d was signed: nothing to do", stateFile, last)
	}
	// The engine's own file, with the last step of a round that is never reached.
	document, err := json.MarshalIndent(map[string]any{
		"height": fmt.Sprint(height), "round": maxRound, "step": stepPrecommit,
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(home, stateFile), document, 0o600)
}

// maxRound is the last that there can be.
const maxRound = 1<<31 - 1
