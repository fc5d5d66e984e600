// Package local holds what a local network is founded with.
package local

import _ "embed"

// Founding is the default founding file, as JSON.
//
//go:embed founding.json
var Founding []byte
