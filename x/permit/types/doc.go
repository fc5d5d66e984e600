// Package types holds data permits for secondary use: their state machine as pure
// functions, their messages and their genesis.
package types
