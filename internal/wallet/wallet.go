package wallet

import (
	"cmp"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cosmos/go-bip39"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/cosmos/cosmos-sdk/crypto/hd"

	"github.com/assent-ledger/assent/internal/ident"
)

// entropy of a new wallet, in bits: 24 words.
const entropy = 256

// maxChainID is the longest chain id that the consensus engine takes, in bytes.
const maxChainID = 50

// maxGenerations is how many keys a subject may have on the ledger.
const maxGenerations = 16

// Errors that a caller can tell apart; each says what to do.
var (
	// ErrMnemonic refuses words that are no mnemonic of BIP-39.
	ErrMnemonic = errors.New("wallet: not a mnemonic of 12, 15, 18, 21 or 24 English words (BIP-39): a word or their order is wrong")
	// ErrChainID refuses an empty chain id, or one that no chain can have.
	ErrChainID = errors.New("wallet: give the id of the chain, 1 to 50 bytes")
	// ErrHolder refuses what is no participant's id.
	ErrHolder = errors.New("wallet: a holder is 1 to 64 of a-z 0-9, in words joined by hyphens, as in de-charite")
	// ErrRotating refuses to sign while it is not known which key speaks.
	ErrRotating = errors.New("wallet: a change of key was signed, and it is not known whether the ledger took it; " +
		"say which key speaks now: assentd wallet resume --holder HOLDER --key ADDRESS")
	// ErrKeyUnknown means that no generation of the wallet has the address.
	ErrKeyUnknown = errors.New("wallet: none of the keys for this holder has this address")
	// ErrGenerations means that the subject has had as many keys as it may.
	ErrGenerations = errors.New("wallet: the subject has had 16 keys, and may have no more")
	// ErrSequence refuses a sequence that is not above the last.
	ErrSequence = errors.New("wallet: sequences only rise")
)

// Account is what a wallet remembers of one holder.
type Account struct {
	Holder string `json:"holder"`
	// Generation of the key that speaks: 0 is the first.
	Generation uint32 `json:"generation"`
	// Rotating says that a change to the next generation was signed, and that it is not
	// known whether the ledger took it.
	Rotating bool `json:"rotating,omitempty"`
	// Sequence that was signed last; 0 before the first.
	Sequence uint64 `json:"sequence"`
}

// Wallet is what one person has on one chain. Its zero value is of no use, and it is
// not for several goroutines at once.
type Wallet struct {
	chainID, mnemonic string
	master, chainCode [32]byte
	accounts          []Account             // In order of holder.
	keep              func([]Account) error // Before anything is signed; nil keeps nothing.
}

// New makes a wallet with 24 new words, from the system's randomness.
func New(chainID string) (*Wallet, error) {
	random, err := bip39.NewEntropy(entropy)
	if err != nil {
		return nil, err
	}
	mnemonic, err := bip39.NewMnemonic(random)
	if err != nil {
		return nil, err
	}
	return Restore(chainID, mnemonic)
}

// Restore makes a wallet from its words, without a passphrase (BIP-39). What the
// ledger has taken of it is for [Wallet.Resume] to say. Errors: [ErrChainID],
// [ErrMnemonic].
func Restore(chainID, mnemonic string) (*Wallet, error) {
	if chainID == "" || len(chainID) > maxChainID {
		return nil, ErrChainID
	}
	// The checksum and the seed are over one spelling: lower case, single spaces.
	mnemonic = strings.ToLower(strings.Join(strings.Fields(mnemonic), " "))
	seed, err := bip39.NewSeedWithErrorChecking(mnemonic, "")
	if err != nil {
		return nil, ErrMnemonic
	}
	w := &Wallet{chainID: chainID, mnemonic: mnemonic}
	w.master, w.chainCode = hd.ComputeMastersFromSeed(seed)
	return w, nil
}

// ChainID is the chain that the wallet signs for.
func (w *Wallet) ChainID() string { return w.chainID }

