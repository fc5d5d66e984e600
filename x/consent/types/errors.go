package types

import (
	errorsmod "cosmossdk.io/errors"
)

// What is refused. The code of an item's outcome is that of one of these errors.
// A code is never given to another error.
var (
	// ErrBatchSize refuses a message without items or with too many.
	ErrBatchSize = errorsmod.Register(ModuleName, 2, "batch size: send 1 to 200 items in one message")
	// ErrSubjectInvalid refuses what is not the id of a subject, or an enrolment that is half signed.
	ErrSubjectInvalid = errorsmod.Register(ModuleName, 3, "malformed subject: give the 20 bytes of its id")
	// ErrSubjectEnrolled refuses to enrol a subject twice with one holder.
	ErrSubjectEnrolled = errorsmod.Register(ModuleName, 4, "this holder has enrolled the subject already")
	// ErrSubjectUnknown refuses to hear somebody whom no holder enrolled.
	ErrSubjectUnknown = errorsmod.Register(ModuleName, 5, "subject is not enrolled: a holder enrols it first")
	// ErrTooManyHolders refuses another holder of a subject that has the most it may.
	ErrTooManyHolders = errorsmod.Register(ModuleName, 6, "subject has 64 holders already")
	// ErrJurisdictionForeign refuses a holder of another jurisdiction than the subject's home.
	ErrJurisdictionForeign = errorsmod.Register(ModuleName, 7, "holder is not of the subject's home jurisdiction: enrol another subject there")
	// ErrCustodial refuses a signature for a subject that has no key.
	ErrCustodial = errorsmod.Register(ModuleName, 8, "subject is in custody of its holder and has no key to sign with")
	// ErrDirectiveInvalid refuses what has no single reading: the item is malformed.
	ErrDirectiveInvalid = errorsmod.Register(ModuleName, 9, "malformed directive or withdrawal")
	// ErrDirectiveExpired refuses a directive whose validity is over before it begins.
	ErrDirectiveExpired = errorsmod.Register(ModuleName, 10, "validity of the directive is over: sign one that is still to come or unbounded")
	// ErrDirectiveUnknown refuses to end what the subject did not say, or what has gone to the archive.
	ErrDirectiveUnknown = errorsmod.Register(ModuleName, 11, "subject has no such directive")
	// ErrDirectiveEnded refuses to end a directive twice.
	ErrDirectiveEnded = errorsmod.Register(ModuleName, 12, "directive is not live any more")
	// ErrDirectiveExists refuses a directive that the subject has given already.
	ErrDirectiveExists = errorsmod.Register(ModuleName, 13, "subject has given this directive already")
	// ErrSupersedes refuses to replace anything but a live directive of the same subject.
	ErrSupersedes = errorsmod.Register(ModuleName, 14, "supersedes names no live directive of this subject")
	// ErrSignatureMalformed refuses a signature that is not of the one accepted form.
	ErrSignatureMalformed = errorsmod.Register(ModuleName, 15, "malformed signature: give 65 bytes r || s || v with v 27 or 28 and low s")
	// ErrSignatureWrong refuses a signature that no live key of the subject made over these fields for this chain.
	ErrSignatureWrong = errorsmod.Register(ModuleName, 16, "no live key of the subject signed these fields for this chain")
	// ErrSequenceTooLow refuses a replay, or what was signed before something that was accepted since.
	ErrSequenceTooLow = errorsmod.Register(ModuleName, 17, "sequence is not above the subject's last: sign again with the next one")
	// ErrDeadlinePassed refuses what comes at its deadline or later.
	ErrDeadlinePassed = errorsmod.Register(ModuleName, 18, "deadline has passed: sign again")
	// ErrDeadlineTooFar refuses a signature that would be good for longer than a day.
	ErrDeadlineTooFar = errorsmod.Register(ModuleName, 19, "deadline is more than 24 hours ahead")
	// ErrTooManyDirectives refuses a directive beyond what may be live at once.
	ErrTooManyDirectives = errorsmod.Register(ModuleName, 20, "subject has 32 live directives: withdraw or supersede one")
	// ErrTooManyNodes refuses a directive beyond the provisions that may be live at once.
	ErrTooManyNodes = errorsmod.Register(ModuleName, 21, "live directives of the subject have 256 provisions: withdraw or supersede one")
	// ErrTooManyChanges refuses a directive beyond the changes of one day.
	ErrTooManyChanges = errorsmod.Register(ModuleName, 22, "subject has made 32 changes today: go on tomorrow, UTC")
	// ErrNoRoom refuses what occupies more state than the sender's participant may. It is
	// never said to a withdrawal, nor to a refusal of everything.
	ErrNoRoom = errorsmod.Register(ModuleName, 23, "no room: send it through another institution, or have the sender's authority raise its state allowance")
	// ErrNotCouncil refuses anybody but the council.
	ErrNotCouncil = errorsmod.Register(ModuleName, 24, "only the council may: propose it there")
	// ErrParamsInvalid refuses parameters outside of their bounds.
	ErrParamsInvalid = errorsmod.Register(ModuleName, 25, "parameters are out of bounds")
	// ErrSubjectSigned refuses what would stand beside or against what the subject itself signed.
	ErrSubjectSigned = errorsmod.Register(ModuleName, 26, "the subject's own signature stands: it withdraws or supersedes by signature")
	// ErrTooManyAttested refuses an attestation beyond what may be live at once.
	ErrTooManyAttested = errorsmod.Register(ModuleName, 27, "too many attested directives are live, of this holder (8) or in all (32): revoke one")
	// ErrNotPermission refuses to invalidate what refuses anything: it would permit.
	ErrNotPermission = errorsmod.Register(ModuleName, 28, "only what permits and refuses nothing can be invalidated")
	// ErrInvalidationMoment refuses a moment before the directive was granted, or still to come.
	ErrInvalidationMoment = errorsmod.Register(ModuleName, 29, "it cannot be invalid since before it was granted, nor from a moment still to come")
	// ErrMandateInvalid refuses a mandate that has no single reading, or is over before it begins.
	ErrMandateInvalid = errorsmod.Register(ModuleName, 30, "malformed mandate")
	// ErrRepresentativeExists refuses a second mandate of one key.
	ErrRepresentativeExists = errorsmod.Register(ModuleName, 31, "this key represents the subject already: end its mandate first")
	// ErrRepresentativeUnknown refuses to end a mandate that is not there or is over.
	ErrRepresentativeUnknown = errorsmod.Register(ModuleName, 32, "subject has no such representative")
	// ErrTooManyRepresentatives refuses one more than may be.
	ErrTooManyRepresentatives = errorsmod.Register(ModuleName, 33, "subject has 16 representatives, those of the last day among them: end a mandate and wait a day")
	// ErrOutsideMandate refuses what a representative may not say or end.
	ErrOutsideMandate = errorsmod.Register(ModuleName, 34, "outside of the representative's mandate")
	// ErrKeyUsed refuses a key that was the subject's, or is its representative's.
	ErrKeyUsed = errorsmod.Register(ModuleName, 35, "the key was the subject's before, or is a representative's: take a new one")
	// ErrTooManyKeys refuses one more key than a subject may have.
	ErrTooManyKeys = errorsmod.Register(ModuleName, 36, "subject has had 16 keys: enrol another subject")
	// ErrReplacementPending refuses what a key may not do while it is being replaced: permit, appoint, rotate.
	ErrReplacementPending = errorsmod.Register(ModuleName, 37, "the subject's key is being replaced: object, or wait; refusals and withdrawals are taken")
	// ErrReplacementUnknown refuses to object to or confirm what has not begun or is done.
	ErrReplacementUnknown = errorsmod.Register(ModuleName, 38, "no replacement by this key is under way")
	// ErrReplacementConfirmed refuses to confirm what needs no confirmation.
	ErrReplacementConfirmed = errorsmod.Register(ModuleName, 39, "the replacement needs no confirmation")
	// ErrObjectedBefore refuses a second objection.
	ErrObjectedBefore = errorsmod.Register(ModuleName, 40, "the key has objected once: a holder decides now")
	// ErrKeyInvalid refuses what is not the address of a key.
	ErrKeyInvalid = errorsmod.Register(ModuleName, 41, "malformed key: give the 20 bytes of its address")
	// ErrTooLarge says that a directive takes up too much, or what is live does together.
	ErrTooLarge = errorsmod.Register(ModuleName, 42, "too large: name fewer recipients, or withdraw another one first")
)

// OutcomeCode is the code that stands for the error in an item's outcome; false
// if the error is not about the item, but ends the whole message.
func OutcomeCode(err error) (uint32, bool) {
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	return code, codespace == ModuleName
}
