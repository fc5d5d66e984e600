package types

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/policy"
)

const (
	// MaxHistory bounds the status history that a participant or a jurisdiction
	// holds itself. Older entries stand in its archive.
	MaxHistory = 64
	// historyPage is how many entries go to the archive at once, so that they
	// rarely do.
	historyPage = MaxHistory / 2
)

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

// checkArchived refuses a count of pages without a moment from which the value
// alone is complete, and such a moment without pages.
func checkArchived(historyFrom int64, pages uint32) error {
	if historyFrom < 0 || (historyFrom == 0) != (pages == 0) {
		return fmt.Errorf("history from %d with %d archive pages", historyFrom, pages)
	}
	return nil
}
