package recordindex

import "encoding/binary"

// format of the rows. A change of it takes a rebuild.
const format = 1

// State of an index.
type State struct {
	ChainID string
	Lists   Lists
	// From and To are the first and the last block of which it has every record, without a
	// gap between them; 0 while it has none.
	From, To int64
	// ToTime is the time of block To, in Unix seconds.
	ToTime int64
}

func (s State) encode() []byte {
	b := []byte{format, byte(s.Lists)}
	for _, n := range []int64{s.From, s.To, s.ToTime} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return append(b, s.ChainID...)
}

// decodeState is false for another format.
func decodeState(b []byte) (State, bool) {
	const head = 2 + 3*8
	if len(b) < head || b[0] != format {
		return State{}, false
	}
	n := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[2+8*i:])) }
	return State{ChainID: string(b[head:]), Lists: Lists(b[1]), From: n(0), To: n(1), ToTime: n(2)}, true
}
