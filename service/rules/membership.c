/* MembershipService: who belongs to a partnership, and how many there are. */
#include "hensigt/v1/membership_service.h"

#include "service/rules/dates.h"
#include "service/rules/members.h"
#include "service/rules/standing_body.h"
#include "service/rules/supporter.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/partnership.h"
#include "hensigt/v1/process.h"

#include <string.h>

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__membership__state__descriptor;

static const unsigned active = HS_STATE(HENSIGT_MEMBERSHIP_STATE_ACTIVE);

/* ---- what the registry sets ---------------------------------------------------------------------------------------------- */

static hensigt_membership_state state_of(const hensigt_membership *membership)
{
    if (membership->annulment)
        return HENSIGT_MEMBERSHIP_STATE_ANNULLED;
    return hs_date_given(membership->end_date) ? HENSIGT_MEMBERSHIP_STATE_ENDED : HENSIGT_MEMBERSHIP_STATE_ACTIVE;
}

/* The state says nothing that the rest does not say: an import sets it, too. */
static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_membership *membership = (hensigt_membership *)after;
    (void)call;
    (void)before;
    membership->state = state_of(membership);
}

/* ---- what it belongs to -------------------------------------------------------------------------------------------------- */

/* The name of the partnership that a membership stands under. */
static char *parent_of(struct hs_call *call, const hensigt_membership *membership)
{
    const char *end = strstr(membership->name, "/memberships/");
    return end ? hs_arena_bytes(call->arena, membership->name, (size_t)(end - membership->name)) : NULL;
}

static const hensigt_partnership *partnership_of(struct hs_call *call, const hensigt_membership *membership)
{
    const char *parent = parent_of(call, membership);
    return parent ? (const hensigt_partnership *)hs_call_find(call, parent, 0) : NULL;
}

/* The process or centre that the partnership is about; both are NULL where it is not there. */
struct subject {
    const hensigt_process *process;
    const hensigt_centre *centre;
};

static struct subject subject_of(struct hs_call *call, const hensigt_membership *membership)
{
    const hensigt_partnership *partnership = partnership_of(call, membership);
    ProtobufCMessage *found = partnership ? hs_call_find(call, partnership->subject, 0) : NULL;
    struct subject subject = {0};
    if (found && found->descriptor == &hensigt__v1__process__descriptor)
        subject.process = (const hensigt_process *)found;
    else if (found)
        subject.centre = (const hensigt_centre *)found;
    return subject;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

/* That a membership is entered only once is a unique index of the store. */
static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_membership *membership = (const hensigt_membership *)after;
    (void)before;
    hs_dates_check(call, "end_date", membership->start_date, membership->end_date);
    if (call->imported) {
        struct subject subject = subject_of(call, membership);
        if (subject.process)
            hs_supporter_check_membership(call, subject.process->name, membership);
    }
}

/* ---- guards -------------------------------------------------------------------------------------------------------------- */

/* The day on which a new membership needs its organisation to be there: when it began; today where it has no dates; none where all
 * that is known of it is its end. */
static int32_t day_of_joining(const struct hs_call *call, const hensigt_membership *membership)
{
    if (hs_date_given(membership->start_date))
        return hs_date_earliest(membership->start_date);
    return hs_date_given(membership->end_date) ? HS_DAY_MIN : call->today;
}

/* Members may join a draft that is being prepared, and any step of an open process that lets them. */
static void guard_create(struct hs_call *call, const hensigt_process *process)
{
    static const char *const supplier = "whoever edits the process, by UpdateProcess of joinable";
    static const unsigned allowed = HS_STATE(HENSIGT_PROCESS_STATE_DRAFT) | HS_STATE(HENSIGT_PROCESS_STATE_OPEN);
    hs_state_require(call, process->name, &hensigt__v1__process__state__descriptor, (int)process->state, allowed, NULL);
    if (process->state == HENSIGT_PROCESS_STATE_OPEN && !process->joinable)
        hs_status_lack(call->status, "JOINABLE", process->name, &supplier, 1, "%s is not open to further members", process->name);
}

static void guard_update(struct hs_call *call, const hensigt_membership *before, const hensigt_membership *after)
{
    static const char *const supplier = "whoever edits the partnership, by EndMembership";
    if (!hs_date_given(before->end_date) && hs_date_given(after->end_date))
        hs_status_lack(call->status, "END_MEMBERSHIP", before->name, &supplier, 1,
                       "the end of a membership is a fact of its own; UpdateMembership only corrects it");
}

/* A membership is a draft as long as what it belongs to is one (R3). */
static void guard_delete(struct hs_call *call, const struct subject *subject)
{
    static const char remedy[] = "whoever edits the partnership, by AnnulMembership";
    if (subject->process)
        hs_state_require(call, subject->process->name, &hensigt__v1__process__state__descriptor, (int)subject->process->state,
                         HS_STATE(HENSIGT_PROCESS_STATE_DRAFT), remedy);
    if (subject->centre)
        hs_state_require(call, subject->centre->name, &hensigt__v1__centre__state__descriptor, (int)subject->centre->state,
                         HS_STATE(HENSIGT_CENTRE_STATE_PLANNED), remedy);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_membership *membership = (const hensigt_membership *)after;
    struct subject subject = subject_of(call, membership);
    switch (change) {
    case HS_CHANGE_CREATE:
        hs_body_require(call, membership->organisation, day_of_joining(call, membership));
        if (subject.process)
            guard_create(call, subject.process);
        break;
    case HS_CHANGE_UPDATE:
        guard_update(call, (const hensigt_membership *)before, membership);
        break;
    case HS_CHANGE_DELETE:
        guard_delete(call, &subject);
        return;
    case HS_CHANGE_ANNUL:
        return;
    }
    if (subject.process)
        hs_supporter_check_membership(call, subject.process->name, membership);
}

