// Package types holds access trails: the trail's state machine, the judging of an
// event and the record that follows from both, as pure functions, so that auditors
// and gateways compute what the chain did.
package types
