package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTheTableIsWhatTheMappingGenerates(t *testing.T) {
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("vocabulary_table.go is out of date: run go generate here")
	}
}

func TestAnUnknownCorrespondenceIsRefused(t *testing.T) {
	codes, err := readCodes()
	if err != nil {
		t.Fatal(err)
	}
	for system, code := range map[string]string{"hl7": "TREATS", "dpv": "legal/eu/ehds#Nothing", "duo": "DUO:0000000", "eehrxf": "Letters"} {
		row := map[string]string{"kind": "Purpose", "number": "1", "code": "TREATMENT", "name": "Treatment", system: code}
		if line, err := entry(row, codes); err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("%s %s gives %s, %v", system, code, line, err)
		}
	}
}
