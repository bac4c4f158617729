#include "service/rules/intention_standing.h"

#include "service/annulment.h"
#include "service/dispatch.h"
#include "service/rules/signature_standing.h"
#include "service/rules/transition.h"

#include "hensigt/v1/intention_tables.h"

#include <stdlib.h>
#include <string.h>

/* ---- one intention ------------------------------------------------------------------------------------------------------- */

/* Whether an intention was confirmed at some time, whatever became of it, and not in error. */
static bool was_confirmed(const hensigt_intention *intention)
{
    if (hs_annulled(&intention->base))
        return false;
    switch (intention->state) {
    case HENSIGT_INTENTION_STATE_CONFIRMED:
    case HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED:
    case HENSIGT_INTENTION_STATE_FULFILLED:
    case HENSIGT_INTENTION_STATE_WITHDRAWN:
        return intention->confirmation != NULL;
    default:
        return false;
    }
}

struct hs_intention_standing hs_intention_judge(const hensigt_intention *intention, enum hs_truth replaced, int32_t day)
{
    struct hs_intention_standing standing = {.replaced = replaced};
    if (was_confirmed(intention)) {
        standing.confirmed = hs_date_reached(intention->confirmation->date, day);
        standing.withdrawn = intention->withdrawal ? hs_date_reached(intention->withdrawal->date, day) : HS_NEVER;
    }
    standing.counts =
        hs_truth_and(standing.confirmed, hs_truth_and(hs_truth_not(standing.withdrawn), hs_truth_not(standing.replaced)));
    return standing;
}

/* What follows from signatures stands with them. False with the call failed. */
static bool judge_signatures(struct hs_signings *signings, const hensigt_intention *intention, int32_t day,
                             struct hs_intention_standing *standing)
{
    struct hs_signature_standing signature;
    if (intention->n_signatures == 0 || standing->counts == HS_NEVER)
        return true;
    if (!hs_signings_judge(signings, intention->signatures, intention->n_signatures, day, &signature))
        return false;
    enum hs_truth fallen = hs_truth_and(signature.signed_then, hs_truth_not(signature.stands));
    standing->lapsed = hs_truth_and(standing->counts, fallen);
    standing->counts = hs_truth_and(standing->counts, signature.stands);
    standing->unreaffirmed = hs_truth_and(standing->counts, signature.unreaffirmed);
    return true;
}

struct replaced {
    int32_t day;
    enum hs_truth by;
};

static enum hs_code take_replacing(void *context, ProtobufCMessage *message)
{
    struct replaced *replaced = context;
    enum hs_truth confirmed = hs_intention_judge((const hensigt_intention *)message, HS_NEVER, replaced->day).confirmed;
    if (replaced->by < confirmed)
        replaced->by = confirmed;
    return HS_OK;
}

enum hs_code hs_intention_stands(struct hs_call *call, const hensigt_intention *intention, int32_t day,
                                 struct hs_intention_standing *out)
{
    struct replaced replaced = {.day = day};
    struct hs_signings signings = {.call = call};
    const struct hs_match match = {.path = "replaced_intention", .value = intention->name};
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    enum hs_code code = hs_call_scan(call, &hensigt_intention_resource, NULL, &match, 1, 0, take_replacing, &replaced);
    struct hs_intention_standing standing = hs_intention_judge(intention, replaced.by, day);
    if (code == HS_OK && !judge_signatures(&signings, intention, day, &standing))
        code = hs_status_code(call->status);
    hs_view_set_reader(call->view, reader);
    if (code == HS_OK)
        *out = standing;
    return code;
}

/* ---- many ---------------------------------------------------------------------------------------------------------------- */

/* That a commitment takes an intention's place. */
struct replacement {
    const char *replaced;
    const char *replacing; /* NULL = the caller may not see it */
    const hensigt_partial_date *date;
};

struct hs_intention_walk {
    struct hs_call *call;
    const struct hs_intention_scope *scope;
    const struct hs_reader *reader; /* the caller's; off during the walk, which passes over nothing */
    struct hs_arena query;          /* memory of one listing */
    struct hs_arena row;            /* memory of one intention */
    struct replacement *replacements;
    size_t n_replacements;
    struct hs_signings signings;
    hs_intention_visitor *visit;
    void *context;
};

