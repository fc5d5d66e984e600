package keeper_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// walletVector is typed data that viem and ethers signed with a test key; their
// signatures are equal.
type walletVector struct {
	Name      string       `json:"name"`
	ChainID   string       `json:"chainId"`
	Message   string       `json:"message"`
	Fields    walletFields `json:"fields"`
	Signature string       `json:"signature"`
}

type walletFields struct {
	Subject        string          `json:"subject"`
	Controller     string          `json:"controller"`
	Provision      walletProvision `json:"provision"`
	ValidFrom      *int64          `json:"validFrom"`
	ValidUntil     *int64          `json:"validUntil"`
	DocumentDigest string          `json:"documentDigest"`
	Supersedes     string          `json:"supersedes"`
	Sequence       string          `json:"sequence"`
	Deadline       int64           `json:"deadline"`
}

type walletProvision struct {
	Effect     string            `json:"effect"`
	Recipients []string          `json:"recipients"`
	Purposes   []string          `json:"purposes"`
	Categories []string          `json:"categories"`
	Actions    []string          `json:"actions"`
	From       *int64            `json:"from"`
	Until      *int64            `json:"until"`
	Exceptions []walletProvision `json:"exceptions"`
}

func readWalletVectors(t *testing.T) []walletVector {
	t.Helper()
	file, err := os.ReadFile("../../../pkg/directive/testdata/wallets/vectors.json")
	require.NoError(t, err)
	var vectors []walletVector
	require.NoError(t, json.Unmarshal(file, &vectors))
	return vectors
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	require.NoError(t, err)
	return b
}

func bounds(from, until *int64) policy.Period {
	var p policy.Period
	if from != nil {
		p.From = policy.At(*from)
	}
	if until != nil {
		p.Until = policy.At(*until)
	}
	return p
}

// set parses codes by their names.
func set[C ~uint8](t *testing.T, names []string, parse func(string) (C, error)) policy.Set[C] {
	t.Helper()
	var s policy.Set[C]
	for _, name := range names {
		code, err := parse(name)
		require.NoError(t, err)
		s = s.Add(code)
	}
	return s
}

func (p walletProvision) policy(t *testing.T) policy.Provision {
	t.Helper()
	effect, err := policy.ParseEffect(p.Effect)
	require.NoError(t, err)
	out := policy.Provision{Effect: effect, Match: policy.Match{
		Purposes:   set(t, p.Purposes, policy.ParsePurpose),
		Categories: set(t, p.Categories, policy.ParseCategory),
		Actions:    set(t, p.Actions, policy.ParseAction),
		Period:     bounds(p.From, p.Until),
	}}
	for _, text := range p.Recipients {
		selector, err := policy.ParseSelector(text)
		require.NoError(t, err)
		out.Match.Recipients = append(out.Match.Recipients, selector)
	}
	for _, exception := range p.Exceptions {
		out.Exceptions = append(out.Exceptions, exception.policy(t))
	}
	return out
}

func (v walletVector) signed(t *testing.T) types.SignedDirective {
	t.Helper()
	sequence, err := strconv.ParseUint(v.Fields.Sequence, 10, 64)
	require.NoError(t, err)
	signed, err := types.NewSignedDirective(directive.Directive{
		Subject: [20]byte(unhex(t, v.Fields.Subject)), Controller: v.Fields.Controller, Provision: v.Fields.Provision.policy(t),
		Validity:       bounds(v.Fields.ValidFrom, v.Fields.ValidUntil),
		DocumentDigest: [32]byte(unhex(t, v.Fields.DocumentDigest)), Supersedes: [32]byte(unhex(t, v.Fields.Supersedes)),
		Sequence: sequence, Deadline: v.Fields.Deadline,
	}, unhex(t, v.Signature))
	require.NoError(t, err)
	return signed
}

// walletFixture is a chain as the wallets saw it, with their subject enrolled
// by its own signature.
func walletFixture(t *testing.T, vectors []walletVector) *fixture {
	t.Helper()
	f := newFixture(t)
	f.ctx = f.ctx.WithChainID("assent-test-1")
	for _, v := range vectors {
		if v.Name != "an enrolment" {
			continue
		}
		f.at(v.Fields.Deadline - hour)
		_, err := f.enrol(attester, types.Enrolment{
			Subject: unhex(t, v.Fields.Subject), Deadline: v.Fields.Deadline, Signature: unhex(t, v.Signature),
		})
		require.NoError(t, err)
		return f
	}
	require.Fail(t, "no vector of an enrolment")
	return nil
}

// plain are the directives that this chain accepts as they are.
func plain(vectors []walletVector) []walletVector {
	var out []walletVector
	for _, v := range vectors {
		timely := v.Fields.ValidFrom == nil || *v.Fields.ValidFrom > 0
		if v.Message == "ConsentDirective" && v.ChainID == "assent-test-1" && timely && strings.Trim(v.Fields.Supersedes, "0x") == "" {
			out = append(out, v)
		}
	}
	return out
}

func TestWhatWalletsSignIsAccepted(t *testing.T) {
	vectors := readWalletVectors(t)
	f := walletFixture(t, vectors)
	accepted := plain(vectors)
	require.GreaterOrEqual(t, len(accepted), 6)
	for _, v := range accepted {
		outcomes, err := f.give(v.signed(t))
		require.NoError(t, err, v.Name)
		require.Zero(t, outcomes[0].Code, v.Name)
	}
}

func TestWhatWalletsSignIsRefusedWithOneByteOfTheSignatureChanged(t *testing.T) {
	vectors := readWalletVectors(t)
	f := walletFixture(t, vectors)
	before := f.export()
	for _, v := range plain(vectors) {
		for i := range 65 {
			signed := v.signed(t)
			signed.Signature[i] ^= 1
			_, err := f.give(signed)
			require.Error(t, err, "%s, byte %d", v.Name, i)
			if i < 64 {
				require.ErrorIs(t, err, types.ErrSignatureWrong, "%s, byte %d", v.Name, i)
			}
		}
	}
	require.Equal(t, before, f.export())
}

func TestWhatWalletsSignIsRefusedWithOneByteOfTheMessageChanged(t *testing.T) {
	vectors := readWalletVectors(t)
	f := walletFixture(t, vectors)
	before := f.export()
	for _, v := range plain(vectors) {
		for name, change := range map[string]func(*types.SignedDirective){
			"controller": func(d *types.SignedDirective) { d.Controller = "de-ukm" },
			"document":   func(d *types.SignedDirective) { d.DocumentDigest = append([]byte{1}, make([]byte, 31)...) },
			"not before": func(d *types.SignedDirective) { d.NotBefore = 1 },
			"sequence":   func(d *types.SignedDirective) { d.Sequence++ },
			"deadline":   func(d *types.SignedDirective) { d.Deadline-- },
			"effect":     func(d *types.SignedDirective) { d.Provision.Effect = 3 - d.Provision.Effect },
		} {
			signed := v.signed(t)
			change(&signed)
			_, err := f.give(signed)
			require.ErrorIs(t, err, types.ErrSignatureWrong, "%s, %s", v.Name, name)
		}
	}
	require.Equal(t, before, f.export())
}

func TestWhatWalletsSignedForAnotherChainIsRefused(t *testing.T) {
	vectors := readWalletVectors(t)
	f := walletFixture(t, vectors)
	for _, v := range vectors {
		if v.Message == "ConsentDirective" && v.ChainID != "assent-test-1" {
			_, err := f.give(v.signed(t))
			require.ErrorIs(t, err, types.ErrSignatureWrong, v.Name)
		}
	}
}
