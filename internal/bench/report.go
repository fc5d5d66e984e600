package bench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// Network is how the network was set up.
type Network struct {
	Validators int `json:"validators"`
	// CommitTimeout is the pause after each block.
	CommitTimeout string `json:"commit_timeout"`
	// BlockBytes and BlockGas are what a block holds at most.
	BlockBytes int64 `json:"block_bytes"`
	BlockGas   int64 `json:"block_gas"`
	// RecordIndex says whether the nodes kept an index of access records.
	RecordIndex bool `json:"record_index"`
}

// WriteReport is what a benchmark of writing found. All but Sent, Verdicts and Disk is
// about the window, which begins and ends with a block. Of processor time, what all nodes
// spent together is counted.
type WriteReport struct {
	Network          Network `json:"network"`
	Subjects         int     `json:"subjects"`
	Directives       int     `json:"directives"`
	Institutions     int     `json:"institutions"`
	Trails           int     `json:"trails"`
	EventsPerMessage int     `json:"events_per_message"`
	InFlight         int     `json:"in_flight"`
	Seed             uint64  `json:"seed"`
	Founded          Founded `json:"founded"`

	// Sent and recorded in the whole run.
	Sent uint64 `json:"sent"`
	// Refused so many times, because too much waited at a node or it was behind.
	Refused int `json:"refused"`
	// Verdicts of the whole run.
	Verdicts map[string]int `json:"verdicts"`

	Seconds         float64 `json:"seconds"`
	Events          int     `json:"events"`
	Messages        int     `json:"messages"`
	EventsPerSecond float64 `json:"events_per_second"`
	// NodeMicros and ClientMicros of processor time for each event.
	NodeMicros   float64 `json:"node_cpu_us_per_event"`
	ClientMicros float64 `json:"client_cpu_us_per_event"`
	// NodeCores that all nodes kept busy, and the client.
	NodeCores   float64 `json:"node_cores"`
	ClientCores float64 `json:"client_cores"`
	// Commit is from broadcast to the first sight of a block that holds the message.
	Commit Spread `json:"commit"`

	Blocks int `json:"blocks"`
	// BlockSeconds is the mean time between two blocks, by their headers.
	BlockSeconds float64 `json:"block_seconds"`
	// TxBytes of the transactions, BlockBytes of whole blocks, ResultBytes of results, for each event.
	TxBytes     float64 `json:"tx_bytes_per_event"`
	BlockBytes  float64 `json:"block_bytes_per_event"`
	ResultBytes float64 `json:"result_bytes_per_event"`
	GasPerEvent float64 `json:"gas_per_event"`
	// Disk of one node, for each event of the whole run, in bytes: what was added to each
	// part of its data.
	Disk map[string]float64 `json:"disk_bytes_per_event"`
}

func (w *writing) report(measured window, h *held, before, after map[string]int64) WriteReport {
	o := w.options
	seconds := measured.to.at.Sub(measured.from.at).Seconds()
	r := WriteReport{
		Network: Network{
			Validators: o.Spec.Validators, CommitTimeout: o.Spec.CommitTimeout.String(), BlockBytes: w.block.MaxBytes, BlockGas: w.block.MaxGas,
			RecordIndex: !o.Spec.NoRecordIndex,
		},
		Subjects: o.Population.Subjects, Directives: o.Population.Directives, Institutions: o.Population.Institutions, Trails: len(w.recorders),
		EventsPerMessage: o.EventsPerMessage, InFlight: o.InFlight, Seed: o.Population.Seed, Founded: w.founded,
		Sent: h.total, Verdicts: h.verdicts, Disk: map[string]float64{},
		Seconds: seconds, Events: h.events, Messages: h.messages, EventsPerSecond: float64(h.events) / seconds,
		NodeMicros: micros(measured.to.nodes-measured.from.nodes, h.events), ClientMicros: micros(measured.to.client-measured.from.client, h.events),
		NodeCores:   (measured.to.nodes - measured.from.nodes).Seconds() / seconds,
		ClientCores: (measured.to.client - measured.from.client).Seconds() / seconds,
		Blocks:      len(h.blocks), GasPerEvent: perEvent(h.gasUsed, h.events),
	}
	var waits []time.Duration
	sightings := w.shared.all()
	for _, recorder := range w.recorders {
		waits = append(waits, recorder.waits(sightings, measured)...)
		r.Refused += recorder.refused
	}
	r.Commit = newSpread(waits)
	var txs, bytes, results int64
	for _, b := range h.blocks {
		txs, bytes, results = txs+b.txs, bytes+b.bytes, results+b.results
	}
	r.TxBytes, r.BlockBytes, r.ResultBytes = perEvent(txs, h.events), perEvent(bytes, h.events), perEvent(results, h.events)
	if n := len(h.blocks); n > 1 {
		r.BlockSeconds = h.blocks[n-1].time.Sub(h.blocks[0].time).Seconds() / float64(n-1)
	}
	for part, size := range after {
		r.Disk[part] = perEvent(size-before[part], int(h.total)*o.Spec.Validators)
	}
	return r
}

