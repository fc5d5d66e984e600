package main

import (
	"context"
	"fmt"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
)

// block that holds a step of the story, with its time in Unix seconds.
type block struct{ height, time int64 }

// step sends messages that must pass, and waits for the chain's next second, so that what
// follows comes after them.
func (g *governing) step(ctx context.Context, from ledger.Sender, what string, messages ...sdk.Msg) (block, error) {
	at, _, err := g.stepWith(ctx, from, what, messages...)
	return at, err
}

func (g *governing) stepWith(ctx context.Context, from ledger.Sender, what string, messages ...sdk.Msg) (block, ledger.Result, error) {
	result, err := g.Client.Send(ctx, from, smallGas, messages...)
	if err != nil {
		return block{}, result, fmt.Errorf("%s: %w", what, err)
	}
	g.Say("height %-4d %s", result.Height, what)
	header, err := g.Client.WaitHeight(ctx, result.Height)
	if err != nil {
		return block{}, result, err
	}
	at := block{result.Height, header.Time.Unix()}
	return at, result, g.until(ctx, time.Unix(at.time+1, 0))
}

// latest is the last block that there is.
func (g *governing) latest(ctx context.Context) (block, error) {
	status, err := g.Client.RPC().Status(ctx)
	if err != nil {
		return block{}, err
	}
	return block{status.SyncInfo.LatestBlockHeight, status.SyncInfo.LatestBlockTime.Unix()}, nil
}

// firstAt waits for the first block whose time is not before a moment.
func (g *governing) firstAt(ctx context.Context, at int64) (block, error) {
	if err := g.until(ctx, time.Unix(at, 0)); err != nil {
		return block{}, err
	}
	found, err := g.latest(ctx)
	if err != nil {
		return block{}, err
	}
	for {
		header, err := g.Client.WaitHeight(ctx, found.height-1)
		if err != nil {
			return block{}, err
		}
		if header.Time.Unix() < at {
			return found, nil
		}
		found = block{found.height - 1, header.Time.Unix()}
	}
}
