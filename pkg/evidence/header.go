package evidence

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/cometbft/cometbft/crypto/encoding"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
)

// readHeader gives a bundle's header, checked for being one of its chain that commits to
// a state. That it is signed is for verifyCommit to say.
func (b *Bundle) readHeader() (*cmttypes.Header, error) {
	header, err := cmttypes.HeaderFromProto(b.SignedHeader.Header)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	case header.ChainID != b.ChainId:
		return nil, fmt.Errorf("%w: it is of chain %q", ErrHeader, header.ChainID)
	case header.Height < 2:
		return nil, fmt.Errorf("%w: height %d commits to no state", ErrHeader, header.Height)
	case len(header.Hash()) == 0:
		return nil, fmt.Errorf("%w: it names no validators", ErrHeader)
	}
	return &header, nil
}

// readValidators gives the validators of a bundle, which must be those that its header
// names.
func (b *Bundle) readValidators(header *cmttypes.Header) (*cmttypes.ValidatorSet, error) {
	list := make([]*cmttypes.Validator, len(b.Validators))
	seen := map[string]bool{}
	for i, described := range b.Validators {
		validator, err := readValidator(described)
		if err != nil {
			return nil, fmt.Errorf("%w: validator %d: %w", ErrValidators, i, err)
		}
		if seen[string(validator.Address)] {
			return nil, fmt.Errorf("%w: validator %d is there twice", ErrValidators, i)
		}
		seen[string(validator.Address)] = true
		list[i] = validator
	}
	if named := (&cmttypes.ValidatorSet{Validators: list}).Hash(); !bytes.Equal(named, header.ValidatorsHash) {
		return nil, fmt.Errorf("%w: the header names others", ErrValidators)
	}
	set, err := cmttypes.ValidatorSetFromExistingValidators(slices.Clone(list))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrValidators, err)
	case !slices.Equal(set.Validators, list):
		return nil, fmt.Errorf("%w: they are not in the order of their power and address", ErrValidators)
	}
	return set, nil
}

func readValidator(described *cmtproto.SimpleValidator) (*cmttypes.Validator, error) {
	if described.PubKey == nil {
		return nil, fmt.Errorf("it has no key")
	}
	if described.VotingPower <= 0 {
		return nil, fmt.Errorf("its power is %d", described.VotingPower)
	}
	key, err := encoding.PubKeyFromProto(*described.PubKey)
	if err != nil {
		return nil, err
	}
	return cmttypes.NewValidator(key, described.VotingPower), nil
}

// verifyCommit checks that a bundle's commit is of its header, that every signature in it
// is its validator's, and that more than two thirds of the power signed the header.
func (b *Bundle) verifyCommit(header *cmttypes.Header, set *cmttypes.ValidatorSet) (*cmttypes.Commit, error) {
	commit, err := cmttypes.CommitFromProto(b.SignedHeader.Commit)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCommit, err)
	}
	if hash := header.Hash(); !bytes.Equal(hash, commit.BlockID.Hash) {
		return nil, fmt.Errorf("%w: it signs block %X, the header is %X", ErrCommit, []byte(commit.BlockID.Hash), []byte(hash))
	}
	if err := cmttypes.VerifyCommit(header.ChainID, set, commit.BlockID, header.Height, commit); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCommit, err)
	}
	return commit, nil
}

// signedPower is how many validators signed the header, and with what power.
func signedPower(commit *cmttypes.Commit, set *cmttypes.ValidatorSet) (number int, power int64) {
	for i, signature := range commit.Signatures {
		if signature.BlockIDFlag == cmttypes.BlockIDFlagCommit {
			number++
			power += set.Validators[i].VotingPower
		}
	}
	return number, power
}
