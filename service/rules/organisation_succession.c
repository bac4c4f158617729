/* A body ends, and others follow it from a date on (R7). */
#include "service/rules/organisation.h"

#include "service/rules/dates.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include <stdio.h>
#include <string.h>

/* "successors[19].organisation" */
enum { PATH_SIZE = 80 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__organisation__state__descriptor;

static void require_active(struct hs_call *call, const hensigt_organisation *organisation)
{
    const char *remedy = NULL;
    if (organisation->state == HENSIGT_ORGANISATION_STATE_ENDED)
        remedy = "a registrar, by UpdateOrganisation of successors";
    else if (*organisation->merged_organisation)
        remedy = organisation->merged_organisation;
    hs_state_require(call, organisation->name, states, (int)organisation->state, HS_STATE(HENSIGT_ORGANISATION_STATE_ACTIVE),
                     remedy);
}

/* Who follows must be there to take over. */
static void require_successor(struct hs_call *call, size_t index, const char *name, int32_t day)
{
    char path[PATH_SIZE];
    const hensigt_organisation *successor = (const hensigt_organisation *)hs_call_find(call, name, 0);
    snprintf(path, sizeof path, "successors[%zu].organisation", index);
    if (!successor)
        hs_require_reference(call, path, name);
    else if (*successor->merged_organisation)
        hs_state_require(call, name, states, (int)successor->state, HS_STATE(HENSIGT_ORGANISATION_STATE_ACTIVE),
                         successor->merged_organisation);
    else
        hs_body_require(call, name, day);
}

/* ---- dates --------------------------------------------------------------------------------------------------------------- */

/* The day before a date, as far as that is known. NULL, with the call failed, without memory. */
static hensigt_partial_date *day_before(struct hs_call *call, const hensigt_partial_date *date)
{
    int32_t earliest = hs_date_earliest(date);
    int32_t latest = hs_date_latest(date);
    hensigt_partial_date *out = (hensigt_partial_date *)hs_arena_new(call->arena, &hensigt__v1__partial_date__descriptor);
    char *last = out ? hs_call_day_text(call, latest - 1) : NULL;
    char *first = last && earliest != HS_DAY_MIN && earliest != latest ? hs_call_day_text(call, earliest - 1) : NULL;
    if (!last) {
        hs_no_memory(call);
        return NULL;
    }
    if (earliest == latest) {
        out->date = last;
    } else {
        out->latest = last;
        out->earliest = first ? first : out->earliest;
    }
    return out;
}

/* An end that is known already stands, if the succession fits it. */
static void set_end(struct hs_call *call, hensigt_organisation *organisation, const hensigt_partial_date *date)
{
    if (hs_date_latest(date) == HS_DAY_MAX)
        hs_call_violation(call, "date", "OPEN", "must say by which day at the latest");
    else if (!hs_date_given(organisation->end_date))
        organisation->end_date = day_before(call, date);
    else if (!hs_date_certainly_before(organisation->end_date, date))
        hs_date_require_order(call, "date", date, organisation->end_date, "its last day");
}

/* ---- the method ---------------------------------------------------------------------------------------------------------- */

static hensigt_organisation_successor *new_successor(struct hs_call *call, const hensigt_succeed_organisation_request *request,
                                                     size_t index)
{
    hensigt_organisation_successor *successor =
        (hensigt_organisation_successor *)hs_arena_new(call->arena, &hensigt__v1__organisation__successor__descriptor);
    if (successor) {
        successor->organisation = request->successors[index]->organisation;
        successor->kind = request->successors[index]->kind;
        successor->date = request->date;
        successor->provenance = request->provenance;
    }
    return successor;
}

static bool add_successors(struct hs_call *call, const hensigt_succeed_organisation_request *request,
                           hensigt_organisation *organisation)
{
    for (size_t i = 0; i < request->n_successors; i++) {
        hensigt_organisation_successor *successor = new_successor(call, request, i);
        void *grown = hs_arena_extend(call->arena, organisation->successors, organisation->n_successors, sizeof(void *));
        if (!successor || !grown)
            return false;
        organisation->successors = grown;
        organisation->successors[organisation->n_successors++] = successor;
    }
    return true;
}

enum hs_code hs_organisation_succeed(struct hs_call *call, const hensigt_succeed_organisation_request *request,
                                     hensigt_organisation *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_organisation *organisation = (hensigt_organisation *)transition.after;
    set_end(call, organisation, request->date);
    require_active(call, organisation);
    for (size_t i = 0; i < request->n_successors; i++)
        require_successor(call, i, request->successors[i]->organisation, hs_date_earliest(request->date));
    if (!add_successors(call, request, organisation))
        return hs_no_memory(call);
    return hs_transition_end(call, &transition, &reply->base);
}
