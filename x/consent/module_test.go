package consent_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	protov2 "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectestutil "github.com/cosmos/cosmos-sdk/codec/testutil"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/x/consent"
	"github.com/assent-ledger/assent/x/consent/keeper"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	subject = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"
	// prefix is the one that the SDK is configured with while nobody changes it.
	prefix = "cosmos"
)

func newModule() (consent.AppModule, keeper.Keeper, *codec.ProtoCodec, *storetypes.KVStoreKey) {
	registry := codectestutil.CodecOptions{AccAddressPrefix: prefix}.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	key := storetypes.NewKVStoreKey(types.StoreKey)
	k := keeper.NewKeeper(cdc, runtime.NewKVStoreService(key), nil, "council")
	m := consent.NewAppModule(cdc, k, world.NewAssembler(nil, k, nil, nil), nil)
	m.RegisterInterfaces(registry)
	return m, k, cdc, key
}

func TestTheModuleCarriesItsGenesisAsJSON(t *testing.T) {
	m, _, cdc, key := newModule()
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient"))
	require.NoError(t, m.ValidateGenesis(cdc, nil, m.DefaultGenesis(cdc)))

	id, err := types.ParseSubjectID(subject)
	require.NoError(t, err)
	state := &types.GenesisState{Params: types.DefaultParams(), Subjects: []types.Subject{
		types.NewSubject(id, permission.Member{Participant: "de-charite", Jurisdiction: "DE"}, 1_772_500_000),
	}}
	bz := cdc.MustMarshalJSON(state)
	require.NoError(t, m.ValidateGenesis(cdc, nil, bz))
	m.InitGenesis(ctx, cdc, bz)
	require.JSONEq(t, string(bz), string(m.ExportGenesis(ctx, cdc)))

	state.Subjects[0].Holders = nil
	bz = cdc.MustMarshalJSON(state)
	require.Error(t, m.ValidateGenesis(cdc, nil, bz))
	require.Panics(t, func() { m.InitGenesis(ctx, cdc, bz) })
	require.Error(t, m.ValidateGenesis(cdc, nil, json.RawMessage(`{"subjects": 1}`)))
}

func TestTheModuleRegistersItsServices(t *testing.T) {
	m, _, cdc, _ := newModule()
	messages, queries := baseapp.NewMsgServiceRouter(), baseapp.NewGRPCQueryRouter()
	messages.SetInterfaceRegistry(cdc.InterfaceRegistry())
	queries.SetInterfaceRegistry(cdc.InterfaceRegistry())
	require.NoError(t, m.RegisterServices(module.NewConfigurator(cdc, messages, queries)))
	require.NotNil(t, messages.HandlerByTypeURL("/assent.consent.v1.MsgGiveConsent"))
	require.NotNil(t, queries.Route("/assent.consent.v1.Query/Decide"))
	require.NotPanics(t, func() { m.RegisterGRPCGatewayRoutes(client.Context{}, gwruntime.NewServeMux()) })
}

// recorder answers nothing and keeps the request.
type recorder struct {
	grpc.ClientConnInterface
	method  string
	request string
}

func (r *recorder) Invoke(_ context.Context, method string, request, _ any, _ ...grpc.CallOption) error {
	bz, err := protojson.Marshal(request.(protov2.Message))
	r.method, r.request = method, string(bz)
	return err
}

// commands are those that the application would have.
func commands(t *testing.T, conn grpc.ClientConnInterface) *cobra.Command {
	t.Helper()
	m, _, cdc, _ := newModule()
	codecOf := addresscodec.NewBech32Codec(prefix)
	var builder autocli.Builder
	builder.AddressCodec, builder.ValidatorAddressCodec, builder.ConsensusAddressCodec = codecOf, codecOf, codecOf
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	builder.TypeResolver, builder.FileResolver = protoregistry.GlobalTypes, files
	builder.GetClientConn = func(*cobra.Command) (grpc.ClientConnInterface, error) { return conn, nil }
	builder.AddQueryConnFlags = func(*cobra.Command) {}
	builder.AddTxConnFlags = flags.AddTxFlagsToCmd
	options := autocli.AppOptions{
		ModuleOptions:         map[string]*autocliv1.ModuleOptions{types.ModuleName: m.AutoCLIOptions()},
		AddressCodec:          codecOf,
		ValidatorAddressCodec: codecOf,
		ConsensusAddressCodec: codecOf,
	}
	root := &cobra.Command{Use: "assentd", SilenceUsage: true, SilenceErrors: true}
	require.NoError(t, options.EnhanceRootCommandWithBuilder(root, &builder))
	ctx := client.Context{}.WithCodec(cdc).WithInterfaceRegistry(cdc.InterfaceRegistry()).
		WithTxConfig(tx.NewTxConfig(cdc, tx.DefaultSignModes)).WithAccountRetriever(authtypes.AccountRetriever{})
	root.SetOut(io.Discard)
	root.SetContext(context.WithValue(t.Context(), client.ClientContextKey, &ctx))
	return root
}

