package policy

// Category is a category of health data (EHDS Art. 14 and 51). The numbers are
// part of the protocol and never change; 0 is unspecified.
type Category uint8

// The categories of health data.
const (
	CategoryPatientSummary     Category = 1
	CategoryEPrescription      Category = 2
	CategoryEDispensation      Category = 3
	CategoryMedicalImaging     Category = 4
	CategoryTestResult         Category = 5
	CategoryDischargeReport    Category = 6
	CategoryEHR                Category = 7
	CategoryHealthDeterminants Category = 8
	CategoryPathogen           Category = 9
	CategoryClaims             Category = 10
	CategoryGenomic            Category = 11
	CategoryOmics              Category = 12
	CategoryDevice             Category = 13
	CategoryWellness           Category = 14
	CategoryRegistry           Category = 15
	CategoryClinicalTrial      Category = 16
	CategoryCohort             Category = 17
	CategoryBiobank            Category = 18
	CategoryMentalHealth       Category = 19
	CategorySubstanceUse       Category = 20
	CategorySexualHealth       Category = 21

	categoryLimit = 22
)

var categories = vocabulary[Category]{"Category", []string{
	CategoryPatientSummary:     "PATIENT_SUMMARY",
	CategoryEPrescription:      "EPRESCRIPTION",
	CategoryEDispensation:      "EDISPENSATION",
	CategoryMedicalImaging:     "MEDICAL_IMAGING",
	CategoryTestResult:         "TEST_RESULT",
	CategoryDischargeReport:    "DISCHARGE_REPORT",
	CategoryEHR:                "EHR",
	CategoryHealthDeterminants: "HEALTH_DETERMINANTS",
	CategoryPathogen:           "PATHOGEN",
	CategoryClaims:             "CLAIMS",
	CategoryGenomic:            "GENOMIC",
	CategoryOmics:              "OMICS",
	CategoryDevice:             "DEVICE",
	CategoryWellness:           "WELLNESS",
	CategoryRegistry:           "REGISTRY",
	CategoryClinicalTrial:      "CLINICAL_TRIAL",
	CategoryCohort:             "COHORT",
	CategoryBiobank:            "BIOBANK",
	CategoryMentalHealth:       "MENTAL_HEALTH",
	CategorySubstanceUse:       "SUBSTANCE_USE",
	CategorySexualHealth:       "SEXUAL_HEALTH",
}}

// grades holds the sensitivity of each category in the vocabulary.
var grades = [categoryLimit]uint8{
	CategoryPatientSummary:     3,
	CategoryEPrescription:      3,
	CategoryEDispensation:      3,
	CategoryMedicalImaging:     3,
	CategoryTestResult:         3,
	CategoryDischargeReport:    3,
	CategoryEHR:                4,
	CategoryHealthDeterminants: 2,
	CategoryPathogen:           1,
	CategoryClaims:             2,
	CategoryGenomic:            5,
	CategoryOmics:              4,
	CategoryDevice:             3,
	CategoryWellness:           2,
	CategoryRegistry:           2,
	CategoryClinicalTrial:      3,
	CategoryCohort:             3,
	CategoryBiobank:            4,
	CategoryMentalHealth:       4,
	CategorySubstanceUse:       4,
	CategorySexualHealth:       4,
}

// Categories lists every category in ascending order.
func Categories() []Category { return categories.all() }

// ParseCategory reads a category by its upper-case name; any other text is ErrUnknownCode.
func ParseCategory(name string) (Category, error) { return categories.parse(name) }

// Valid reports whether the category is in the vocabulary.
func (c Category) Valid() bool { return categories.valid(c) }

// String gives the upper-case name.
func (c Category) String() string { return categories.name(c) }

// Grade is the sensitivity of the category in the vocabulary, 1 (lowest) to
// MaxGrade. It never changes; a jurisdiction may raise it, never lower it. A
// code outside the vocabulary is as sensitive as can be.
func (c Category) Grade() uint8 {
	if !c.Valid() {
		return MaxGrade
	}
	return grades[c]
}

// MaxGrade is the highest grade of sensitivity, and the ceiling that an absent
// max_grade stands for.
const MaxGrade uint8 = 5
