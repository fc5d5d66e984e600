package wallet

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
)

// holderDomain keeps the paths apart from all other hashes.
const holderDomain = "assent/holder/v1"

// hardened is the number of indexes of hardened children (BIP-32): each is written as
// index and apostrophe.
const hardened = 1 << 31

// Path is the derivation path of a person's key for one holder, in the notation of
// BIP-32: m/44'/60'/a'/b'/c'/g'. 44 is BIP-44's purpose and 60 its coin type for keys
// that sign typed data; a, b and c are the first three words of 32 bits, big-endian and
// without their highest bit, of
//
//	sha256("assent/holder/v1" | length of chain id (8 bytes, big-endian) | chain id | holder)
//
// and g is the generation: 0 for the first key, one more with each rotation, below
// 2^31. BIP-44 itself leaves the last two levels unhardened. Here every level is, for
// with one unhardened child key and its parent's public part all siblings are known.
func Path(chainID, holder string, generation uint32) string {
	h := sha256.New()
	h.Write([]byte(holderDomain))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(chainID))))
	h.Write([]byte(chainID))
	h.Write([]byte(holder))
	sum := h.Sum(nil)
	word := func(i int) uint32 { return binary.BigEndian.Uint32(sum[4*i:]) % hardened }
	return fmt.Sprintf("m/44'/60'/%d'/%d'/%d'/%d'", word(0), word(1), word(2), generation)
}

// derive is the key at a path below a master key. A derivation that gives no key, which
// happens once in 2^127, is an error.
func derive(master, chainCode [32]byte, path string) (*ecdsa.PrivateKey, error) {
	raw, err := hd.DerivePrivateKeyForPath(master, chainCode, path)
	if err != nil {
		return nil, err
	}
	return crypto.ToECDSA(raw)
}
