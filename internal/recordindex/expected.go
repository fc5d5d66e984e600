package recordindex

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
)

// Registry says who asks, and where institutions are.
type Registry interface {
	Inquirer(ctx context.Context, address string) (permission.Inquirer, error)
	PolicyParticipant(ctx context.Context, id string) (world.Recorded[policy.Participant], bool, error)
}

// Consent says where subjects are at home.
type Consent interface {
	SubjectFacts(ctx context.Context, subject string) (world.SubjectFacts, error)
}
