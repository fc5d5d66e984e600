package wire

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// echoes starts two nodes that answer whatever they hear, and a wire between them.
func echoes(t *testing.T) *Proxies {
	t.Helper()
	var addresses []string
	for range 2 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		addresses = append(addresses, listener.Addr().String())
		go func() {
			for {
				connection, err := listener.Accept()
				if err != nil {
					return
				}
				go func() { _, _ = io.Copy(connection, connection) }()
			}
		}()
	}
	p, err := NewProxies(2)
	require.NoError(t, err)
	require.NoError(t, p.Attach(addresses))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

func dial(t *testing.T, p *Proxies) net.Conn {
	t.Helper()
	connection, err := net.Dial("tcp", p.PeerAddress(0, 1))
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// hears reports whether something comes back on a connection within a while.
func hears(t *testing.T, connection net.Conn, within time.Duration) bool {
	t.Helper()
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(within)))
	_, err := connection.Read(make([]byte, 64))
	return err == nil
}

const (
	soon = 5 * time.Second
	// quiet is how long nothing must come: too short would only hide a fault, never invent one.
	quiet = 100 * time.Millisecond
)

func TestWhatIsCutIsHeldAndComesWhenItIsHealed(t *testing.T) {
	for _, link := range []schedule.Link{{From: 0, To: 1}, {From: 1, To: 0}} {
		p := echoes(t)
		connection := dial(t, p)
		_, err := connection.Write([]byte("before"))
		require.NoError(t, err)
		require.True(t, hears(t, connection, soon))

		require.NoError(t, p.Cut([]schedule.Link{link}))
		_, err = connection.Write([]byte("held"))
		require.NoError(t, err)
		carries, err := p.Carries(context.Background(), link)
		require.NoError(t, err)
		require.False(t, carries)
		require.False(t, hears(t, connection, quiet))

		require.NoError(t, p.Heal([]schedule.Link{link}))
		require.True(t, hears(t, connection, soon))
	}
}

func TestNobodyConnectsOverALinkThatIsCutEitherWay(t *testing.T) {
	p := echoes(t)
	require.NoError(t, p.Cut([]schedule.Link{{From: 1, To: 0}}))
	connection := dial(t, p)
	_, err := connection.Write([]byte("hello"))
	require.NoError(t, err)
	require.False(t, hears(t, connection, quiet))
	require.NoError(t, p.Heal([]schedule.Link{{From: 1, To: 0}}))
	require.True(t, hears(t, connection, soon))
}

func TestALinkOverWhichNothingIsSaidCannotBeJudged(t *testing.T) {
	p := echoes(t)
	require.NoError(t, p.Cut([]schedule.Link{{From: 0, To: 1}}))
	ctx, cancel := context.WithTimeout(context.Background(), quiet)
	defer cancel()
	_, err := p.Carries(ctx, schedule.Link{From: 0, To: 1})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
