package receipt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneReceiptHasOneText(t *testing.T) {
	raw, err := withdrawal(t).Encode()
	require.NoError(t, err)
	text := string(raw)
	digest, _, _ := strings.Cut(text[strings.Index(text, `"digest":"`)+10:], `"`)
	for _, c := range []struct {
		name, old, new string
		want           error
	}{
		{"an unknown field", `{`, `{"note":"",`, ErrText},
		{"an array", text, `[]`, ErrText},
		{"nothing", text, ``, ErrText},
		{"null", text, `null`, ErrLength},
		{"cut off", `"}`, `"`, ErrText},
		{"more than a receipt can be", text, strings.Repeat(" ", MaxTextLength) + text, ErrText},
		{"a number as the sequence", `"sequence":"7"`, `"sequence":7`, ErrText},
		{"a moment as text", `"received_at":1772500000`, `"received_at":"1772500000"`, ErrText},
		{"a moment with a fraction", `1772500000`, `1772500000.5`, ErrText},
		{"a moment with an exponent", `1772500000`, `17725e5`, ErrText},
		{"a moment beyond 64 bits", `1772500000`, `9223372036854775808`, ErrText},
		{"a space before", `{`, ` {`, ErrCanonical},
		{"a space within", `,"kind"`, `, "kind"`, ErrCanonical},
		{"a line end after", `"}`, "\"}\n", ErrCanonical},
		{"a second object after", `"}`, `"}{}`, ErrCanonical},
		{"a field twice", `"kind":"withdrawal"`, `"kind":"end","kind":"withdrawal"`, ErrCanonical},
		{"a field in another case", `"kind"`, `"Kind"`, ErrCanonical},
		{"fields in another order", `"kind":"withdrawal","digest":"` + digest + `"`, `"digest":"` + digest + `","kind":"withdrawal"`, ErrCanonical},
		{"an escape", `"kind":"w`, `"kind":"\u0077`, ErrCanonical},
		{"upper-case digits", digest, "0x" + strings.ToUpper(digest[2:]), ErrCanonical},
		{"a sequence with a zero before", `"sequence":"7"`, `"sequence":"07"`, ErrCanonical},
		{"a sequence with a sign", `"sequence":"7"`, `"sequence":"+7"`, ErrSequence},
		{"a sequence beyond 64 bits", `"sequence":"7"`, `"sequence":"18446744073709551616"`, ErrSequence},
		{"no sequence", `"sequence":"7",`, ``, ErrSequence},
		{"no digest", `"digest":"` + digest + `",`, ``, ErrLength},
		{"a digest without 0x", digest, digest[2:], ErrLength},
		{"a digest of 31 bytes", digest, digest[:64], ErrLength},
		{"a digest of 33 bytes", digest, digest + "00", ErrLength},
		{"a digest that is no digits", digest, "0x" + strings.Repeat("zz", 32), ErrLength},
		{"a digest with 0X", digest, "0X" + digest[2:], ErrLength},
		{"an unknown kind", `"kind":"withdrawal"`, `"kind":"WITHDRAWAL"`, ErrKind},
		{"no kind", `"kind":"withdrawal",`, ``, ErrKind},
		{"no chain", `"chain_id":"assent-test",`, ``, ErrChain},
		{"no relayer", `"relayer":"de-charite",`, ``, ErrRelayer},
		{"no moments", `"received_at":1772500000,"carry_by":1772503600,`, ``, ErrWindow},
	} {
		require.Contains(t, text, c.old, c.name)
		_, err := Decode([]byte(strings.Replace(text, c.old, c.new, 1)))
		require.ErrorIs(t, err, c.want, c.name)
	}
}

// Whatever is read as a receipt is the text of that receipt, and of no other.
func FuzzDecode(f *testing.F) {
	for _, m := range messages(moment + 2*hour) {
		r, err := Take(chainID, relayer, m, moment, moment+hour)
		require.NoError(f, err)
		text, err := signed(f, r).Encode()
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := Decode(raw)
		if err != nil {
			return
		}
		require.NoError(t, r.Check())
		text, err := r.Encode()
		require.NoError(t, err)
		require.Equal(t, raw, text)
	})
}
