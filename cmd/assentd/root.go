package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/reflect/protoregistry"

	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/client/v2/autocli/flag"
	"cosmossdk.io/core/appmodule"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	clientconfig "github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/debug"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	authcmd "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/backup"
	"github.com/assent-ledger/assent/internal/nodeconfig"
)

// envPrefix of environment variables that set flags.
const envPrefix = "ASSENTD"

func defaultHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ".assentd"
	}
	return filepath.Join(home, ".assentd")
}

// newRootCommand builds the command tree from an application in memory, which
// knows every module's messages and queries.
func newRootCommand() (*cobra.Command, error) {
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	if err != nil {
		return nil, err
	}
	encoding := template.Encoding()
	base := client.Context{}.
		WithCodec(encoding.Codec).WithInterfaceRegistry(encoding.InterfaceRegistry).
		WithTxConfig(encoding.TxConfig).WithLegacyAmino(encoding.LegacyAmino).
		WithInput(os.Stdin).WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(defaultHome()).WithViper(envPrefix)

	root := &cobra.Command{
		Use:           "assentd",
		Short:         "A permissioned ledger for health-data consent and provenance",
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return prepare(cmd, base)
		},
	}
	root.AddCommand(
		initCommand(template),
		genutilcli.ValidateGenesisCmd(template.Basics),
		debug.Cmd(), keys.Commands(), server.StatusCommand(),
		queryCommand(), txCommand(),
		testnetCommand(template), demoCommand(template), benchCommand(template), auditCommand(template), policyCommand(),
		statesyncCommand(), backupCommand(), walletCommand(), pseudonymCommand(), recognitionCommand(), indexCommand(),
	)
	var started node
	server.AddCommandsWithStartCmdOptions(root, defaultHome(), started.create, exportState,
		server.StartCmdOptions{PostSetup: started.completeRecords})
	root.AddCommand(server.ModuleHashByHeightQuery(started.create))
	builder, err := commandBuilder()
	if err != nil {
		return nil, err
	}
	if err := autocliOptions(template, base).EnhanceRootCommandWithBuilder(root, builder); err != nil {
		return nil, err
	}
	return root, errors.Join(addAskingFlags(root), addProposalCommand(root))
}

// prepare reads the home's configuration, with our defaults where there is none yet.
func prepare(cmd *cobra.Command, base client.Context) error {
	// The words of the command were understood: what fails from here on is not helped by its usage.
	cmd.SilenceUsage = true
	cmd.SetOut(cmd.OutOrStdout())
	cmd.SetErr(cmd.ErrOrStderr())
	ctx, err := client.ReadPersistentCommandFlags(base.WithCmdContext(cmd.Context()), cmd.Flags())
	if err != nil {
		return err
	}
	if cmd.Annotations[noHome] != "" {
		return client.SetCmdClientContextHandler(ctx, cmd)
	}
	if err := checkHome(cmd, ctx.HomeDir); err != nil {
		return err
	}
	if ctx, err = clientconfig.ReadFromClientConfig(ctx); err != nil {
		return err
	}
	if err := client.SetCmdClientContextHandler(ctx, cmd); err != nil {
		return err
	}
	return server.InterceptConfigsPreRunHandler(cmd, nodeconfig.Template, nodeconfig.Application(), nodeconfig.Comet())
}

// checkHome refuses to run a node from a home that nobody made: the SDK would
// make one there, and leave settings in it that no node should have.
func checkHome(cmd *cobra.Command, home string) error {
	if cmd.Name() != "start" && cmd.Name() != "export" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(home, "config", "genesis.json")); err != nil {
		return fmt.Errorf("no node in %s: make one with assentd init or assentd testnet, or name another --home", home)
	}
	if cmd.Name() == "start" {
		return backup.CheckSigned(home, cmtcfg.DefaultConfig().DBBackend)
	}
	return nil
}

// noHome annotates commands that need no home, and make none.
const noHome = "no-home"

func queryCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "query", Aliases: []string{"q"}, Short: "Ask a node", RunE: client.ValidateCmd}
	cmd.AddCommand(rpc.WaitTxCmd(), rpc.ValidatorCommand(), authcmd.QueryTxCmd(), authcmd.QueryTxsByEventsCmd(),
		server.QueryBlockCmd(), server.QueryBlocksCmd(), server.QueryBlockResultsCmd())
	return cmd
}

func txCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "tx", Short: "Sign and send a transaction", RunE: client.ValidateCmd}
	cmd.AddCommand(authcmd.GetSignCommand(), authcmd.GetBroadcastCommand(), authcmd.GetEncodeCommand(),
		authcmd.GetDecodeCommand(), authcmd.GetSimulateCmd(), multisigCommand())
	return cmd
}

// commandBuilder is the usual one, but that its queries say who asks.
func commandBuilder() (*autocli.Builder, error) {
	// The interface registry alone does not know what is inside of answers.
	files, err := gogoproto.MergedRegistry()
	if err != nil {
		return nil, err
	}
	return &autocli.Builder{
		Builder: flag.Builder{
			TypeResolver: protoregistry.GlobalTypes, FileResolver: files,
			AddressCodec: app.AddressCodec(), ValidatorAddressCodec: app.ValidatorAddressCodec(),
			ConsensusAddressCodec: app.ConsensusAddressCodec(),
		},
		GetClientConn: askingConn,
		AddQueryConnFlags: func(cmd *cobra.Command) {
			flags.AddQueryFlagsToCmd(cmd)
			flags.AddKeyringFlags(cmd.Flags())
		},
		AddTxConnFlags: flags.AddTxFlagsToCmd,
	}, nil
}

func autocliOptions(template *app.App, base client.Context) autocli.AppOptions {
	modules := map[string]appmodule.AppModule{}
	for name, module := range template.Modules() {
		if m, ok := module.(appmodule.AppModule); ok {
			modules[name] = m
		}
	}
	return autocli.AppOptions{
		Modules: modules, ModuleOptions: runtimeservices.ExtractAutoCLIOptions(template.Modules()),
		AddressCodec: app.AddressCodec(), ValidatorAddressCodec: app.ValidatorAddressCodec(),
		ConsensusAddressCodec: app.ConsensusAddressCodec(), ClientCtx: base,
	}
}
