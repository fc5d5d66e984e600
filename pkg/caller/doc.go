// Package caller says who asks a query.
//
// State about patients is not for everybody who reaches a node. A request carries the
// public key of an account of the ledger and its signature over the request, and the node
// looks up what the account may know. No session, no password and no clock is involved:
// the moment that the caller names is compared with the time of the block whose state is
// asked, so that whoever overhears a request can learn from it no more than what was
// answered then.
package caller
