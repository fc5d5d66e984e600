package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/assent-ledger/assent/pkg/directive"
)

// The file is what sign.ts prints, which viem signed from typed data of its own.
func TestTheExampleInTypeScriptSignsTheSame(t *testing.T) {
	want, err := os.ReadFile("../testdata/wallets/sign.golden")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := run(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("printed\n%s, sign.ts prints\n%s", got.String(), want)
	}
}

func TestEverySignatureOfTheExampleIsTheSigners(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d lines, want 7", len(lines))
	}
	for _, line := range lines {
		var said struct{ Message, Signer, Digest, Signature string }
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Fatal(err)
		}
		signer, err := directive.Recover([32]byte(unhex(t, said.Digest)), unhex(t, said.Signature))
		if err != nil || signer != [20]byte(unhex(t, said.Signer)) {
			t.Errorf("%s: recovered %x, error %v, want %s", said.Message, signer, err, said.Signer)
		}
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
