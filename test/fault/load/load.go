// Package load sends small transactions of several institutions through every
// node of a network while that suffers faults. It writes down what it is about to
// send before it does, and what it was told of it.
package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/test/fault/record"
)

// Options of a load.
type Options struct {
	Network localnet.Network
	// Founders are the jurisdictions of the genesis, whose authorities onboard.
	Founders []string
	Keys     keyring.Keyring
	Encoding app.Encoding
	Journal  *record.Journal
	// Clock of the run.
	Clock func() record.Instant
	// Rate bounds the new transactions a second, of all institutions together.
	Rate float64
	// Seed of what the transactions hold. Keys, and so the bytes, differ each time.
	Seed uint64
}

// Load is what institutions send.
type Load struct {
	options Options
	clients []*ledger.Client
	// institutions that joined.
	institutions []*institution
}

// New prepares a load for a network that runs.
func New(options Options) (*Load, error) {
	l := &Load{options: options}
	for _, node := range options.Network.Nodes {
		client, err := ledger.Connect(node.RPCURL(), options.Network.ChainID, options.Encoding.TxConfig, options.Encoding.InterfaceRegistry)
		if err != nil {
			return nil, err
		}
		l.clients = append(l.clients, client)
	}
	return l, nil
}

// Join has the institutions of the load onboarded, all at once: one a node.
func (l *Load) Join(ctx context.Context) error {
	founders, err := l.founders()
	if err != nil {
		return err
	}
	for node := range l.clients {
		jurisdiction := founders[node%len(founders)]
		i := &institution{id: fmt.Sprintf("%s-lab-%d", strings.ToLower(jurisdiction.id), node), jurisdiction: jurisdiction.id, home: node}
		if err := l.join(ctx, jurisdiction.account, i); err != nil {
			return fmt.Errorf("%s: %w", i.id, err)
		}
		l.institutions = append(l.institutions, i)
	}
	return nil
}

// Run sends until stop is done, and then follows what is under way until its end,
// or until ctx is done.
func (l *Load) Run(ctx, stop context.Context) error {
	tickets := make(chan struct{})
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		errs    []error
	)
	workers.Go(func() { l.sell(stop, tickets) })
	for _, w := range l.workers() {
		workers.Go(func() {
			if err := w.work(ctx, stop, tickets); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, fmt.Errorf("%s: %w", w.account.Address(), err))
			}
		})
	}
	workers.Wait()
	return errors.Join(errs...)
}

// sell gives out tickets, each good for one transaction, at the rate.
func (l *Load) sell(stop context.Context, tickets chan<- struct{}) {
	ticker := time.NewTicker(time.Duration(float64(time.Second) / l.options.Rate))
	defer ticker.Stop()
	for {
		select {
		case <-stop.Done():
			return
		case <-ticker.C:
		}
		select {
		case tickets <- struct{}{}:
		default:
			// Everybody waits for a block: what was not sent in time is not made up for.
		}
	}
}

// workers are the accounts that send, each with its kind of message.
func (l *Load) workers() []*worker {
	var workers []*worker
	for _, i := range l.institutions {
		for _, w := range []struct {
			account *ledger.Account
			message func(*worker) message
		}{
			{i.admin, (*worker).openTrail},
			{i.recorder, (*worker).recordAccess},
			{i.attester, (*worker).enrolSubject},
		} {
			workers = append(workers, &worker{
				load: l, institution: i, account: w.account, next: w.message,
				sender: sender{load: l, home: i.home},
				//nolint:gosec // the content of a transaction is to be foreseen by whoever knows the seed
				random: rand.New(rand.NewPCG(l.options.Seed, uint64(len(workers)))),
			})
		}
	}
	return workers
}
