/* OrganisationService: the bodies of the field. */
#include "hensigt/v1/organisation_service.h"

#include "service/rules/dates.h"
#include "service/rules/organisation.h"
#include "service/rules/reach.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"
#include "wire/identifier.h"
#include "wire/utf8.h"

#include <stdio.h>
#include <string.h>

/* "candidate_identifiers[19].value" and the like. */
enum { PATH_SIZE = 80 };

/* The longest value the contract allows, and a NUL byte; the register's form is never longer than what was given. */
enum { VALUE_SIZE = 64 * 4 + 1 };

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

static void normalise(struct hs_call *call, hensigt_organisation_identifier *identifier)
{
    char value[VALUE_SIZE];
    const char *rule;
    if (!hs_identifier_normalise(identifier->scheme, identifier->value, value, sizeof value, &rule))
        return; /* check says so */
    char *stored = hs_arena_string(call->arena, value);
    if (stored)
        identifier->value = stored;
    else
        hs_no_memory(call);
}

/* Shown from the organisation itself whenever it is written, so that they never contradict it. */
static void set_flags(struct hs_call *call, hensigt_organisation *organisation)
{
    hensigt_organisation_flag *flags = hs_arena_alloc(call->arena, 2 * sizeof *flags);
    if (!flags) {
        hs_no_memory(call);
        return;
    }
    organisation->flags = flags;
    organisation->n_flags = 0;
    if (organisation->n_identifiers == 0 && !*organisation->merged_organisation)
        flags[organisation->n_flags++] = HENSIGT_ORGANISATION_FLAG_NO_IDENTIFIER;
    if (organisation->control == HENSIGT_ORGANISATION_CONTROL_MAJORITY_PRIVATE ||
        organisation->control == HENSIGT_ORGANISATION_CONTROL_PRIVATE)
        flags[organisation->n_flags++] = HENSIGT_ORGANISATION_FLAG_MAJORITY_PRIVATE;
}

/* A body has ended once its last day has certainly passed; one whose end is only announced exists. Where the end date leaves it
 * open, what was said before stands. Reports at a date look at the end date itself. */
static hensigt_organisation_state state_of(const struct hs_call *call, const hensigt_organisation *organisation)
{
    bool given = hs_date_given(organisation->end_date);
    if (*organisation->merged_organisation)
        return HENSIGT_ORGANISATION_STATE_MERGED;
    if (given && hs_date_latest(organisation->end_date) < call->today)
        return HENSIGT_ORGANISATION_STATE_ENDED;
    bool exists = !given || hs_date_earliest(organisation->end_date) >= call->today;
    if (organisation->state == HENSIGT_ORGANISATION_STATE_UNSPECIFIED || (exists && !call->imported))
        return HENSIGT_ORGANISATION_STATE_ACTIVE;
    return organisation->state;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_organisation *organisation = (hensigt_organisation *)after;
    (void)before;
    for (size_t i = 0; i < organisation->n_identifiers; i++)
        normalise(call, organisation->identifiers[i]);
    for (size_t i = 0; i < organisation->n_candidate_identifiers; i++)
        normalise(call, organisation->candidate_identifiers[i]);
    organisation->state = state_of(call, organisation);
    set_flags(call, organisation);
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_identifier(struct hs_call *call, const char *list, size_t index,
                             const hensigt_organisation_identifier *identifier)
{
    char path[PATH_SIZE];
    char value[VALUE_SIZE];
    const char *rule = NULL;
    snprintf(path, sizeof path, "%s[%zu].value", list, index);
    if (!hs_identifier_normalise(identifier->scheme, identifier->value, value, sizeof value, &rule)) {
        const char *reason = hs_identifier_has_shape(identifier->scheme, identifier->value) ? "CHECK_DIGIT" : "FORMAT";
        char quote[HS_UTF8_QUOTE_SIZE];
        hs_utf8_quote(identifier->value, quote);
        hs_call_violation(call, path, reason, "%s, found %s", rule, quote);
    }
    hs_dates_check_element(call, list, index, identifier->start_date, identifier->end_date);
}

static void check_distinct_identifiers(struct hs_call *call, const hensigt_organisation *organisation)
{
    char path[PATH_SIZE];
    for (size_t i = 1; i < organisation->n_identifiers; i++) {
        const hensigt_organisation_identifier *identifier = organisation->identifiers[i];
        for (size_t k = 0; k < i; k++) {
            const hensigt_organisation_identifier *earlier = organisation->identifiers[k];
            if (strcmp(identifier->scheme, earlier->scheme) != 0 || strcmp(identifier->value, earlier->value) != 0)
                continue;
            snprintf(path, sizeof path, "identifiers[%zu].value", i);
            hs_call_violation(call, path, "DUPLICATE", "must not be given twice: identifiers[%zu] is %s %s too", k, earlier->scheme,
                              earlier->value);
            break;
        }
    }
}

static void check_identifiers(struct hs_call *call, const hensigt_organisation *organisation)
{
    for (size_t i = 0; i < organisation->n_identifiers; i++)
        check_identifier(call, "identifiers", i, organisation->identifiers[i]);
    for (size_t i = 0; i < organisation->n_candidate_identifiers; i++)
        check_identifier(call, "candidate_identifiers", i, organisation->candidate_identifiers[i]);
    check_distinct_identifiers(call, organisation);
}

static const struct hs_decimal hundred = {.mantissa = 100};

static void check_share(struct hs_call *call, const hensigt_organisation *organisation, size_t index)
{
    const hensigt_organisation_ownership_share *share = organisation->ownership_shares[index];
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "ownership_shares[%zu].organisation", index);
    if (!*share->organisation && !*share->owner)
        hs_call_violation(call, path, "REQUIRED", "must be given, or the owner in words");
    else if (*share->organisation && *share->owner)
        hs_call_violation(call, path, "EXCLUSIVE", "must not be given beside the owner in words");
    else if (*share->organisation && strcmp(share->organisation, organisation->name) == 0)
        hs_call_violation(call, path, "SELF", "must not be the organisation itself");
    hs_dates_check_element(call, "ownership_shares", index, share->start_date, share->end_date);
}

