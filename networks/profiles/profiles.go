// Package profiles holds readings of some health-data laws as profiles of a
// jurisdiction, for trying things out. They are no legal advice, and no
// jurisdiction has adopted them. Beside each lies a page that says which article
// a setting comes from and what the profile does not model.
package profiles

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed ehds-baseline.json german-epa.json pipl.json swiss-epr.json
var files embed.FS

var names = []string{"ehds-baseline", "german-epa", "pipl", "swiss-epr"}

// Names lists the profiles, sorted.
func Names() []string { return slices.Clone(names) }

// Read gives a profile in the JSON form that a world file has for the profile of
// a jurisdiction (see package policy), without since: the moment it comes into
// force is for whoever adopts it.
func Read(name string) ([]byte, error) {
	if !slices.Contains(names, name) {
		return nil, fmt.Errorf("no profile %q", name)
	}
	return files.ReadFile(name + ".json")
}
