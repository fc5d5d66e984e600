package pseudonym

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// fileVersion of the form below. A file of another version is refused.
const fileVersion = 1

// maxFile is more than any key file has, in bytes.
const maxFile = 4096

// ErrFile refuses a key file that cannot be used safely; what wraps it says why.
var ErrFile = errors.New("pseudonym key file")

// form is a key as its file has it.
type form struct {
	Version int    `json:"version"`
	Key     string `json:"key"`   // 64 hexadecimal digits.
	Check   string `json:"check"` // Key.Check: a damaged key would give wrong ids, and nobody would notice.
}

// Create writes a key to a new file that its owner alone can read. A file that is
// there is never replaced: the ids of all patients hang on it. Errors: [ErrFile], and
// those of the file system.
func Create(path string, k Key) error {
	text, err := json.MarshalIndent(form{fileVersion, hex.EncodeToString(k[:]), k.Check()}, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w %s is there already, and is never replaced: name another one", ErrFile, path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Read reads a key from its file. A file that others than its owner may read or write
// is refused, as is one whose key was damaged: [ErrFile].
func Read(path string) (Key, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("%w: %w: put the holder's key there, or make the first one with assentd pseudonym new-key", ErrFile, err)
	}
	if err != nil {
		return Key{}, err
	}
	k, err := readPrivate(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return Key{}, fmt.Errorf("%w %s: %w", ErrFile, path, err)
	}
	return k, nil
}

// readPrivate looks at the file that is open, not at its name, which may be another
// file's a moment later.
func readPrivate(file *os.File) (Key, error) {
	info, err := file.Stat()
	if err != nil {
		return Key{}, err
	}
	mode := info.Mode()
	switch {
	case !mode.IsRegular():
		return Key{}, errors.New("not a regular file")
	case mode.Perm()&0o077 != 0:
		return Key{}, fmt.Errorf("others may use it (mode %04o): chmod 600 it, and ask who has read it", mode.Perm())
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return Key{}, err
	}
	return decode(text)
}

// decode never shows what it read.
func decode(text []byte) (Key, error) {
	var f form
	if len(text) > maxFile || json.Unmarshal(text, &f) != nil {
		return Key{}, errors.New("not what assentd pseudonym new-key writes")
	}
	if f.Version != fileVersion {
		return Key{}, fmt.Errorf("version %d, and this program knows version %d", f.Version, fileVersion)
	}
	k, err := ParseKey(f.Key)
	if err != nil {
		return Key{}, err
	}
	if k.Check() != f.Check {
		return Key{}, errors.New("the key is damaged, its check value is another one: take it from a backup")
	}
	return k, nil
}
