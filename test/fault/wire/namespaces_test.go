package wire

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// inside is set where the test's own process was started in a new namespace.
const inside = "ASSENT_TEST_INSIDE"

func TestARuleCutsOneDirectionAndNoOther(t *testing.T) {
	if os.Getenv(inside) == "" {
		again := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), inside+"=1")
		InNewNamespace(again)
		output, err := again.CombinedOutput()
		if ended := (*exec.ExitError)(nil); err != nil && !errors.As(err, &ended) {
			t.Skipf("no namespace can be made here: %v", err)
		}
		require.NoError(t, err, "%s", output)
		return
	}
	if err := Doctor(); err != nil {
		t.Skipf("the machine has no such namespaces: %v", err)
	}
	n, err := NewNamespaces(3)
	require.NoError(t, err)
	ctx := context.Background()
	cut := schedule.Link{From: 0, To: 2}
	require.NoError(t, n.Cut([]schedule.Link{cut}))
	for from := range 3 {
		for to := range 3 {
			if link := (schedule.Link{From: from, To: to}); from != to {
				carries, err := n.Carries(ctx, link)
				require.NoError(t, err)
				require.Equal(t, link != cut, carries, "%v", link)
			}
		}
	}
	require.NoError(t, n.Heal([]schedule.Link{cut}))
	carries, err := n.Carries(ctx, cut)
	require.NoError(t, err)
	require.True(t, carries)
	require.NoError(t, n.Close())
}
