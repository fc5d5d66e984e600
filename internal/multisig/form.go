package multisig

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/internal/secp"
)

const (
	// MinKeys of one multisig.
	MinKeys = 2
	// MaxKeys of one multisig: as many as one byte of its bit array tells apart.
	MaxKeys = 7

	// A member's key and signature are each the only field, number 1, of a
	// protobuf message: a tag, a length of one byte, and the bytes.
	fieldTag    = 0x0a
	fieldHeader = 2

	// memberType is the type of every member's key.
	memberType = "/cosmos.crypto.secp256k1.PubKey"
)

// Part is one member's signature and the key to verify it with.
type Part struct {
	Key       []byte
	Signature []byte
}

// CheckKey refuses a key that is not of the one form: two to seven different
// secp256k1 keys, each a point of the curve, and a threshold of one to all.
func CheckKey(key *kmultisig.LegacyAminoPubKey) error {
	members, err := Members(key)
	if err != nil {
		return err
	}
	for i, member := range members {
		if err := secp.CheckPublicKey(member); err != nil {
			return fmt.Errorf("key %d of the multisig: %w", i, err)
		}
		for _, before := range members[:i] {
			if bytes.Equal(before, member) {
				return fmt.Errorf("key %d of the multisig is there twice", i)
			}
		}
	}
	return nil
}

// Members are the keys of a multisig, 33 bytes each, in its order. They are
// looked at as bytes: whether they are points of the curve is CheckKey's to say.
func Members(key *kmultisig.LegacyAminoPubKey) ([][]byte, error) {
	if key == nil {
		return nil, errors.New("no multisig key")
	}
	n := len(key.PubKeys)
	if n < MinKeys || n > MaxKeys {
		return nil, fmt.Errorf("multisig of %d keys, want %d to %d", n, MinKeys, MaxKeys)
	}
	if key.Threshold < 1 || key.Threshold > uint32(n) {
		return nil, fmt.Errorf("threshold of %d, want 1 to %d", key.Threshold, n)
	}
	members := make([][]byte, n)
	for i, packed := range key.PubKeys {
		member, err := unpack(packed)
		if err != nil {
			return nil, fmt.Errorf("key %d of the multisig %w", i, err)
		}
		members[i] = member
	}
	return members, nil
}

// unpack is the secp256k1 key in its one encoding; a multisig within a multisig
// and all other types are refused.
func unpack(packed *codectypes.Any) ([]byte, error) {
	if packed == nil || packed.TypeUrl != memberType {
		return nil, errors.New("is not a secp256k1 key")
	}
	value := packed.Value
	if len(value) != fieldHeader+secp.PublicKeyLength || value[0] != fieldTag || value[1] != secp.PublicKeyLength {
		return nil, errors.New("is not encoded as 33 bytes")
	}
	return value[fieldHeader:], nil
}

// Parts are the signatures of a multisig with the keys of the members who made
// them, in the key's order. It refuses all but one form: exactly the threshold of
// members is marked, in a bit array of exactly the key's length, each signs
// directly, and the signatures follow each other in 66 bytes each.
func Parts(key *kmultisig.LegacyAminoPubKey, mode *txtypes.ModeInfo, signature []byte) ([]Part, error) {
	members, err := Members(key)
	if err != nil {
		return nil, err
	}
	marked, err := marked(mode, len(members), int(key.Threshold))
	if err != nil {
		return nil, err
	}
	const length = fieldHeader + secp.CompactLength
	if len(signature) != len(marked)*length {
		return nil, fmt.Errorf("signatures of %d bytes, want %d of %d", len(signature), len(marked), length)
	}
	parts := make([]Part, len(marked))
	for i, member := range marked {
		one := signature[i*length : (i+1)*length]
		if one[0] != fieldTag || one[1] != secp.CompactLength {
			return nil, fmt.Errorf("signature %d is not encoded as %d bytes", i, secp.CompactLength)
		}
		parts[i] = Part{Key: members[member], Signature: one[fieldHeader:]}
		if err := secp.CheckCompact(parts[i].Signature); err != nil {
			return nil, fmt.Errorf("signature %d: %w", i, err)
		}
	}
	return parts, nil
}

// marked are the places of the members that sign, ascending.
func marked(mode *txtypes.ModeInfo, members, threshold int) ([]int, error) {
	multi, ok := mode.GetSum().(*txtypes.ModeInfo_Multi_)
	if !ok || multi.Multi == nil {
		return nil, errors.New("one signature for a multisig: combine those of its members")
	}
	array := multi.Multi.Bitarray
	if array == nil || len(array.Elems) != 1 || array.ExtraBitsStored != uint32(members) {
		return nil, fmt.Errorf("bit array is not of the multisig's %d members", members)
	}
	set := array.Elems[0]
	if set<<members != 0 || bits.OnesCount8(set) != threshold {
		return nil, fmt.Errorf("bit array does not mark exactly %d of %d members", threshold, members)
	}
	if len(multi.Multi.ModeInfos) != threshold {
		return nil, fmt.Errorf("%d sign modes for %d signatures", len(multi.Multi.ModeInfos), threshold)
	}
	for i, info := range multi.Multi.ModeInfos {
		if err := CheckDirect(info); err != nil {
			return nil, fmt.Errorf("signature %d: %w", i, err)
		}
	}
	places := make([]int, 0, threshold)
	for i := range members {
		if set&(1<<(7-i)) != 0 {
			places = append(places, i)
		}
	}
	return places, nil
}

// CheckDirect refuses all but one signature in the direct mode.
func CheckDirect(mode *txtypes.ModeInfo) error {
	single, ok := mode.GetSum().(*txtypes.ModeInfo_Single_)
	if !ok || single.Single == nil {
		return errors.New("not one signature with one sign mode")
	}
	if single.Single.Mode != signing.SignMode_SIGN_MODE_DIRECT {
		return fmt.Errorf("sign mode %s, want SIGN_MODE_DIRECT", single.Single.Mode)
	}
	return nil
}
