package evidence

import "encoding/hex"

// Dump is what a bundle says of its trails, for other programs: bytes in hexadecimal, and
// numbers of 64 bits as text. Nothing of it was verified.
type Dump struct {
	ChainID string      `json:"chain_id"`
	Trails  []TrailDump `json:"trails"`
}

// TrailDump is a trail of a Dump. Size and edge are read from the value of the state.
type TrailDump struct {
	ID      string       `json:"id"`
	Value   string       `json:"value"`
	Size    uint64       `json:"size,string"`
	Edge    []string     `json:"edge"`
	Root    string       `json:"root"`
	Records []RecordDump `json:"records"`
}

// RecordDump is a record of a Dump, with its bytes or, if it was erased, its leaf alone.
type RecordDump struct {
	Index uint64   `json:"index,string"`
	Bytes string   `json:"bytes,omitempty"`
	Leaf  string   `json:"leaf,omitempty"`
	Path  []string `json:"path"`
}

// NewDump reads an encoded bundle. It fails as Decode does, or with ErrHead.
func NewDump(raw []byte) (Dump, error) {
	bundle, err := Decode(raw)
	if err != nil {
		return Dump{}, err
	}
	dump := Dump{ChainID: bundle.ChainId}
	for _, trail := range bundle.Trails {
		described, err := trail.dump()
		if err != nil {
			return Dump{}, err
		}
		dump.Trails = append(dump.Trails, described)
	}
	return dump, nil
}

func (t *Trail) dump() (TrailDump, error) {
	head, err := readHead(t.Id, t.Value)
	if err != nil {
		return TrailDump{}, err
	}
	d := TrailDump{ID: t.Id, Value: hex.EncodeToString(t.Value), Size: head.Size, Root: head.Root().String()}
	for _, hash := range head.Edge {
		d.Edge = append(d.Edge, hash.String())
	}
	for _, record := range t.Records {
		entry := RecordDump{Index: record.Index, Bytes: hex.EncodeToString(record.GetBody()), Leaf: hex.EncodeToString(record.GetLeaf())}
		for _, hash := range record.Path {
			entry.Path = append(entry.Path, hex.EncodeToString(hash))
		}
		d.Records = append(d.Records, entry)
	}
	return d, nil
}
