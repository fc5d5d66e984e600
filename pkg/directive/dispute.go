package directive

import "strings"

// Dispute contests one record of an access trail. It has no sequence: a record is
// disputed once, so that bringing it again changes nothing.
type Dispute struct {
	Subject  [20]byte // Id of the subject that the record is about.
	Trail    string   // Id of the trail: participant/name.
	Index    uint64   // Position of the record in the trail, from 0.
	Record   [32]byte // Leaf hash of the record, see pkg/translog.
	Ground   Ground   // Why it is contested.
	Document [32]byte // Salted digest of a statement; zero if there is none. GroundOther needs one.
	Deadline int64    // The ledger takes it before this moment, in Unix seconds.
}

// Digest is what the subject signs for the chain with this id. A dispute that Check
// refuses has none.
func (d Dispute) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, d) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (d Dispute) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, d) }

// Check says whether the dispute can be signed.
func (d Dispute) Check() error {
	switch {
	case d.Subject == ([20]byte{}):
		return ErrSubject
	case !isTrail(d.Trail):
		return ErrTrail
	case d.Record == ([32]byte{}):
		return ErrRecord
	case !d.Ground.Valid():
		return ErrGround
	case d.Ground == GroundOther && d.Document == ([32]byte{}):
		return ErrDocument
	default:
		return checkTime(d.Deadline)
	}
}

// isTrail says whether a text is the id of a participant, a slash and a name of the
// same form.
func isTrail(id string) bool {
	participant, name, _ := strings.Cut(id, "/")
	return isParticipant(participant) && isParticipant(name)
}

var disputeType = newStructType("AccessDispute", []field{
	{"subject", "address"},
	{"trail", "string"},
	{"index", "uint64"},
	{"record", "bytes32"},
	{"ground", "string"},
	{"documentDigest", "bytes32"},
	{"deadline", "string"},
})

func (d Dispute) record() record {
	return record{disputeType, []value{
		address(d.Subject), text(d.Trail), number(d.Index), bytes32(d.Record),
		text(d.Ground.Words()), bytes32(d.Document), timeWord(d.Deadline),
	}}
}
