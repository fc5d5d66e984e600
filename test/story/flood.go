package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// What the flood is, and what it is measured by.
const (
	floodAccounts = 8
	floodEvents   = accesstypes.MaxEvents
	floodGas      = 50_000_000
	// probes of each kind, in quiet and in the flood.
	probes = 40
	// urgentWithin so many blocks a withdrawal is in one, at the 99th percentile.
	urgentWithin = 2
	// timesCapacity that the flood has to be.
	timesCapacity = 10

	flooder, clinic, other = "de-flood", "de-klinik", "fr-clinique"
)

// flood is the story of one institution that sends all it can.
var flood = story{prepare: withoutQuotas, play: playFlood}

// withoutQuotas founds a network on which quotas keep nobody back, so that what is
// measured is the lanes.
func withoutQuotas(spec *localnet.Spec) error {
	// Slow blocks hold little, so that one machine can offer ten times of it.
	spec.CommitTimeout = 800 * time.Millisecond
	registry := registrytypes.DefaultGenesis()
	const plenty = 1 << 40
	registry.Params.Quota = registrytypes.Quota{BytesPerSecond: plenty, BytesBurst: plenty, GasPerSecond: plenty, GasBurst: plenty}
	document, err := spec.Codec.MarshalJSON(registry)
	if err != nil {
		return err
	}
	spec.Genesis[registrytypes.ModuleName] = document
	return nil
}

type flooding struct {
	*governing
	patients []*ecdsa.PrivateKey
	given    [][32]byte
	quiet    map[string]delays
}

// delays in blocks, from the height that a node had when something was sent to that
// of the block that holds it.
type delays []int64

func (d delays) at(percent int) int64 {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func playFlood(ctx context.Context, s *stage.Stage) error {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	f := &flooding{governing: g}
	return s.Play(
		ctx,
		stage.Scene{Title: "three institutions, and patients who consented", Play: f.prepare},
		stage.Scene{Title: "how many blocks each waits in quiet", Play: f.measureQuiet},
		stage.Scene{Title: "one institution sends the largest messages, as fast as it can", Play: f.measureFlood},
	)
}

func (f *flooding) prepare(ctx context.Context) error {
	for id, home := range map[string]string{flooder: "DE", clinic: "DE", other: "FR"} {
		if err := f.join(ctx, home, id); err != nil {
			return err
		}
	}
	admin, err := f.Account(flooder + "-admin")
	if err != nil {
		return err
	}
	for i := range floodAccounts {
		desk, err := localnet.NewKey(f.Keys, fmt.Sprintf("%s-%d", flooder, i))
		if err != nil {
			return err
		}
		if _, err := f.Client.Send(ctx, admin, smallGas,
			&registrytypes.MsgBindAccount{Admin: admin.Address(), Address: desk, Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD}},
			&accesstypes.MsgOpenTrail{Admin: admin.Address(), Name: fmt.Sprintf("flood-%d", i)}); err != nil {
			return err
		}
	}
	return f.consent(ctx)
}

// consent enrols patients at the clinic, each with a directive for each measurement.
func (f *flooding) consent(ctx context.Context) error {
	admin, err := f.Account(clinic + "-admin")
	if err != nil {
		return err
	}
	sender, err := f.bind(ctx, admin, "relay", registrytypes.Permission_PERMISSION_RELAY, registrytypes.Permission_PERMISSION_ATTEST)
	if err != nil {
		return err
	}
	relay := sender.Address()
	enrolments, directives := make([]consenttypes.Enrolment, 2*probes), make([]consenttypes.SignedDirective, 2*probes)
	deadline := time.Now().Add(time.Hour).Unix()
	for i := range enrolments {
		key, err := crypto.GenerateKey()
		if err != nil {
			return err
		}
		address := crypto.PubkeyToAddress(key.PublicKey)
		e := directive.Enrolment{Subject: address, Holder: clinic, HomeJurisdiction: "DE", Deadline: deadline}
		enrolments[i] = consenttypes.Enrolment{Subject: address[:], Deadline: deadline}
		if enrolments[i].Signature, _, err = f.sign(e, key); err != nil {
			return err
		}
		d := directive.Directive{
			Subject: address, Sequence: 1, Deadline: deadline,
			Provision: policy.Provision{Effect: policy.EffectPermit, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)}},
		}
		signature, id, err := f.sign(d, key)
		if err != nil {
			return err
		}
		if directives[i], err = consenttypes.NewSignedDirective(d, signature); err != nil {
			return err
		}
		f.patients, f.given = append(f.patients, key), append(f.given, id)
	}
	const gas = 20_000_000
	if _, err := f.Client.Send(ctx, sender, gas, &consenttypes.MsgEnrolSubjects{Attester: relay, Enrolments: enrolments}); err != nil {
		return err
	}
	result, err := f.Client.Send(ctx, sender, gas, &consenttypes.MsgGiveConsent{Relayer: relay, Directives: directives})
	if err != nil {
		return err
	}
	f.Say("height %-4d %d patients have consented", result.Height, len(directives))
	return nil
}

