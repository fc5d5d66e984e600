package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/assent-ledger/assent/pkg/directive"
)

// walletDir has the wallet's program and, once npm ci was run there, what it needs.
const walletDir = "test/story/wallet"

// wallet is a process of Node with viem. The keys that it signs with never leave it.
type wallet struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// statement is something that a wallet shows and signs.
type statement interface {
	Digest(chainID string) ([32]byte, error)
	TypedData(chainID string) ([]byte, error)
}

func openWallet(ctx context.Context) (*wallet, error) {
	if _, err := os.Stat(filepath.Join(walletDir, "node_modules", "viem")); err != nil {
		return nil, fmt.Errorf("the wallet's libraries are missing: run npm ci in %s", walletDir)
	}
	w := &wallet{command: exec.CommandContext(ctx, "node", "wallet.mjs")}
	w.command.Dir, w.command.Stderr = walletDir, os.Stderr
	var err error
	if w.in, err = w.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReader(out)
	return w, w.command.Start()
}

func (w *wallet) close() error { return errors.Join(w.in.Close(), w.command.Wait()) }

type walletAnswer struct {
	Address   string `json:"address"`
	Signature string `json:"signature"`
	Error     string `json:"error"`
}

func (w *wallet) ask(question any) (walletAnswer, error) {
	if err := json.NewEncoder(w.in).Encode(question); err != nil {
		return walletAnswer{}, fmt.Errorf("wallet: %w", err)
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		return walletAnswer{}, fmt.Errorf("wallet: %w", err)
	}
	var answer walletAnswer
	if err := json.Unmarshal(line, &answer); err != nil {
		return walletAnswer{}, fmt.Errorf("wallet: %w", err)
	}
	if answer.Error != "" {
		return walletAnswer{}, fmt.Errorf("wallet: %s", answer.Error)
	}
	return answer, nil
}

// address of a named key, which is made when it is first asked about.
func (w *wallet) address(key string) ([20]byte, error) {
	answer, err := w.ask(map[string]any{"key": key})
	if err != nil {
		return [20]byte{}, err
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(answer.Address, "0x"))
	if err != nil || len(raw) != 20 {
		return [20]byte{}, fmt.Errorf("wallet: address %q", answer.Address)
	}
	return [20]byte(raw), nil
}

// sign shows a statement to the wallet, and checks that it signed what is meant.
func (w *wallet) sign(key, chainID string, s statement) ([]byte, error) {
	document, err := s.TypedData(chainID)
	if err != nil {
		return nil, err
	}
	answer, err := w.ask(map[string]any{"key": key, "sign": json.RawMessage(document)})
	if err != nil {
		return nil, err
	}
	signature, err := hex.DecodeString(strings.TrimPrefix(answer.Signature, "0x"))
	if err != nil {
		return nil, fmt.Errorf("wallet: signature %q", answer.Signature)
	}
	digest, err := s.Digest(chainID)
	if err != nil {
		return nil, err
	}
	signer, err := directive.Recover(digest, signature)
	if err != nil {
		return nil, err
	}
	if own, err := w.address(key); err != nil || signer != own {
		return nil, errors.Join(fmt.Errorf("wallet: %s signed another digest than %x", key, digest), err)
	}
	return signature, nil
}