/* Whether a share is held on a day for certain. One without a beginning is taken as held since before all days. */
static bool is_held(const hensigt_organisation_ownership_share *share, int32_t day)
{
    bool begun = !hs_date_given(share->start_date) || hs_date_latest(share->start_date) <= day;
    return begun && (!hs_date_given(share->end_date) || hs_date_earliest(share->end_date) >= day);
}

static bool exceeds_whole(const hensigt_organisation *organisation, int32_t day)
{
    struct hs_decimal sum = {0};
    for (size_t i = 0; i < organisation->n_ownership_shares; i++) {
        struct hs_decimal percentage;
        const hensigt_organisation_ownership_share *share = organisation->ownership_shares[i];
        if (is_held(share, day) && hs_decimal_parse(share->percentage, &percentage) && !hs_decimal_add(sum, percentage, &sum))
            return true;
    }
    return hs_decimal_compare(sum, hundred) > 0;
}

/* The sum of the shares held together grows only on a day on which one of them begins. */
static void check_shares(struct hs_call *call, const hensigt_organisation *organisation)
{
    bool exceeds = exceeds_whole(organisation, HS_DAY_MIN);
    for (size_t i = 0; i < organisation->n_ownership_shares; i++) {
        const hensigt_partial_date *start = organisation->ownership_shares[i]->start_date;
        check_share(call, organisation, i);
        if (hs_date_latest(start) != HS_DAY_MAX)
            exceeds = exceeds || exceeds_whole(organisation, hs_date_latest(start));
    }
    if (exceeds)
        hs_call_violation(call, "ownership_shares", "SUM", "must not be more than 100 per cent together on any day");
}

void hs_organisation_next_parent(const ProtobufCMessage *message, struct hs_names *out)
{
    const hensigt_organisation *organisation = (const hensigt_organisation *)message;
    if (*organisation->merged_organisation)
        hs_names_add_new(out, organisation->merged_organisation);
    else if (*organisation->parent_organisation)
        hs_names_add_new(out, organisation->parent_organisation);
}

void hs_organisation_next_successors(const ProtobufCMessage *message, struct hs_names *out)
{
    const hensigt_organisation *organisation = (const hensigt_organisation *)message;
    if (*organisation->merged_organisation)
        hs_names_add_new(out, organisation->merged_organisation);
    for (size_t i = 0; !*organisation->merged_organisation && i < organisation->n_successors; i++)
        hs_names_add_new(out, organisation->successors[i]->organisation);
}

