#include "service/rules/supporter.h"

#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "service/rules/members.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

#include "hensigt/v1/intention_tables.h"

#include <string.h>

/* The roles in which an organisation takes part as one that buys or pays. */
static const unsigned buying_roles =
    HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_PARTNER) | HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_NEED_OWNER) |
    HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER) | HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_SCALING_PARTNER);

/* An intention in one of these states is held by its organisation, or is about to be. */
static const unsigned held_states = HS_STATE(HENSIGT_INTENTION_STATE_DRAFT) | HS_STATE(HENSIGT_INTENTION_STATE_SUBMITTED) |
                                    HS_STATE(HENSIGT_INTENTION_STATE_CONFIRMED) |
                                    HS_STATE(HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED) |
                                    HS_STATE(HENSIGT_INTENTION_STATE_FULFILLED);

/* The roles that an organisation may have in a process on a day. */
static unsigned known_roles(struct hs_call *call, const char *process, const char *organisation, int32_t day,
                            const hensigt_membership *passed_over)
{
    struct hs_members members;
    unsigned roles = 0;
    if (hs_members_read(call, process, organisation, day, 0, &members) != HS_OK)
        return roles;
    for (size_t i = 0; i < members.count; i++)
        if (!passed_over || strcmp(passed_over->name, members.members[i].name) != 0)
            roles |= HS_MEMBER_ROLE(members.members[i].role);
    return roles;
}

/* Those of an intention's organisation; `changed` is a membership as it is about to be, or NULL. */
static unsigned roles_on(struct hs_call *call, const hensigt_intention *intention, const hensigt_membership *changed, int32_t day)
{
    unsigned roles = known_roles(call, intention->process, intention->organisation, day, changed);
    if (changed && hs_membership_holds(changed, day) != HS_NEVER)
        roles |= HS_MEMBER_ROLE(changed->role);
    return roles;
}

static bool is_only_supporter(unsigned roles)
{
    return (roles & HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_SUPPORTER)) && !(roles & buying_roles);
}

static bool is_supporter_on(struct hs_call *call, const hensigt_intention *intention, const hensigt_membership *changed,
                            int32_t day)
{
    return is_only_supporter(roles_on(call, intention, changed, day));
}

static bool holder_is_supporter(struct hs_call *call, const hensigt_intention *intention, const hensigt_membership *changed)
{
    int32_t day = intention->confirmation ? hs_date_judged(call, intention->confirmation->date) : call->today;
    if (!(held_states & HS_STATE(intention->state)))
        return false;
    return is_supporter_on(call, intention, changed, day) ||
           (day != call->today && is_supporter_on(call, intention, changed, call->today));
}

void hs_supporter_check_intention(struct hs_call *call, const hensigt_intention *intention)
{
    static const char *const remedy = "whoever edits the partnership, by a membership with the role PARTNER";
    if (!holder_is_supporter(call, intention, NULL))
        return;
    if (call->imported)
        hs_call_violation(call, "organisation", "SUPPORTER", "%s is a supporter of %s; a supporter cannot hold an intention",
                          intention->organisation, intention->process);
    else
        hs_status_lack(call->status, "SUPPORTER", intention->organisation, &remedy, 1,
                       "%s is a supporter of %s; a supporter cannot hold an intention", intention->organisation,
                       intention->process);
}

/* ---- from the membership's side ------------------------------------------------------------------------------------------ */

static void refuse_membership(struct hs_call *call, const hensigt_membership *membership, const hensigt_intention *intention)
{
    if (call->imported)
        hs_call_violation(call, "role", "SUPPORTER", "%s holds %s; a supporter cannot hold an intention", membership->organisation,
                          intention->name);
    else
        hs_status_lack(call->status, "SUPPORTER", intention->name, (const char *const *)&membership->organisation, 1,
                       "%s holds %s; a supporter cannot hold an intention", membership->organisation, intention->name);
}

