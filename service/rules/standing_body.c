#include "service/rules/standing_body.h"

#include "service/dispatch.h"
#include "service/rules/dates.h"
#include "service/rules/reach.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/organisation.h"

#include <string.h>

/* A power of two; the table grows before it is three quarters full. */
enum { FIRST_SLOTS = 64 };

struct hs_body_slot {
    const char *organisation; /* NULL = free */
    struct hs_body body;
};

void hs_bodies_init(struct hs_bodies *bodies, struct hs_call *call, int32_t day, int64_t read_time)
{
    *bodies = (struct hs_bodies){.call = call, .day = day, .read_time = read_time};
}

/* ---- one organisation ------------------------------------------------------------------------------------------------------ */

static bool has_ended(const hensigt_organisation *organisation, int32_t day)
{
    return hs_date_given(organisation->end_date) && hs_date_latest(organisation->end_date) < day;
}

static bool has_begun(const hensigt_organisation *organisation, const hensigt_organisation_successor *successor, int32_t day)
{
    if (hs_date_given(successor->date))
        return hs_date_latest(successor->date) <= day;
    return has_ended(organisation, day);
}

/* The one body that had taken over by a day; NULL where there is none, or not one alone. */
static const char *heir_on(const hensigt_organisation *organisation, int32_t day, bool *divided)
{
    const char *heir = NULL;
    *divided = false;
    for (size_t i = 0; i < organisation->n_successors; i++) {
        const hensigt_organisation_successor *successor = organisation->successors[i];
        if (!has_begun(organisation, successor, day))
            continue;
        *divided = *divided || heir || successor->kind == HENSIGT_ORGANISATION_SUCCESSION_KIND_SPLIT;
        heir = successor->organisation;
    }
    return *divided ? NULL : heir;
}

/* An organisation, read into an arena of its own: a report looks at thousands, and keeps of each its name. NULL where there is
 * none; what else fails, fails the call. */
static const hensigt_organisation *read_organisation(struct hs_bodies *bodies, const char *name, struct hs_arena *arena)
{
    struct hs_call *call = bodies->call;
    struct hs_record record;
    struct hs_status status;
    hs_status_init(&status, arena);
    enum hs_code code = hs_view_get(call->view, name, bodies->read_time, arena, &record, &status);
    if (code == HS_NOT_FOUND || (code == HS_OK && record.deleted))
        return NULL;
    ProtobufCMessage *message = NULL;
    if (code == HS_OK)
        message = protobuf_c_message_unpack(&hensigt__v1__organisation__descriptor, &arena->protobuf, record.size, record.body);
    if (!message) {
        bodies->failed = true;
        hs_status_fail(call->status, code != HS_OK ? code : HS_RESOURCE_EXHAUSTED, "BODY", "%s cannot be read", name);
    }
    return (const hensigt_organisation *)message;
}

/* What stands for a body's name: the next name on the way, or NULL at its end, where the body gets to know what became of it. */
static const char *step_from(struct hs_bodies *bodies, struct hs_body *body)
{
    struct hs_arena arena;
    const char *next = NULL;
    hs_arena_init(&arena, HS_REQUEST_MEMORY);
    const hensigt_organisation *organisation = read_organisation(bodies, body->name, &arena);
    if (organisation && *organisation->merged_organisation)
        next = organisation->merged_organisation;
    else if (organisation)
        next = heir_on(organisation, bodies->day, &body->divided);
    body->ended = organisation && !next && has_ended(organisation, bodies->day);
    if (next) {
        next = hs_arena_string(bodies->call->arena, next);
        bodies->failed = bodies->failed || !next;
    }
    hs_arena_free(&arena);
    return next;
}

/* The way has no cycles, and would end all the same. */
static struct hs_body resolve(struct hs_bodies *bodies, const char *organisation)
{
    struct hs_body body = {.name = organisation};
    for (int i = 0; i < HS_REACH_MAX && !bodies->failed; i++) {
        const char *next = step_from(bodies, &body);
        if (!next)
            break;
        body.name = next;
    }
    return body;
}

/* ---- what was found -------------------------------------------------------------------------------------------------------- */

/* FNV-1a. Whoever chose names to collide would slow down a report, and nothing else. */
static size_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot of a name, or the free one where it belongs. */
static struct hs_body_slot *slot_of(struct hs_body_slot *slots, size_t n_slots, const char *organisation)
{
    size_t at = hash_of(organisation) & (n_slots - 1);
    while (slots[at].organisation && strcmp(slots[at].organisation, organisation) != 0)
        at = (at + 1) & (n_slots - 1);
    return &slots[at];
}

