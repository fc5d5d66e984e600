// Package simulator asks the decision function offline: for those who write
// regimes and agreements, before anything of it is recorded.
package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/assent-ledger/assent/pkg/policy"
)

// ReadRequests reads a stream of requests in the neutral form, one JSON document
// after the other, and hands each to a function. It stops at the first that is
// malformed, and says which.
func ReadRequests(r io.Reader, each func(policy.Request) error) error {
	decoder := json.NewDecoder(r)
	for n := 1; ; n++ {
		var document json.RawMessage
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			if n == 1 {
				return errors.New("no request: write at least one JSON document")
			}
			return nil
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("request %d: it ends too early", n)
		}
		if err != nil {
			return fmt.Errorf("request %d: %w", n, err)
		}
		if document[0] == '[' {
			return fmt.Errorf("request %d: a list: write the requests one after another, without brackets and commas", n)
		}
		request, err := policy.DecodeRequest(document)
		if err != nil {
			return fmt.Errorf("request %d: %w", n, err)
		}
		if err := each(request); err != nil {
			return err
		}
	}
}

// Change is a request that two worlds answer differently.
type Change struct {
	// Number of the request in its stream, from 1.
	Number  int             `json:"number"`
	Purpose string          `json:"purpose"`
	Before  policy.Decision `json:"before"`
	After   policy.Decision `json:"after"`
}

// Comparison of two worlds.
type Comparison struct {
	Requests int `json:"requests"`
	// Opened are the requests denied before and permitted after; Closed the reverse.
	Opened int `json:"opened"`
	Closed int `json:"closed"`
	// Changes in effect, basis, reasons or obligations, in order of the requests.
	Changes []Change `json:"changes"`
}

// Compare asks both worlds the same requests.
func Compare(before, after *policy.World, requests io.Reader) (Comparison, error) {
	c := Comparison{Changes: []Change{}}
	err := ReadRequests(requests, func(r policy.Request) error {
		c.Requests++
		was, is := policy.Decide(before, r), policy.Decide(after, r)
		if was.SameAnswer(is) {
			return nil
		}
		switch {
		case is.Permitted() && !was.Permitted():
			c.Opened++
		case was.Permitted() && !is.Permitted():
			c.Closed++
		}
		c.Changes = append(c.Changes, Change{Number: c.Requests, Purpose: r.Purpose.String(), Before: was, After: is})
		return nil
	})
	return c, err
}