static void check_parent(struct hs_call *call, const hensigt_organisation *organisation)
{
    struct hs_names parents = {.arena = call->arena};
    if (*organisation->parent_organisation)
        hs_names_add(&parents, organisation->parent_organisation);
    if (*organisation->parent_organisation && strcmp(organisation->parent_organisation, organisation->name) == 0)
        hs_call_violation(call, "parent_organisation", "SELF", "must not be the organisation itself");
    else if (hs_reaches(call, &parents, organisation->name, hs_organisation_next_parent))
        hs_call_violation(call, "parent_organisation", "CYCLE", "must not be a part of the organisation itself");
}

static bool names_successor(const hensigt_organisation *organisation, size_t count, const char *successor)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(organisation->successors[i]->organisation, successor) == 0)
            return true;
    return false;
}

static void check_successor(struct hs_call *call, const hensigt_organisation *organisation, size_t index)
{
    char path[PATH_SIZE];
    const char *successor = organisation->successors[index]->organisation;
    struct hs_names successors = {.arena = call->arena};
    snprintf(path, sizeof path, "successors[%zu].organisation", index);
    hs_names_add(&successors, successor);
    if (strcmp(successor, organisation->name) == 0)
        hs_call_violation(call, path, "SELF", "must not be the organisation itself");
    else if (names_successor(organisation, index, successor))
        hs_call_violation(call, path, "DUPLICATE", "must not be given twice: %s", successor);
    else if (hs_reaches(call, &successors, organisation->name, hs_organisation_next_successors))
        hs_call_violation(call, path, "CYCLE", "must not be a body that the organisation itself followed");
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_organisation *organisation = (const hensigt_organisation *)after;
    (void)before;
    check_identifiers(call, organisation);
    for (size_t i = 0; i < organisation->n_dated_titles; i++)
        hs_dates_check_element(call, "dated_titles", i, organisation->dated_titles[i]->start_date,
                               organisation->dated_titles[i]->end_date);
    check_shares(call, organisation);
    check_parent(call, organisation);
    for (size_t i = 0; i < organisation->n_successors; i++)
        check_successor(call, organisation, i);
    hs_organisation_check_merge(call, organisation);
    if (organisation->state == HENSIGT_ORGANISATION_STATE_ENDED && !hs_date_given(organisation->end_date))
        hs_call_violation(call, "end_date", "REQUIRED", "must be given of an organisation that has ended");
}

/* ---- guards -------------------------------------------------------------------------------------------------------------- */

/* Ended bodies can still be corrected; of an entry that was merged nothing is left to say. */
static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_organisation *organisation = (const hensigt_organisation *)before;
    (void)after;
    if (change != HS_CHANGE_CREATE && *organisation->merged_organisation)
        hs_state_require(call, organisation->name, &hensigt__v1__organisation__state__descriptor, (int)organisation->state,
                         HS_STATE(HENSIGT_ORGANISATION_STATE_ACTIVE) | HS_STATE(HENSIGT_ORGANISATION_STATE_ENDED),
                         organisation->merged_organisation);
}

const struct hs_rules hensigt_organisation_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code get_organisation(struct hs_call *call, const hensigt_get_organisation_request *request,
                                     hensigt_organisation *reply)
{
    struct hs_record record;
    int64_t read_time = hs_call_read_time(call, request->read_time);
    enum hs_code code = hs_view_get(call->view, request->name, read_time, call->arena, &record, call->status);
    if (code != HS_OK)
        return code;
    const hensigt_organisation *organisation = (const hensigt_organisation *)protobuf_c_message_unpack(
        reply->base.descriptor, &call->arena->protobuf, record.size, record.body);
    if (!organisation)
        return hs_no_memory(call);
    if (*organisation->merged_organisation)
        code = hs_view_get(call->view, organisation->merged_organisation, read_time, call->arena, &record, call->status);
    if (code == HS_OK) {
        call->packed = record.body;
        call->packed_size = record.size;
    }
    return code;
}

const struct hensigt_organisation_service hensigt_organisation_service_implementation = {
    .get_organisation = get_organisation,
    .merge_organisations = hs_organisations_merge,
    .succeed_organisation = hs_organisation_succeed,
};