static bool make_room(struct hs_bodies *bodies)
{
    if (bodies->count < bodies->n_slots / 4 * 3)
        return true;
    size_t n_slots = bodies->n_slots > 0 ? bodies->n_slots * 2 : FIRST_SLOTS;
    struct hs_body_slot *slots = hs_arena_alloc(bodies->call->arena, n_slots * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < n_slots; i++)
        slots[i] = (struct hs_body_slot){0};
    for (size_t i = 0; i < bodies->n_slots; i++)
        if (bodies->slots[i].organisation)
            *slot_of(slots, n_slots, bodies->slots[i].organisation) = bodies->slots[i];
    bodies->slots = slots;
    bodies->n_slots = n_slots;
    return true;
}

struct hs_body hs_bodies_find(struct hs_bodies *bodies, const char *organisation)
{
    if (!bodies->failed && !make_room(bodies)) {
        hs_no_memory(bodies->call);
        bodies->failed = true;
    }
    if (bodies->failed)
        return (struct hs_body){.name = organisation};
    struct hs_body_slot *slot = slot_of(bodies->slots, bodies->n_slots, organisation);
    if (!slot->organisation) {
        *slot = (struct hs_body_slot){.organisation = organisation, .body = resolve(bodies, organisation)};
        bodies->count++;
    }
    return slot->body;
}

bool hs_body_on(struct hs_call *call, const char *organisation, int32_t day, struct hs_body *out)
{
    struct hs_bodies bodies;
    hs_bodies_init(&bodies, call, day, 0);
    *out = hs_bodies_find(&bodies, organisation);
    return !bodies.failed;
}

/* ---- one body -------------------------------------------------------------------------------------------------------------- */

static const hensigt_organisation *get_organisation(struct hs_view *view, struct hs_arena *arena, const char *name,
                                                    int64_t read_time)
{
    struct hs_record record;
    struct hs_status ignored;
    hs_status_init(&ignored, arena);
    if (hs_view_get(view, name, read_time, arena, &record, &ignored) != HS_OK || record.deleted)
        return NULL;
    return (const hensigt_organisation *)protobuf_c_message_unpack(&hensigt__v1__organisation__descriptor, &arena->protobuf,
                                                                   record.size, record.body);
}

/* The organisation that stays. */
static const hensigt_organisation *find_organisation(struct hs_view *view, struct hs_arena *arena, const char *name,
                                                     int64_t read_time)
{
    const hensigt_organisation *organisation = get_organisation(view, arena, name, read_time);
    if (organisation && *organisation->merged_organisation)
        organisation = get_organisation(view, arena, organisation->merged_organisation, read_time);
    return organisation;
}

bool hs_body_names(struct hs_view *view, const char *organisation, int64_t read_time, struct hs_names *out)
{
    const hensigt_organisation *body = find_organisation(view, out->arena, organisation, read_time);
    hs_names_add_new(out, organisation);
    if (body)
        hs_names_add_new(out, body->name);
    for (size_t i = 0; body && i < body->n_duplicates; i++)
        hs_names_add_new(out, body->duplicates[i]);
    return !out->failed;
}

bool hs_body_same(struct hs_call *call, const char *organisation, const char *other)
{
    struct hs_names names = {.arena = call->arena};
    bool same = strcmp(organisation, other) == 0;
    if (!same && !hs_body_names(call->view, organisation, 0, &names))
        hs_no_memory(call);
    for (size_t i = 0; i < names.count; i++)
        same = same || strcmp(names.names[i], other) == 0;
    return same;
}

/* Those who had followed by the day, be there one or several. */
static bool add_heirs(struct hs_call *call, const hensigt_organisation *organisation, int32_t day, struct hs_names *out)
{
    struct hs_bodies bodies;
    hs_bodies_init(&bodies, call, day, 0);
    for (size_t i = 0; i < organisation->n_successors; i++)
        if (has_begun(organisation, organisation->successors[i], day))
            hs_names_add_new(out, hs_bodies_find(&bodies, organisation->successors[i]->organisation).name);
    return !out->failed && !bodies.failed;
}

void hs_body_require(struct hs_call *call, const char *organisation, int32_t day)
{
    const hensigt_organisation *body = find_organisation(call->view, call->arena, organisation, 0);
    struct hs_names heirs = {.arena = call->arena};
    char end[HS_PARTIAL_DATE_SIZE];
    if (!body || !has_ended(body, day))
        return;
    if (!add_heirs(call, body, day, &heirs)) {
        hs_no_memory(call);
        return;
    }
    hs_partial_date_text(body->end_date, end);
    hs_status_lack(call->status, "ORGANISATION_ENDED", body->name, heirs.names, heirs.count, "%s ended on %s", body->name, end);
}
