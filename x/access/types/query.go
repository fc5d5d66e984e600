package types

// The methods that say something of subjects, as gRPC names them.
const (
	MethodCase     = "/assent.access.v1.Query/Case"
	MethodCases    = "/assent.access.v1.Query/Cases"
	MethodDispute  = "/assent.access.v1.Query/Dispute"
	MethodDisputes = "/assent.access.v1.Query/Disputes"
)
