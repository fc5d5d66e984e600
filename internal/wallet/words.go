package wallet

import (
	"encoding/json"
	"fmt"
	"strings"
)

// document is the typed data of EIP-712 that a wallet takes, as far as it is shown.
type document struct {
	Types map[string][]struct {
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"types"`
	PrimaryType string          `json:"primaryType"`
	Message     json.RawMessage `json:"message"`
}

// words writes a document as a person reads it: every text that is hashed, a line for
// each field, in the order in which it is signed. It shows the document itself, so it
// cannot say anything else than what is signed.
func words(typedData []byte) (string, error) {
	var d document
	if err := json.Unmarshal(typedData, &d); err != nil {
		return "", err
	}
	var out strings.Builder
	fmt.Fprintln(&out, d.PrimaryType)
	err := d.object(&out, d.PrimaryType, d.Message, "  ")
	return out.String(), err
}

func (d *document) object(out *strings.Builder, kind string, raw json.RawMessage, indent string) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return err
	}
	for _, field := range d.Types[kind] {
		if err := d.field(out, field.Name, field.Type, values[field.Name], indent); err != nil {
			return fmt.Errorf("%s: %w", field.Name, err)
		}
	}
	return nil
}

func (d *document) field(out *strings.Builder, name, kind string, raw json.RawMessage, indent string) error {
	element, isList := strings.CutSuffix(kind, "[]")
	_, isObject := d.Types[element]
	switch {
	case isObject && isList:
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		if len(items) == 0 {
			fmt.Fprintf(out, "%s%s: none\n", indent, name)
		}
		for i, item := range items {
			fmt.Fprintf(out, "%s%s %d of %d:\n", indent, name, i+1, len(items))
			if err := d.object(out, element, item, indent+"  "); err != nil {
				return err
			}
		}
		return nil
	case isObject:
		fmt.Fprintf(out, "%s%s:\n", indent, name)
		return d.object(out, element, raw, indent+"  ")
	case isList:
		var texts []string
		if err := json.Unmarshal(raw, &texts); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s%s: %s\n", indent, name, strings.Join(texts, ", "))
		return nil
	default:
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s%s: %s\n", indent, name, text)
		return nil
	}
}
