/* Whether signatures stand on a day (R2): what is signed, reaffirmed, withdrawn or lapsed follows from the signatures and from the
 * revisions of their instruments. */
#ifndef HS_RULES_SIGNATURE_STANDING_H
#define HS_RULES_SIGNATURE_STANDING_H

#include "service/call.h"
#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "service/rules/turns.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/signature.h"

#include <stdbool.h>

/** A signature, or several that one thing follows from, as they stand on one day. */
struct hs_signature_standing {
    enum hs_truth signed_then;  /**< it had been signed by then; of an annulled one HS_NEVER */
    enum hs_truth withdrawn;    /**< it had been withdrawn by then */
    enum hs_truth stands;       /**< it counts: signed, not withdrawn, not lapsed, not replaced by one that reaffirms it */
    enum hs_truth unreaffirmed; /**< it counts, though a later revision holds */
    enum hs_truth lapsed;       /**< it had been signed, and no longer counts without having been withdrawn */
};

/** How an instrument itself stands on a day: from when it was put into force until it was withdrawn, superseded or had expired. */
enum hs_truth hs_instrument_in_force(const hensigt_instrument *instrument, int32_t day);

/** Whether an instrument has come to its end by a day: withdrawn, superseded or expired. */
enum hs_truth hs_instrument_over(const hensigt_instrument *instrument, int32_t day);

/** A signature by itself, whether or not another one reaffirms it. */
struct hs_signature_standing hs_signature_judge(const hensigt_instrument *instrument, const hensigt_signature *signature,
                                                int32_t day);

/** An instrument with its signatures; they live in the call's arena. */
struct hs_signing {
    const hensigt_instrument *instrument;  /**< NULL = none is known */
    struct hs_collection signatures;       /**< by name */
    const hensigt_signature **reaffirming; /**< those that reaffirm another one, by the name of that */
    size_t n_reaffirming;
};

/** Reads an instrument with its signatures as known at `read_time` (0 = now). An instrument that is not known has none. */
enum hs_code hs_signing_read(struct hs_call *call, const char *instrument, int64_t read_time, struct hs_signing *out);

/** The same of one signature and those that reaffirm it: enough to judge it. */
enum hs_code hs_signing_read_one(struct hs_call *call, const char *signature, struct hs_signing *out);

/** One of its signatures, or NULL. */
const hensigt_signature *hs_signing_find(const struct hs_signing *signing, const char *signature);

/** A signature with those that reaffirm it: they stand in its place. */
struct hs_signature_standing hs_signing_judge(const struct hs_signing *signing, const char *signature, int32_t day);

/** Instruments that were read already, for questions about signatures of several. Start with call and read_time. */
struct hs_signings {
    struct hs_call *call;
    int64_t read_time;
    struct hs_signing *signings;
    const char **names; /**< of their instruments */
    size_t count;
};

/** The instrument of a signature with its signatures. NULL, with the call failed, where it cannot be read. */
const struct hs_signing *hs_signings_of(struct hs_signings *signings, const char *signature);

/** Several signatures, of any of which something follows: it stands as long as one of them does. False with the call failed. */
bool hs_signings_judge(struct hs_signings *signings, char *const *names, size_t count, int32_t day,
                       struct hs_signature_standing *out);

/** Adds the days on which that judgement can turn. False with the call failed. */
bool hs_signings_add_turns(struct hs_signings *signings, char *const *names, size_t count, struct hs_turns *turns);

/** "instruments/i" of "instruments/i/signatures/s", in the arena; NULL without memory. */
char *hs_signature_instrument(struct hs_arena *arena, const char *signature);

#endif
