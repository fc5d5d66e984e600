package receipt

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// MaxTextLength is the most bytes of a text that is read. No receipt is as long.
const MaxTextLength = 1024

var (
	// ErrText refuses what is no JSON object with the fields of a receipt, and no others.
	ErrText = errors.New("receipt: not the text of a receipt")
	// ErrLength refuses a field of another length than 0x and two hexadecimal digits for each byte.
	ErrLength = errors.New("receipt: write 0x and two lower-case hexadecimal digits for each byte")
	// ErrCanonical refuses another text of a receipt than the one that Encode gives.
	ErrCanonical = errors.New("receipt: another text than the one of this receipt")
)

// form is the text of a receipt. The sequence is a decimal string, because the numbers
// of JavaScript end at 2^53.
type form struct {
	ChainID    string `json:"chain_id"`
	Relayer    string `json:"relayer"`
	Subject    string `json:"subject"`
	Kind       string `json:"kind"`
	Digest     string `json:"digest"`
	Sequence   string `json:"sequence"`
	ReceivedAt int64  `json:"received_at"`
	CarryBy    int64  `json:"carry_by"`
	PublicKey  string `json:"public_key"`
	Signature  string `json:"signature"`
}

// Encode is the one text of the receipt: a JSON object without spaces, its fields in the
// order of the struct, bytes as 0x and lower-case hexadecimal digits, the sequence as a
// decimal string, moments as numbers. It refuses what Check refuses.
func (r Receipt) Encode() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	digits := func(b []byte) string { return "0x" + hex.EncodeToString(b) }
	return json.Marshal(form{
		ChainID: r.ChainID, Relayer: r.Relayer, Subject: digits(r.Subject[:]), Kind: r.Kind.String(),
		Digest: digits(r.Digest[:]), Sequence: strconv.FormatUint(r.Sequence, 10),
		ReceivedAt: r.ReceivedAt, CarryBy: r.CarryBy,
		PublicKey: digits(r.PublicKey[:]), Signature: digits(r.Signature[:]),
	})
}

// Decode reads what Encode gives, and nothing else: ErrText, ErrLength or ErrCanonical,
// or what Check refuses. Whether it was signed is for Verify to say.
func Decode(text []byte) (Receipt, error) {
	if len(text) > MaxTextLength {
		return Receipt{}, ErrText
	}
	var f form
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrText, err)
	}
	r := Receipt{ChainID: f.ChainID, Relayer: f.Relayer, ReceivedAt: f.ReceivedAt, CarryBy: f.CarryBy}
	r.Kind = Kind(max(0, slices.Index(kindNames[:], f.Kind))) // No name is no kind.
	for _, field := range []struct {
		into []byte
		text string
	}{
		{r.Subject[:], f.Subject}, {r.Digest[:], f.Digest}, {r.PublicKey[:], f.PublicKey}, {r.Signature[:], f.Signature},
	} {
		if len(field.text) != 2+2*len(field.into) || field.text[:2] != "0x" {
			return Receipt{}, ErrLength
		}
		if _, err := hex.Decode(field.into, []byte(field.text[2:])); err != nil {
			return Receipt{}, ErrLength
		}
	}
	var err error
	if r.Sequence, err = strconv.ParseUint(f.Sequence, 10, 64); err != nil {
		return Receipt{}, ErrSequence
	}
	again, err := r.Encode()
	if err != nil {
		return Receipt{}, err
	}
	// This also refuses fields twice, in another order or another case, and what follows.
	if !bytes.Equal(again, text) {
		return Receipt{}, ErrCanonical
	}
	return r, nil
}
