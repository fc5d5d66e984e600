// Package sim plays random histories of the whole application with the SDK's
// simulator, and holds that an exported state starts a chain with the same state
// and that the same history gives the same state in every process.
package sim
