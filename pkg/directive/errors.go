package directive

import (
	"errors"

	"github.com/assent-ledger/assent/internal/secp"
)

// What is refused. Errors of this package match one of these, and add where in
// the tree the fault lies.
var (
	// ErrTreeDepth refuses exceptions to exceptions beyond MaxDepth levels.
	ErrTreeDepth = errors.New("directive: provisions are nested too deeply: use at most 4 levels, or a second directive")
	// ErrTreeSize refuses more than MaxNodes provisions in one directive.
	ErrTreeSize = errors.New("directive: too many provisions: use at most 16, or a second directive")
	// ErrEffect refuses a provision that neither denies nor permits.
	ErrEffect = errors.New("directive: no effect: say DENY or PERMIT")
	// ErrCode refuses a purpose, category or action that is not in the vocabulary.
	ErrCode = errors.New("directive: unknown code: use the codes of the vocabulary, or none for any")
	// ErrRecipient refuses a selector that names nobody, or two things at once.
	ErrRecipient = errors.New("directive: malformed recipient: name a participant, a role or a jurisdiction, and nothing beside it")
	// ErrRecipientCount refuses more than MaxRecipients recipients in one provision.
	ErrRecipientCount = errors.New("directive: too many recipients: use at most 32, a role or a jurisdiction")
	// ErrRecipientOrder refuses recipients that are not sorted by their text or
	// are named twice.
	ErrRecipientOrder = errors.New("directive: recipients out of order: sort them by their text and name each once")
	// ErrPeriod refuses a period that holds no moment.
	ErrPeriod = errors.New("directive: empty period: from must be before until")
	// ErrTime refuses a moment outside 0..MaxTime, which has no RFC 3339 form here.
	ErrTime = errors.New("directive: moment out of range: use Unix seconds from 1970 to the end of 9999")
	// ErrParticipant refuses a controller or holder that is no participant id.
	ErrParticipant = errors.New("directive: malformed participant id: use 1 to 64 of a-z, 0-9 and -")
	// ErrJurisdiction refuses a text that is no jurisdiction id.
	ErrJurisdiction = errors.New("directive: malformed jurisdiction id: use 1 to 64 of A-Z, 0-9 and -")
	// ErrSubject refuses the zero address, which is a forgotten field.
	ErrSubject = errors.New("directive: no subject: give the 20 bytes of the subject's id")
	// ErrTarget refuses a withdrawal that names no directive.
	ErrTarget = errors.New("directive: nothing to withdraw: give the id of a directive")
	// ErrRepresentative refuses an appointment that names nobody, or the subject itself.
	ErrRepresentative = errors.New("directive: no representative: give the 20-byte address of the key of somebody else")
	// ErrNewKey refuses a change of key that names no key, or the one of the subject's id.
	ErrNewKey = errors.New("directive: no new key: give the 20-byte address of a key that the subject never had")
	// ErrLifetime refuses an access request that serves at no moment, or for too long.
	ErrLifetime = errors.New("directive: no lifetime: say when the request is issued, and let it expire later, within 24 hours")
	// ErrTrail refuses a dispute that names no trail.
	ErrTrail = errors.New("directive: malformed trail id: use a participant id, / and a name, each 1 to 64 of a-z, 0-9 and -")
	// ErrRecord refuses a dispute that names no record.
	ErrRecord = errors.New("directive: no record: give the 32 bytes of its leaf hash")
	// ErrGround refuses a dispute without a ground, or with an unknown one.
	ErrGround = errors.New("directive: no ground: say NOT_PERMITTED, NOT_TREATED, NOT_AS_RECORDED or OTHER")
	// ErrDocument refuses another reason that is written down nowhere.
	ErrDocument = errors.New("directive: no document: give the salted digest of the one that states the other reason")
	// ErrChainID refuses an empty chain id, which would be good on every chain.
	ErrChainID = errors.New("directive: no chain id: give the id of the chain that is to accept the signature")
	// ErrSignature refuses a signature that is not of the one accepted form, or
	// that no key can have made.
	ErrSignature = errors.New("directive: signature refused: give 65 bytes r || s || v with v 27 or 28 and low s")
	// ErrKey refuses to sign with a missing key or one of another curve.
	ErrKey = secp.ErrPrivateKey
)
