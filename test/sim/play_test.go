package sim_test

import (
	"context"
	"math/rand"
	"strings"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// play is one random history: the moves that may be made, and what became of them.
type play struct {
	app *app.App
	// accepted counts the messages that were executed, by type; refused those that
	// a module refused.
	accepted, refused map[string]int
	// last is the time of the block in which the last move was made, and of the last block
	// once the history has ended.
	last time.Time
	// logs of the trails, by id: what whoever follows the chain makes of them.
	logs map[string]*followed
	// then is what follows if the message of the last move is accepted; nil for nothing.
	then func()
}

func newPlay(a *app.App) *play {
	return &play{app: a, accepted: map[string]int{}, refused: map[string]int{}, logs: map[string]*followed{}}
}

// scene is what a move sees: the state after the moves before it, and the dice.
type scene struct {
	*app.App
	play *play
	ctx  sdk.Context
	dice *rand.Rand
	data *simsx.ChainDataSource
}

// now in Unix seconds.
func (s scene) now() int64 { return s.ctx.BlockTime().Unix() }

// move makes up a message and names who sends it; nobody where there is nothing
// to do.
type move func(s scene) (sender string, msg sdk.Msg)

// WeightedOperationsX gives the simulator every move.
func (p *play) WeightedOperationsX(_ simsx.WeightSource, registry simsx.Registry) {
	for _, moves := range [][]weighted{registryMoves, councilMoves, poaMoves, recordMoves, accessMoves, recognitionMoves, consentMoves, permitMoves} {
		for _, m := range moves {
			registry.Add(m.weight, &factory{play: p, weighted: m})
		}
	}
}

// weighted is a move, an example of what it sends, and how often it is made.
type weighted struct {
	weight  uint32
	example sdk.Msg
	move    move
}

// factory has the simulator send what a move makes up.
type factory struct {
	*play
	weighted
}

func (f *factory) MsgType() sdk.Msg { return f.example }

func (f *factory) Create() simsx.FactoryMethod {
	return func(ctx context.Context, data *simsx.ChainDataSource, reporter simsx.SimulationReporter) ([]simsx.SimAccount, sdk.Msg) {
		f.last, f.then = sdk.UnwrapSDKContext(ctx).BlockTime(), nil
		sender, msg := f.move(scene{App: f.app, play: f.play, ctx: sdk.UnwrapSDKContext(ctx), dice: data.Rand().Rand, data: data})
		if msg == nil {
			reporter.Skip("nothing to do")
			return nil, nil
		}
		return []simsx.SimAccount{data.GetAccount(reporter, sender)}, msg
	}
}

// codespaces of the errors with which a message may be refused. Any other, a
// panic or a wrong signature among them, fails the simulation.
var codespaces = map[string]bool{
	registrytypes.ModuleName: true, counciltypes.ModuleName: true, poatypes.ModuleName: true, consenttypes.ModuleName: true,
	recognitiontypes.ModuleName: true, permittypes.ModuleName: true, accesstypes.ModuleName: true, "ante": true,
}

func (f *factory) DeliveryResultHandler() simsx.SimDeliveryResultHandler {
	url := sdk.MsgTypeURL(f.example)
	return func(err error) error {
		if err == nil {
			f.accepted[url]++
			if f.then != nil {
				f.then()
			}
			return nil
		}
		if codespace, _, _ := errorsmod.ABCIInfo(err, false); !codespaces[codespace] {
			return err
		}
		f.refused[url]++
		return nil
	}
}

// one of a list, at random; false if it is empty.
func one[T any](s scene, values []T) (T, bool) {
	if len(values) == 0 {
		var none T
		return none, false
	}
	return values[s.dice.Intn(len(values))], true
}

// any value of a collection that the filter passes; false if there is none.
func anyOf[K, V any](s scene, values collections.Map[K, V], filter func(V) bool) (V, bool) {
	var found []V
	err := values.Walk(s.ctx, nil, func(_ K, v V) (bool, error) {
		if filter == nil || filter(v) {
			found = append(found, v)
		}
		return false, nil
	})
	if err != nil {
		panic(err)
	}
	return one(s, found)
}

// chance is true once in so many times.
func (s scene) chance(in int) bool { return s.dice.Intn(in) == 0 }

func (s scene) bytes(n int) []byte {
	out := make([]byte, n)
	s.dice.Read(out)
	return out
}

// word of five letters.
func (s scene) word() string {
	var b strings.Builder
	for range 5 {
		b.WriteByte(byte('a' + s.dice.Intn(26)))
	}
	return b.String()
}

// stranger is an account of the simulation, most often one that speaks for nobody.
func (s scene) stranger() string {
	address := s.data.AccountAt(nil, s.dice.Intn(s.data.AccountsCount()))
	for range 8 {
		bound, err := s.Registry.Accounts.Has(s.ctx, address.Address)
		if err != nil {
			panic(err)
		}
		if !bound {
			break
		}
		address = s.data.AccountAt(nil, s.dice.Intn(s.data.AccountsCount()))
	}
	return address.AddressBech32
}
