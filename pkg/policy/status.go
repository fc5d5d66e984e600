package policy

// Status is the state of a recorded thing: a participant, a jurisdiction, an
// agreement, a data permit, and others the ledger keeps. The numbers are part
// of the protocol and never change; 0 is unspecified.
type Status uint8

// The statuses.
const (
	StatusPending    Status = 1
	StatusActive     Status = 2
	StatusSuspended  Status = 3
	StatusOffboarded Status = 4
	StatusProposed   Status = 5
	StatusCertified  Status = 6
	StatusInForce    Status = 7
	StatusTerminated Status = 8
	StatusExpired    Status = 9
	StatusRejected   Status = 10
	StatusWithdrawn  Status = 11
	StatusIssued     Status = 12
	StatusRevoked    Status = 13
	StatusClosed     Status = 14
)

var statuses = vocabulary[Status]{"Status", []string{
	StatusPending:    "PENDING",
	StatusActive:     "ACTIVE",
	StatusSuspended:  "SUSPENDED",
	StatusOffboarded: "OFFBOARDED",
	StatusProposed:   "PROPOSED",
	StatusCertified:  "CERTIFIED",
	StatusInForce:    "IN_FORCE",
	StatusTerminated: "TERMINATED",
	StatusExpired:    "EXPIRED",
	StatusRejected:   "REJECTED",
	StatusWithdrawn:  "WITHDRAWN",
	StatusIssued:     "ISSUED",
	StatusRevoked:    "REVOKED",
	StatusClosed:     "CLOSED",
}}

// Statuses lists every status in ascending order.
func Statuses() []Status { return statuses.all() }

// ParseStatus reads a status by its upper-case name; any other text is ErrUnknownCode.
func ParseStatus(name string) (Status, error) { return statuses.parse(name) }

// Valid reports whether the status is in the vocabulary.
func (c Status) Valid() bool { return statuses.valid(c) }

// String gives the upper-case name.
func (c Status) String() string { return statuses.name(c) }
