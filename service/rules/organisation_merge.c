/* Entries of one body become one (R7). */
#include "service/rules/organisation.h"

#include "service/rules/reach.h"
#include "service/rules/supporter.h"
#include "service/rules/transition.h"

#include <stdio.h>
#include <string.h>

/* "duplicates[19]" and the like. */
enum { PATH_SIZE = 40 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__organisation__state__descriptor;

static const unsigned standing = HS_STATE(HENSIGT_ORGANISATION_STATE_ACTIVE) | HS_STATE(HENSIGT_ORGANISATION_STATE_ENDED);

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static bool lists(const hensigt_organisation *organisation, const char *duplicate)
{
    for (size_t i = 0; i < organisation->n_duplicates; i++)
        if (strcmp(organisation->duplicates[i], duplicate) == 0)
            return true;
    return false;
}

/* While entries are being merged, each is written before what it goes into: that this one knows of it is asked of imports only. */
static void check_merged(struct hs_call *call, const hensigt_organisation *organisation)
{
    static const char path[] = "merged_organisation";
    const char *name = organisation->merged_organisation;
    const hensigt_organisation *into = (const hensigt_organisation *)hs_call_find(call, name, 0);
    if (strcmp(name, organisation->name) == 0)
        hs_call_violation(call, path, "SELF", "must not be the organisation itself");
    else if (into && *into->merged_organisation)
        hs_call_violation(call, path, "CHAIN", "must be the organisation that stays: %s was merged into %s", name,
                          into->merged_organisation);
    else if (into && call->imported && !lists(into, organisation->name))
        hs_call_violation(call, path, "NOT_LISTED", "must be an organisation that has it among its duplicates, as %s has not",
                          name);
    if (organisation->n_identifiers > 0)
        hs_call_violation(call, "identifiers", "WRONG_STATE", "must be given of %s, which it was merged into", name);
    if (organisation->n_duplicates > 0)
        hs_call_violation(call, "duplicates", "WRONG_STATE", "must be given of %s, which it was merged into", name);
}

static void check_duplicates(struct hs_call *call, const hensigt_organisation *organisation)
{
    char path[PATH_SIZE];
    for (size_t i = 0; i < organisation->n_duplicates; i++) {
        const hensigt_organisation *entry = (const hensigt_organisation *)hs_call_find(call, organisation->duplicates[i], 0);
        snprintf(path, sizeof path, "duplicates[%zu]", i);
        if (entry && strcmp(entry->merged_organisation, organisation->name) != 0)
            hs_call_violation(call, path, "WRONG_STATE", "must be merged into this organisation, as %s is not", entry->name);
    }
}

void hs_organisation_check_merge(struct hs_call *call, const hensigt_organisation *organisation)
{
    bool merged = *organisation->merged_organisation != '\0';
    if (!merged && organisation->state == HENSIGT_ORGANISATION_STATE_MERGED)
        hs_call_violation(call, "merged_organisation", "REQUIRED", "must be given of an entry that was merged");
    if (merged)
        check_merged(call, organisation);
    else
        check_duplicates(call, organisation);
}

/* ---- what the organisation that stays takes over ------------------------------------------------------------------------- */

/* A merge on its way. */
struct merge {
    struct hs_call *call;
    hensigt_organisation *survivor; /* the copy that is changed */
    bool failed;                    /* no memory */
};

/* Adds to a list of messages or texts; a macro, since the lists differ in their types alone. */
#define APPEND(merge, list, element)                                                                                               \
    do {                                                                                                                           \
        void *grown = hs_arena_extend((merge)->call->arena, (merge)->survivor->list, (merge)->survivor->n_##list,                  \
                                      sizeof *(merge)->survivor->list);                                                            \
        (merge)->failed = (merge)->failed || !grown;                                                                               \
        if (grown) {                                                                                                               \
            (merge)->survivor->list = grown;                                                                                       \
            (merge)->survivor->list[(merge)->survivor->n_##list++] = (element);                                                    \
        }                                                                                                                          \
    } while (0)

static bool has_identifier(hensigt_organisation_identifier *const *list, size_t count,
                           const hensigt_organisation_identifier *identifier)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i]->scheme, identifier->scheme) == 0 && strcmp(list[i]->value, identifier->value) == 0)
            return true;
    return false;
}