static int compare_texts(const void *left, const void *right)
{
    return strcmp(left, *(const char *const *)right);
}

static bool is_wanted(const struct hs_intention_walk *walk, const hensigt_intention *intention)
{
    const struct hs_intention_scope *scope = walk->scope;
    return bsearch(intention->process, scope->processes, scope->n_processes, sizeof *scope->processes, compare_texts) != NULL;
}

/* An intention of the scope, or NULL: of another process, or with the call failed. */
static const hensigt_intention *unpack(struct hs_intention_walk *walk, const struct hs_record *record)
{
    hs_arena_reset(&walk->row);
    const hensigt_intention *intention = (const hensigt_intention *)protobuf_c_message_unpack(
        &hensigt__v1__intention__descriptor, &walk->row.protobuf, record->size, record->body);
    if (!intention)
        hs_no_memory(walk->call);
    return intention && is_wanted(walk, intention) ? intention : NULL;
}

static enum hs_code list(struct hs_intention_walk *walk, const char *process, const char *filter, hs_record_visitor *visit)
{
    struct hs_call *call = walk->call;
    const struct hs_match match = {.path = "process", .value = process};
    const struct hs_query query = {.resource = &hensigt_intention_resource,
                                   .matches = &match,
                                   .n_matches = process ? 1 : 0,
                                   .filter = filter,
                                   .read_time = walk->scope->read_time,
                                   .all = true};
    hs_arena_reset(&walk->query);
    return hs_view_list(call->view, &query, visit, walk, &walk->query, NULL, call->status);
}

/* What was known at a moment is found by a walk over all there is: that is made once, and not for each process. */
static enum hs_code list_all(struct hs_intention_walk *walk, const char *filter, hs_record_visitor *visit)
{
    const struct hs_intention_scope *scope = walk->scope;
    enum hs_code code = HS_OK;
    if (scope->read_time != 0)
        return scope->n_processes > 0 ? list(walk, NULL, filter, visit) : HS_OK;
    for (size_t i = 0; code == HS_OK && i < scope->n_processes; i++)
        code = list(walk, scope->processes[i], filter, visit);
    return code;
}

static bool is_hidden(const struct hs_intention_walk *walk, const struct hs_record *record)
{
    if (!walk->reader)
        return false;
    hs_view_set_reader(walk->call->view, walk->reader);
    bool hidden = !hs_view_may_read(walk->call->view, record);
    hs_view_set_reader(walk->call->view, NULL);
    return hidden;
}

static enum hs_code take_replacement(void *context, const struct hs_record *record)
{
    struct hs_intention_walk *walk = context;
    struct hs_arena *arena = walk->call->arena;
    const hensigt_intention *intention = unpack(walk, record);
    if (!intention)
        return hs_status_code(walk->call->status);
    if (!was_confirmed(intention))
        return HS_OK;
    bool hidden = is_hidden(walk, record);
    struct replacement replacement = {
        .replaced = hs_arena_string(arena, intention->replaced_intention),
        .replacing = hidden ? NULL : hs_arena_string(arena, intention->name),
        .date = (const hensigt_partial_date *)hs_arena_message(arena, &intention->confirmation->date->base),
    };
    void *grown = hs_arena_grow(arena, walk->replacements, walk->n_replacements, sizeof *walk->replacements);
    if (!replacement.replaced || (!hidden && !replacement.replacing) || !replacement.date || !grown)
        return hs_no_memory(walk->call);
    walk->replacements = grown;
    walk->replacements[walk->n_replacements++] = replacement;
    return HS_OK;
}

static int compare_replacements(const void *left, const void *right)
{
    return strcmp(((const struct replacement *)left)->replaced, ((const struct replacement *)right)->replaced);
}

/* Puts the replacements into the order of what they replace. */
static void sort_replacements(struct hs_intention_walk *walk)
{
    if (walk->n_replacements > 0)
        qsort(walk->replacements, walk->n_replacements, sizeof *walk->replacements, compare_replacements);
}

