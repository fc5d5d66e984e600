// Package types holds recognition agreements between jurisdictions: their state
// machine as pure functions, their messages and their genesis.
package types