static void take_identifiers(struct merge *merge, const hensigt_organisation *duplicate)
{
    hensigt_organisation *survivor = merge->survivor;
    for (size_t i = 0; i < duplicate->n_identifiers; i++)
        APPEND(merge, identifiers, duplicate->identifiers[i]);
    for (size_t i = 0; i < duplicate->n_candidate_identifiers; i++) {
        hensigt_organisation_identifier *candidate = duplicate->candidate_identifiers[i];
        if (!has_identifier(survivor->candidate_identifiers, survivor->n_candidate_identifiers, candidate) &&
            !has_identifier(survivor->identifiers, survivor->n_identifiers, candidate))
            APPEND(merge, candidate_identifiers, candidate);
    }
}

static bool is_called(const hensigt_organisation *organisation, const char *title)
{
    bool found = strcmp(organisation->title, title) == 0;
    for (size_t i = 0; !found && i < organisation->n_titles; i++)
        found = strcmp(organisation->titles[i]->text, title) == 0;
    for (size_t i = 0; !found && i < organisation->n_dated_titles; i++)
        found = strcmp(organisation->dated_titles[i]->title, title) == 0;
    return found;
}

static bool has_title_in(const hensigt_organisation *organisation, const char *language_code)
{
    for (size_t i = 0; i < organisation->n_titles; i++)
        if (strcmp(organisation->titles[i]->language_code, language_code) == 0)
            return true;
    return false;
}

/* As a name it had or has for a time nobody has said yet. */
static void take_title(struct merge *merge, char *title)
{
    if (is_called(merge->survivor, title))
        return;
    hensigt_organisation_dated_title *dated =
        (hensigt_organisation_dated_title *)hs_arena_new(merge->call->arena, &hensigt__v1__organisation__dated_title__descriptor);
    if (!dated) {
        merge->failed = true;
        return;
    }
    dated->title = title;
    APPEND(merge, dated_titles, dated);
}

static void take_titles(struct merge *merge, const hensigt_organisation *duplicate)
{
    take_title(merge, duplicate->title);
    for (size_t i = 0; i < duplicate->n_titles; i++) {
        if (!has_title_in(merge->survivor, duplicate->titles[i]->language_code))
            APPEND(merge, titles, duplicate->titles[i]);
        else
            take_title(merge, duplicate->titles[i]->text);
    }
    for (size_t i = 0; i < duplicate->n_dated_titles; i++)
        if (!is_called(merge->survivor, duplicate->dated_titles[i]->title))
            APPEND(merge, dated_titles, duplicate->dated_titles[i]);
}

static void take_over(struct merge *merge, const hensigt_organisation *duplicate)
{
    take_identifiers(merge, duplicate);
    take_titles(merge, duplicate);
    APPEND(merge, duplicates, duplicate->name);
    for (size_t i = 0; i < duplicate->n_duplicates; i++)
        APPEND(merge, duplicates, duplicate->duplicates[i]);
}

/* ---- the method ---------------------------------------------------------------------------------------------------------- */

static bool is_led_to(struct hs_call *call, const hensigt_organisation *from, const char *name, hs_reach_next *next)
{
    struct hs_names names = {.arena = call->arena};
    next(&from->base, &names);
    return hs_reaches(call, &names, name, next);
}

static bool is_owned_by(const hensigt_organisation *organisation, const char *name)
{
    for (size_t i = 0; i < organisation->n_ownership_shares; i++)
        if (strcmp(organisation->ownership_shares[i]->organisation, name) == 0)
            return true;
    return false;
}

static bool follows_from(struct hs_call *call, const hensigt_organisation *one, const hensigt_organisation *other)
{
    return is_led_to(call, one, other->name, hs_organisation_next_parent) ||
           is_led_to(call, one, other->name, hs_organisation_next_successors) || is_owned_by(one, other->name);
}

static void require_standing(struct hs_call *call, const hensigt_organisation *organisation)
{
    hs_state_require(call, organisation->name, states, (int)organisation->state, standing,
                     *organisation->merged_organisation ? organisation->merged_organisation : NULL);
}

