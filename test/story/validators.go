package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/upgrades/example"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// The nodes of the story, by their place in the network.
const (
	leaving  = 1
	rotating = 2
	sleeping = 3
	fifth    = 4
	twin     = 5
)

const (
	snapshotEvery = 20
	// changeInterval in blocks, between two changes of validators by somebody's will.
	changeInterval = 2
	newcomer       = "de-node-4"
	// waitLimit for anything that a story waits for.
	waitLimit = 90 * time.Second
)

// validators is the story of who validates.
var validators = story{prepare: shortTerms, play: playValidators}

// shortTerms founds the network with terms that a story can wait for.
func shortTerms(spec *localnet.Spec) error {
	spec.SnapshotEvery = snapshotEvery
	poa := poatypes.DefaultGenesis()
	poa.Params = poatypes.Params{ChangeInterval: changeInterval, RotationInterval: changeInterval, MinValidators: 3, Power: poatypes.MinPower, Window: 30, MaxMissed: 12, JailDuration: 2}
	document, err := spec.Codec.MarshalJSON(poa)
	if err != nil {
		return err
	}
	spec.Genesis[poatypes.ModuleName] = document
	return nil
}

const passed = counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED

type validating struct{ *governing }

func playValidators(ctx context.Context, s *stage.Stage) error {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	v := validating{g}
	return s.Play(
		ctx,
		stage.Scene{Title: "a node joins by a snapshot", Play: v.joinBySnapshot},
		stage.Scene{Title: "it is admitted as a fifth validator", Play: v.admitFifth},
		stage.Scene{Title: "one leaves", Play: v.leaveOne},
		stage.Scene{Title: "one rotates its key", Play: v.rotateOne},
		stage.Scene{Title: "one is killed until it is jailed, comes back and is unjailed", Play: v.jailOne},
		stage.Scene{Title: "one signs twice, as two processes with one key, and is removed", Play: v.signTwice},
		stage.Scene{Title: "all are killed at once, and go on", Play: v.killAll},
		stage.Scene{Title: "the software is upgraded", Play: v.upgrade},
	)
}

func (v validating) poa() poatypes.QueryClient { return poatypes.NewQueryClient(v.Client.Query()) }

// decide has the council of two accept a message, and expects what becomes of it.
func (v validating) decide(ctx context.Context, title string, message sdk.Msg, want counciltypes.ProposalStatus) error {
	id, err := v.propose(ctx, "DE", title, message)
	if err != nil {
		return err
	}
	if err := v.vote(ctx, "DE", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return err
	}
	return v.vote(ctx, "FR", id, counciltypes.Option_OPTION_YES, want)
}

