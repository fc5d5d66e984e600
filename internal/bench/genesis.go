package bench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cosmos/gogoproto/jsonpb"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// plenty is a quota that keeps nobody back.
const plenty = 1 << 40

// deskKey names the key that records on the t-th trail of the i-th institution. Each
// trail has its own, so that none waits for another one's sequence.
func deskKey(i, t int) string { return fmt.Sprintf("desk-%03d-%02d", i, t) }

// trailName of the t-th trail of an institution.
func trailName(t int) string { return fmt.Sprintf("archive-%02d", t) }

// settle adds the institutions with their trails to a network's genesis, and their
// desks' keys to a keyring; quotas keep nobody back.
func (p Population) settle(spec *localnet.Spec, keys keyring.Keyring) error {
	registry, access := registrytypes.DefaultGenesis(), accesstypes.DefaultGenesis()
	registry.Params.Quota = registrytypes.Quota{BytesPerSecond: plenty, BytesBurst: plenty, GasPerSecond: plenty, GasBurst: plenty}
	since := spec.GenesisTime.Unix()
	for i := range p.Institutions {
		id := institution(i)
		registry.Participants = append(registry.Participants, registrytypes.Participant{
			Id: id, Jurisdiction: home, Name: "Institution " + id,
			Roles: []registrytypes.RoleGrant{
				{Role: vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, From: since}, {Role: vocabulary.Role_ROLE_DATA_HOLDER, From: since},
			},
			History: []registrytypes.ParticipantStatusSince{{Status: registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, Since: since}},
		})
		for t := range p.Trails {
			address, err := localnet.NewKey(keys, deskKey(i, t))
			if err != nil {
				return err
			}
			permissions := []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD}
			if t == 0 {
				// Every participant has an admin.
				permissions = []registrytypes.Permission{registrytypes.Permission_PERMISSION_ADMIN, registrytypes.Permission_PERMISSION_RECORD}
			}
			registry.Accounts = append(registry.Accounts, registrytypes.Account{Address: address, Participant: id, Permissions: permissions})
			trail, err := accesstypes.NewTrail(id, trailName(t), since)
			if err != nil {
				return err
			}
			access.Trails = append(access.Trails, trail)
		}
	}
	var err error
	if spec.Genesis[registrytypes.ModuleName], err = spec.Codec.MarshalJSON(registry); err != nil {
		return err
	}
	spec.Genesis[accesstypes.ModuleName], err = spec.Codec.MarshalJSON(access)
	return err
}

// enrol writes the subjects into the genesis of every node, and gives its size in bytes.
// It is written once, one subject after the other: in memory it would be many times as
// large. The other nodes link to it.
func (p Population) enrol(network localnet.Network, ids []subjectID, since time.Time) (int64, error) {
	first := genesisFile(network, 0)
	document, err := os.ReadFile(first)
	if err != nil {
		return 0, err
	}
	file, err := os.Create(first)
	if err != nil {
		return 0, err
	}
	err = p.writeGenesis(file, document, ids, since.Unix())
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, fmt.Errorf("genesis with %d subjects: %w", p.Subjects, err)
	}
	for i := range network.Nodes[1:] {
		other := genesisFile(network, i+1)
		if err := errors.Join(os.Remove(other), os.Link(first, other)); err != nil {
			return 0, err
		}
	}
	info, err := os.Stat(first)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func genesisFile(network localnet.Network, node int) string {
	return filepath.Join(network.Dir, network.Nodes[node].Home, "config", "genesis.json")
}

// writeGenesis writes a genesis with the subjects in the place of those that it has.
func (p Population) writeGenesis(to io.Writer, document []byte, ids []subjectID, since int64) error {
	w := bufio.NewWriterSize(to, 1<<20)
	err := replace(w, document, "app_state", func(state []byte) error {
		return replace(w, state, consenttypes.ModuleName, func(consent []byte) error {
			return replace(w, consent, "subjects", func([]byte) error { return p.writeSubjects(w, ids, since) })
		})
	})
	return errors.Join(err, w.Flush())
}

// replace writes an object of JSON in which one key has another value, written by a
// function that is given the old one.
func replace(w *bufio.Writer, object []byte, key string, value func(old []byte) error) error {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(object, &fields); err != nil {
		return fmt.Errorf("what has the key %s: %w", key, err)
	}
	// A writer that failed fails at its end again.
	separator := "{"
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		_, _ = fmt.Fprintf(w, "%s%q:", separator, k)
		separator = ","
		if k != key {
			_, _ = w.Write(fields[k])
			continue
		}
		if err := value(fields[k]); err != nil {
			return err
		}
	}
	return w.WriteByte('}')
}

func (p Population) writeSubjects(w *bufio.Writer, ids []subjectID, since int64) error {
	// Defaults are left out: a reader fills them in, and most fields have them.
	marshaler := jsonpb.Marshaler{OrigName: true}
	separator := byte('[')
	for i, id := range ids {
		_ = w.WriteByte(separator)
		separator = ','
		subject := p.subject(i, id, since)
		if err := marshaler.Marshal(w, &subject); err != nil {
			return err
		}
	}
	return w.WriteByte(']')
}
