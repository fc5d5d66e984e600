package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The source files, as their publishers or a plain conversion to CSV name them.
const (
	actReason   = "CodeSystem-v3-ActReason.json"
	ehdsTerms   = "ehds-dpv-2.3.csv"
	healthTerms = "dpv-2.3-sector-health.csv"
	duoTerms    = "duo.csv"
	eehrxfCodes = "eehrxf-priority-category.fsh"
)

// extract gives codes.csv: every identifier of the source files, sorted.
func extract(folder string) ([]byte, error) {
	var list [][]string
	for _, source := range []func(string) ([][]string, error){purposesOfUse, terms, priorities} {
		found, err := source(folder)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.SortFunc(list, func(a, b []string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(append([][]string{{"system", "code", "article"}}, list...)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// purposesOfUse lists the active codes below PurposeOfUse.
func purposesOfUse(folder string) ([][]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, actReason))
	if err != nil {
		return nil, err
	}
	var system struct {
		Concept []struct {
			Code     string `json:"code"`
			Property []struct {
				Code        string `json:"code"`
				ValueCode   string `json:"valueCode"`
				ValueString string `json:"valueString"`
			} `json:"property"`
		} `json:"concept"`
	}
	if err := json.Unmarshal(data, &system); err != nil {
		return nil, fmt.Errorf("%s: %w", actReason, err)
	}
	below := map[string]bool{"PurposeOfUse": true}
	var list [][]string
	for grown := true; grown; {
		grown = false
		for _, c := range system.Concept {
			active, under := true, false
			for _, p := range c.Property {
				active = active && (p.Code != "status" || p.ValueCode+p.ValueString == "active")
				under = under || p.Code == "subsumedBy" && below[p.ValueCode]
			}
			if active && under && !below[c.Code] {
				below[c.Code], grown = true, true
				list = append(list, []string{"HL7", c.Code, ""})
			}
		}
	}
	return list, nil
}

// article is how DPV names an article: EHDS Art.53.1(e)(ii).
var article = regexp.MustCompile(`^EHDS Art\.(\d+)(?:\.(\d+))?((?:\([a-z]+\))*)$`)

// terms lists the terms of both modules of DPV and those of DUO.
func terms(folder string) ([][]string, error) {
	var list [][]string
	for _, source := range []struct{ file, system, column string }{
		{ehdsTerms, "DPV", "iri"}, {healthTerms, "DPV", "iri"}, {duoTerms, "DUO", "id"},
	} {
		lines, err := rows(filepath.Join(folder, source.file))
		if err != nil {
			return nil, err
		}
		for _, row := range lines {
			where := ""
			if m := article.FindStringSubmatch(row["source"]); m != nil {
				where = m[1]
				if m[2] != "" {
					where += "(" + m[2] + ")"
				}
				where += m[3]
			}
			list = append(list, []string{source.system, strings.TrimPrefix(row[source.column], dpv), where})
		}
	}
	return list, nil
}

// concept is how FSH declares a code: * #Code "display".
var concept = regexp.MustCompile(`(?m)^\* #(\S+) "`)

func priorities(folder string) ([][]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, eehrxfCodes))
	if err != nil {
		return nil, err
	}
	var list [][]string
	for _, m := range concept.FindAllSubmatch(data, -1) {
		list = append(list, []string{"EEHRxF", string(m[1]), ""})
	}
	return list, nil
}
