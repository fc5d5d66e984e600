package types

// The methods that say something of subjects, as gRPC names them.
const (
	MethodCase    = "/assent.access.v1.Query/Case"
	MethodDispute = "/assent.access.v1.Query/Dispute"
)
