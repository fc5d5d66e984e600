package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/access/types"
)

// Whatever bytes a message is made of: it is refused, or each of its events can be
// judged and recorded.
func FuzzRecordAccess(f *testing.F) {
	for _, e := range []types.Event{event(10, 1), event(1<<62, 1, 2, 21), {}} {
		m := types.MsgRecordAccess{Trail: "de-hospital/pacs", Events: []types.Event{e}}
		bz, err := m.Marshal()
		require.NoError(f, err)
		f.Add(bz)
	}
	f.Fuzz(func(t *testing.T, bz []byte) {
		var m types.MsgRecordAccess
		if m.Unmarshal(bz) != nil || m.Validate() != nil {
			return
		}
		for i := range m.Events {
			v := types.Judge(&world.Case{Prepared: *policy.Prepare(nil)}, &m.Events[i], types.Clock{Now: 1000, Lag: 100})
			record, err := types.NewRecord(types.Place{Trail: m.Trail}, m.Events[i], v)
			require.NoError(t, err)
			_, err = record.Leaf()
			require.NoError(t, err)
		}
	})
}
