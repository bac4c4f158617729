/* How an intention stands, in words. */
#include "service/rules/intention_check.h"

#include "service/rules/dates.h"
#include "service/rules/transition.h"
#include "wire/date.h"

static const ProtobufCEnumDescriptor *const levels = &hensigt__v1__intention__level__descriptor;

static const char *date_text(struct hs_call *call, const hensigt_partial_date *date)
{
    char text[HS_PARTIAL_DATE_SIZE];
    hs_partial_date_text(date, text);
    return hs_arena_string(call->arena, text);
}

static const char *unconfirmed_words(struct hs_call *call, const hensigt_intention *intention, const char *body)
{
    switch (intention->state) {
    case HENSIGT_INTENTION_STATE_DRAFT:
        return "it is a draft, which has not been submitted";
    case HENSIGT_INTENTION_STATE_SUBMITTED:
        return hs_arena_printf(call->arena, "it waits for %s to confirm it", body);
    case HENSIGT_INTENTION_STATE_REJECTED:
        return hs_arena_printf(call->arena, "%s rejected it: %s", intention->organisation, intention->reject_reason);
    default:
        return "it was not confirmed yet";
    }
}

static const char *withdrawn_words(struct hs_call *call, const hensigt_intention *intention)
{
    const hensigt_intention_withdrawal *withdrawal = intention->withdrawal;
    const char *date = withdrawal ? date_text(call, withdrawal->date) : NULL;
    return date ? hs_arena_printf(call->arena, "it was withdrawn on %s: %s", date, withdrawal->reason) : NULL;
}

static const char *words_of(struct hs_call *call, const hensigt_intention *intention, const hensigt_intention_standing *standing)
{
    struct hs_arena *arena = call->arena;
    const char *level = hs_enum_words(arena, levels, (int)intention->level);
    const char *body = standing->organisation;
    if (!level)
        return NULL;
    switch (standing->standing) {
    case HENSIGT_INTENTION_STANDING_STANDING_COUNTS:
        return hs_arena_printf(arena, "it counts as a %s of %s", level, body);
    case HENSIGT_INTENTION_STANDING_STANDING_MAY_COUNT:
        return hs_arena_printf(arena, "its dates leave open whether it counts as a %s of %s", level, body);
    case HENSIGT_INTENTION_STANDING_STANDING_UNREAFFIRMED:
        return hs_arena_printf(arena, "it counts as a %s of %s, by a signature that waits to be reaffirmed", level, body);
    case HENSIGT_INTENTION_STANDING_STANDING_NOT_CONFIRMED:
        return unconfirmed_words(call, intention, body);
    case HENSIGT_INTENTION_STANDING_STANDING_WITHDRAWN:
        return withdrawn_words(call, intention);
    case HENSIGT_INTENTION_STANDING_STANDING_REPLACED:
        return *standing->replacing_intention
                   ? hs_arena_printf(arena, "the commitment %s took its place", standing->replacing_intention)
                   : "a commitment that only partners see took its place";
    case HENSIGT_INTENTION_STANDING_STANDING_LAPSED:
        return "none of the signatures that it follows from stands";
    case HENSIGT_INTENTION_STANDING_STANDING_ANNULLED:
        return hs_arena_printf(arena, "it was entered in error: %s", intention->annulment ? intention->annulment->reason : "");
    default:
        return "";
    }
}

static const char *by(struct hs_call *call, const char *who, const char *how)
{
    return hs_arena_printf(call->arena, "%s, by %s", who, how);
}

/* Who can bring it to count; "" where nobody has to, or can. */
static const char *supplier_of(struct hs_call *call, const hensigt_intention *intention, const hensigt_intention_standing *standing)
{
    const char *body = standing->organisation;
    switch (standing->standing) {
    case HENSIGT_INTENTION_STANDING_STANDING_UNREAFFIRMED:
        return by(call, body, "ReaffirmSignature");
    case HENSIGT_INTENTION_STANDING_STANDING_NOT_CONFIRMED:
        if (intention->state == HENSIGT_INTENTION_STATE_DRAFT)
            return "whoever may edit it, by SubmitIntention";
        return intention->state == HENSIGT_INTENTION_STATE_SUBMITTED ? by(call, body, "ConfirmIntention") : "";
    case HENSIGT_INTENTION_STANDING_STANDING_WITHDRAWN:
        return by(call, body, "CreateIntention of a new one");
    case HENSIGT_INTENTION_STANDING_STANDING_LAPSED:
        return by(call, body, "SignInstrument and a new intention that follows from that");
    default:
        return "";
    }
}

bool hs_standing_words(struct hs_call *call, const hensigt_intention *intention, hensigt_intention_standing *standing)
{
    const char *words = words_of(call, intention, standing);
    const char *supplier = supplier_of(call, intention, standing);
    standing->suppliers = hs_arena_alloc(call->arena, sizeof *standing->suppliers);
    if (!words || !supplier || !standing->suppliers)
        return false;
    standing->description = (char *)(uintptr_t)words;
    standing->suppliers[0] = (char *)(uintptr_t)supplier;
    standing->n_suppliers = *supplier ? 1 : 0;
    return true;
}
