package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/recordindex"
)

// PayerAtTheDoor is who lanes say pays for what an address sends now.
func (app *App) PayerAtTheDoor(address []byte) string {
	return app.senders().Payer(app.checkState(), address)
}

// AttachRecords has an index that a test opened.
func (app *App) AttachRecords(t *testing.T, index *recordindex.Index) {
	t.Helper()
	require.NoError(t, app.records.Attach(index, app.LastBlockHeight()))
}

// PrecommitRecords writes a block to the index alone.
func (app *App) PrecommitRecords(height int64) error { return app.records.Precommit(height) }

// CloseRecords closes the index alone.
func (app *App) CloseRecords() error { return app.records.Close() }
