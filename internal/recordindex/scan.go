package recordindex

import (
	"bytes"
	"errors"

	"github.com/dgraph-io/badger/v4"

	"github.com/assent-ledger/assent/pkg/translog"
)

// question to the lists of an index.
type question struct {
	// groups of streams: the streams of a group are merged by position, the groups follow each
	// other. A stream is the keys that begin with it and end in a position.
	groups [][][]byte
	// from and before bound the positions; each is the beginning of one.
	from, before []byte
	// after is the group and the position where the page before ended, the position empty at a
	// group's beginning; empty for the first.
	after []byte
	limit int
	// newest first.
	reverse bool
}

// patience is the number of records that are looked at for each that is asked for, if they
// are not for the caller. It matters only where the id of an institution does not say
// whether it is of a country or of its subdivision.
const patience = 8

// found is a record that was found.
type found struct {
	entry

	record translog.Record
}

// errKey says that the key of a page was not given by an answer.
var errKey = errors.New("page key: give the next_key of the answer before, or none")

// answer of a question.
type answer struct {
	records []found
	// next is the key of the next page; nil if this is the last.
	next []byte
	// visited is the number of keys that were looked at.
	visited int
}

// ask reads a page of what the caller may see. It looks at a number of keys that is bounded
// by the limit and the number of streams, whatever the number of records.
func ask(txn *badger.Txn, q question, sees func(*translog.Record) (bool, error)) (answer, error) {
	group, after, err := q.start()
	if err != nil {
		return answer{}, err
	}
	var a answer
	for ; group < len(q.groups); group++ {
		done, err := a.group(txn, q, group, after, sees)
		if err != nil || done {
			return a, err
		}
		after = nil
	}
	return a, nil
}

// start is the group and the position that a page goes on from.
func (q question) start() (int, []byte, error) {
	switch {
	case len(q.after) == 0:
		return 0, nil, nil
	case int(q.after[0]) >= max(len(q.groups), 2) || (len(q.after) > 1 && len(q.after) <= 1+momentSize) || len(q.after) > 1+maxPosition:
		return 0, nil, errKey
	}
	return int(q.after[0]), q.after[1:], nil
}

// group adds what is found in one group of streams; true once the page is full.
func (a *answer) group(txn *badger.Txn, q question, number int, after []byte, sees func(*translog.Record) (bool, error)) (bool, error) {
	m := newMerge(txn, q, q.groups[number], after)
	defer m.close()
	last := after
	for looked := 0; ; looked++ {
		at := m.next()
		a.visited += m.visited
		m.visited = 0
		if at == nil {
			return false, nil
		}
		full := len(a.records) == q.limit
		if looked > patience*(q.limit+1) {
			a.next = append([]byte{byte(number)}, last...)
			return true, nil
		}
		a.visited++
		raw, err := get(txn, recordKey(at[momentSize:]))
		if err != nil {
			return false, err
		}
		e, r, err := decodeEntry(raw)
		if err != nil {
			return false, err
		}
		ok, err := sees(&r)
		if err != nil {
			return false, err
		}
		if ok && full {
			a.next = append([]byte{byte(number)}, last...)
			return true, nil
		}
		if ok {
			a.records = append(a.records, found{entry: e, record: r})
		}
		if !full {
			last = at
		}
	}
}

// merge walks several streams in the order of positions.
type merge struct {
	it      *badger.Iterator
	reverse bool
	streams []stream
	visited int
}

type stream struct {
	prefix []byte
	// at is the position where it stands; nil at its end.
	at []byte
	// from and before bound it.
	from, before []byte
}

func newMerge(txn *badger.Txn, q question, prefixes [][]byte, after []byte) *merge {
	options := badger.IteratorOptions{Reverse: q.reverse, Prefix: common(prefixes)}
	m := &merge{it: txn.NewIterator(options), reverse: q.reverse}
	for _, prefix := range prefixes {
		s := stream{prefix: prefix, from: q.from, before: q.before}
		switch {
		case len(after) == 0:
		case q.reverse && bytes.Compare(after, s.before) < 0:
			s.before = after
		case !q.reverse && bytes.Compare(after, s.from) >= 0:
			s.from = append(bytes.Clone(after), 0)
		}
		m.seek(&s)
		m.streams = append(m.streams, s)
	}
	return m
}

func (m *merge) close() { m.it.Close() }

// seek moves a stream to the first position of what is left of it.
func (m *merge) seek(s *stream) {
	edge := s.from
	if m.reverse {
		edge = s.before
	}
	m.it.Seek(append(bytes.Clone(s.prefix), edge...))
	m.visited++
	// Backwards the edge itself is found, and does not belong to it.
	if m.reverse && m.it.Valid() && bytes.Equal(m.it.Item().Key(), append(bytes.Clone(s.prefix), edge...)) {
		m.it.Next()
		m.visited++
	}
	s.at = nil
	if !m.it.ValidForPrefix(s.prefix) {
		return
	}
	at := m.it.Item().KeyCopy(nil)[len(s.prefix):]
	if bytes.Compare(at, s.from) >= 0 && bytes.Compare(at, s.before) < 0 {
		s.at = at
	}
}

// next position of all streams; nil at the end.
func (m *merge) next() []byte {
	var first *stream
	for i := range m.streams {
		s := &m.streams[i]
		if s.at != nil && (first == nil || (bytes.Compare(s.at, first.at) < 0) != m.reverse) {
			first = s
		}
	}
	if first == nil {
		return nil
	}
	at := first.at
	if m.reverse {
		first.before = at
	} else {
		first.from = append(bytes.Clone(at), 0)
	}
	m.seek(first)
	return at
}

// common beginning of all prefixes.
func common(prefixes [][]byte) []byte {
	shared := prefixes[0]
	for _, p := range prefixes[1:] {
		n := 0
		for n < min(len(shared), len(p)) && shared[n] == p[n] {
			n++
		}
		shared = shared[:n]
	}
	return shared
}

// bounds of the positions that may be told: of records between two moments, of blocks that
// both the state that is asked and the index have.
func (s State) bounds(from, until, height, time int64) (lower, upper []byte) {
	upper = moment(min(time, s.ToTime), min(height, s.To)+1)
	if until > 0 {
		if limit := moment(until, 0); bytes.Compare(limit, upper) < 0 {
			upper = limit
		}
	}
	return moment(from, 0), upper
}
