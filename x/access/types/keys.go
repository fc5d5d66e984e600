package types

import "cosmossdk.io/collections"

// ModuleName of access. Its stores have names of their own, since no store's name may
// begin with that of another, and that of the accounts is acc. What is about subjects
// stands apart, so that trails can be read by path and it cannot.
const (
	ModuleName    = "access"
	StoreKey      = "trails"
	CasesStoreKey = "cases"
)

// The prefixes of the store of trails.
var (
	// ParamsPrefix: 0x00 -> Params.
	ParamsPrefix = collections.NewPrefix(0)
	// TrailsPrefix: 0x01 | participant/name -> Trail.
	TrailsPrefix = collections.NewPrefix(1)
	// CheckpointsPrefix: 0x02 | participant/name | 0x00 | number -> Checkpoint.
	CheckpointsPrefix = collections.NewPrefix(2)
)

// The prefixes of the store of cases.
var (
	// CasesPrefix: 0x00 | id -> Case.
	CasesPrefix = collections.NewPrefix(0)
	// ReviewersPrefix: 0x01 | jurisdiction -> Reviewers.
	ReviewersPrefix = collections.NewPrefix(1)
	// DisputesPrefix: 0x02 | id -> Dispute.
	DisputesPrefix = collections.NewPrefix(2)
	// UnresolvedPrefix: 0x03 | subject -> number of its unresolved disputes.
	UnresolvedPrefix = collections.NewPrefix(3)
	// DuesPrefix: 0x04 | moment | id -> Due.
	DuesPrefix = collections.NewPrefix(4)
)

// The bounds of a message.
const (
	// MaxEvents is the greatest number of events.
	MaxEvents = 2000
	// MaxEventCategories is the greatest number of categories of all events together:
	// what a message costs to judge.
	MaxEventCategories = 4000
	// MaxMessageSize is the greatest length of a MsgRecordAccess, in bytes.
	MaxMessageSize = 512 << 10
)

// The bounds of a trail.
const (
	// MaxTrailName is the greatest length of a trail's name, in bytes.
	MaxTrailName = 32
	// MaxTrailID is the greatest length of a trail's id, in bytes.
	MaxTrailID = MaxID + len("/") + MaxTrailName
	// MaxTrails is the greatest number of trails of one participant.
	MaxTrails = 64
	// MaxTrailBytes is what a trail occupies of its participant's state allowance, from
	// its opening on: its head grows to 64 hashes, and its checkpoints to their number.
	MaxTrailBytes = 2560 + MaxCheckpoints*maxCheckpointBytes

	// maxCheckpointBytes is the length of a checkpoint and of its key, at most.
	maxCheckpointBytes = 280
	// MaxCheckpoints is the number of checkpoints of a trail that are kept: 30 days of them
	// where one is kept every hour.
	MaxCheckpoints = 720
)

// The bounds of cases and disputes.
const (
	// MaxCases is the greatest number of cases that one message writes.
	MaxCases = 64
	// MaxReviewers is the greatest number of participants that review for a jurisdiction.
	MaxReviewers = 16
	// MaxUnresolved is the greatest number of disputes of one subject that are not resolved.
	MaxUnresolved = 32
	// MaxDisputeBytes is what a dispute occupies of the state allowance of who relays it.
	MaxDisputeBytes = 1024
	// MaxRecordBytes is the greatest length of a record's bytes in a message.
	MaxRecordBytes = 1024
	// MaxPath is the greatest number of hashes of an inclusion path.
	MaxPath = 64
	// MaxDuesPerBlock is how many deadlines of the queue a block takes, beside those that
	// stand in one entry with the last of them.
	MaxDuesPerBlock = 256
	// MaxCaseBytes is what a case occupies of the state allowance of who records it first.
	MaxCaseBytes = 640
	// DigestSize is the length of the digests of documents, records, cases and disputes.
	DigestSize = 32
)

// The form of an event.
const (
	// ExchangeSize, ActorSize and ResourceSize are lengths of digests, in bytes.
	ExchangeSize = 32
	ActorSize    = 32
	ResourceSize = 32
	// SubjectSize is the length of a subject's pseudonym, in bytes.
	SubjectSize = 20
	// SaltSize is the length of the salt, in bytes.
	SaltSize = 16
	// MaxCategories is the greatest number of categories of one event.
	MaxCategories = 8
	// MaxID is the greatest length of the id of a participant or permit, in bytes.
	MaxID = 64
)

// The gas that judging costs, on top of what the store charges for the trail. It is
// charged for each event from its form and its facts, however they came to be read.
// One unit stands for about 10 ns of the costliest work that it pays for.
const (
	// GasPerEvent pays for finding the facts about an event, and for its leaf.
	GasPerEvent = 2000
	// GasPerPermit pays for finding the data permit that an event names, known or not.
	GasPerPermit = 1000
	// GasPerCategory pays for judging one category of an event, twice.
	GasPerCategory = 100
	// GasPerNode pays for reading one provision node of the subject in judging one
	// category.
	GasPerNode = 100
	// GasPerRule pays for reading one agreement rule between the two jurisdictions in
	// judging one category.
	GasPerRule = 5
	// GasPerAgreementRead and GasPerRuleRead pay for reading what there is between two
	// jurisdictions, once for each controller and recipient of a message.
	GasPerAgreementRead = 500
	GasPerRuleRead      = 30
	// GasPerSignature pays for one signature of a subject.
	GasPerSignature = 6000
	// GasPerCase pays for the digest of one break-glass case, beside its bytes.
	GasPerCase = 500
)

// TrailKey is the store key of a trail's state, for proofs.
func TrailKey(id string) []byte { return append(TrailsPrefix.Bytes(), id...) }
