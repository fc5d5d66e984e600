package recordindex

import (
	"github.com/spf13/cast"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
)

// Config of the index: the section record-index of app.toml.
type Config struct {
	Enabled bool `mapstructure:"enabled"`
	// Indexes are the lists that are kept, by name.
	Indexes []string `mapstructure:"indexes"`
}

// DefaultConfig is what a new node starts with. A node without the section has no index.
func DefaultConfig() Config {
	return Config{Enabled: true, Indexes: (BySubject | ByParticipant | ByExchange).Names()}
}

// Template of the section, for the value of a field RecordIndex.
const Template = `
###############################################################################
###                     Index of access records                             ###
###############################################################################

[record-index]

# The node keeps an index of the records of accesses, which are not in the state, and
# answers assent.access.v1.Records from it. It lies in data/recordindex, can be deleted while
# the node is stopped, and is rebuilt from the node's own blocks. A block is acknowledged
# only when the index has it: a node whose disk is full stops.
enabled = {{ .RecordIndex.Enabled }}

# Lists of records that can be asked for: "subject", "participant", "exchange", "verdict",
# "trail". Each costs disk and time for every record. A change takes a rebuild:
# assentd index rebuild.
indexes = [{{ range $i, $name := .RecordIndex.Indexes }}{{ if $i }}, {{ end }}{{ printf "%q" $name }}{{ end }}]
`

// ReadConfig of a node's options.
func ReadConfig(options servertypes.AppOptions) (Config, error) {
	enabled, err := cast.ToBoolE(options.Get("record-index.enabled"))
	if err != nil || !enabled {
		return Config{}, err
	}
	indexes, err := cast.ToStringSliceE(options.Get("record-index.indexes"))
	return Config{Enabled: true, Indexes: indexes}, err
}
