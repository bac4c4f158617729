#include "service/rules/visibility.h"

#include "service/rules/members.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/process.h"

#include <string.h>

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* ---- kinds --------------------------------------------------------------------------------------------------------------- */

/* Who may not get resources of a kind may not see them in any other way. */
static bool may_get(const struct hs_caller *caller, const struct hs_resource *resource)
{
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        const struct hs_service *service = hs_contract.services[i];
        for (size_t k = 0; service->resource == resource && k < service->n_methods; k++)
            if (service->methods[k].verb == HS_VERB_GET)
                return service->methods[k].roles & (HS_ROLE_ANYONE | HS_ROLE_READER | caller->role);
    }
    return false;
}

static bool hides(const struct hs_reader *reader, const struct hs_resource *resource)
{
    const struct hs_visibility *visibility = (const struct hs_visibility *)reader;
    return resource == &hensigt_intention_resource || !may_get(visibility->call->caller, resource);
}

/* ---- intentions ------------------------------------------------------------------------------------------------------- */

static bool leads(struct hs_call *call, const char *name)
{
    if (call->caller->n_centres == 0)
        return false;
    const hensigt_process *process = (const hensigt_process *)hs_call_find(call, name, 0);
    return process && is_among(process->centre, call->caller->centres, call->caller->n_centres);
}

static bool is_member(struct hs_visibility *visibility, const char *process)
{
    struct hs_call *call = visibility->call;
    struct hs_members members = {0};
    for (size_t i = 0; members.count == 0 && !visibility->failed && i < call->caller->n_organisations; i++)
        visibility->failed = hs_members_read(call, process, call->caller->organisations[i], call->today, 0, &members) != HS_OK;
    return members.count > 0;
}

/* Remembered for the call: a listing asks about the same process again and again. */
static bool is_partner_of(struct hs_visibility *visibility, const char *process)
{
    if (is_among(process, visibility->partner_of.names, visibility->partner_of.count))
        return true;
    if (is_among(process, visibility->foreign_to.names, visibility->foreign_to.count))
        return false;
    bool partner = leads(visibility->call, process) || is_member(visibility, process);
    const char *copy = hs_arena_string(visibility->call->arena, process);
    if (copy)
        hs_names_add(partner ? &visibility->partner_of : &visibility->foreign_to, copy);
    return partner;
}

/* Its own, or that of a body which it followed. */
static bool is_own(struct hs_visibility *visibility, const hensigt_intention *intention)
{
    const struct hs_caller *caller = visibility->call->caller;
    if (caller->n_organisations == 0 || is_among(intention->organisation, caller->organisations, caller->n_organisations))
        return caller->n_organisations > 0;
    const char *organisation = hs_arena_string(visibility->call->arena, intention->organisation);
    const char *body = organisation ? hs_bodies_find(&visibility->bodies, organisation).name : NULL;
    visibility->failed = visibility->failed || !body || visibility->bodies.failed;
    return !visibility->failed && is_among(body, caller->organisations, caller->n_organisations);
}

static bool shows_intention(struct hs_visibility *visibility, const hensigt_intention *intention)
{
    return intention->visibility != HENSIGT_INTENTION_VISIBILITY_PARTNERS || is_own(visibility, intention) ||
           is_partner_of(visibility, intention->process);
}

static bool shows(const struct hs_reader *reader, struct hs_view *view, const struct hs_record *record)
{
    struct hs_visibility *visibility = (struct hs_visibility *)(uintptr_t)reader;
    (void)view;
    if (record->resource != &hensigt_intention_resource)
        return false;
    ProtobufCMessage *message = protobuf_c_message_unpack(&hensigt__v1__intention__descriptor, NULL, record->size, record->body);
    visibility->failed = visibility->failed || !message;
    bool shown = message && shows_intention(visibility, (const hensigt_intention *)message);
    protobuf_c_message_free_unpacked(message, NULL);
    return shown && !visibility->failed;
}

void hs_visibility_init(struct hs_visibility *visibility, struct hs_call *call)
{
    *visibility = (struct hs_visibility){
        .reader = {.hides = hides, .shows = shows},
        .call = call,
        .partner_of = {.arena = call->arena},
        .foreign_to = {.arena = call->arena},
    };
    hs_bodies_init(&visibility->bodies, call, call->today, 0);
}

const struct hs_reader *hs_visibility_reader(const struct hs_visibility *visibility)
{
    return visibility->call->caller->role == HS_ROLE_OWNER ? NULL : &visibility->reader;
}
