package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"

	"github.com/assent-ledger/assent/pkg/vocabulary"
)

//go:embed records/*.json
var recordFiles embed.FS

// record is a FHIR resource that an institution holds.
type record struct {
	kind     string
	category vocabulary.Category
	// digest under the holder's key: the ledger learns nothing of the content.
	digest []byte
}

// categories by the type of a FHIR resource.
var categories = map[string]vocabulary.Category{
	"AllergyIntolerance": vocabulary.Category_CATEGORY_PATIENT_SUMMARY,
	"Composition":        vocabulary.Category_CATEGORY_DISCHARGE_REPORT,
	"Condition":          vocabulary.Category_CATEGORY_EHR,
	"DiagnosticReport":   vocabulary.Category_CATEGORY_TEST_RESULT,
	"Encounter":          vocabulary.Category_CATEGORY_EHR,
	"ImagingStudy":       vocabulary.Category_CATEGORY_MEDICAL_IMAGING,
	"Immunization":       vocabulary.Category_CATEGORY_PATIENT_SUMMARY,
	"MedicationRequest":  vocabulary.Category_CATEGORY_EPRESCRIPTION,
	"Observation":        vocabulary.Category_CATEGORY_TEST_RESULT,
	"Procedure":          vocabulary.Category_CATEGORY_EHR,
}

// loadRecords reads the example records in order of their names.
func loadRecords(key []byte) ([]record, error) {
	entries, err := recordFiles.ReadDir("records")
	if err != nil {
		return nil, err
	}
	records := make([]record, 0, len(entries))
	for _, entry := range entries {
		content, err := recordFiles.ReadFile("records/" + entry.Name())
		if err != nil {
			return nil, err
		}
		var resource struct {
			ResourceType string `json:"resourceType"`
		}
		if err := json.Unmarshal(content, &resource); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		category, ok := categories[resource.ResourceType]
		if !ok {
			return nil, fmt.Errorf("%s: no category for %s", entry.Name(), resource.ResourceType)
		}
		records = append(records, record{kind: resource.ResourceType, category: category, digest: keyed(key, content)})
	}
	return records, nil
}

// keyed is HMAC-SHA-256.
func keyed(key, content []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(content)
	return mac.Sum(nil)
}
