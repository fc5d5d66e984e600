package main

import (
	"fmt"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/server"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/nodeconfig"
)

// initCommand is the SDK's, whose own opinions on consensus parameters and a few
// settings it takes back afterwards.
func initCommand(template *app.App) *cobra.Command {
	cmd := genutilcli.InitCmd(template.Basics, defaultHome())
	cmd.Short = "Write the keys, configuration and genesis of a node"
	cmd.Long = `Writes a node's keys and configuration, and a genesis without participants or
validators: fill in the founding state before starting, or use assentd testnet.`
	sdkInit := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := sdkInit(cmd, args); err != nil {
			return err
		}
		config := server.GetServerContextFromCmd(cmd).Config
		ours := nodeconfig.Comet()
		config.Consensus.TimeoutCommit = ours.Consensus.TimeoutCommit
		config.RPC.PprofListenAddress = ours.RPC.PprofListenAddress
		cmtcfg.WriteConfigFile(filepath.Join(config.RootDir, "config", "config.toml"), config)
		return setConsensusParams(config.GenesisFile())
	}
	return cmd
}

func setConsensusParams(path string) error {
	genesis, err := genutiltypes.AppGenesisFromFile(path)
	if err != nil {
		return fmt.Errorf("genesis: %w", err)
	}
	params := nodeconfig.ConsensusParams()
	params.Validator.PubKeyTypes = genesis.Consensus.Params.Validator.PubKeyTypes
	genesis.Consensus.Params = params
	return genesis.SaveAs(path)
}