static void check_held(struct hs_call *call, const char *process, const char *organisation, const hensigt_membership *membership)
{
    const struct hs_match matches[] = {{.path = "process", .value = process}, {.path = "organisation", .value = organisation}};
    struct hs_collection held;
    if (hs_collect(call, &hensigt_intention_resource, NULL, matches, 2, 0, &held) != HS_OK)
        return;
    for (size_t i = 0; i < held.count; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)held.messages[i];
        if (holder_is_supporter(call, intention, membership))
            refuse_membership(call, membership, intention);
    }
}

void hs_supporter_check_membership(struct hs_call *call, const char *process, const hensigt_membership *membership)
{
    struct hs_names names = {.arena = call->arena};
    if (membership->role != HENSIGT_MEMBERSHIP_ROLE_SUPPORTER)
        return;
    if (!hs_body_names(call->view, membership->organisation, 0, &names))
        hs_no_memory(call);
    for (size_t i = 0; i < names.count; i++)
        check_held(call, process, names.names[i], membership);
}

/* ---- from the side of a merge -------------------------------------------------------------------------------------------- */

/* Bodies that are about to be one. */
struct joining {
    struct hs_call *call;
    const struct hs_names *bodies;
    struct hs_names refused; /* processes that were refused already */
};

/* The body that makes all of them together supporters of a process and nothing more; NULL where none does. */
static const char *supporter_among(const struct joining *joining, const char *process, int32_t day)
{
    const char *supporter = NULL;
    unsigned together = 0;
    for (size_t i = 0; i < joining->bodies->count; i++) {
        unsigned roles = known_roles(joining->call, process, joining->bodies->names[i], day, NULL);
        if (!supporter && (roles & HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_SUPPORTER)))
            supporter = joining->bodies->names[i];
        together |= roles;
    }
    return is_only_supporter(together) ? supporter : NULL;
}

static const char *supporter_of(const struct joining *joining, const hensigt_intention *intention)
{
    struct hs_call *call = joining->call;
    int32_t day = intention->confirmation ? hs_date_judged(call, intention->confirmation->date) : call->today;
    const char *supporter = supporter_among(joining, intention->process, day);
    return supporter || day == call->today ? supporter : supporter_among(joining, intention->process, call->today);
}

/* Names no intention: whoever merges may not see it. */
static void refuse_joining(struct joining *joining, const char *holder, const char *supporter, const char *process)
{
    struct hs_call *call = joining->call;
    const char *remedies[] = {"whoever edits the partnership, by a membership with the role PARTNER",
                              hs_arena_printf(call->arena, "%s, by WithdrawIntention", holder)};
    hs_status_lack(call->status, "SUPPORTER", supporter, remedies, remedies[1] ? 2 : 1,
                   "%s is a supporter of %s, where %s holds an intention; a supporter cannot hold an intention", supporter, process,
                   holder);
    hs_names_add_new(&joining->refused, process);
}

static bool is_among(const struct hs_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return true;
    return false;
}

/* What stood before as it does after is no matter of the merge. */
static enum hs_code check_joining(struct joining *joining, const char *holder, const char *name)
{
    const struct hs_match match = {.path = "organisation", .value = name};
    struct hs_collection held;
    enum hs_code code = hs_collect(joining->call, &hensigt_intention_resource, NULL, &match, 1, 0, &held);
    for (size_t i = 0; code == HS_OK && i < held.count; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)held.messages[i];
        bool asked = (held_states & HS_STATE(intention->state)) && !is_among(&joining->refused, intention->process) &&
                     !holder_is_supporter(joining->call, intention, NULL);
        const char *supporter = asked ? supporter_of(joining, intention) : NULL;
        if (supporter)
            refuse_joining(joining, holder, supporter, intention->process);
    }
    return code;
}

void hs_supporter_check_joining(struct hs_call *call, const struct hs_names *bodies)
{
    struct joining joining = {.call = call, .bodies = bodies, .refused = {.arena = call->arena}};
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    enum hs_code code = HS_OK;
    for (size_t i = 0; i < bodies->count; i++) {
        struct hs_names names = {.arena = call->arena};
        if (!hs_body_names(call->view, bodies->names[i], 0, &names))
            hs_no_memory(call);
        for (size_t k = 0; code == HS_OK && k < names.count; k++)
            code = check_joining(&joining, bodies->names[i], names.names[k]);
    }
    hs_view_set_reader(call->view, reader);
}
