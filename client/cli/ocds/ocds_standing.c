#include "ocds/ocds_standing.h"

#include "hensigt/v1/signature.h"
#include "wire/date.h"

#include <string.h>

/* Between the instrument's name and the signature's own id. */
static const char infix[] = "/signatures/";

const char *ocds_signed_instrument(struct hs_arena *arena, const char *signature)
{
    const char *end = strstr(signature, infix);
    return hs_arena_bytes(arena, signature, end != NULL ? (size_t)(end - signature) : strlen(signature));
}

/* Whether a last day certainly lies behind; the first day after it is then a day on which something lapsed. */
static bool has_passed(const hensigt_partial_date *last, int32_t today, int32_t *lapsed)
{
    int32_t earliest = 0;
    int32_t latest = 0;
    bool passed = last != NULL && hs_partial_date_days(last, &earliest, &latest) && latest < today;
    if (passed && latest + 1 > *lapsed) {
        *lapsed = latest + 1;
    }
    return passed;
}

static bool instrument_holds(const struct ocds_signing *signing, const hensigt_instrument *instrument, int32_t *lapsed)
{
    bool holds = instrument->state == HENSIGT_INSTRUMENT_STATE_OPEN || instrument->state == HENSIGT_INSTRUMENT_STATE_ACTIVE;
    return holds && !has_passed(instrument->expire_date, signing->today, lapsed);
}

/* A signature of an earlier revision holds until the day by which the next one is to be reaffirmed. */
static bool signature_stands(const struct ocds_signing *signing, const hensigt_instrument *instrument,
                             const hensigt_signature *signature, int32_t *lapsed)
{
    size_t next = signature->revision > 0 ? (size_t)signature->revision : 0;
    bool revised = next > 0 && next < instrument->n_revisions;
    return signature->state == HENSIGT_SIGNATURE_STATE_ACTIVE &&
           !(revised && has_passed(instrument->revisions[next]->reaffirm_date, signing->today, lapsed));
}

static bool is_of(const hensigt_signature *signature, const hensigt_instrument *instrument)
{
    size_t length = strlen(instrument->name);
    return strncmp(signature->name, instrument->name, length) == 0 && strncmp(signature->name + length, infix, strlen(infix)) == 0;
}

/* Whether an organisation stands behind an instrument: by any of its signatures, since reaffirming makes a new one. */
static bool is_signed(const struct ocds_signing *signing, const hensigt_instrument *instrument, const char *organisation,
                      int32_t *lapsed)
{
    for (size_t i = 0; i < signing->signatures.n; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signing->signatures.items[i];
        if (is_of(signature, instrument) && strcmp(signature->organisation, organisation) == 0 &&
            signature_stands(signing, instrument, signature, lapsed)) {
            return true;
        }
    }
    return false;
}

static bool names_signature_of(const hensigt_intention *intention, const hensigt_instrument *instrument)
{
    size_t length = strlen(instrument->name);
    for (size_t i = 0; i < intention->n_signatures; i++) {
        const char *name = intention->signatures[i];
        if (strncmp(name, instrument->name, length) == 0 && strncmp(name + length, infix, strlen(infix)) == 0) {
            return true;
        }
    }
    return false;
}

bool ocds_intention_stands(const struct ocds_signing *signing, const hensigt_intention *intention, int32_t *lapsed)
{
    for (size_t i = 0; i < signing->instruments.n; i++) {
        const hensigt_instrument *instrument = (const hensigt_instrument *)signing->instruments.items[i];
        if (names_signature_of(intention, instrument) && instrument_holds(signing, instrument, lapsed) &&
            is_signed(signing, instrument, intention->organisation, lapsed)) {
            return true;
        }
    }
    return intention->n_signatures == 0;
}