// until waits until something holds.
func until(ctx context.Context, what string, holds func(context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	for {
		ok, err := holds(ctx)
		if err != nil || ok {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: it did not happen within %s", what, waitLimit)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (v validating) status(ctx context.Context, participant string) (poatypes.Validator, error) {
	answer, err := v.poa().Validator(ctx, &poatypes.QueryValidatorRequest{Participant: participant})
	if err != nil {
		return poatypes.Validator{}, err
	}
	return answer.Validator, nil
}

// becomes waits until a participant's validator has a status.
func (v validating) becomes(ctx context.Context, participant string, status poatypes.ValidatorStatus) error {
	err := until(ctx, participant+" becomes "+word(status), func(ctx context.Context) (bool, error) {
		validator, err := v.status(ctx, participant)
		return validator.Status == status, err
	})
	if err == nil {
		err = v.tell(ctx, participant+" is "+strings.TrimPrefix(status.String(), "VALIDATOR_STATUS_"))
	}
	return err
}

func (v validating) tell(ctx context.Context, what string) error {
	status, err := v.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	v.Say("height %-4d %s", status.SyncInfo.LatestBlockHeight, what)
	return nil
}

// signs waits until a block is signed with a participant's present key.
func (v validating) signs(ctx context.Context, participant string) error {
	validator, err := v.status(ctx, participant)
	if err != nil {
		return err
	}
	address := strings.ToUpper(hex.EncodeToString(validator.Key.Address()))
	err = until(ctx, participant+" signs", func(ctx context.Context) (bool, error) {
		commit, err := v.Client.RPC().Commit(ctx, nil)
		if err != nil {
			return false, err
		}
		for _, sig := range commit.Commit.Signatures {
			if sig.ValidatorAddress.String() == address && len(sig.Signature) > 0 {
				return true, nil
			}
		}
		return false, nil
	})
	if err == nil {
		err = v.tell(ctx, participant+" signs with key "+address[:8])
	}
	return err
}

func (v validating) joinBySnapshot(ctx context.Context) error {
	if _, err := v.Client.WaitHeight(ctx, snapshotEvery+5); err != nil {
		return err
	}
	base, err := localnet.FreeBasePort(twin + 1)
	if err != nil {
		return err
	}
	if _, err := v.Network.Join(localnet.Joining{
		Participant: newcomer, BasePort: base, CommitTimeout: v.Spec.CommitTimeout, SnapshotEvery: snapshotEvery,
	}); err != nil {
		return err
	}
	home := filepath.Join(v.Network.Dir, v.Network.Nodes[fifth].Home)
	out, err := exec.CommandContext(ctx, v.Binary, "statesync", v.Network.Nodes[0].RPCURL(), v.Network.Nodes[1].RPCURL(), "--home", home).CombinedOutput()
	if err != nil {
		return fmt.Errorf("statesync: %w: %s", err, out)
	}
	v.Say("            %s", strings.TrimSpace(string(out)))
	if err := v.Network.StartNode(fifth, v.Binary); err != nil {
		return err
	}
	if err := v.level(ctx, fifth); err != nil {
		return err
	}
	client, err := ledger.Connect(v.Network.Nodes[fifth].RPCURL(), v.Spec.ChainID, v.TxConfig, v.Registry)
	if err != nil {
		return err
	}
	status, err := client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	v.Say("height %-4d the node has the state, and blocks from height %d on", status.SyncInfo.LatestBlockHeight, status.SyncInfo.EarliestBlockHeight)
	if status.SyncInfo.EarliestBlockHeight <= 1 {
		return fmt.Errorf("it executed all blocks instead of taking a snapshot")
	}
	return nil
}

// level waits until a node has what the first one has, and a block more.
func (v validating) level(ctx context.Context, node int) error {
	status, err := v.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	client, err := ledger.Connect(v.Network.Nodes[node].RPCURL(), v.Spec.ChainID, v.TxConfig, v.Registry)
	if err != nil {
		return err
	}
	return until(ctx, v.Network.Nodes[node].Home+" is level", func(ctx context.Context) (bool, error) {
		own, err := client.RPC().Status(ctx)
		return err == nil && own.SyncInfo.LatestBlockHeight > status.SyncInfo.LatestBlockHeight, nil
	})
}

func (v validating) admitFifth(ctx context.Context) error {
	operator, err := v.NewAccount(newcomer)
	if err != nil {
		return err
	}
	authority := v.authorities["DE"]
	if err := v.send(ctx, authority, "DE onboards and activates "+newcomer,
		&registrytypes.MsgOnboardParticipant{Authority: authority.Address(), Id: newcomer, Name: newcomer, Roles: roleNode, Admin: operator.Address()},
		&registrytypes.MsgActivateParticipant{Authority: authority.Address(), Participant: newcomer}); err != nil {
		return err
	}
	key, err := v.Network.ConsensusKey(fifth)
	if err != nil {
		return err
	}
	if err := v.decide(ctx, "admit-fifth", &poatypes.MsgAdmitValidator{Council: app.CouncilAddress(), Participant: newcomer, Key: key}, passed); err != nil {
		return err
	}
	return v.signs(ctx, newcomer)
}

// rest waits until another change of validators may be made.
func (v validating) rest(ctx context.Context) error {
	status, err := v.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	_, err = v.Client.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight+changeInterval)
	return err
}

func (v validating) leaveOne(ctx context.Context) error {
	if err := v.rest(ctx); err != nil {
		return err
	}
	participant := v.Network.Nodes[leaving].Participant
	operator, err := v.Account(participant)
	if err != nil {
		return err
	}
	if err := v.send(ctx, operator, participant+" leaves", &poatypes.MsgLeave{Operator: operator.Address()}); err != nil {
		return err
	}
	return v.becomes(ctx, participant, poatypes.ValidatorStatus_VALIDATOR_STATUS_LEFT)
}

func (v validating) rotateOne(ctx context.Context) error {
	if err := v.rest(ctx); err != nil {
		return err
	}
	participant := v.Network.Nodes[rotating].Participant
	operator, err := v.Account(participant)
	if err != nil {
		return err
	}
	if err := v.Network.StopNode(rotating, waitLimit); err != nil {
		return err
	}
	key, err := v.Network.ReplaceConsensusKey(rotating, poatypes.Ed25519)
	if err != nil {
		return err
	}
	if err := v.send(ctx, operator, participant+" rotates its key", &poatypes.MsgRotateConsensusKey{Operator: operator.Address(), Key: key}); err != nil {
		return err
	}
	if err := v.Network.StartNode(rotating, v.Binary); err != nil {
		return err
	}
	return v.signs(ctx, participant)
}

func (v validating) jailOne(ctx context.Context) error {
	participant := v.Network.Nodes[sleeping].Participant
	operator, err := v.Account(participant)
	if err != nil {
		return err
	}
	if err := v.Network.KillNode(sleeping); err != nil {
		return err
	}
	if err := v.tell(ctx, participant+" is killed"); err != nil {
		return err
	}
	if err := v.becomes(ctx, participant, poatypes.ValidatorStatus_VALIDATOR_STATUS_JAILED); err != nil {
		return err
	}
	if err := v.Network.StartNode(sleeping, v.Binary); err != nil {
		return err
	}
	if err := v.level(ctx, sleeping); err != nil {
		return err
	}
	validator, err := v.status(ctx, participant)
	if err != nil {
		return err
	}
	if err := v.until(ctx, time.Unix(validator.JailedUntil, 0)); err != nil {
		return err
	}
	if err := v.send(ctx, operator, participant+" asks to come back", &poatypes.MsgUnjail{Operator: operator.Address()}); err != nil {
		return err
	}
	return v.signs(ctx, participant)
}

func (v validating) signTwice(ctx context.Context) error {
	if _, err := v.Network.Join(localnet.Joining{
		Participant: newcomer, BasePort: v.Spec.BasePort + 1000, CommitTimeout: v.Spec.CommitTimeout, SnapshotEvery: snapshotEvery,
	}); err != nil {
		return err
	}
	if err := v.Network.ShareConsensusKey(fifth, twin); err != nil {
		return err
	}
	if err := v.Network.StartNode(twin, v.Binary); err != nil {
		return err
	}
	if err := v.tell(ctx, "a second process has the key of "+newcomer); err != nil {
		return err
	}
	if err := v.becomes(ctx, newcomer, poatypes.ValidatorStatus_VALIDATOR_STATUS_REMOVED); err != nil {
		return err
	}
	if err := v.Network.KillNode(twin); err != nil {
		return err
	}
	v.Network.Forget()
	used, err := v.Network.ConsensusKey(fifth)
	if err != nil {
		return err
	}
	again := &poatypes.MsgAdmitValidator{Council: app.CouncilAddress(), Participant: newcomer, Key: used}
	return v.decide(ctx, "admit-again", again, counciltypes.ProposalStatus_PROPOSAL_STATUS_FAILED)
}

func (v validating) killAll(ctx context.Context) error {
	status, err := v.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	if err := v.Network.KillAll(); err != nil {
		return err
	}
	v.Say("height %-4d %d processes are killed at once", status.SyncInfo.LatestBlockHeight, len(v.Network.Nodes))
	return v.startAll(ctx, v.Binary, status.SyncInfo.LatestBlockHeight+5)
}

func (v validating) startAll(ctx context.Context, binary string, height int64) error {
	for i := range v.Network.Nodes {
		if err := v.Network.StartNode(i, binary); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	if err := v.Network.WaitHeight(ctx, height); err != nil {
		return err
	}
	return v.tell(ctx, "all go on")
}

func (v validating) upgrade(ctx context.Context) error {
	status, err := v.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	at := status.SyncInfo.LatestBlockHeight + 15
	if err := v.decide(ctx, "upgrade-bulletin", &upgradetypes.MsgSoftwareUpgrade{
		Authority: app.CouncilAddress(), Plan: upgradetypes.Plan{Name: example.Name, Height: at, Info: "adds a store"},
	}, passed); err != nil {
		return err
	}
	for _, node := range v.Network.Nodes {
		if err := until(ctx, node.Home+" stops for the upgrade", func(context.Context) (bool, error) {
			log, err := os.ReadFile(filepath.Join(v.Network.Dir, node.Home, "node.log"))
			return bytes.Contains(log, []byte("NEEDED at height: "+fmt.Sprint(at))), err
		}); err != nil {
			return err
		}
	}
	v.Say("height %-4d the old software has stopped on all nodes", at-1)
	if err := v.Network.KillAll(); err != nil {
		return err
	}
	if err := v.startAll(ctx, v.Binary+"-next", at+5); err != nil {
		return err
	}
	answer, err := v.Client.RPC().ABCIQuery(ctx, "store/"+example.Store+"/key", []byte("founded"))
	if err != nil {
		return err
	}
	if !bytes.Equal(answer.Response.Value, sdk.Uint64ToBigEndian(uint64(at))) {
		return fmt.Errorf("the new store says %X", answer.Response.Value)
	}
	v.Say("            the new store was founded at height %d", at)
	return nil
}
