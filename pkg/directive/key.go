package directive

// KeyRotation gives a subject's voice from one key to another; both sign it.
type KeyRotation struct {
	Subject  [20]byte // Id of the subject; it stays what it is.
	NewKey   [20]byte // Address of the key that speaks from now on.
	Sequence uint64   // Greater than that of whatever the subject signed before.
	Deadline int64    // The ledger takes it before this moment, in Unix seconds.
}

// KeyReplacement shows that somebody has the key that is to replace a lost one; the
// new key signs it.
type KeyReplacement struct {
	Subject  [20]byte // Id of the subject.
	NewKey   [20]byte // Address of the key that is to speak.
	Deadline int64    // The ledger takes it before this moment, in Unix seconds.
}

// ReplacementObjection is the old key's word against a replacement.
type ReplacementObjection struct {
	Subject  [20]byte // Id of the subject.
	NewKey   [20]byte // Address of the key that is objected to.
	Sequence uint64   // Greater than that of whatever the subject signed before.
	Deadline int64    // The ledger takes it before this moment, in Unix seconds.
}

// Digest is what both keys sign for the chain with this id. A rotation that Check
// refuses has none.
func (r KeyRotation) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, r) }

// Digest is what the new key signs for the chain with this id. A replacement that
// Check refuses has none.
func (r KeyReplacement) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, r) }

// Digest is what the old key signs for the chain with this id. An objection that
// Check refuses has none.
func (o ReplacementObjection) Digest(chainID string) ([32]byte, error) {
	return hashChecked(chainID, o)
}

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (r KeyRotation) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, r) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (r KeyReplacement) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, r) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (o ReplacementObjection) TypedData(chainID string) ([]byte, error) {
	return payloadChecked(chainID, o)
}

// Check says whether the rotation can be signed.
func (r KeyRotation) Check() error { return checkNewKey(r.Subject, r.NewKey, r.Deadline) }

// Check says whether the replacement can be signed.
func (r KeyReplacement) Check() error { return checkNewKey(r.Subject, r.NewKey, r.Deadline) }

// Check says whether the objection can be signed.
func (o ReplacementObjection) Check() error { return checkNewKey(o.Subject, o.NewKey, o.Deadline) }

// checkNewKey refuses a subject's own id as its new key: no key comes back.
func checkNewKey(subject, newKey [20]byte, deadline int64) error {
	switch {
	case subject == ([20]byte{}):
		return ErrSubject
	case newKey == ([20]byte{}), newKey == subject:
		return ErrNewKey
	default:
		return checkTime(deadline)
	}
}

var (
	keyRotationType    = newStructType("KeyRotation", changeOfKey)
	keyReplacementType = newStructType("KeyReplacement", []field{
		{"subject", "address"}, {"newKey", "address"}, {"deadline", "string"},
	})
	objectionType = newStructType("ReplacementObjection", changeOfKey)

	changeOfKey = []field{
		{"subject", "address"}, {"newKey", "address"}, {"sequence", "uint64"}, {"deadline", "string"},
	}
)

func (r KeyRotation) record() record {
	return record{keyRotationType, []value{address(r.Subject), address(r.NewKey), number(r.Sequence), timeWord(r.Deadline)}}
}

func (r KeyReplacement) record() record {
	return record{keyReplacementType, []value{address(r.Subject), address(r.NewKey), timeWord(r.Deadline)}}
}

func (o ReplacementObjection) record() record {
	return record{objectionType, []value{address(o.Subject), address(o.NewKey), number(o.Sequence), timeWord(o.Deadline)}}
}
