package wallet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/assent-ledger/assent/internal/ident"
)

// fileVersion of the form below. A file of another version is refused.
const fileVersion = 1

const fileNotice = "NOT ENCRYPTED: for demos and tests. Whoever reads the mnemonic has every key. " +
	"Patients use a hardware wallet or a phone."

// ErrFile refuses a wallet file that cannot be used safely; what wraps it says why.
var ErrFile = errors.New("wallet file")

// form is a wallet as its file has it.
type form struct {
	Version  int       `json:"version"`
	Notice   string    `json:"notice"`
	ChainID  string    `json:"chain_id"`
	Mnemonic string    `json:"mnemonic"`
	Holders  []Account `json:"holders"`
}

// Create writes a wallet to a new file that its owner alone can read. A file that is
// there is left alone, and an error.
func Create(path string, w *Wallet) error {
	text, err := encode(w, w.accounts)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w %s is there already: name another one, so that its keys are not lost", ErrFile, path)
	}
	if err != nil {
		return err
	}
	if err := finish(file, text); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncFolder(path)
}

// Open reads the wallet of a file and holds the file, so that no two programs sign
// with one sequence, until the function that it gives is called. Whatever the wallet
// remembers from then on is written to the file at once. A file that others may read
// is refused, as is one that is held or that is not of this version: [ErrFile].
func Open(path string) (*Wallet, func() error, error) {
	// Through a link the file itself is replaced, not the link.
	path, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%w: %w: make one with assentd wallet new, or name yours with --wallet", ErrFile, err)
	}
	if err != nil {
		return nil, nil, err
	}
	release, err := hold(path)
	if err != nil {
		return nil, nil, err
	}
	w, err := read(path)
	if err != nil {
		return nil, nil, errors.Join(err, release())
	}
	w.keep = func(accounts []Account) error {
		text, err := encode(w, accounts)
		if err != nil {
			return err
		}
		return replace(path, text)
	}
	return w, release, nil
}

// hold locks a file beside the wallet's: the wallet's own is another one after each
// write. The lock ends with the program, however that ends.
func hold(path string) (func() error, error) {
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		err = fmt.Errorf("%w %s is in use by another command: wait until it has ended (%w)", ErrFile, path, err)
		return nil, errors.Join(err, file.Close())
	}
	return file.Close, nil
}

func read(path string) (*Wallet, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := readPrivate(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	w, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrFile, path, err)
	}
	return w, nil
}

// readPrivate looks at the file that is open, not at its name, which may be another
// file's a moment later.
func readPrivate(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("%w %s may be read by others (mode %04o): chmod 600 it", ErrFile, file.Name(), info.Mode().Perm())
	}
	return io.ReadAll(file)
}

func encode(w *Wallet, accounts []Account) ([]byte, error) {
	f := form{Version: fileVersion, Notice: fileNotice, ChainID: w.chainID, Mnemonic: w.mnemonic, Holders: accounts}
	if f.Holders == nil {
		f.Holders = []Account{}
	}
	text, err := json.MarshalIndent(f, "", "  ")
	return append(text, '\n'), err
}

// decode never prints what it read: the mnemonic is in there.
func decode(text []byte) (*Wallet, error) {
	var version struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(text, &version) != nil {
		return nil, errors.New("not the JSON that assentd wallet new writes")
	}
	if version.Version != fileVersion {
		return nil, fmt.Errorf("version %d, and this program knows version %d", version.Version, fileVersion)
	}
	var f form
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&f) != nil {
		return nil, errors.New("not the fields that assentd wallet new writes")
	}
	w, err := Restore(f.ChainID, f.Mnemonic)
	if err != nil {
		return nil, err
	}
	for i, a := range f.Holders {
		// Out of order, or twice, a holder would not be found, and its sequence start anew.
		if !ident.Participant(a.Holder) || a.Generation >= maxGenerations || (i > 0 && f.Holders[i-1].Holder >= a.Holder) {
			return nil, errors.New("its holders are not as assentd wallet wrote them: restore the wallet from its words")
		}
	}
	w.accounts = slices.Clone(f.Holders)
	return w, nil
}

// replace puts a text in the place of a file: after a crash there is the one or the
// other, whole.
func replace(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new") // Mode 0600.
	if err != nil {
		return err
	}
	if err := finish(file, text); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(path)
}

func finish(file *os.File, text []byte) error {
	if _, err := file.Write(text); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Sync(); err != nil {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}

// syncFolder makes the name of a file as lasting as what is in it.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
