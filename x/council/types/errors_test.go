package types

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// The registration of two errors under one code only prints a line, and code 0
// or 1 would be reported as success or as an internal error.
func TestErrorCodesAreUniqueAndAboveOne(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "errors.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	seen := map[uint64]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		require.Len(t, call.Args, 3)
		literal, ok := call.Args[1].(*ast.BasicLit)
		require.True(t, ok)
		code, err := strconv.ParseUint(literal.Value, 10, 32)
		require.NoError(t, err)
		require.GreaterOrEqual(t, code, uint64(2))
		require.False(t, seen[code], "code %d is there twice", code)
		seen[code] = true
		return true
	})
	require.NotEmpty(t, seen)
}
