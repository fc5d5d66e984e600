package record

import (
	"encoding/json"
	"errors"
	"os"
	"sync"
)

// Event is what a journal entry tells.
type Event string

// The events of a transaction's life.
const (
	// Intended: it is about to be sent for the first time.
	Intended Event = "intended"
	// Refused: a node's check refused it, which is not final while another node may hold it.
	Refused Event = "refused"
	// Acknowledged: a node said that a block holds it.
	Acknowledged Event = "acknowledged"
	// Abandoned: nobody waits for it any more; it may be in a block or not.
	Abandoned Event = "abandoned"
	// Closed is the journal's last entry. A journal without it was cut off.
	Closed Event = "closed"
)

// Entry of the journal.
type Entry struct {
	// Seq counts the entries from 1.
	Seq   int     `json:"seq"`
	At    Instant `json:"at_ms"`
	Event Event   `json:"event"`
	// Tx is the transaction's hash.
	Tx string `json:"tx,omitempty"`
	// Account that signed it, and what it asks for, for people.
	Account string `json:"account,omitempty"`
	Message string `json:"message,omitempty"`
	// Node that refused or acknowledged it.
	Node int `json:"node,omitempty"`
	// Height of its block and its result there, or the code of its refusal.
	Height int64  `json:"height,omitempty"`
	Code   uint32 `json:"code,omitempty"`
}

// Journal is the file that entries are appended to. It may be used by several
// goroutines.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	last int
}

// CreateJournal makes a new journal in a run's folder.
func CreateJournal(dir string) (*Journal, error) {
	file, err := create(dir, journalFile)
	if err != nil {
		return nil, err
	}
	return &Journal{file: file}, nil
}

// Append writes an entry, numbered here. When it returns, what must outlive a
// crash of the lab, an intention or an acknowledgement, is on the disk.
func (j *Journal) Append(entry Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	entry.Seq = j.last
	line, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	if entry.Event == Refused || entry.Event == Abandoned {
		return nil
	}
	return j.file.Sync()
}

// Close writes the closing entry and closes the file.
func (j *Journal) Close(at Instant) error {
	return errors.Join(j.Append(Entry{At: at, Event: Closed}), j.file.Close())
}
