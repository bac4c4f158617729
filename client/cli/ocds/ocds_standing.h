/* Whether intentions still rest on a signature: signatures lapse by dates, which nothing in the registry changes for. */
#ifndef CLI_OCDS_STANDING_H
#define CLI_OCDS_STANDING_H

#include "ocds/ocds_gather.h"

#include <stdint.h>

/** What the signatures of intentions are judged by. */
struct ocds_signing {
    struct ocds_list instruments;
    struct ocds_list signatures; /**< all of these instruments */
    int32_t today;
};

/** Whether an intention follows from no signature, or from one that still stands or was reaffirmed. Where signatures lapsed,
 * *lapsed is set to the latest first day without one, unless it is later already. */
bool ocds_intention_stands(const struct ocds_signing *signing, const hensigt_intention *intention, int32_t *lapsed);

/** "instruments/x/signatures/y" -> "instruments/x"; NULL without memory. */
const char *ocds_signed_instrument(struct hs_arena *arena, const char *signature);

#endif
