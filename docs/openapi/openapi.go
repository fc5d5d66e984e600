// Package openapi holds the description of the REST interface, generated from
// the protobuf services.
package openapi

import _ "embed"

// Document is the OpenAPI (Swagger 2.0) description, as JSON.
//
//go:embed assent.swagger.json
var Document []byte
