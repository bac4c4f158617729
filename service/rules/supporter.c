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

/* The roles an intention's organisation may have on a day; `changed` is a membership as it is about to be, or NULL. */
static unsigned roles_on(struct hs_call *call, const hensigt_intention *intention, const hensigt_membership *changed, int32_t day)
{
    struct hs_members members;
    unsigned roles = 0;
    if (hs_members_read(call, intention->process, intention->organisation, day, 0, &members) != HS_OK)
        return roles;
    for (size_t i = 0; i < members.count; i++)
        if (!changed || strcmp(changed->name, members.members[i].name) != 0)
            roles |= HS_MEMBER_ROLE(members.members[i].role);
    if (changed && hs_membership_holds(changed, day) != HS_NEVER)
        roles |= HS_MEMBER_ROLE(changed->role);
    return roles;
}

static bool is_supporter_on(struct hs_call *call, const hensigt_intention *intention, const hensigt_membership *changed,
                            int32_t day)
{
    unsigned roles = roles_on(call, intention, changed, day);
    return (roles & HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_SUPPORTER)) && !(roles & buying_roles);
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
