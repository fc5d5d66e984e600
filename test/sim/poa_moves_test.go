package sim_test

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

var poaMoves = []weighted{
	{3, &poatypes.MsgLeave{}, leave},
	{8, &poatypes.MsgRotateConsensusKey{}, rotateConsensusKey},
	{40, &poatypes.MsgUnjail{}, unjail},
}

// consensusKey is one that nobody has.
func (s scene) consensusKey() poatypes.ConsensusKey {
	return poatypes.ConsensusKey{Type: poatypes.Ed25519, Key: s.bytes(32)}
}

// operator of a validator that the filter passes; empty if there is none.
func (s scene) operator(filter func(poatypes.Validator) bool) string {
	v, found := anyOf(s, s.PoA.Validators, filter)
	if !found {
		return ""
	}
	account, found := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool {
		return a.Participant == v.Participant && a.Holds(5)
	})
	if !found {
		return ""
	}
	return account.Address
}

func leave(s scene) (string, sdk.Msg) {
	set, err := s.PoA.Set(s.ctx)
	if err != nil {
		panic(err)
	}
	operator := s.operator(poatypes.Validator.Active)
	if operator == "" || set.Active() < 2 {
		return "", nil
	}
	return operator, &poatypes.MsgLeave{Operator: operator}
}

func rotateConsensusKey(s scene) (string, sdk.Msg) {
	operator := s.operator(poatypes.Validator.Present)
	if operator == "" {
		return "", nil
	}
	return operator, &poatypes.MsgRotateConsensusKey{Operator: operator, Key: s.consensusKey()}
}

func unjail(s scene) (string, sdk.Msg) {
	operator := s.operator(poatypes.Validator.Jailed)
	if operator == "" {
		return "", nil
	}
	return operator, &poatypes.MsgUnjail{Operator: operator}
}
