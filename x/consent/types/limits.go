package types

// Limits of what one subject and one message may hold. Those of one provision
// tree are in pkg/directive. All of them are part of consensus.
const (
	MaxBatch     = 200 // Items of one message.
	MaxLive      = 32  // Live directives of a subject, beside a refusal of everything.
	MaxLiveNodes = 256 // Provision nodes in these directives together.
	MaxEnded     = 64  // Directives that are no longer live and stay with their subject.
	// What these take up, encoded, in bytes: so that a subject, which is read and written as
	// one value, stays small whatever its directives name.
	MaxDirectiveBytes = 4 << 10
	MaxLiveBytes      = 32 << 10
	MaxEndedBytes     = 32 << 10

	MaxHolders = 64 // Holders that enrolled one subject.
	MaxKeys    = 16 // Keys of one subject, past ones among them.
	// Of what holders attested, beside that: in all, by one holder, and in provisions of one holder.
	MaxAttested      = 32
	MaxAttestedByOne = 8
	MaxAttestedNodes = 64
	MaxAttestedBytes = 8 << 10

	MaxRepresentatives = 16 // Representatives of a subject, lately ended ones among them.

	MaxDayChanges = 32           // Changes of one subject on one day, UTC.
	MaxAhead      = 24 * 60 * 60 // Seconds between block time and the deadline of a signature.
	// MaxDecisions bounds the access requests of one query.
	MaxDecisions = 100
	// MaxArchivePage bounds how many archived directives one query reads: what the
	// gas of a query pays for.
	MaxArchivePage  = 400
	MaxArchiveBytes = 640 << 10 // Of these, encoded.
	// SignatureGas is charged for each signature of a subject before it is looked
	// at. One unit of gas is about 10 ns of a validator without cgo's library.
	SignatureGas = 20_000
	// DigestGas is charged for what is hashed before it: once, and once for each provision.
	DigestGas = 2_000
)

// refusalSources are those from which one refusal of everything each may be live:
// the subject itself, and its representatives.
const refusalSources = 2

// secondsPerDay of UTC, which has no others on the ledger.
const secondsPerDay = 24 * 60 * 60