/* The replacements of an intention: `*count` of them from the returned one on. */
static const struct replacement *replacements_of(const struct hs_intention_walk *walk, const char *name, size_t *count)
{
    size_t low = 0;
    size_t high = walk->n_replacements;
    *count = 0;
    if (high == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(walk->replacements[middle].replaced, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < walk->n_replacements && strcmp(walk->replacements[end].replaced, name) == 0)
        end++;
    *count = end - low;
    return walk->replacements + low;
}

static enum hs_truth replaced_by(const struct hs_intention_walk *walk, const char *name, int32_t day)
{
    size_t count = 0;
    enum hs_truth by = HS_NEVER;
    const struct replacement *found = replacements_of(walk, name, &count);
    for (size_t i = 0; i < count; i++) {
        enum hs_truth reached = hs_date_reached(found[i].date, day);
        by = by < reached ? reached : by;
    }
    return by;
}

static bool judge(struct hs_intention_walk *walk, const hensigt_intention *intention, int32_t day,
                  struct hs_intention_standing *out)
{
    *out = hs_intention_judge(intention, replaced_by(walk, intention->name, day), day);
    out->walk = walk;
    return judge_signatures(&walk->signings, intention, day, out);
}

static enum hs_code take_intention(void *context, const struct hs_record *record)
{
    struct hs_intention_walk *walk = context;
    struct hs_intention_standing standing;
    const hensigt_intention *intention = unpack(walk, record);
    if (!intention || !judge(walk, intention, walk->scope->day, &standing))
        return hs_status_code(walk->call->status);
    standing.hidden = is_hidden(walk, record);
    return walk->visit(walk->context, intention, &standing);
}

bool hs_intention_on(const struct hs_intention_standing *visited, const hensigt_intention *intention, int32_t day,
                     struct hs_intention_standing *out)
{
    if (!judge(visited->walk, intention, day, out))
        return false;
    out->hidden = visited->hidden;
    return true;
}

bool hs_intention_turns(const struct hs_intention_standing *visited, const hensigt_intention *intention, struct hs_turns *turns)
{
    struct hs_intention_walk *walk = visited->walk;
    size_t count = 0;
    const struct replacement *found = replacements_of(walk, intention->name, &count);
    hs_turns_add(turns, intention->confirmation ? intention->confirmation->date : NULL, 0);
    hs_turns_add(turns, intention->withdrawal ? intention->withdrawal->date : NULL, 0);
    for (size_t i = 0; i < count; i++)
        hs_turns_add(turns, found[i].date, 0);
    return hs_signings_add_turns(&walk->signings, intention->signatures, intention->n_signatures, turns);
}

const char *hs_intention_replacing(const struct hs_intention_standing *visited, const hensigt_intention *intention, int32_t day)
{
    size_t count = 0;
    const struct replacement *found = replacements_of(visited->walk, intention->name, &count);
    for (size_t i = 0; i < count; i++)
        if (found[i].replacing && hs_date_reached(found[i].date, day) != HS_NEVER)
            return found[i].replacing;
    return NULL;
}

enum hs_code hs_intentions_each(struct hs_call *call, const struct hs_intention_scope *scope, hs_intention_visitor *visit,
                                void *context)
{
    struct hs_intention_walk walk = {.call = call,
                                     .scope = scope,
                                     .signings = {.call = call, .read_time = scope->read_time},
                                     .visit = visit,
                                     .context = context};
    hs_arena_init(&walk.query, HS_REQUEST_MEMORY);
    hs_arena_init(&walk.row, HS_REQUEST_MEMORY);
    walk.reader = hs_view_set_reader(call->view, NULL);
    enum hs_code code = list_all(&walk, "replaced_intention:*", take_replacement);
    sort_replacements(&walk);
    if (code == HS_OK)
        code = list_all(&walk, NULL, take_intention);
    hs_view_set_reader(call->view, walk.reader);
    hs_arena_free(&walk.row);
    hs_arena_free(&walk.query);
    return code;
}
