package evidence

import (
	"fmt"
	"time"
)

// Outcome of a verification.
type Outcome string

// The outcomes.
const (
	Verified   Outcome = "verified"
	Failed     Outcome = "failed"
	Unverified Outcome = "could not verify"
)

// Findings of a verification. What is told of records, trails, header and validators is
// what was found before the first link that failed; only with the outcome Verified may it
// be relied on. Numbers of 64 bits are text in JSON where they may be large.
type Findings struct {
	Outcome Outcome `json:"outcome"`
	// Failure says which link failed, or why the bundle could not be verified.
	Failure string `json:"failure,omitempty"`
	ChainID string `json:"chain_id"`
	// StateHeight is the block after which the trails were as is shown.
	StateHeight int64              `json:"state_height,string"`
	Header      *HeaderFinding     `json:"header,omitempty"`
	Validators  *ValidatorsFinding `json:"validators,omitempty"`
	Anchor      Anchor             `json:"anchor,omitempty"`
	Trails      []TrailFinding     `json:"trails"`
	// Checked and NotChecked say in words what holds, and what is not shown.
	Checked    []string `json:"checked"`
	NotChecked []string `json:"not_checked"`
}

// HeaderFinding is the signed header.
type HeaderFinding struct {
	Height int64     `json:"height,string"`
	Hash   string    `json:"hash"`
	Time   time.Time `json:"time"`
}

// ValidatorsFinding is the set that the header names, and how much of it signed.
type ValidatorsFinding struct {
	Hash        string `json:"hash"`
	Number      int    `json:"number"`
	Power       int64  `json:"power,string"`
	Signed      int    `json:"signed"`
	SignedPower int64  `json:"signed_power,string"`
}

// TrailFinding is a trail's head, and what was shown of the trail.
type TrailFinding struct {
	ID          string              `json:"id"`
	Size        uint64              `json:"size,string"`
	Root        string              `json:"root"`
	Records     []RecordFinding     `json:"records,omitempty"`
	Consistency *ConsistencyFinding `json:"consistency,omitempty"`
}

// RecordFinding is a record of a trail. Of an erased one nothing is known but its leaf.
type RecordFinding struct {
	Index  uint64       `json:"index,string"`
	Leaf   string       `json:"leaf"`
	Erased bool         `json:"erased,omitempty"`
	Record *Description `json:"record,omitempty"`
}

// ConsistencyFinding is an earlier head that the trail begins with.
type ConsistencyFinding struct {
	Size uint64 `json:"size,string"`
	Root string `json:"root"`
}

func (v *verification) passed(format string, args ...any) {
	v.Checked = append(v.Checked, fmt.Sprintf(format, args...))
}

func (v *verification) open(format string, args ...any) {
	v.NotChecked = append(v.NotChecked, fmt.Sprintf(format, args...))
}

// conclude says how it ended, and what a bundle never shows.
func (v *verification) conclude(err error) {
	v.Outcome = outcomeOf(err)
	if err != nil {
		v.Failure = err.Error()
	}
	if v.Outcome == Failed {
		v.open("the links after the one that failed")
		return
	}
	for _, trail := range v.Trails {
		for _, record := range trail.Records {
			if record.Erased {
				v.open("what record %d of trail %s says: it was erased, and only that something was recorded there is shown", record.Index, trail.ID)
			}
		}
		if trail.Consistency != nil {
			v.open("that trail %s had %d records of root %s: compare it with what you knew", trail.ID, trail.Consistency.Size, trail.Consistency.Root)
		}
	}
	switch v.Anchor {
	case AnchorHeader:
	case AnchorValidators:
		v.open("that the trusted validators were in office at height %d: keys that have left can still sign", v.Header.Height)
	default:
		v.open("who the signers are: they are whoever the bundle says they are")
	}
	v.open("what was recorded after block %d, or never reported to a trail", v.StateHeight)
	v.open("that what was reported is true, and that the verdict follows from the facts of its moment")
}
