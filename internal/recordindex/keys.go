package recordindex

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// The prefixes of keys. A place is trail, 0, and the index in 8 bytes, big-endian as all
// numbers; a position is time and height, 8 bytes each, and a place.
const (
	// prefixState -> State.
	prefixState = 0x00
	// prefixRecord | place -> entry.
	prefixRecord = 0x01
	// prefixBlock | height -> the batches of the block: length of the trail's id, the id, first
	// index and number in 4 bytes.
	prefixBlock = 0x02
	// prefixReports | exchange as reported | side -> number of reports, in 4 bytes.
	prefixReports = 0x03
	// prefixReport | exchange as reported | side | ordinal, in 4 bytes -> place.
	prefixReport = 0x04
	// prefixList + bit of the list | value | scope | class | position -> nothing.
	prefixList = 0x10
)

// The scopes of a list: for whom it is.
const (
	// scopeAll has every record of a value.
	scopeAll = 0x00
	// scopeParticipant | id | 0 has those of a participant.
	scopeParticipant = 0x01
	// scopeJurisdiction | prefix of its participants' ids, without the hyphen | 0 has those of
	// a jurisdiction's participants.
	scopeJurisdiction = 0x02
)

// class parts a list in two, each ordered by position.
type class byte

// The classes: what comes first where it is asked for is 0.
const (
	confirmed class = 0
	claimed   class = 1

	own     class = 0
	ofOther class = 1
)

const (
	momentSize = 8 + 8
	// maxPosition is the greatest length of a position.
	maxPosition = momentSize + translog.MaxString + 1 + 8
)

func appendText(b []byte, text string) []byte { return append(append(b, text...), 0) }

// place is where a record stands: key of the record behind its prefix.
func place(trail string, index uint64) []byte {
	return binary.BigEndian.AppendUint64(appendText(nil, trail), index)
}

func recordKey(place []byte) []byte { return append([]byte{prefixRecord}, place...) }

func blockKey(height int64) []byte {
	return binary.BigEndian.AppendUint64([]byte{prefixBlock}, uint64(height))
}

// moment is the beginning of the positions from a block on. Times before 1970 do not occur.
func moment(time, height int64) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, maxPosition), uint64(max(time, 0)))
	return binary.BigEndian.AppendUint64(b, uint64(max(height, 0)))
}

func position(r *translog.Record) []byte {
	return append(moment(r.Time, r.Height), place(r.Trail, r.Index)...)
}

// reported is the exchange as one report names it. Only what is about the same subject and the same
// two participants is the same: whoever learns of an exchange could report it on about others.
func reported(r *translog.Record) []byte {
	h := sha256.New()
	h.Write(r.Exchange[:])
	h.Write(r.Subject[:])
	h.Write(appendText(nil, r.Controller))
	h.Write(appendText(nil, r.Recipient))
	return h.Sum(nil)
}

func reportsKey(reported []byte, side uint8) []byte {
	return append(append([]byte{prefixReports}, reported...), side)
}

func reportKey(reported []byte, side uint8, ordinal uint32) []byte {
	return binary.BigEndian.AppendUint32(append(append([]byte{prefixReport}, reported...), side), ordinal)
}

func otherSide(side uint8) uint8 {
	if side == uint8(accesstypes.Side_SIDE_DISCLOSER) {
		return uint8(accesstypes.Side_SIDE_RECIPIENT)
	}
	return uint8(accesstypes.Side_SIDE_DISCLOSER)
}

// writer of a record: the participant on its side.
func writer(r *translog.Record) string {
	if r.Side == uint8(accesstypes.Side_SIDE_RECIPIENT) {
		return r.Recipient
	}
	return r.Controller
}

// list begins the keys of a list for a value.
func list(l Lists, value []byte) []byte { return append([]byte{prefixList + byte(l)}, value...) }

func forParticipant(list []byte, id string) []byte {
	return appendText(append(slices.Clone(list), scopeParticipant), id)
}

func forJurisdiction(list []byte, area string) []byte {
	return appendText(append(slices.Clone(list), scopeJurisdiction), area)
}

func forAll(list []byte) []byte { return append(slices.Clone(list), scopeAll) }

// area of a jurisdiction as the ids of its participants begin with it.
func area(jurisdiction string) string { return strings.ToLower(jurisdiction) }

// areas that a participant's id may belong to. Its first word names a country, and where the
// second may name a subdivision the id alone does not say which of the two it is of.
func areas(participant string) []string {
	country, rest, _ := strings.Cut(participant, "-")
	found := []string{country}
	if subdivision, _, more := strings.Cut(rest, "-"); more && len(subdivision) <= 3 {
		found = append(found, country+"-"+subdivision)
	}
	return found
}