// signable is what patients sign.
type signable interface {
	Digest(chainID string) ([32]byte, error)
}

func (f *flooding) sign(m signable, key *ecdsa.PrivateKey) ([]byte, [32]byte, error) {
	digest, err := m.Digest(f.Spec.ChainID)
	if err != nil {
		return nil, digest, err
	}
	signature, err := signWith(f.Spec.ChainID, m, key)
	return signature, digest, err
}

// signWith signs for a chain with a key that is not in the wallet.
func signWith(chainID string, m signable, key *ecdsa.PrivateKey) ([]byte, error) {
	digest, err := m.Digest(chainID)
	if err != nil {
		return nil, err
	}
	return directive.Sign(digest, key)
}

func (f *flooding) measureQuiet(ctx context.Context) error {
	var err error
	f.quiet, err = f.measure(ctx, 0)
	return err
}

// measure sends probes of each kind side by side, each to another node than the flood's,
// and tells how long each waited.
func (f *flooding) measure(ctx context.Context, from int) (map[string]delays, error) {
	kinds := map[string]func(context.Context, *ledger.Client, int) (delays, error){
		"withdrawals": f.withdrawals, "suspensions": f.suspensions, "others": f.others,
	}
	// The other nodes have what the first one has.
	status, err := f.Client.RPC().Status(ctx)
	if err != nil {
		return nil, err
	}
	if err := f.Network.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight+1); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var errs []error
	found := map[string]delays{}
	var group sync.WaitGroup
	node := 0
	for name, probe := range kinds {
		node++
		client, err := ledger.Connect(f.Network.Nodes[node].RPCURL(), f.Spec.ChainID, f.TxConfig, f.Registry)
		if err != nil {
			return nil, err
		}
		group.Go(func() {
			d, err := probe(ctx, client, from)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			found[name] = d
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, name := range []string{"withdrawals", "suspensions", "others"} {
		d := found[name]
		f.Say("%-12s %d sent, waited %d blocks at the median, %d at the 99th percentile, %d at most", name, len(d), d.at(50), d.at(99), d.at(100))
	}
	return found, nil
}

// wait sends one message and says how many blocks it waited.
func wait(ctx context.Context, client *ledger.Client, sender ledger.Sender, gas uint64, messages ...sdk.Msg) (int64, error) {
	status, err := client.RPC().Status(ctx)
	if err != nil {
		return 0, err
	}
	result, err := client.Send(ctx, sender, gas, messages...)
	return result.Height - status.SyncInfo.LatestBlockHeight, err
}

func (f *flooding) withdrawals(ctx context.Context, client *ledger.Client, from int) (delays, error) {
	sender, err := f.Account("relay")
	if err != nil {
		return nil, err
	}
	var waited delays
	for i := from; i < from+probes; i++ {
		w := directive.Withdrawal{
			Subject: crypto.PubkeyToAddress(f.patients[i].PublicKey), Directive: f.given[i], Sequence: 2, Deadline: time.Now().Add(time.Hour).Unix(),
		}
		signature, _, err := f.sign(w, f.patients[i])
		if err != nil {
			return nil, err
		}
		blocks, err := wait(ctx, client, sender, smallGas, &consenttypes.MsgWithdrawConsent{
			Relayer: sender.Address(), Withdrawals: []consenttypes.SignedWithdrawal{consenttypes.NewSignedWithdrawal(w, signature)},
		})
		if err != nil {
			return nil, err
		}
		waited = append(waited, blocks)
	}
	return waited, nil
}

func (f *flooding) suspensions(ctx context.Context, client *ledger.Client, _ int) (delays, error) {
	authority, err := f.Authority("FR")
	if err != nil {
		return nil, err
	}
	var waited delays
	for range probes / 2 {
		blocks, err := wait(ctx, client, authority, smallGas, &registrytypes.MsgSuspendParticipant{Authority: authority.Address(), Participant: "fr-node-1"})
		if err != nil {
			return nil, err
		}
		waited = append(waited, blocks)
		if _, err := client.Send(ctx, authority, smallGas, &registrytypes.MsgReinstateParticipant{
			Authority: authority.Address(), Participant: "fr-node-1",
		}); err != nil {
			return nil, err
		}
	}
	return waited, nil
}

// others are small records of another institution: bulk like the flood's.
func (f *flooding) others(ctx context.Context, client *ledger.Client, from int) (delays, error) {
	desk, err := f.Account(other + "-desk")
	if err != nil {
		return nil, err
	}
	var waited delays
	for i := range probes {
		blocks, err := wait(ctx, client, desk, smallGas, &accesstypes.MsgRecordAccess{
			Recorder: desk.Address(), Trail: other + "/archive", FirstIndex: uint64(from + i), Events: []accesstypes.Event{ownAccess(other, i)},
		})
		if err != nil {
			return nil, err
		}
		waited = append(waited, blocks)
	}
	return waited, nil
}

// ownAccess is an access of an institution to its own data.
func ownAccess(institution string, n int) accesstypes.Event {
	digest := sha256.Sum256(fmt.Appendf(nil, "%s %d", institution, n))
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_RECIPIENT, Exchange: digest[:], Subject: digest[:20], Controller: institution, Recipient: institution,
		Actor: digest[:], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: vocabulary.Purpose_PURPOSE_TREATMENT,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, Action: vocabulary.Action_ACTION_ACCESS,
		OccurredAt: time.Now().Unix(), Resource: digest[:], Salt: digest[:16],
	}
}

// tally of a flood.
type tally struct{ offered, taken, refused atomic.Int64 }

func (f *flooding) measureFlood(ctx context.Context) error {
	flooded, stop := context.WithCancel(ctx)
	defer stop()
	var counted tally
	var group sync.WaitGroup
	failures := make(chan error, floodAccounts)
	for i := range floodAccounts {
		group.Go(func() {
			if err := f.pour(flooded, i, &counted); err != nil && flooded.Err() == nil {
				failures <- err
			}
		})
	}
	begun := time.Now()
	first, err := f.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	found, err := f.measure(ctx, probes)
	elapsed := time.Since(begun)
	stop()
	group.Wait()
	select {
	case failure := <-failures:
		return errors.Join(fmt.Errorf("the flood broke off: %w", failure), err)
	default:
	}
	if err != nil {
		return err
	}
	last, err := f.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	return f.judge(found, &counted, last.SyncInfo.LatestBlockHeight-first.SyncInfo.LatestBlockHeight, elapsed)
}

// pour sends one account's batches as fast as the node takes or refuses them.
func (f *flooding) pour(ctx context.Context, account int, counted *tally) error {
	client, err := ledger.Connect(f.Network.Nodes[0].RPCURL(), f.Spec.ChainID, f.TxConfig, f.Registry)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%d", flooder, account)
	sender, err := f.Account(name)
	if err != nil {
		return err
	}
	events := make([]accesstypes.Event, floodEvents)
	for i := range events {
		events[i] = ownAccess(flooder, i)
	}
	trail := fmt.Sprintf("%s/flood-%d", flooder, account)
	for first := uint64(0); ctx.Err() == nil; {
		batch := &accesstypes.MsgRecordAccess{Recorder: sender.Address(), Trail: trail, FirstIndex: first, Events: events}
		counted.offered.Add(int64(batch.Size()))
		_, err := client.Submit(ctx, sender, floodGas, batch)
		switch {
		case err == nil:
			counted.taken.Add(1)
			first += floodEvents
		case errors.Is(err, lanes.ErrWaiting):
			counted.refused.Add(1)
		default:
			// The trail may be behind: what came before is in no block yet, or failed.
			counted.refused.Add(1)
			size, err := f.sizeOf(ctx, client, trail)
			if err != nil {
				return err
			}
			first = size
		}
	}
	return ctx.Err()
}

func (f *flooding) sizeOf(ctx context.Context, client *ledger.Client, trail string) (uint64, error) {
	answer, err := accesstypes.NewQueryClient(client.Query()).Trail(ctx, &accesstypes.QueryTrailRequest{Participant: flooder, Name: trail[len(flooder)+1:]})
	if err != nil {
		return 0, err
	}
	return answer.Trail.Head.Size_, nil
}

func (f *flooding) judge(found map[string]delays, counted *tally, blocks int64, elapsed time.Duration) error {
	// What a block can take of the flood is bounded by the part of its gas that is for bulk: three messages.
	attempts := counted.taken.Load() + counted.refused.Load()
	capacity := float64(blocks * (nodeconfig.MaxBlockGas / 8 * 7 / floodGas))
	times := float64(attempts) / capacity
	f.Say("in %.0f s and %d blocks the flood offered %.0f MB, %.1f times what the blocks could hold of it: %d taken, %d refused",
		elapsed.Seconds(), blocks, float64(counted.offered.Load())/1e6, times, counted.taken.Load(), counted.refused.Load())
	switch {
	case times < timesCapacity:
		return fmt.Errorf("the flood was %.1f times the capacity, not %d: the machine is too slow to judge", times, timesCapacity)
	case found["withdrawals"].at(99) > urgentWithin || found["suspensions"].at(99) > urgentWithin:
		return fmt.Errorf("withdrawals waited %d and suspensions %d blocks at the 99th percentile", found["withdrawals"].at(99), found["suspensions"].at(99))
	case found["others"].at(99) > 2*f.quiet["others"].at(99):
		return fmt.Errorf("others waited %d blocks, in quiet %d", found["others"].at(99), f.quiet["others"].at(99))
	default:
		return nil
	}
}
