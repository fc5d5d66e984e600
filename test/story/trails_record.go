package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/assent-ledger/assent/internal/recorded"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// killed is the node that is killed, and the last writer's own.
const killed = 3

// gasPerBatch covers the bytes of a batch and its judging.
const gasPerBatch = 12_000 * eventsPerBatch

// recordAll has all writers record at once, and kills a node on the way.
func (t *trailing) recordAll(ctx context.Context) error {
	begun := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	half := make(chan struct{})
	for i, w := range t.writers {
		group.Go(func() error {
			return t.record(ctx, w, func() {
				if i == 0 && w.recorded == eventsPerTrail/5 {
					close(half)
				}
			})
		})
	}
	group.Go(func() error { return t.killAndRestart(ctx, half) })
	if err := group.Wait(); err != nil {
		return err
	}
	took := time.Since(begun)
	for _, w := range t.writers {
		t.Say("%-20s %d records, %d batches sent again", w.trail(), w.recorded, w.repeated)
	}
	all := len(t.writers) * eventsPerTrail
	t.Say("%d accesses recorded and judged by four validators in %.1f s: %.0f a second", all, took.Seconds(), float64(all)/took.Seconds())
	return t.diskPerEvent(all)
}

func (t *trailing) killAndRestart(ctx context.Context, half <-chan struct{}) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-half:
	}
	if err := t.Network.KillNode(killed); err != nil {
		return err
	}
	before, err := t.latest(ctx)
	if err != nil {
		return err
	}
	t.Say("height %-4d node %d is killed", before.height, killed)
	if _, err := t.Client.WaitHeight(ctx, before.height+8); err != nil {
		return err
	}
	t.Say("height %-4d node %d is started again", before.height+8, killed)
	return t.Network.StartNode(killed, t.Binary)
}

// record records all events of a writer, batch after batch.
func (t *trailing) record(ctx context.Context, w *writer, after func()) error {
	for w.recorded < len(w.events) {
		next := min(w.recorded+eventsPerBatch, len(w.events))
		if err := t.recordBatch(ctx, w, w.events[w.recorded:next]); err != nil {
			return fmt.Errorf("%s at %d: %w", w.trail(), w.recorded, err)
		}
		w.recorded = next
		after()
	}
	return nil
}

// recordBatch sends a batch until the trail holds it. Whether an attempt was lost or only its
// answer was does not matter: a first index is taken once.
func (t *trailing) recordBatch(ctx context.Context, w *writer, events []accesstypes.Event) error {
	batch := &accesstypes.MsgRecordAccess{
		Recorder: w.desk.Address(), Trail: w.trail(), FirstIndex: uint64(w.recorded), Events: events,
	}
	for {
		attempt, cancel := context.WithTimeout(ctx, 20*time.Second)
		_, err := w.client.Send(attempt, w.desk, gasPerBatch, batch)
		cancel()
		if err == nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		w.repeated++
		w.desk.Forget()
		if w.client, err = t.connect(0); err != nil {
			return err
		}
		held, err := t.holds(ctx, w)
		if err != nil || held >= batch.FirstIndex+uint64(len(events)) {
			return err
		}
	}
}

// holds is the size of a trail, two blocks from now: what is on its way has come by then.
func (t *trailing) holds(ctx context.Context, w *writer) (uint64, error) {
	now, err := t.latest(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := w.client.WaitHeight(ctx, now.height+2); err != nil {
		return 0, err
	}
	answer, err := accesstypes.NewQueryClient(w.client.Query()).Trail(ctx, &accesstypes.QueryTrailRequest{Participant: w.institution, Name: "archive"})
	if err != nil {
		return 0, err
	}
	return answer.Trail.Head.Size_, nil
}

// diskPerEvent tells what the first node keeps.
func (t *trailing) diskPerEvent(events int) error {
	data := filepath.Join(t.Network.Dir, t.Network.Nodes[0].Home, "data")
	entries, err := os.ReadDir(data)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		var bytes int64
		if err := filepath.Walk(filepath.Join(data, entry.Name()), func(_ string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() {
				bytes += info.Size()
			}
			return nil //nolint:nilerr // A file of a database may go while it is looked at.
		}); err != nil {
			return err
		}
		if perEvent := bytes / int64(events); perEvent > 0 {
			t.Say("%-20s %4d bytes an access on disk", entry.Name(), perEvent)
		}
	}
	return nil
}

// count reads every block, and compares what stands in it with what was sent, in order.
func (t *trailing) count(ctx context.Context) error {
	last, err := t.latest(ctx)
	if err != nil {
		return err
	}
	for height := int64(1); height <= last.height; height++ {
		if err := t.readBlock(ctx, height); err != nil {
			return fmt.Errorf("height %d: %w", height, err)
		}
	}
	for _, w := range t.writers {
		found, exchanges := t.found[w.trail()], map[[32]byte]bool{}
		if found == nil || len(found.records) != len(w.events) {
			return fmt.Errorf("%s: %d records were sent", w.trail(), len(w.events))
		}
		for i, record := range found.records {
			if string(record.Exchange[:]) != string(w.events[i].Exchange) || record.Index != uint64(i) || exchanges[record.Exchange] {
				return fmt.Errorf("%s: record %d is not what was sent, or is there twice", w.trail(), i)
			}
			exchanges[record.Exchange] = true
		}
		answer, err := accesstypes.NewQueryClient(t.Client.Query()).Trail(ctx, &accesstypes.QueryTrailRequest{Participant: w.institution, Name: "archive"})
		if err != nil {
			return err
		}
		root := found.log.Head().Root()
		if string(root[:]) != string(answer.Root) {
			return fmt.Errorf("%s: the blocks make root %s, the chain has %X", w.trail(), root, answer.Root)
		}
		t.Say("%-20s %d records, each once; root %s", w.trail(), len(found.records), root)
	}
	return nil
}

// readBlock adds what a block recorded to the trails that were found.
func (t *trailing) readBlock(ctx context.Context, height int64) error {
	block, err := t.Client.RPC().Block(ctx, &height)
	if err != nil {
		return err
	}
	results, err := t.Client.RPC().BlockResults(ctx, &height)
	if err != nil {
		return err
	}
	place := accesstypes.Place{ChainID: t.Spec.ChainID, Height: height, Time: block.Block.Time.Unix()}
	for i, raw := range block.Block.Txs {
		messages, err := recorded.Messages(raw, results.TxsResults[i], t.TxConfig.TxDecoder())
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := t.readMessage(place, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *trailing) readMessage(place accesstypes.Place, m recorded.Message) error {
	batch, ok := m.Request.(*accesstypes.MsgRecordAccess)
	if !ok {
		return nil
	}
	var response accesstypes.MsgRecordAccessResponse
	if err := response.Unmarshal(m.Response); err != nil {
		return err
	}
	records, err := recorded.Records(place, batch, &response)
	if err != nil {
		return err
	}
	found := t.found[batch.Trail]
	if found == nil {
		found = &foundTrail{}
		t.found[batch.Trail] = found
	}
	for _, record := range records {
		leaf, err := record.Leaf()
		if err != nil {
			return err
		}
		found.log.Append(leaf)
		found.records = append(found.records, record)
	}
	return nil
}
