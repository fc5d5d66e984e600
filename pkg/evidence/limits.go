package evidence

// The bounds of a bundle. They are checked before anything of that size is allocated.
const (
	// MaxSize of a bundle, in bytes.
	MaxSize = 16 << 20
	// MaxTrails of a bundle.
	MaxTrails = 256
	// MaxRecords of all trails of a bundle together.
	MaxRecords = 1 << 15
	// MaxValidators of a set, and of signatures in a commit.
	MaxValidators = 1000
	// MaxProof is the greatest length of one ICS-23 proof, in bytes.
	MaxProof = 32 << 10
	// MaxPath is the greatest number of hashes of a path: a trail has less than 2^64 records.
	MaxPath = 64
	// maxConsistency is the greatest number of hashes of a consistency proof.
	maxConsistency = MaxPath + 1
)
