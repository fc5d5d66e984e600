package policy

// Role is a capacity in which a participant acts. The numbers are part of the
// protocol and never change; 0 is unspecified.
type Role uint8

// The roles.
const (
	RoleHealthcareProvider   Role = 1
	RoleDataHolder           Role = 2
	RoleDataUser             Role = 3
	RoleAccessBody           Role = 4
	RolePayer                Role = 5
	RolePublicAuthority      Role = 6
	RolePatientAccessService Role = 7
	RoleAuditor              Role = 8
	RoleNodeOperator         Role = 9
)

var roles = vocabulary[Role]{"Role", []string{
	RoleHealthcareProvider:   "HEALTHCARE_PROVIDER",
	RoleDataHolder:           "DATA_HOLDER",
	RoleDataUser:             "DATA_USER",
	RoleAccessBody:           "ACCESS_BODY",
	RolePayer:                "PAYER",
	RolePublicAuthority:      "PUBLIC_AUTHORITY",
	RolePatientAccessService: "PATIENT_ACCESS_SERVICE",
	RoleAuditor:              "AUDITOR",
	RoleNodeOperator:         "NODE_OPERATOR",
}}

// Roles lists every role in ascending order.
func Roles() []Role { return roles.all() }

// ParseRole reads a role by its upper-case name; any other text is ErrUnknownCode.
func ParseRole(name string) (Role, error) { return roles.parse(name) }

// Valid reports whether the role is in the vocabulary.
func (c Role) Valid() bool { return roles.valid(c) }

// String gives the upper-case name.
func (c Role) String() string { return roles.name(c) }

// Profession is the profession of the person who asks on behalf of the
// recipient. The numbers are part of the protocol and never change; 0 is
// unspecified, which in a request says that no profession was given.
type Profession uint8

// The professions.
const (
	ProfessionPhysician  Profession = 1
	ProfessionNurse      Profession = 2
	ProfessionPharmacist Profession = 3
	ProfessionClerk      Profession = 4

	professionLimit = 5
)

var professions = vocabulary[Profession]{"Profession", []string{
	ProfessionPhysician:  "PHYSICIAN",
	ProfessionNurse:      "NURSE",
	ProfessionPharmacist: "PHARMACIST",
	ProfessionClerk:      "CLERK",
}}

// Professions lists every profession in ascending order.
func Professions() []Profession { return professions.all() }

// ParseProfession reads a profession by its upper-case name; any other text is ErrUnknownCode.
func ParseProfession(name string) (Profession, error) { return professions.parse(name) }

// Valid reports whether the profession is in the vocabulary.
func (c Profession) Valid() bool { return professions.valid(c) }

// String gives the upper-case name.
func (c Profession) String() string { return professions.name(c) }