// The values of lists.

func effectValue(effect, basis uint8) []byte { return []byte{'e', effect, basis} }

func markValue(mark uint8) []byte { return []byte{'m', mark, 0} }

// maxMark of a record's set.
const maxMark = 31

func verdictValues(r *translog.Record) [][]byte {
	values := [][]byte{effectValue(r.Effect, r.Basis)}
	for mark := uint8(0); mark <= maxMark; mark++ {
		if r.Marks&(1<<mark) != 0 {
			values = append(values, markValue(mark))
		}
	}
	return values
}

func textValue(text string) []byte { return appendText(nil, text) }

// rows are the keys of a record in the lists that are kept. They follow from the record and
// from whether the other side has reported it too, and nothing else.
func (l Lists) rows(r *translog.Record, standing class) [][]byte {
	at := position(r)
	var keys [][]byte
	add := func(scope []byte, c class) { keys = append(keys, append(append(scope, byte(c)), at...)) }
	addParties := func(list []byte, c class, parties ...string) {
		var spread []string
		for _, id := range parties {
			add(forParticipant(list, id), c)
			for _, a := range areas(id) {
				if !slices.Contains(spread, a) {
					spread = append(spread, a)
					add(forJurisdiction(list, a), c)
				}
			}
		}
	}
	parties := slices.Compact([]string{r.Controller, r.Recipient})
	if l.has(BySubject) {
		subject := list(BySubject, r.Subject[:])
		add(forAll(subject), standing)
		addParties(subject, standing, parties...)
	}
	if l.has(ByParticipant) {
		for _, id := range parties {
			by := ofOther
			if writer(r) == id {
				by = own
			}
			add(forAll(list(ByParticipant, textValue(id))), by)
		}
	}
	if l.has(ByExchange) {
		addParties(list(ByExchange, r.Exchange[:]), 0, parties...)
	}
	if l.has(ByVerdict) {
		for _, value := range verdictValues(r) {
			// Whoever stands on the recipient's side alone does not learn it of a discloser.
			addParties(list(ByVerdict, value), 0, slices.Compact([]string{r.Controller, writer(r)})...)
		}
	}
	if l.has(ByTrail) {
		addParties(list(ByTrail, textValue(r.Trail)), 0, parties...)
	}
	return keys
}

// entry is what is kept of a record.
type entry struct {
	standing class
	// ordinal among the reports of its side about its exchange.
	ordinal uint32
	bytes   []byte
}

const entryHead = 1 + 4

func (e entry) encode() []byte {
	b := binary.BigEndian.AppendUint32([]byte{byte(e.standing)}, e.ordinal)
	return append(b, e.bytes...)
}

func decodeEntry(b []byte) (entry, translog.Record, error) {
	if len(b) < entryHead {
		return entry{}, translog.Record{}, errDamaged
	}
	e := entry{standing: class(b[0]), ordinal: binary.BigEndian.Uint32(b[1:]), bytes: b[entryHead:]}
	r, err := translog.ParseRecord(e.bytes)
	if err != nil {
		return entry{}, translog.Record{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return e, r, nil
}

var errDamaged = errors.New("the record index is damaged: stop the node and delete it with assentd index rebuild")

// batch of records that one block added to a trail.
type batch struct {
	trail string
	first uint64
	count uint32
}

// batches of a block's records.
func batches(records []translog.Record) []batch {
	var all []batch
	for i := range records {
		r := &records[i]
		if n := len(all); n > 0 && all[n-1].trail == r.Trail && all[n-1].first+uint64(all[n-1].count) == r.Index {
			all[n-1].count++
			continue
		}
		all = append(all, batch{trail: r.Trail, first: r.Index, count: 1})
	}
	return all
}

func encodeBatches(all []batch) []byte {
	var b []byte
	for _, x := range all {
		b = append(append(b, byte(len(x.trail))), x.trail...)
		b = binary.BigEndian.AppendUint64(b, x.first)
		b = binary.BigEndian.AppendUint32(b, x.count)
	}
	return b
}

func decodeBatches(b []byte) ([]batch, error) {
	var all []batch
	for r := bytes.NewReader(b); r.Len() > 0; {
		size, err := r.ReadByte()
		rest := make([]byte, int(size)+8+4)
		if n, _ := r.Read(rest); err != nil || n != len(rest) {
			return nil, errDamaged
		}
		numbers := rest[size:]
		all = append(all, batch{
			trail: string(rest[:size]), first: binary.BigEndian.Uint64(numbers), count: binary.BigEndian.Uint32(numbers[8:]),
		})
	}
	return all, nil
}
