package main

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

const (
	consented = vocabulary.Basis_BASIS_CONSENT
	implied   = vocabulary.Basis_BASIS_IMPLIED_CONSENT
	permitted = vocabulary.Basis_BASIS_DATA_PERMIT

	noAgreement   = vocabulary.Reason_REASON_NO_RECOGNITION_AGREEMENT
	noConsent     = vocabulary.Reason_REASON_NO_CONSENT
	noPermit      = vocabulary.Reason_REASON_NO_PERMIT
	notApplicable = vocabulary.Reason_REASON_PERMIT_NOT_APPLICABLE

	aggregated = vocabulary.Obligation_OBLIGATION_AGGREGATED_OUTPUT_ONLY
	noOnward   = vocabulary.Obligation_OBLIGATION_NO_ONWARD_TRANSFER
	secure     = vocabulary.Obligation_OBLIGATION_SECURE_PROCESSING_ENVIRONMENT

	ehr = vocabulary.Category_CATEGORY_EHR
)

// The requests that the story asks again and again: treatment from each to each.
var (
	deToFR = crossing{from: charite, to: hopital, purpose: treatment, category: tests}
	frToDE = crossing{from: hopital, to: charite, purpose: treatment, category: tests}
	frToCN = crossing{from: hopital, to: yiyuan, purpose: treatment, category: tests}
	cnToFR = crossing{from: yiyuan, to: hopital, purpose: treatment, category: tests}
	cnToDE = crossing{from: yiyuan, to: charite, purpose: treatment, category: tests}
	deToCN = crossing{from: charite, to: yiyuan, purpose: treatment, category: tests}
	// germanStudy is research in Germany on French data, under a German permit.
	germanStudy = crossing{from: hopital, to: forschung, purpose: research, category: tests, permit: germanPermit}

	treatments = []crossing{deToFR, frToDE, frToCN, cnToFR, cnToDE, deToCN}
	// passing are those that the agreement lets pass: between DE and FR, and what touches CN.
	passing, between, touchingCN = treatments[:5], treatments[:2], treatments[2:5]
)

// of is the category of another kind.
func (c crossing) of(category vocabulary.Category) crossing {
	c.category = category
	return c
}

// basis of a treatment: the Chinese regime asks for consent, the others imply it.
func (c crossing) basis() vocabulary.Basis {
	if home(c.from) == "CN" {
		return consented
	}
	return implied
}

// under names a version as decisions about a request name it.
func (c crossing) under(version string) string {
	number := map[string]int{agreement: 1, amended: 2}[version]
	return fmt.Sprintf("%s/v%d/%s-%s", version, number, home(c.from), home(c.to))
}

// open expects that treatments pass under a version.
func open(version string, crossings ...crossing) []inquiry {
	out := make([]inquiry, len(crossings))
	for i, c := range crossings {
		out[i] = inquiry{c, permits(c.basis(), c.under(version), noOnward)}
	}
	return out
}

// closed expects that nothing but an agreement is missing for treatments.
func closed(crossings ...crossing) []inquiry {
	out := make([]inquiry, len(crossings))
	for i, c := range crossings {
		out[i] = inquiry{c, denies(c.basis(), "", noAgreement)}
	}
	return out
}

// studyOpen and studyClosed expect it of the German study.
func studyOpen(version string) inquiry {
	return inquiry{germanStudy, permits(permitted, germanStudy.under(version), aggregated, secure)}
}

func studyClosed() inquiry {
	return inquiry{germanStudy, denies(permitted, "", noAgreement, notApplicable)}
}

// terms are the rules of the agreement, with the ceiling for what goes from DE to FR to
// treat. None leads from DE to CN.
func terms(ceiling uint32) []recognitiontypes.Rule {
	treat := func(from, to string, ceiling uint32) recognitiontypes.Rule {
		return recognitiontypes.Rule{
			From: from, To: to, Purposes: []vocabulary.Purpose{treatment}, MaxGrade: ceiling, Safeguards: []vocabulary.Obligation{noOnward},
		}
	}
	study := func(from, to string, recognises bool) recognitiontypes.Rule {
		return recognitiontypes.Rule{
			From: from, To: to, Purposes: []vocabulary.Purpose{research}, Safeguards: []vocabulary.Obligation{secure}, RecognisesPermits: recognises,
		}
	}
	return []recognitiontypes.Rule{
		treat("DE", "FR", ceiling), treat("FR", "DE", 4), treat("FR", "CN", 3), treat("CN", "FR", 3), treat("CN", "DE", 3),
		study("FR", "DE", true), study("DE", "FR", false),
	}
}
