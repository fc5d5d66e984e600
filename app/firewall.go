package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	poakeeper "github.com/assent-ledger/assent/x/poa/keeper"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// firewall says what the council may decide on. It is asked when a message is
// proposed, and again before it is executed.
type firewall struct {
	codec      codec.Codec
	council    string
	validators func(context.Context) (poatypes.Set, error)
}

var _ counciltypes.Firewall = firewall{}

// The bounds of what consensus parameters the council can set. A block must have
// room for the largest transaction, and every node must keep up.
const (
	maxBlockBytes   = 4 * nodeconfig.MaxBlockBytes
	maxBlockGas     = 10 * nodeconfig.MaxBlockGas
	maxUpgradeName  = 64
	maxUpgradeInfo  = 4 << 10
	leastBlockBytes = 2 * nodeconfig.MaxTxBytes
)

// Check refuses a message that is not of the council's class, that is not in the
// council's name alone, that is malformed, or that would capture or halt the chain.
func (f firewall) Check(ctx context.Context, msg sdk.Msg) error {
	url := sdk.MsgTypeURL(msg)
	if rule, known := msgs.Of(url); !known || rule.Class != msgs.Council {
		return counciltypes.ErrMessageNotCouncils.Wrap(url)
	}
	signers, _, err := f.codec.GetMsgV1Signers(msg)
	if err != nil || len(signers) != 1 || !bytes.Equal(signers[0], authtypes.NewModuleAddress(councilName)) {
		return counciltypes.ErrMessageNotCouncils.Wrapf("%s: its signer must be %s", url, f.council)
	}
	if m, ok := msg.(interface{ Validate() error }); ok {
		return m.Validate()
	}
	if err := f.checkForeign(ctx, msg); err != nil {
		return counciltypes.ErrMessageRefused.Wrapf("%s: %s", url, err)
	}
	return nil
}

// checkForeign checks the messages of the SDK's modules, which trust their sender.
func (f firewall) checkForeign(ctx context.Context, msg sdk.Msg) error {
	switch m := msg.(type) {
	case *consensustypes.MsgUpdateParams:
		if err := checkConsensusParams(m); err != nil {
			return err
		}
		return f.checkForValidators(ctx, m)
	case *upgradetypes.MsgSoftwareUpgrade:
		return checkUpgrade(m.Plan)
	case *upgradetypes.MsgCancelUpgrade:
		return nil
	default:
		return fmt.Errorf("nobody has said what it may hold")
	}
}

// checkConsensusParams refuses parameters that would take the authority from the
// council, leave no room for a transaction, or exclude the validators' keys.
func checkConsensusParams(m *consensustypes.MsgUpdateParams) error {
	switch {
	case m.Auth != nil && m.Auth.Authority != "":
		return fmt.Errorf("an authority in the consensus parameters would override the council's")
	case m.Block == nil || m.Evidence == nil || m.Validator == nil:
		return fmt.Errorf("name block, evidence and validator parameters: what is left out would be emptied")
	case m.Block.MaxBytes < leastBlockBytes || m.Block.MaxBytes > maxBlockBytes:
		return fmt.Errorf("blocks of %d bytes, want %d to %d", m.Block.MaxBytes, leastBlockBytes, maxBlockBytes)
	case m.Block.MaxGas < ante.MaxTxGas || m.Block.MaxGas > maxBlockGas:
		return fmt.Errorf("blocks of %d gas, want %d to %d", m.Block.MaxGas, ante.MaxTxGas, maxBlockGas)
	case m.Evidence.MaxAgeNumBlocks <= 0 || m.Evidence.MaxAgeDuration <= 0 || m.Evidence.MaxBytes <= 0 || m.Evidence.MaxBytes > m.Block.MaxBytes/4:
		return fmt.Errorf("evidence must have an age, a duration, and at most a quarter of a block")
	case m.Abci != nil && m.Abci.VoteExtensionsEnableHeight != 0:
		return fmt.Errorf("the application has no vote extensions")
	}
	return nil
}

// checkForValidators refuses parameters under which the validators that there are
// could not go on: without the types of their keys, or without room in a block beside
// their signatures.
func (f firewall) checkForValidators(ctx context.Context, m *consensustypes.MsgUpdateParams) error {
	for _, kind := range m.Validator.PubKeyTypes {
		if kind != poatypes.Ed25519 && kind != poatypes.MLDSA65 {
			return fmt.Errorf("keys of type %.20q: validators have %s or %s", kind, poatypes.Ed25519, poatypes.MLDSA65)
		}
	}
	validators, err := f.validators(ctx)
	if err != nil {
		return err
	}
	active := 0
	for _, v := range validators {
		if !v.Present() {
			continue
		}
		active++
		if !slices.Contains(m.Validator.PubKeyTypes, v.Key.Type) {
			return fmt.Errorf("validator %s has a key of type %s: it cannot be left out", v.Participant, v.Key.Type)
		}
	}
	return poakeeper.CheckBlockRoom(m.Block.MaxBytes, m.Evidence.MaxBytes, active)
}

// checkUpgrade refuses a plan without a name that is a code or with more to read
// than fits a screen. Its height is for x/upgrade to check.
func checkUpgrade(plan upgradetypes.Plan) error {
	if !ident.Slug(plan.Name, maxUpgradeName) {
		return fmt.Errorf("name %.80q, want lower-case words joined by hyphens", plan.Name)
	}
	if len(plan.Info) > maxUpgradeInfo {
		return fmt.Errorf("info of %d bytes, want at most %d", len(plan.Info), maxUpgradeInfo)
	}
	return nil
}

// Replaced is the jurisdiction whose authority a message would replace.
func (firewall) Replaced(msg sdk.Msg) string {
	if m, ok := msg.(*registrytypes.MsgReplaceAuthority); ok {
		return m.Jurisdiction
	}
	return ""
}
