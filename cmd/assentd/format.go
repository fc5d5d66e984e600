package main

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/spf13/cobra"
)

// format is how a command writes its answer.
type format string

const (
	asText format = "text"
	asJSON format = "json"
)

// addFormat adds the flag --output.
func addFormat(cmd *cobra.Command) *format {
	f := asText
	cmd.Flags().Var(&f, "output", "text or json")
	return &f
}

// String gives the value as it is written.
func (f *format) String() string { return string(*f) }

// Type names the value in the list of flags.
func (*format) Type() string { return "format" }

// Set reads the value.
func (f *format) Set(text string) error {
	if format(text) != asText && format(text) != asJSON {
		return errors.New("write text or json")
	}
	*f = format(text)
	return nil
}

// writeJSON writes an answer for a reader as well as for a program.
func writeJSON(w io.Writer, answer any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(answer)
}
