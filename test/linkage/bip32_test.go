package linkage

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/wallet"
)

// softParent and softIndex are a derivation that is not as it should be: the keys for
// all holders are unhardened children of one parent.
const softParent = "m/44'/60'/0'/0"

func softIndex(h int) uint32 {
	sum := sha256.Sum256([]byte(holders[h]))
	return binary.BigEndian.Uint32(sum[:]) >> 1
}

// tweak is what a parent adds to its own key for a child, and the child's chain code
// (BIP-32). An unhardened one needs the public key alone, a hardened one the private.
func tweak(code [32]byte, parent []byte, index uint32) (add *big.Int, child [32]byte) {
	mac := hmac.New(sha512.New, code[:])
	mac.Write(parent)
	mac.Write(binary.BigEndian.AppendUint32(nil, index))
	sum := mac.Sum(nil)
	return new(big.Int).SetBytes(sum[:32]), [32]byte(sum[32:])
}

// child is the key one level down.
func (e extended) child(index uint32, hardened bool) extended {
	parent := append([]byte{0}, e.key[:]...)
	if hardened {
		index |= 1 << 31
	} else {
		parent = e.public()
	}
	add, code := tweak(e.code, parent, index)
	return extended{key: scalar(add.Add(add, new(big.Int).SetBytes(e.key[:]))), code: code}
}

// path is the key at a path as BIP-32 writes it.
func (e extended) path(t testing.TB, path string) extended {
	t.Helper()
	for _, level := range strings.Split(path, "/")[1:] {
		digits, hardened := strings.CutSuffix(level, "'")
		index, err := strconv.ParseUint(digits, 10, 31)
		require.NoError(t, err)
		e = e.child(uint32(index), hardened)
	}
	return e
}

func (e extended) private(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.ToECDSA(e.key[:])
	require.NoError(t, err)
	return key
}

// public is the compressed public key.
func (e extended) public() []byte {
	key, err := crypto.ToECDSA(e.key[:])
	if err != nil {
		return nil
	}
	return crypto.CompressPubkey(&key.PublicKey)
}

// address is that of the key, or zeros for a number that is no key.
func (e extended) address() id {
	key, err := crypto.ToECDSA(e.key[:])
	if err != nil {
		return id{}
	}
	return crypto.PubkeyToAddress(key.PublicKey)
}

// scalar is a number modulo the order of the curve.
func scalar(n *big.Int) [32]byte {
	var out [32]byte
	new(big.Int).Mod(n, crypto.S256().Params().N).FillBytes(out[:])
	return out
}

func TestTheAttackersArithmeticIsThatOfWallets(t *testing.T) {
	p := newPopulation(t, setting{wallets: 2, custodial: 1})
	for _, one := range p.persons[:2] {
		for h, holder := range holders {
			key, err := one.wallet.Key(holder, 0)
			require.NoError(t, err)
			require.Equal(t, crypto.FromECDSA(key), crypto.FromECDSA(p.key(one, h).private(t)))
		}
	}
	parent := p.persons[0].master.path(t, softParent)
	child := parent.child(softIndex(0), false)
	require.Equal(t, parent.child(softIndex(1), false).address(), sibling(known{
		key: child.key, parentPublic: parent.public(), parentCode: parent.code, index: softIndex(0),
	}, softIndex(1)).address())
	require.NotEqual(t, wallet.Path(chainID, holders[0], 0), wallet.Path(chainID, holders[1], 0))
}