/* Whether an entry can be a duplicate. A body cannot own, follow or be a part of itself: who does is another one. */
static void check_duplicate(struct hs_call *call, const hensigt_organisation *survivor, const hensigt_organisation *duplicate)
{
    static const char *const supplier = "a registrar, by UpdateOrganisation of what one says of the other";
    require_standing(call, duplicate);
    if (follows_from(call, survivor, duplicate) || follows_from(call, duplicate, survivor))
        hs_status_lack(call->status, "RELATED", duplicate->name, &supplier, 1,
                       "one of %s and %s is a part, an owner or a successor of the other: they are not one body", duplicate->name,
                       survivor->name);
}

/* Reads the duplicates, and says of all what is wrong. NULL with the call failed. */
static const hensigt_organisation **read_duplicates(struct hs_call *call, const hensigt_merge_organisations_request *request,
                                                    const hensigt_organisation *survivor)
{
    char path[PATH_SIZE];
    const hensigt_organisation **duplicates = hs_arena_alloc(call->arena, request->n_duplicates * sizeof *duplicates);
    if (!duplicates) {
        hs_no_memory(call);
        return NULL;
    }
    for (size_t i = 0; i < request->n_duplicates; i++) {
        duplicates[i] = (const hensigt_organisation *)hs_call_find(call, request->duplicates[i], 0);
        snprintf(path, sizeof path, "duplicates[%zu]", i);
        if (strcmp(request->duplicates[i], survivor->name) == 0)
            hs_call_violation(call, path, "SELF", "must not be the organisation itself");
        else if (duplicates[i])
            check_duplicate(call, survivor, duplicates[i]);
        else
            hs_require_reference(call, path, request->duplicates[i]);
    }
    require_standing(call, survivor);
    return hs_status_code(call->status) == HS_OK ? duplicates : NULL;
}

static void put_merged(struct hs_call *call, const hensigt_organisation *entry, char *survivor)
{
    hensigt_organisation *after = (hensigt_organisation *)hs_arena_message(call->arena, &entry->base);
    if (!after) {
        hs_no_memory(call);
        return;
    }
    after->merged_organisation = survivor;
    after->state = HENSIGT_ORGANISATION_STATE_MERGED;
    after->n_identifiers = 0;
    after->n_candidate_identifiers = 0;
    after->n_duplicates = 0;
    hs_call_put(call, &entry->base, &after->base);
}

/* With what was merged into it before, so that nothing is ever merged into something that was merged itself. */
static void put_duplicate(struct hs_call *call, const hensigt_organisation *duplicate, char *survivor)
{
    put_merged(call, duplicate, survivor);
    for (size_t i = 0; i < duplicate->n_duplicates && hs_status_code(call->status) == HS_OK; i++) {
        const hensigt_organisation *entry = (const hensigt_organisation *)hs_call_get(call, duplicate->duplicates[i], 0);
        if (entry)
            put_merged(call, entry, survivor);
    }
}

/* Partner, signatory and supporter stay three things (R4). */
static void check_supporters(struct hs_call *call, const hensigt_organisation *survivor, const hensigt_organisation **duplicates,
                             size_t count)
{
    struct hs_names bodies = {.arena = call->arena};
    hs_names_add(&bodies, survivor->name);
    for (size_t i = 0; i < count; i++)
        hs_names_add(&bodies, duplicates[i]->name);
    if (bodies.failed)
        hs_no_memory(call);
    else
        hs_supporter_check_joining(call, &bodies);
}

/* The organisation that stays is written last: by then its new identifiers are free, and its row is the reply's. */
enum hs_code hs_organisations_merge(struct hs_call *call, const hensigt_merge_organisations_request *request,
                                    hensigt_organisation *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    struct merge merge = {.call = call, .survivor = (hensigt_organisation *)transition.after};
    const hensigt_organisation **duplicates = read_duplicates(call, request, merge.survivor);
    if (duplicates)
        check_supporters(call, merge.survivor, duplicates, request->n_duplicates);
    for (size_t i = 0; duplicates && i < request->n_duplicates && hs_status_code(call->status) == HS_OK; i++) {
        take_over(&merge, duplicates[i]);
        put_duplicate(call, duplicates[i], merge.survivor->name);
    }
    return merge.failed ? hs_no_memory(call) : hs_transition_end(call, &transition, &reply->base);
}