func TestTheExampleOfDecideIsACompleteQuestion(t *testing.T) {
	conn := &recorder{}
	root := commands(t, conn)
	root.SetArgs([]string{
		"query", "consent", "decide", subject, "de-charite", "fr-ap-hp", "treatment", "patient-summary", "access",
		"--profession", "physician", "--at", "1772532120",
	})
	require.NoError(t, root.Execute())
	require.Equal(t, "/assent.consent.v1.Query/Decide", conn.method)
	require.JSONEq(t, `{
		"subject": "`+subject+`", "controller": "de-charite", "recipient": "fr-ap-hp",
		"purpose": "PURPOSE_TREATMENT", "category": "CATEGORY_PATIENT_SUMMARY", "action": "ACTION_ACCESS",
		"profession": "PROFESSION_PHYSICIAN", "at": "1772532120"
	}`, conn.request)
}

func TestSubjectsAndDirectivesAreAskedForByTheirIDs(t *testing.T) {
	conn := &recorder{}
	root := commands(t, conn)
	root.SetArgs([]string{"query", "consent", "subject", subject})
	require.NoError(t, root.Execute())
	require.JSONEq(t, `{"subject": "`+subject+`"}`, conn.request)
	root.SetArgs([]string{"query", "consent", "directive", subject, "0x01"})
	require.NoError(t, root.Execute())
	require.JSONEq(t, `{"subject": "`+subject+`", "id": "0x01"}`, conn.request)
}

func TestMessagesAreMadeFromFiles(t *testing.T) {
	sender, err := addresscodec.NewBech32Codec(prefix).BytesToString(make([]byte, 20))
	require.NoError(t, err)
	for _, c := range []struct{ command, message, field string }{
		{"enrol", "/assent.consent.v1.MsgEnrolSubjects", "enrolments"},
		{"give", "/assent.consent.v1.MsgGiveConsent", "directives"},
		{"withdraw", "/assent.consent.v1.MsgWithdrawConsent", "withdrawals"},
		{"appoint", "/assent.consent.v1.MsgAppointRepresentative", "appointments"},
		{"end-representation", "/assent.consent.v1.MsgEndRepresentation", "ends"},
		{"rotate-key", "/assent.consent.v1.MsgRotateSubjectKey", "rotations"},
		{"object-to-replacement", "/assent.consent.v1.MsgObjectToReplacement", "objections"},
	} {
		t.Run(c.command, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "item.json")
			require.NoError(t, os.WriteFile(file, []byte(`{"subject": "AQ==", "deadline": "7"}`), 0o600))
			root := commands(t, &recorder{})
			var out bytes.Buffer
			root.SetOut(&out)
			root.SetArgs([]string{
				"tx", "consent", c.command, file, `{"subject": "Ag=="}`,
				"--from", sender, "--keyring-backend", "memory", "--generate-only", "--offline", "--account-number", "1", "--sequence", "1",
			})
			require.NoError(t, root.Execute())
			var made struct {
				Body struct {
					Messages []map[string]any `json:"messages"`
				} `json:"body"`
			}
			require.NoError(t, json.Unmarshal(out.Bytes(), &made))
			require.Len(t, made.Body.Messages, 1)
			require.Equal(t, c.message, made.Body.Messages[0]["@type"])
			items, ok := made.Body.Messages[0][c.field].([]any)
			require.True(t, ok)
			require.Len(t, items, 2)
			require.Equal(t, "7", items[0].(map[string]any)["deadline"])
		})
	}
}

func TestWhatAuthoritiesAndHoldersSayTakesIdsInHexadecimal(t *testing.T) {
	sender, err := addresscodec.NewBech32Codec(prefix).BytesToString(make([]byte, 20))
	require.NoError(t, err)
	const (
		id, key   = "7e5f4552091a69125d5dfcb7b8c2659029395bdf", "2b5ad5c4795c026514f8317c7a215e218dccd6cf"
		idBase64  = "fl9FUgkaaRJdXfy3uMJlkCk5W98="
		keyBase64 = "K1rVxHlcAmUU+DF8eiFeIY3M1s8="
	)
	for _, c := range []struct {
		args  []string
		field string
	}{
		{[]string{"invalidate", id, key, "--since", "5"}, "directive"},
		{[]string{"appoint-guardian", id, `{"representative":"` + keyBase64 + `"}`}, "mandate"},
		{[]string{"end-guardianship", id, key}, "representative"},
		{[]string{"replace-key", id, key, "7", key}, "new_key"},
		{[]string{"confirm-replacement", id, key}, "new_key"},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			root := commands(t, &recorder{})
			var out bytes.Buffer
			root.SetOut(&out)
			root.SetArgs(append(append([]string{"tx", "consent"}, c.args...),
				"--from", sender, "--keyring-backend", "memory", "--generate-only", "--offline", "--account-number", "1", "--sequence", "1"))
			require.NoError(t, root.Execute())
			var made struct {
				Body struct {
					Messages []map[string]any `json:"messages"`
				} `json:"body"`
			}
			require.NoError(t, json.Unmarshal(out.Bytes(), &made))
			message := made.Body.Messages[0]
			require.Equal(t, idBase64, message["subject"])
			if mandate, ok := message[c.field].(map[string]any); ok {
				require.Equal(t, keyBase64, mandate["representative"])
			} else {
				require.Equal(t, keyBase64, message[c.field])
			}
		})
	}
}
