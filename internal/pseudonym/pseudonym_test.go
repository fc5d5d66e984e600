package pseudonym

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// testKey is 0, 1, 2 … 31: a TEST KEY, known to everybody.
func testKey() Key {
	var k Key
	for i := range k {
		k[i] = byte(i)
	}
	return k
}

func TestPseudonymsAreFixed(t *testing.T) {
	// Computed by another program. They are the ids of subjects, which never change.
	p, err := testKey().Of("de-charite", "MRN-0001")
	require.NoError(t, err)
	require.Equal(t, "233a83801c1fe1ffe3db039bf193651dc61f8a5d", fmt.Sprintf("%x", p))
	require.Equal(t, "0x18e4412e937f8f40a2207c412b60be99f326abb0", Subject("de-charite", p))
	require.Equal(t, "c01fea55", testKey().Check())
}

func TestEveryKeyHolderAndPatientHasAPseudonymOfItsOwn(t *testing.T) {
	other := testKey()
	other[0]++
	seen := map[[Length]byte]bool{}
	for _, k := range []Key{testKey(), other} {
		for _, holder := range []string{"a", "ab", "abc"} {
			for _, patient := range []string{"c", "bc", "cc", "c c"} {
				p, err := k.Of(holder, patient)
				require.NoError(t, err)
				require.False(t, seen[p])
				seen[p] = true
			}
		}
	}
}

func TestIDsThatMayBeWrittenInTwoWaysAreRefused(t *testing.T) {
	for _, wrong := range []string{"", " 1", "1 ", "1\n", "1\x00", "Müller", "1\t2", strings.Repeat("1", MaxIDLength+1)} {
		_, err := testKey().Of("de-charite", wrong)
		require.ErrorIs(t, err, ErrPatient, "%q", wrong)
	}
	_, err := testKey().Of("de-charite", strings.Repeat("1", MaxIDLength))
	require.NoError(t, err)
	for _, wrong := range []string{"", "DE", "de charite", strings.Repeat("a", 65)} {
		_, err := testKey().Of(wrong, "1")
		require.ErrorIs(t, err, ErrHolder, "%q", wrong)
	}
}

func TestAKeyIsNeverPrinted(t *testing.T) {
	for _, verb := range []string{"%v", "%s", "%+v", "%#v"} {
		require.Equal(t, "pseudonym key c01fea55", fmt.Sprintf(verb, testKey()))
	}
}

func TestFilesKeepAKeyForTheirOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	k := NewKey()
	require.NotEqual(t, k, NewKey())
	require.NoError(t, Create(path, k))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	again, err := Read(path)
	require.NoError(t, err)
	require.Equal(t, k, again)
	require.ErrorContains(t, Create(path, NewKey()), "never replaced")
	again, err = Read(path)
	require.NoError(t, err)
	require.Equal(t, k, again)
	for _, mode := range []os.FileMode{0o640, 0o620, 0o604, 0o602, 0o601} {
		require.NoError(t, os.Chmod(path, mode))
		_, err = Read(path)
		require.ErrorIs(t, err, ErrFile)
		require.ErrorContains(t, err, "chmod 600")
	}
	require.NoError(t, os.Chmod(path, 0o400))
	_, err = Read(path)
	require.NoError(t, err)
}

func TestFilesThatCannotBeUsedSafelyAreRefused(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "key")
	_, err := Read(path)
	require.ErrorContains(t, err, "assentd pseudonym new-key")
	require.NoError(t, Create(path, testKey()))
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"no JSON":       "key",
		"later version": strings.Replace(string(good), `"version": 1`, `"version": 2`, 1),
		"damaged":       strings.Replace(string(good), "000102", "000103", 1),
		"short":         strings.Replace(string(good), "000102", "0001", 1),
		"no hex":        strings.Replace(string(good), "000102", "00010x", 1),
		"all zero":      `{"version": 1, "key": "` + strings.Repeat("0", 64) + `", "check": "00000000"}`,
		"long":          strings.Repeat(" ", maxFile) + string(good),
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := Read(path)
		require.ErrorIs(t, err, ErrFile, name)
		require.NotContains(t, err.Error(), "0405", name)
	}
	require.NoError(t, os.Chmod(folder, 0o700))
	_, err = Read(folder)
	require.ErrorContains(t, err, "not a regular file")
}