// Mnemonic is the secret: whoever has it has every key.
func (w *Wallet) Mnemonic() string { return w.mnemonic }

// Accounts are the holders that the wallet signed something for, in order of their ids.
func (w *Wallet) Accounts() []Account { return slices.Clone(w.accounts) }

// Account is what the wallet remembers of a holder: nothing but its name before
// anything was signed.
func (w *Wallet) Account(holder string) Account {
	if i, found := w.find(holder); found {
		return w.accounts[i]
	}
	return Account{Holder: holder}
}

func (w *Wallet) find(holder string) (int, bool) {
	return slices.BinarySearchFunc(w.accounts, holder, func(a Account, id string) int { return cmp.Compare(a.Holder, id) })
}

// Key is the key for a holder, of a generation from 0 on. Errors: [ErrHolder],
// [ErrGenerations].
func (w *Wallet) Key(holder string, generation uint32) (*ecdsa.PrivateKey, error) {
	if !ident.Participant(holder) {
		return nil, ErrHolder
	}
	if generation >= maxGenerations {
		return nil, ErrGenerations
	}
	return derive(w.master, w.chainCode, Path(w.chainID, holder, generation))
}

// Address is that of the key for a holder, of a generation. Errors are those of
// [Wallet.Key].
func (w *Wallet) Address(holder string, generation uint32) ([20]byte, error) {
	key, err := w.Key(holder, generation)
	if err != nil {
		return [20]byte{}, err
	}
	return crypto.PubkeyToAddress(key.PublicKey), nil
}

// Subject is the id of the person's subject at a holder: the address of its first
// key, whichever speaks now. Errors: [ErrHolder].
func (w *Wallet) Subject(holder string) ([20]byte, error) { return w.Address(holder, 0) }

// Resume takes what the ledger has of the subject at a holder, after the words were
// restored or a change of key was signed: the address of the key that speaks, if it is
// not nil, and the last sequence that it took. Errors: [ErrHolder]; [ErrKeyUnknown];
// [ErrSequence] for a sequence that is lower than one that was signed here, which may
// be on its way.
func (w *Wallet) Resume(holder string, key *[20]byte, sequence uint64) error {
	account := w.Account(holder)
	if sequence != 0 && sequence < account.Sequence {
		return fmt.Errorf("%w: %d was signed already", ErrSequence, account.Sequence)
	}
	account.Sequence = max(account.Sequence, sequence)
	if key != nil {
		generation, err := w.generation(holder, *key)
		if err != nil {
			return err
		}
		account.Generation, account.Rotating = generation, false
	} else if _, err := w.Subject(holder); err != nil {
		return err
	}
	return w.remember(account)
}

func (w *Wallet) generation(holder string, key [20]byte) (uint32, error) {
	for generation := range uint32(maxGenerations) {
		address, err := w.Address(holder, generation)
		if err != nil {
			return 0, err
		}
		if address == key {
			return generation, nil
		}
	}
	return 0, ErrKeyUnknown
}

// next is the account with the sequence of what is signed next.
func (w *Wallet) next(holder string) (Account, error) {
	account := w.Account(holder)
	switch {
	case account.Rotating:
		return Account{}, ErrRotating
	case account.Sequence == math.MaxUint64:
		return Account{}, fmt.Errorf("%w, and this one is the last", ErrSequence)
	}
	account.Sequence++
	return account, nil
}

// remember keeps an account. If it cannot be kept, the wallet is as before.
func (w *Wallet) remember(account Account) error {
	accounts := slices.Clone(w.accounts)
	if i, found := w.find(account.Holder); found {
		accounts[i] = account
	} else {
		accounts = slices.Insert(accounts, i, account)
	}
	if w.keep != nil {
		if err := w.keep(accounts); err != nil {
			return err
		}
	}
	w.accounts = accounts
	return nil
}
