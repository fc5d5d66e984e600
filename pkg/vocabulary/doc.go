// Package vocabulary holds the protobuf enums of the protocol's codes, as
// messages and state write them. Their numbers and names are those of the codes
// of package policy, which says what they mean: a value that is valid there
// converts by its number.
package vocabulary
