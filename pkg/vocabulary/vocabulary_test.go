package vocabulary_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// names lists the codes of a policy type with the prefix of their protobuf names.
func names[C interface {
	~uint8
	fmt.Stringer
}](prefix string, codes []C,
) map[string]int32 {
	values := map[string]int32{prefix + "UNSPECIFIED": 0}
	for _, code := range codes {
		values[prefix+code.String()] = int32(code)
	}
	return values
}

func TestEnumsHaveTheNumbersAndNamesOfThePolicyCodes(t *testing.T) {
	for name, pair := range map[string][2]map[string]int32{
		"purpose":    {vocabulary.Purpose_value, names("PURPOSE_", policy.Purposes())},
		"category":   {vocabulary.Category_value, names("CATEGORY_", policy.Categories())},
		"action":     {vocabulary.Action_value, names("ACTION_", policy.Actions())},
		"role":       {vocabulary.Role_value, names("ROLE_", policy.Roles())},
		"profession": {vocabulary.Profession_value, names("PROFESSION_", policy.Professions())},
		"regime":     {vocabulary.Regime_value, names("REGIME_", policy.Regimes())},
		"combining":  {vocabulary.Combining_value, names("COMBINING_", policy.Combinings())},
		"effect":     {vocabulary.Effect_value, names("EFFECT_", policy.Effects())},
		"basis":      {vocabulary.Basis_value, names("BASIS_", policy.Bases())},
		"obligation": {vocabulary.Obligation_value, names("OBLIGATION_", policy.Obligations())},
		"reason":     {vocabulary.Reason_value, names("REASON_", policy.Reasons())},
	} {
		require.Equal(t, pair[1], pair[0], name)
	}
}
