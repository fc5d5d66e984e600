package directive

// wordOwnData is what a request asks for, and how often it may be used.
const wordOwnData = "I ask for my own data, any number of times until this expires"

// AccessRequest is how a subject asks for its own data (EHDS Art. 3 and 4, GDPR
// Art. 15) through a patient access service. It has no sequence: it serves any number
// of accesses in its time, and says so.
type AccessRequest struct {
	Subject    [20]byte // Id of the subject that asks.
	Controller string   // Participant that holds the data.
	Recipient  string   // Participant that is the access service.
	IssuedAt   int64    // The first second in which it serves, in Unix seconds.
	ExpiresAt  int64    // The first in which it serves no longer; at most MaxLifetime later.
}

// Digest is what the subject signs for the chain with this id. A request that Check
// refuses has none.
func (r AccessRequest) Digest(chainID string) ([32]byte, error) { return hashChecked(chainID, r) }

// TypedData is the JSON document that a wallet takes by eth_signTypedData_v4.
// It is for clients: nothing on the ledger reads it.
func (r AccessRequest) TypedData(chainID string) ([]byte, error) { return payloadChecked(chainID, r) }

// Covers says whether the request serves an access at a moment, in Unix seconds. It is
// meaningful only for a request that Check accepts.
func (r AccessRequest) Covers(at int64) bool { return r.IssuedAt <= at && at < r.ExpiresAt }

// Check says whether the request can be signed. Second 0 of 1970 is refused: it is a
// forgotten field.
func (r AccessRequest) Check() error {
	switch {
	case r.Subject == ([20]byte{}):
		return ErrSubject
	case !isParticipant(r.Controller), !isParticipant(r.Recipient):
		return ErrParticipant
	}
	for _, at := range [2]int64{r.IssuedAt, r.ExpiresAt} {
		if err := checkTime(at); err != nil {
			return err
		}
	}
	if r.IssuedAt == 0 || r.ExpiresAt <= r.IssuedAt || r.ExpiresAt-r.IssuedAt > MaxLifetime {
		return ErrLifetime
	}
	return nil
}

var accessRequestType = newStructType("AccessRequest", []field{
	{"subject", "address"},
	{"controller", "string"},
	{"recipient", "string"},
	{"request", "string"},
	{"issuedAt", "string"},
	{"expiresAt", "string"},
})

func (r AccessRequest) record() record {
	return record{accessRequestType, []value{
		address(r.Subject), text(r.Controller), text(r.Recipient), text(wordOwnData), timeWord(r.IssuedAt), timeWord(r.ExpiresAt),
	}}
}
