package load

import (
	"context"
	"math/rand/v2"

	"github.com/assent-ledger/assent/internal/ledger"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// worker sends one account's transactions, one after the other.
type worker struct {
	load        *Load
	institution *institution
	account     *ledger.Account
	next        func(*worker) message
	sender      sender
	random      *rand.Rand
	// trails that it opened.
	trails int
	// size of the trail that it records on; stale if that is not certain.
	size  uint64
	stale bool
}

// work sends a transaction for each ticket until stop is done.
func (w *worker) work(ctx, stop context.Context, tickets <-chan struct{}) error {
	for {
		select {
		case <-stop.Done():
			return nil
		case <-tickets:
		}
		if w.stale && !w.learn(stop) {
			continue
		}
		next := w.next(w)
		outcome, err := w.sender.send(ctx, w.account, next)
		switch {
		case err != nil:
			return err
		case !outcome.acknowledged:
			// It may be in a block or not: the chain is asked.
			w.stale = true
			w.account.Forget()
		case outcome.code == 0:
			next.took()
		}
	}
}

// learn asks a node for the size of the institution's trail; false if it does not tell.
func (w *worker) learn(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	client := w.load.clients[w.sender.node]
	answer, err := accesstypes.NewQueryClient(client.Query()).Trail(ctx, &accesstypes.QueryTrailRequest{Participant: w.institution.id, Name: recordedTrail})
	if err != nil {
		w.sender.turn()
		return false
	}
	w.size, w.stale = answer.Trail.Head.Size_, false
	return true
}
