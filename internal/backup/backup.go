package backup

import (
	"archive/tar"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What a copy holds of a home: whole folders and single files.
var (
	folders = []string{
		"data/application.db", "data/blockstore.db", "data/state.db", "data/evidence.db", "data/tx_index.db", "data/snapshots",
	}
	files = []string{
		"config/genesis.json", "config/config.toml", "config/app.toml", "config/client.toml", "data/upgrade-info.json",
	}
)

// manifestName of the list of files in a copy, which comes last.
const manifestName = "manifest.json"

// Manifest lists what a copy holds.
type Manifest struct {
	// Files by path, with the SHA-256 of what they hold, in hexadecimal.
	Files map[string]string `json:"files"`
}

// Create writes a copy of a home to a file, which must not be there. Nothing else may
// use the home meanwhile: the caller holds its databases. A copy that breaks off is
// removed.
func Create(home, file string) (Manifest, error) {
	out, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Manifest{}, err
	}
	manifest, err := write(home, out)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return Manifest{}, errors.Join(err, os.Remove(file))
	}
	return manifest, nil
}

func write(home string, out io.Writer) (Manifest, error) {
	buffered := bufio.NewWriterSize(out, 1<<20)
	w := tar.NewWriter(buffered)
	m := Manifest{Files: map[string]string{}}
	paths, err := list(home)
	if err != nil {
		return Manifest{}, err
	}
	for _, path := range paths {
		if m.Files[path], err = add(w, home, path); err != nil {
			return Manifest{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	document, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return Manifest{}, err
	}
	if err := w.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(document))}); err != nil {
		return Manifest{}, err
	}
	if _, err := w.Write(document); err != nil {
		return Manifest{}, err
	}
	return m, errors.Join(w.Close(), buffered.Flush())
}

// list is every file that a copy of the home holds, sorted.
func list(home string) ([]string, error) {
	var paths []string
	for _, folder := range folders {
		root := filepath.Join(home, folder)
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			relative, err := filepath.Rel(home, path)
			paths = append(paths, filepath.ToSlash(relative))
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(home, file)); err == nil {
			paths = append(paths, file)
		}
	}
	if !slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, "data/application.db/") }) {
		return nil, fmt.Errorf("no node's state in %s", home)
	}
	slices.Sort(paths)
	return paths, nil
}

func add(w *tar.Writer, home, path string) (digest string, err error) {
	in, err := os.Open(filepath.Join(home, path))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return "", err
	}
	if err := w.WriteHeader(&tar.Header{Name: path, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return "", err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, hash), in); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Restore writes a copy into a home that has no state. It checks every file against the
// manifest; a copy that is damaged leaves the home without state. The keys and what was
// signed last are not touched.
func Restore(file, home string) (Manifest, error) {
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(home, folder)); err == nil {
			return Manifest{}, fmt.Errorf("%s has %s: move it away first", home, folder)
		}
	}
	in, err := os.Open(file)
	if err != nil {
		return Manifest{}, err
	}
	m, err := read(in, home)
	if err = errors.Join(err, in.Close()); err != nil {
		return Manifest{}, errors.Join(err, remove(home))
	}
	return m, nil
}

func read(in io.Reader, home string) (Manifest, error) {
	found := map[string]string{}
	var m Manifest
	for r := tar.NewReader(bufio.NewReaderSize(in, 1<<20)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Manifest{}, fmt.Errorf("not a whole copy: %w", err)
		}
		if header.Name == manifestName {
			if err := json.NewDecoder(r).Decode(&m); err != nil {
				return Manifest{}, fmt.Errorf("%s: %w", manifestName, err)
			}
			continue
		}
		if found[header.Name], err = extract(r, home, header.Name); err != nil {
			return Manifest{}, fmt.Errorf("%s: %w", header.Name, err)
		}
	}
	if m.Files == nil {
		return Manifest{}, errors.New("not a whole copy: it has no manifest")
	}
	if len(found) != len(m.Files) {
		return Manifest{}, fmt.Errorf("copy of %d files, its manifest lists %d", len(found), len(m.Files))
	}
	for path, digest := range m.Files {
		if found[path] != digest {
			return Manifest{}, fmt.Errorf("%s is damaged", path)
		}
	}
	return m, nil
}

// extract writes one file of a copy, of those that a copy may hold.
func extract(r io.Reader, home, path string) (string, error) {
	if !allowed(path) {
		return "", errors.New("a copy does not hold such a file")
	}
	target := filepath.Join(home, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return "", err
	}
	out, err := os.OpenFile(target, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), r)
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, out.Sync(), out.Close())
}

func allowed(path string) bool {
	if !filepath.IsLocal(path) || path != filepath.ToSlash(filepath.Clean(path)) {
		return false
	}
	return slices.Contains(files, path) ||
		slices.ContainsFunc(folders, func(folder string) bool { return strings.HasPrefix(path, folder+"/") })
}

// remove takes away what a restoration that broke off has written of the state.
func remove(home string) error {
	var errs []error
	for _, folder := range folders {
		errs = append(errs, os.RemoveAll(filepath.Join(home, folder)))
	}
	return errors.Join(errs...)
}
