package lanes

import (
	"crypto/sha256"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// Accounts say who pays for what an address signs, and which of its transactions is next.
type Accounts interface {
	// Payer of what an address signs; empty if it speaks for nobody.
	Payer(ctx sdk.Context, address []byte) string
	// Sequence of an address's account; false if there is none.
	Sequence(ctx sdk.Context, address []byte) (uint64, bool)
}

// Lanes of one node.
type Lanes struct {
	decode   sdk.TxDecoder
	accounts Accounts
	logger   log.Logger
	waiting  *Waiting
}

// New has nothing waiting.
func New(decode sdk.TxDecoder, accounts Accounts, logger log.Logger) *Lanes {
	return &Lanes{decode: decode, accounts: accounts, logger: logger.With("module", "lanes"), waiting: NewWaiting()}
}

// CheckTx is the node's check of transactions, with room kept for the urgent. The
// context is of the state that transactions are checked against.
func (l *Lanes) CheckTx(checkState func() sdk.Context) sdk.CheckTxHandler {
	return func(runTx sdk.RunTx, req *abci.RequestCheckTx) (*abci.ResponseCheckTx, error) {
		if req.Type == abci.CheckTxType_Recheck {
			response := run(runTx, req.Tx, nil)
			if response.Code == abci.CodeTypeOK {
				l.waiting.Again(sha256.Sum256(req.Tx))
			}
			return response, nil
		}
		item, tx, err := l.read(req.Tx)
		if err != nil {
			// The ante refuses what cannot be read, and says better why.
			return run(runTx, req.Tx, tx), nil
		}
		item.Payer = l.accounts.Payer(checkState(), []byte(item.Signers[0].Address))
		if err := l.waiting.Room(&item); err != nil {
			return sdkerrors.ResponseCheckTxWithEvents(err, item.Gas, 0, nil, false), nil
		}
		response := run(runTx, req.Tx, tx)
		if response.Code == abci.CodeTypeOK {
			l.waiting.Add(item)
		}
		return response, nil
	}
}

func run(runTx sdk.RunTx, raw []byte, tx sdk.Tx) *abci.ResponseCheckTx {
	gas, result, events, err := runTx(raw, tx)
	if err != nil {
		return sdkerrors.ResponseCheckTxWithEvents(err, gas.GasWanted, gas.GasUsed, events, false)
	}
	return &abci.ResponseCheckTx{GasWanted: int64(gas.GasWanted), GasUsed: int64(gas.GasUsed), Log: result.Log, Data: result.Data}
}

// Committed has the node look again at what waits.
func (l *Lanes) Committed(sdk.Context) { l.waiting.NextBlock() }

// PrepareProposal arranges what the engine offers, and what is urgent beside it. If
// that breaks off the proposal is empty, which everybody accepts.
func (l *Lanes) PrepareProposal(ctx sdk.Context, req *abci.RequestPrepareProposal) (response *abci.ResponsePrepareProposal, _ error) {
	defer func() {
		if r := recover(); r != nil {
			l.logger.Error("arranging a proposal broke off", "height", req.Height, "panic", r)
			response = &abci.ResponsePrepareProposal{}
		}
	}()
	next := func(address string) (uint64, bool) { return l.accounts.Sequence(ctx, []byte(address)) }
	chosen := Arrange(l.offered(ctx, req.Txs), next, limitsOf(ctx, req.MaxTxBytes))
	response = &abci.ResponsePrepareProposal{Txs: make([][]byte, len(chosen))}
	for i := range chosen {
		response.Txs[i] = chosen[i].Raw
	}
	return response, nil
}

// offered are the engine's transactions and then the urgent ones that are not among
// them, each once. What cannot be read is left out.
func (l *Lanes) offered(ctx sdk.Context, txs [][]byte) []Item {
	var items []Item
	seen := map[[32]byte]bool{} // Looked up, never ranged.
	for _, raw := range txs {
		item, _, err := l.read(raw)
		if err != nil || seen[item.Hash] {
			continue
		}
		seen[item.Hash] = true
		item.Payer = l.accounts.Payer(ctx, []byte(item.Signers[0].Address))
		items = append(items, item)
	}
	for _, item := range l.waiting.Urgent() {
		if !seen[item.Hash] {
			items = append(items, item)
		}
	}
	return items
}

// read decodes a transaction. Where that much is possible, it is returned beside the
// error. One that breaks the decoder is one that cannot be read.
func (l *Lanes) read(raw []byte) (item Item, tx sdk.Tx, err error) {
	defer func() {
		if r := recover(); r != nil {
			item, tx, err = Item{}, nil, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "decoding broke off: %v", r)
		}
	}()
	if tx, err = l.decode(raw); err != nil {
		return Item{}, nil, err
	}
	item, err = NewItem(raw, tx)
	return item, tx, err
}

// ProcessProposal accepts a proposal whose order and share are right. Whether its
// transactions succeed is for their execution to say. What breaks off is refused.
func (l *Lanes) ProcessProposal(ctx sdk.Context, req *abci.RequestProcessProposal) (response *abci.ResponseProcessProposal, _ error) {
	defer func() {
		if r := recover(); r != nil {
			l.logger.Error("checking a proposal broke off", "height", req.Height, "panic", r)
			response = &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}
		}
	}()
	if err := l.check(ctx, req.Txs); err != nil {
		l.logger.Error("refused a proposal", "height", req.Height, "proposer", fmt.Sprintf("%X", req.ProposerAddress), "reason", err)
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
	}
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

func (l *Lanes) check(ctx sdk.Context, txs [][]byte) error {
	items := make([]Item, len(txs))
	for i, raw := range txs {
		var err error
		if items[i], _, err = l.read(raw); err != nil {
			return err
		}
	}
	limits := limitsOf(ctx, 0)
	limits.Bytes = limits.BlockBytes
	return Check(items, limits)
}

func limitsOf(ctx sdk.Context, maxTxBytes int64) Limits {
	block := ctx.ConsensusParams().Block
	return Limits{Bytes: maxTxBytes, BlockBytes: block.MaxBytes, Gas: block.MaxGas}
}
