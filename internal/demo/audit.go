package demo

import (
	"context"
	"fmt"

	"github.com/cometbft/cometbft/rpc/client/http"

	"github.com/assent-ledger/assent/internal/audit"
)

// audit reads blocks from the first node, proofs from the last, and a header to
// trust from a third, and compares what it rebuilt with what was expected.
func (r *run) audit(ctx context.Context) error {
	trusted, proofs := r.Network.Nodes[len(r.Network.Nodes)/2], r.Network.Nodes[len(r.Network.Nodes)-1]
	status, err := r.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	// One block more, so that a header commits to the last state that matters.
	if err := r.Network.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight+1); err != nil {
		return err
	}
	trust, err := anchor(ctx, trusted.RPCURL(), status.SyncInfo.LatestBlockHeight)
	if err != nil {
		return err
	}
	prover, err := http.New(proofs.RPCURL(), "/websocket")
	if err != nil {
		return err
	}
	report, err := audit.Replay(ctx, audit.Options{
		ChainID: r.Spec.ChainID, Blocks: r.Client.RPC(), Proofs: prover, Trust: trust, Decode: r.TxConfig.TxDecoder(),
	})
	if err != nil {
		return err
	}
	r.Say("blocks from %s, proofs from %s, header %d trusted from %s",
		r.Network.Nodes[0].Home, proofs.Home, trust.Height, trusted.Home)
	fmt.Fprintln(r.Out)
	if err := report.WriteText(r.Out); err != nil {
		return err
	}
	return r.compare(report)
}

func anchor(ctx context.Context, url string, height int64) (audit.Trust, error) {
	node, err := http.New(url, "/websocket")
	if err != nil {
		return audit.Trust{}, err
	}
	response, err := node.Header(ctx, &height)
	if err != nil {
		return audit.Trust{}, fmt.Errorf("header %d: %w", height, err)
	}
	return audit.Trust{Height: height, Hash: response.Header.Hash()}, nil
}

// compare fails unless the audit found exactly what was recorded, judged as expected.
func (r *run) compare(report *audit.Report) error {
	rows := report.Rows()
	if len(rows) != len(r.cast.expected) {
		return fmt.Errorf("expected %d kinds of verdict, the audit found %d", len(r.cast.expected), len(rows))
	}
	for _, row := range rows {
		count := row.Count
		row.Count = 0
		if want := r.cast.expected[row]; want != count {
			return fmt.Errorf("expected %d records %v, the audit found %d", want, row, count)
		}
	}
	return nil
}
