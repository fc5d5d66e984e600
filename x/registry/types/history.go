package types

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/policy"
)

// MaxHistory bounds a status history. The last place is kept for an entry that
// takes something away, so that a suspension is never refused for want of room.
const MaxHistory = 256

// checkHistory refuses a history that is empty or too long, holds an unknown
// status, goes back in time, or goes on after an OFFBOARDED.
func checkHistory(history policy.History) error {
	if len(history) == 0 || len(history) > MaxHistory {
		return fmt.Errorf("history of %d entries, want 1 to %d", len(history), MaxHistory)
	}
	for i, entry := range history {
		if entry.Status == 0 {
			return fmt.Errorf("history entry %d: unknown status", i)
		}
		if i == 0 {
			continue
		}
		if entry.Since < history[i-1].Since {
			return fmt.Errorf("history entry %d: before the one above it", i)
		}
		if history[i-1].Status == policy.StatusOffboarded {
			return fmt.Errorf("history entry %d: after a final one", i)
		}
	}
	return nil
}
