/* What the files of InstrumentService and SignatureService share: instrument.c has the rules of instruments and the changes of
 * their state, revision.c what a revision says, signing.c the signing, signature.c the rules of signatures and what becomes of
 * them. */
#ifndef HS_RULES_INSTRUMENT_H
#define HS_RULES_INSTRUMENT_H

#include "service/call.h"
#include "service/rules/confirmation.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/signature.h"

#include <stdbool.h>

/** The states in which an instrument can be signed, as bits of HS_STATE. */
#define HS_INSTRUMENT_SIGNABLE (HS_STATE(HENSIGT_INSTRUMENT_STATE_OPEN) | HS_STATE(HENSIGT_INSTRUMENT_STATE_ACTIVE))

/** Adds the lack WRONG_STATE unless the instrument is in one of the states; says who can do what about it where somebody can. */
void hs_instrument_require(struct hs_call *call, const hensigt_instrument *instrument, unsigned allowed);

/** Adds the lack EXPIRED if an instrument has certainly expired by a date. */
void hs_instrument_require_unexpired(struct hs_call *call, const hensigt_instrument *instrument, const hensigt_partial_date *date);

/* ---- revision.c ---------------------------------------------------------------------------------------------------------- */

/** Computes the hash of each text that has none. */
void hs_instrument_hash_texts(struct hs_call *call, hensigt_instrument *instrument);

/** Makes a new revision of what the instrument now says the one that holds. *out is the revision, to be completed; NULL with the
 * call failed. */
hensigt_instrument_revision *hs_instrument_add_revision(struct hs_call *call, hensigt_instrument *instrument,
                                                        hensigt_partial_date *date);

/** What an imported line leaves out of an instrument that was opened: its first revision, and the hash of the last. */
void hs_instrument_complete_revisions(struct hs_call *call, hensigt_instrument *instrument);

/** Checks texts and revisions: numbers, dates, and hashes of what holds. */
void hs_instrument_check_revisions(struct hs_call *call, const hensigt_instrument *instrument);

/** The hash of one revision; no bytes where there is none such. */
ProtobufCBinaryData hs_instrument_revision_hash(const hensigt_instrument *instrument, int32_t revision);

/** The handler of ReviseInstrument. */
enum hs_code hs_instrument_revise(struct hs_call *call, const hensigt_revise_instrument_request *request,
                                  hensigt_instrument *reply);

/* ---- signature.c --------------------------------------------------------------------------------------------------------- */

/** Enters a signature of the revision that holds. Given are its name, organisation, capacity, signer, line and what it reaffirms;
 *  the rest follows from the instrument and the confirmation, of which it gets a copy with `statement` (NULL = not signed with a
 *  key). *reply becomes the signature as stored. */
enum hs_code hs_signature_enter(struct hs_call *call, const hensigt_instrument *instrument, hensigt_signature *signature,
                                const hensigt_intention_confirmation *confirmation, hensigt_signed_declaration *statement,
                                hensigt_signature *reply);

/** The name of a new signature: of this id, or with an id of the registry's making. NULL with the call failed. */
char *hs_signature_name(struct hs_call *call, const char *instrument, const char *id);

/* ---- signing.c ----------------------------------------------------------------------------------------------------------- */

/** The handlers of SignInstrument and GetSigningStatement. */
enum hs_code hs_instrument_sign(struct hs_call *call, const hensigt_sign_instrument_request *request,
                                hensigt_sign_instrument_response *reply);
enum hs_code hs_instrument_signing_statement(struct hs_call *call, const hensigt_get_signing_statement_request *request,
                                             hensigt_get_signing_statement_response *reply);

#endif
