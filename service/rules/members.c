#include "service/rules/members.h"

#include "service/annulment.h"
#include "service/rules/collect.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

#include "hensigt/v1/membership_tables.h"
#include "hensigt/v1/partnership.h"
#include "hensigt/v1/partnership_tables.h"

enum hs_truth hs_membership_holds(const hensigt_membership *membership, int32_t day)
{
    if (hs_annulled(&membership->base))
        return HS_NEVER;
    return hs_dates_hold_known(membership->start_date, membership->end_date, day, membership->create_time);
}

static bool add_member(struct hs_bodies *bodies, const hensigt_membership *membership, enum hs_truth holds,
                       struct hs_member **members, size_t *count)
{
    struct hs_member *grown = hs_arena_grow(bodies->call->arena, *members, *count, sizeof *grown);
    if (!grown)
        return false;
    grown[*count] = (struct hs_member){
        .name = membership->name,
        .organisation = hs_bodies_find(bodies, membership->organisation).name,
        .role = membership->role,
        .holds = holds,
        .end_date = membership->end_date,
    };
    *members = grown;
    ++*count;
    return true;
}

static enum hs_code add_members(struct hs_bodies *bodies, const struct hs_collection *memberships, struct hs_members *out)
{
    int32_t day = bodies->day;
    bool added = true;
    for (size_t i = 0; added && i < memberships->count; i++) {
        const hensigt_membership *membership = (const hensigt_membership *)memberships->messages[i];
        enum hs_truth holds = hs_membership_holds(membership, day);
        if (holds != HS_NEVER)
            added = add_member(bodies, membership, holds, &out->members, &out->count);
        else if (!hs_annulled(&membership->base) && hs_dates_over(membership->end_date, day))
            added = add_member(bodies, membership, holds, &out->over, &out->n_over);
    }
    if (!added)
        return hs_no_memory(bodies->call);
    return bodies->failed ? hs_status_code(bodies->call->status) : HS_OK;
}

/* The partnership itself, or all partnerships of a centre or process. */
static enum hs_code find_partnerships(struct hs_call *call, const char *subject, int64_t read_time, struct hs_names *out)
{
    struct hs_collection partnerships = {0};
    enum hs_code code = HS_OK;
    if (hs_contract_resource_of_name(subject, false) == &hensigt_partnership_resource) {
        hs_names_add(out, subject);
    } else {
        const struct hs_match match = {.path = "subject", .value = subject};
        code = hs_collect(call, &hensigt_partnership_resource, NULL, &match, 1, read_time, &partnerships);
    }
    for (size_t i = 0; i < partnerships.count; i++)
        hs_names_add(out, ((const hensigt_partnership *)partnerships.messages[i])->name);
    return out->failed ? hs_no_memory(call) : code;
}

static enum hs_code read_members(struct hs_bodies *bodies, const char *partnership, const char *organisation,
                                 struct hs_members *out)
{
    const struct hs_match match = {.path = "organisation", .value = organisation};
    struct hs_collection memberships;
    enum hs_code code = hs_collect(bodies->call, &hensigt_membership_resource, partnership, &match, organisation ? 1 : 0,
                                   bodies->read_time, &memberships);
    return code == HS_OK ? add_members(bodies, &memberships, out) : code;
}

enum hs_code hs_members_read(struct hs_call *call, const char *subject, const char *organisation, int32_t day, int64_t read_time,
                             struct hs_members *out)
{
    struct hs_names partnerships = {.arena = call->arena};
    struct hs_names organisations = {.arena = call->arena};
    struct hs_bodies bodies;
    *out = (struct hs_members){0};
    hs_bodies_init(&bodies, call, day, read_time);
    enum hs_code code = find_partnerships(call, subject, read_time, &partnerships);
    if (code == HS_OK && organisation && !hs_body_names(call->view, organisation, read_time, &organisations))
        code = hs_no_memory(call);
    for (size_t i = 0; code == HS_OK && i < partnerships.count; i++) {
        if (!organisation)
            code = read_members(&bodies, partnerships.names[i], NULL, out);
        for (size_t k = 0; code == HS_OK && k < organisations.count; k++)
            code = read_members(&bodies, partnerships.names[i], organisations.names[k], out);
    }
    return code;
}

void hs_members_organisations(const struct hs_members *members, unsigned roles, enum hs_truth at_least, struct hs_names *out)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct hs_member *member = &members->members[i];
        if ((roles & HS_MEMBER_ROLE(member->role)) && member->holds >= at_least)
            hs_names_add(out, member->organisation);
    }
    hs_names_sort(out);
}