func micros(spent time.Duration, events int) float64 {
	return perEvent(spent.Nanoseconds(), events) / 1e3
}

func perEvent(amount int64, events int) float64 {
	return float64(amount) / float64(max(events, 1))
}

// WriteJSON writes the report as JSON.
func (r *WriteReport) WriteJSON(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText writes the report as a table.
func (r *WriteReport) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(t, "%s\t"+format+"\n", append([]any{name}, args...)...)
	}
	index := "with"
	if !r.Network.RecordIndex {
		index = "without"
	}
	row("network", "%d validators, %s after each block, blocks of %d bytes and %d gas, %s an index of records",
		r.Network.Validators, r.Network.CommitTimeout, r.Network.BlockBytes, r.Network.BlockGas, index)
	row("population", "%d subjects with %d directives, %d institutions, %d trails", r.Subjects, r.Directives, r.Institutions, r.Trails)
	row("load", "%d events a message, %d messages in flight of a trail, seed %d", r.EventsPerMessage, r.InFlight, r.Seed)
	row("founding", "genesis of %.1f MB in %.1f s, two blocks after %.1f s more",
		float64(r.Founded.GenesisBytes)/1e6, r.Founded.GenesisSeconds, r.Founded.StartSeconds)
	row("recorded and judged", "%.0f events/s: %d events in %d messages in %.1f s", r.EventsPerSecond, r.Events, r.Messages, r.Seconds)
	row("processor time of the nodes", "%.1f µs an event, %.2f cores", r.NodeMicros, r.NodeCores)
	row("of the client", "%.1f µs an event, %.2f cores", r.ClientMicros, r.ClientCores)
	row("commit latency", "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, at most %.0f ms, of %d messages",
		r.Commit.Median, r.Commit.P95, r.Commit.P99, r.Commit.Most, r.Commit.Count)
	row("blocks", "%d, one in %.2f s", r.Blocks, r.BlockSeconds)
	row("bytes an event", "%.1f in transactions, %.1f in blocks, %.1f in results", r.TxBytes, r.BlockBytes, r.ResultBytes)
	row("gas an event", "%.0f", r.GasPerEvent)
	var sum float64
	for _, size := range r.Disk {
		sum += size
	}
	row("disk of a node", "%.1f bytes an event", sum)
	for _, part := range slices.SortedFunc(maps.Keys(r.Disk), func(a, b string) int { return cmp.Compare(r.Disk[b], r.Disk[a]) }) {
		row("  "+part, "%.1f", r.Disk[part])
	}
	row("in the whole run", "%d events sent, all recorded once; sent again %d times", r.Sent, r.Refused)
	for _, verdict := range slices.Sorted(maps.Keys(r.Verdicts)) {
		row("  "+verdict, "%d", r.Verdicts[verdict])
	}
	return t.Flush()
}