const struct hs_rules hensigt_membership_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- ending -------------------------------------------------------------------------------------------------------------- */

static enum hs_code end_membership(struct hs_call *call, const hensigt_end_membership_request *request, hensigt_membership *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_membership *membership = (hensigt_membership *)transition.after;
    bool ended = membership->state == HENSIGT_MEMBERSHIP_STATE_ENDED;
    hs_dates_check(call, "end_date", membership->start_date, request->end_date);
    hs_state_require(call, membership->name, states, (int)membership->state, active,
                     ended ? "whoever edits the partnership, by UpdateMembership of end_date" : NULL);
    membership->end_date = request->end_date;
    membership->end_reason = request->end_reason;
    return hs_transition_end(call, &transition, &reply->base);
}

/* ---- counting ------------------------------------------------------------------------------------------------------------ */

static unsigned asked_roles(const hensigt_count_memberships_request *request)
{
    unsigned roles = 0;
    for (size_t i = 0; i < request->n_roles; i++)
        roles |= HS_MEMBER_ROLE(request->roles[i]);
    return roles ? roles : HS_ROLES_COUNTED;
}

struct counts {
    struct hs_names certain;
    struct hs_names possible;
};

static bool count_roles(struct hs_call *call, const struct hs_members *members, unsigned roles, struct counts *out)
{
    *out = (struct counts){.certain = {.arena = call->arena}, .possible = {.arena = call->arena}};
    hs_members_organisations(members, roles, HS_CERTAINLY, &out->certain);
    hs_members_organisations(members, roles, HS_POSSIBLY, &out->possible);
    return !out->certain.failed && !out->possible.failed;
}

static hensigt_count_memberships_response_role_count *new_role_count(struct hs_call *call, const struct hs_members *members,
                                                                     int role)
{
    struct counts counts;
    hensigt_count_memberships_response_role_count *out = (hensigt_count_memberships_response_role_count *)hs_arena_new(
        call->arena, &hensigt__v1__count_memberships_response__role_count__descriptor);
    if (!out || !count_roles(call, members, HS_MEMBER_ROLE(role), &counts))
        return NULL;
    out->role = (hensigt_membership_role)role;
    out->certain_count = (int32_t)counts.certain.count;
    out->possible_count = (int32_t)counts.possible.count;
    return out;
}

static bool write_role_counts(struct hs_call *call, const struct hs_members *members, unsigned roles,
                              hensigt_count_memberships_response *reply)
{
    const ProtobufCEnumDescriptor *type = &hensigt__v1__membership__role__descriptor;
    reply->role_counts = hs_arena_alloc(call->arena, type->n_values * sizeof *reply->role_counts);
    if (!reply->role_counts)
        return false;
    for (unsigned i = 0; i < type->n_values; i++) {
        int role = type->values[i].value;
        if (!(roles & HS_MEMBER_ROLE(role)))
            continue;
        hensigt_count_memberships_response_role_count *count = new_role_count(call, members, role);
        if (!count)
            return false;
        reply->role_counts[reply->n_role_counts++] = count;
    }
    return true;
}

static bool write_counts(struct hs_call *call, const struct hs_members *members, unsigned roles,
                         hensigt_count_memberships_response *reply)
{
    struct counts counts;
    struct hs_names uncertain = {.arena = call->arena};
    if (!count_roles(call, members, roles, &counts))
        return false;
    for (size_t i = 0; i < counts.possible.count; i++)
        if (!hs_names_have(&counts.certain, counts.possible.names[i]))
            hs_names_add(&uncertain, counts.possible.names[i]);
    reply->certain_count = (int32_t)counts.certain.count;
    reply->possible_count = (int32_t)counts.possible.count;
    reply->uncertain_organisations = (char **)uncertain.names;
    reply->n_uncertain_organisations = uncertain.count;
    return !uncertain.failed && write_role_counts(call, members, roles, reply);
}

static enum hs_code count_memberships(struct hs_call *call, const hensigt_count_memberships_request *request,
                                      hensigt_count_memberships_response *reply)
{
    struct hs_members members;
    int64_t read_time = hs_call_read_time(call, request->read_time);
    int32_t day = hs_call_effective_day(call, request->effective_date);
    if (!hs_call_get(call, request->parent, read_time) ||
        hs_members_read(call, request->parent, NULL, day, read_time, &members) != HS_OK)
        return hs_status_code(call->status);
    reply->effective_date = hs_call_day_text(call, day);
    reply->read_time = hs_call_shown_time(call, read_time);
    if (!reply->effective_date || !reply->read_time || !write_counts(call, &members, asked_roles(request), reply))
        return hs_no_memory(call);
    return HS_OK;
}

const struct hensigt_membership_service hensigt_membership_service_implementation = {
    .end_membership = end_membership,
    .count_memberships = count_memberships,
};
