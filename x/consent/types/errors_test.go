package types_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/x/consent/types"
)

// The codes are part of the protocol: the source is read, so that a code given
// twice is found although the registration of errors lets it pass.
func TestErrorCodesAreUniqueAndFromTwo(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "errors.go", nil, 0)
	require.NoError(t, err)
	seen := map[int]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 3 {
			return true
		}
		code, err := strconv.Atoi(call.Args[1].(*ast.BasicLit).Value)
		require.NoError(t, err)
		require.GreaterOrEqual(t, code, 2)
		require.False(t, seen[code], "code %d is given twice", code)
		seen[code] = true
		return true
	})
	require.Len(t, seen, 41)
}

func TestOutcomeCodeIsThatOfTheTransaction(t *testing.T) {
	code, ok := types.OutcomeCode(types.ErrSupersedes.Wrap("why"))
	require.True(t, ok)
	require.Equal(t, types.ErrSupersedes.ABCICode(), code)
	_, ok = types.OutcomeCode(errorsmod.ErrPanic)
	require.False(t, ok, "an error of somebody else is not about an item")
	_, ok = types.OutcomeCode(directive.ErrCode)
	require.False(t, ok)
}
