package types

import (
	"bytes"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
	"github.com/cometbft/cometbft/crypto/mldsa65"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
)

// The types of consensus keys, as the consensus engine names them.
const (
	Ed25519 = ed25519.KeyType
	MLDSA65 = mldsa65.KeyType

	// AddressLength of a consensus address, in bytes.
	AddressLength = crypto.AddressSize
)

// NewConsensusKey is the key as the state keeps it.
func NewConsensusKey(key crypto.PubKey) (ConsensusKey, error) {
	k := ConsensusKey{Type: key.Type(), Key: key.Bytes()}
	_, err := k.Engine()
	return k, err
}

// Engine is the key as the consensus engine has it, or ErrKeyInvalid for a type that
// it does not vote with and for a key that is none.
func (k ConsensusKey) Engine() (crypto.PubKey, error) {
	switch k.Type {
	case Ed25519:
		if len(k.Key) != ed25519.PubKeySize {
			return nil, ErrKeyInvalid.Wrapf("%d bytes, an %s key has %d", len(k.Key), k.Type, ed25519.PubKeySize)
		}
		return ed25519.PubKey(k.Key), nil
	case MLDSA65:
		if len(k.Key) != mldsa65.PubKeySize {
			return nil, ErrKeyInvalid.Wrapf("%d bytes, an %s key has %d", len(k.Key), k.Type, mldsa65.PubKeySize)
		}
		key, err := mldsa65.NewPubKeyFromBytes(k.Key)
		if err != nil {
			return nil, ErrKeyInvalid.Wrapf("not an %s key", k.Type)
		}
		return key, nil
	default:
		return nil, ErrKeyInvalid.Wrapf("type %.20q, want %s or %s", k.Type, Ed25519, MLDSA65)
	}
}

// Address is the key's consensus address; nil of a key that is none.
func (k ConsensusKey) Address() []byte {
	key, err := k.Engine()
	if err != nil {
		return nil
	}
	return key.Address()
}

// Same says whether two keys are one.
func (k ConsensusKey) Same(other ConsensusKey) bool {
	return k.Type == other.Type && bytes.Equal(k.Key, other.Key)
}

// update tells the consensus engine of the key's power. The key is one.
func (k ConsensusKey) update(power int64) (abci.ValidatorUpdate, error) {
	key, err := k.Engine()
	if err != nil {
		return abci.ValidatorUpdate{}, err
	}
	engine, err := cryptoenc.PubKeyToProto(key)
	if err != nil {
		return abci.ValidatorUpdate{}, ErrKeyInvalid.Wrap("the engine has no such key")
	}
	return abci.ValidatorUpdate{PubKey: engine, Power: power}, nil
}

// KeyTypes that the consensus parameters allow. The engine judges a block's changes
// of validators by the parameters as they stood before that block.
type KeyTypes []string

// KeyTypesOf reads them; a chain that says nothing allows ed25519.
func KeyTypesOf(params cmtproto.ConsensusParams) KeyTypes {
	if params.Validator == nil || len(params.Validator.PubKeyTypes) == 0 {
		return KeyTypes{Ed25519}
	}
	return params.Validator.PubKeyTypes
}

// Allow says whether a key of the type may begin to vote.
func (t KeyTypes) Allow(kind string) bool { return slices.Contains(t, kind) }

const (
	// slackBlocks for the votes that the engine asks a key for after it was retired.
	slackBlocks = 10
	// slackSeconds for these votes' own time, which may be much later than the
	// retirement where the chain stood still in between.
	slackSeconds = day
)

// Retired reports whether the key is no validator's any more.
func (u KeyUse) Retired() bool { return u.RetiredAt != 0 }

// Expired says whether no evidence about a retired key can be taken any more, at a
// height and a moment, in Unix seconds. The engine takes it until both its bounds are
// passed.
func (u KeyUse) Expired(evidence *cmtproto.EvidenceParams, height, at int64) bool {
	if evidence == nil || u.Tombstoned || !u.Retired() {
		return false
	}
	blocks, seconds := height-u.RetiredHeight-slackBlocks, at-u.RetiredAt-slackSeconds
	return blocks > evidence.MaxAgeNumBlocks && seconds > int64(evidence.MaxAgeDuration/time.Second)
}

// Validate checks what can be said of a key's use alone.
func (u KeyUse) Validate() error {
	if len(u.Address) != AddressLength {
		return ErrKeyInvalid.Wrapf("consensus address of %d bytes, want %d", len(u.Address), AddressLength)
	}
	if u.RetiredAt < 0 || u.RetiredHeight < 0 {
		return ErrKeyInvalid.Wrap("retired before the beginning")
	}
	return checkParticipant(u.Participant)
}
