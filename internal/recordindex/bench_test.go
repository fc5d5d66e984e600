package recordindex

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// busy is a block of accesses between institutions of a hundred, as random as records are.
func busy(b *testing.B, height int64, n int) Block {
	b.Helper()
	block := Block{Height: height, Time: start + height}
	for i := range n {
		d := sha256.Sum256(fmt.Append(nil, height, "/", i/2))
		e := sha256.Sum256(fmt.Append(nil, height, "/", i, "/"))
		r := translog.Record{
			ChainID: "assent-bench-1", Trail: fmt.Sprintf("de-hospital-%02d/archive", d[0]%100), Index: uint64(height)*100_000 + uint64(i), Height: height, Time: block.Time,
			Side: uint8(1 + i%2), Exchange: d, Subject: [20]byte(d[:20]), Controller: fmt.Sprintf("de-hospital-%02d", d[0]%100), Recipient: fmt.Sprintf("de-practice-%02d", d[1]%100),
			Actor: e, Purpose: 1, Categories: []uint8{7}, Action: 1, OccurredAt: block.Time, Resource: sha256.Sum256(e[:]), Salt: [16]byte(e[16:]), Effect: 2, Basis: 2,
		}
		block.Records = append(block.Records, r)
	}
	return block
}

// BenchmarkAppend writes blocks of 1,000 records with several sets of lists, and says what a
// record takes on disk once the index is closed.
func BenchmarkAppend(b *testing.B) {
	for _, lists := range []Lists{0, BySubject, ByParticipant, ByExchange, ByVerdict, ByTrail, BySubject | ByParticipant | ByExchange, everything} {
		b.Run(fmt.Sprintf("lists=%s", lists), func(b *testing.B) {
			dir := b.TempDir()
			ix, err := Open(dir, "assent-bench-1", lists, roomy, log.NewNopLogger())
			require.NoError(b, err)
			const records = 1_000
			height := int64(0)
			for b.Loop() {
				b.StopTimer()
				height++
				block := busy(b, height, records)
				b.StartTimer()
				require.NoError(b, ix.Append(block))
			}
			b.StopTimer()
			require.NoError(b, ix.Close())
			all := float64(height * records)
			b.ReportMetric(float64(b.Elapsed().Microseconds())/all, "µs/record")
			b.ReportMetric(float64(onDisk(b, dir))/all, "bytes/record")
		})
	}
}

// BenchmarkEmptyBlock is what a block without records costs.
func BenchmarkEmptyBlock(b *testing.B) {
	ix := newIndex(b, BySubject)
	height := int64(0)
	for b.Loop() {
		height++
		require.NoError(b, ix.Append(Block{Height: height, Time: start + height}))
	}
}

func onDisk(b *testing.B, dir string) (total int64) {
	b.Helper()
	require.NoError(b, filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok && !entry.IsDir() {
			total += s.Blocks * 512
		}
		return nil
	}))
	return total
}

// BenchmarkFirstPage asks for the first 100 of 100,000 records of one subject, of which half
// or all are confirmed. What was confirmed a moment ago was moved, and lies in the way until
// Badger compacts it.
func BenchmarkFirstPage(b *testing.B) {
	for _, answers := range []int{4, 2} {
		ix, c := crowd(b, 100_000, answers)
		s := service(b, ix)
		ctx := at(c.height, c.time)
		id := subject(0)
		for _, apart := range []bool{false, true} {
			b.Run(fmt.Sprintf("one in %d answers/confirmed first=%t", answers, apart), func(b *testing.B) {
				r := &accesstypes.QueryRecordsBySubjectRequest{Subject: accesstypes.SubjectID(id[:]), ConfirmedFirst: apart, Caller: &caller.Caller{}}
				sign(b, ctx, "de-b", MethodBySubject, r)
				for b.Loop() {
					response, err := s.BySubject(ctx, r)
					require.NoError(b, err)
					require.Len(b, response.Records, 100)
				}
			})
		}
	}
}
