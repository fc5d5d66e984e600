package wire

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net"
	"os"
	"time"
)

// A probe is sent every probeEvery, probes times. Where not one of them arrives
// within as much time again, the link carries nothing.
const (
	probeEvery = 20 * time.Millisecond
	probes     = 8
)

// carries sends packets from one socket to another. They hold a token that was
// never sent before: what arrives was sent now.
func carries(ctx context.Context, from, to net.PacketConn) (bool, error) {
	token := make([]byte, 16)
	if _, err := rand.Read(token); err != nil {
		return false, err
	}
	buffer := make([]byte, 64)
	for i := range 2 * probes {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if i < probes {
			if _, err := from.WriteTo(token, to.LocalAddr()); err != nil {
				return false, err
			}
		}
		if err := to.SetReadDeadline(time.Now().Add(probeEvery)); err != nil {
			return false, err
		}
		for {
			n, _, err := to.ReadFrom(buffer)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			if err != nil {
				return false, err
			}
			if bytes.Equal(buffer[:n], token) {
				return true, nil
			}
		}
	}
	return false, nil
}
