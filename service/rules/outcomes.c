#include "service/rules/outcomes.h"

#include "service/dispatch.h"
#include "service/rules/dates.h"
#include "service/rules/durations.h"
#include "service/rules/fulfilment.h"
#include "service/rules/intention_standing.h"
#include "service/rules/names.h"
#include "service/rules/numbering.h"
#include "service/rules/percentage.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/centre_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_model.h"
#include "hensigt/v1/process_tables.h"
#include "hensigt/v1/purchase.h"

#include <string.h>

typedef hensigt_summarise_outcomes_response_conversion response_conversion;

/* The lines of the report. */
static const hensigt_intention_level levels[] = {HENSIGT_INTENTION_LEVEL_COMMITMENT, HENSIGT_INTENTION_LEVEL_DECLARATION};
enum { N_LEVELS = sizeof levels / sizeof *levels };

/* What is known of a body: at which levels it intended something, and bought something of it. */
struct party {
    bool intended[N_LEVELS];
    bool bought[N_LEVELS];
};

struct outcomes {
    struct hs_call *call;
    const hensigt_summarise_outcomes_request *request;
    hensigt_summarise_outcomes_response *reply;
    struct hs_intention_scope scope;
    struct hs_names processes;
    struct hs_names models; /* of which the steps are in `durations` */
    struct hs_durations durations;
    struct hs_arena scratch; /* memory of one intention's purchases */
    struct hs_call aside;    /* the same call in that memory */
    struct hs_numbering organisations;
    struct hs_bodies bodies;
    struct party *parties; /* by number of the organisation */
    response_conversion *conversions[N_LEVELS];
    struct hs_names confirmed;         /* with a read time: the intentions that may have been confirmed */
    struct hs_fulfilments fulfilments; /* with a read time: of all these */
};

/* ---- processes and their steps ------------------------------------------------------------------------------------------- */

/* The steps of a model in their order, once. */
static bool add_steps(struct outcomes *outcomes, const char *process_model)
{
    for (size_t i = 0; i < outcomes->models.count; i++)
        if (strcmp(outcomes->models.names[i], process_model) == 0)
            return true;
    const hensigt_process_model *model =
        (const hensigt_process_model *)hs_call_find(outcomes->call, process_model, outcomes->scope.read_time);
    if (!model)
        return hs_status_code(outcomes->call->status) == HS_OK;
    hs_names_add(&outcomes->models, model->name);
    for (size_t i = 0; i < model->n_steps; i++)
        if (!hs_durations_of(&outcomes->durations, model->name, model->steps[i]->step, model->steps[i]->title))
            return false;
    return !outcomes->models.failed;
}

/* Each completed run of a step by the day is measured. */
static bool measure_steps(struct outcomes *outcomes, const hensigt_process *process)
{
    bool measured = add_steps(outcomes, process->process_model);
    for (size_t i = 0; measured && i < process->n_step_runs; i++) {
        const hensigt_process_step_run *run = process->step_runs[i];
        if (run->state != HENSIGT_PROCESS_STEP_STATE_COMPLETED || hs_date_reached(run->end_date, outcomes->scope.day) == HS_NEVER)
            continue;
        struct hs_duration *duration = hs_durations_of(&outcomes->durations, process->process_model, run->step, run->step);
        measured = duration && hs_duration_add(&outcomes->durations, duration, run->start_date, run->end_date);
    }
    return measured;
}

static void count_process(struct outcomes *outcomes, const hensigt_process *process)
{
    bool over = hs_date_reached(process->end_date, outcomes->scope.day) == HS_CERTAINLY;
    outcomes->reply->process_count++;
    outcomes->reply->completed_process_count += over && process->state == HENSIGT_PROCESS_STATE_COMPLETED;
    outcomes->reply->cancelled_process_count += over && process->state == HENSIGT_PROCESS_STATE_CANCELLED;
}

/* Whether a process may have been opened by the day. */
static bool may_have_begun(const hensigt_process *process, int32_t day)
{
    const hensigt_partial_date *start = process->n_step_runs > 0 ? process->step_runs[0]->start_date : process->start_date;
    return process->state != HENSIGT_PROCESS_STATE_DRAFT && hs_date_reached(start, day) != HS_NEVER;
}

static enum hs_code take_process(void *context, ProtobufCMessage *message)
{
    struct outcomes *outcomes = context;
    struct hs_arena *arena = outcomes->call->arena;
    const hensigt_process *visited = (const hensigt_process *)message;
    const char *name = hs_arena_string(arena, visited->name);
    if (!name)
        return hs_no_memory(outcomes->call);
    hs_names_add(&outcomes->processes, name);
    if (!may_have_begun(visited, outcomes->scope.day))
        return outcomes->processes.failed ? hs_no_memory(outcomes->call) : HS_OK;
    count_process(outcomes, visited);
    /* What is measured names the steps of the process, which lives no longer than the visit. */
    const hensigt_process *process = (const hensigt_process *)hs_arena_message(arena, message);
    bool taken = process && measure_steps(outcomes, process) && !outcomes->processes.failed;
    return taken ? hs_status_code(outcomes->call->status) : hs_no_memory(outcomes->call);
}

/* The processes of the subject: itself, those of the centre, or all. */
static enum hs_code take_processes(struct outcomes *outcomes)
{
    struct hs_call *call = outcomes->call;
    const char *subject = outcomes->request->subject;
    int64_t read_time = outcomes->scope.read_time;
    ProtobufCMessage *found = *subject ? hs_call_get(call, subject, read_time) : NULL;
    bool of_centre = hs_contract_resource_of_name(subject, false) == &hensigt_centre_resource;
    const struct hs_match match = {.path = "centre", .value = subject};
    enum hs_code code = hs_status_code(call->status);
    if (code == HS_OK && found && !of_centre)
        code = take_process(outcomes, found);
    else if (code == HS_OK)
        code = hs_call_scan(call, &hensigt_process_resource, NULL, &match, of_centre ? 1 : 0, read_time, take_process, outcomes);
    hs_names_sort(&outcomes->processes);
    outcomes->scope.processes = outcomes->processes.names;
    outcomes->scope.n_processes = outcomes->processes.count;
    return code;
}

/* ---- what was bought ----------------------------------------------------------------------------------------------------- */

static enum hs_code take_confirmed(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct outcomes *outcomes = context;
    if (standing->hidden || standing->confirmed == HS_NEVER)
        return HS_OK;
    const char *name = hs_arena_string(outcomes->call->arena, intention->name);
    if (name)
        hs_names_add(&outcomes->confirmed, name);
    return name && !outcomes->confirmed.failed ? HS_OK : hs_no_memory(outcomes->call);
}

/* What had been bought as known at a moment is found by one walk over all purchases, for all intentions together. */
static enum hs_code read_all_fulfilments(struct outcomes *outcomes)
{
    enum hs_code code = hs_intentions_each(outcomes->call, &outcomes->scope, take_confirmed, outcomes);
    if (code == HS_OK)
        code = hs_fulfilments_read(outcomes->call, outcomes->confirmed.names, outcomes->confirmed.count, outcomes->scope.read_time,
                                   &outcomes->fulfilments);
    return code;
}

/* What the purchases fulfil of one intention; NULL with the call failed. `own` holds them where they are read for it alone. */
static const struct hs_fulfilments *fulfilments_of(struct outcomes *outcomes, const char *intention, struct hs_fulfilments *own)
{
    if (outcomes->scope.read_time != 0)
        return &outcomes->fulfilments;
    hs_arena_reset(&outcomes->scratch);
    return hs_fulfilments_read(&outcomes->aside, &intention, 1, 0, own) == HS_OK ? own : NULL;
}

/* The award that came first, or may have: of two that may have been on the same day the one of which the day is known. */
static const hensigt_partial_date *first_award(const struct hs_fulfilments *fulfilments, const char *intention, int32_t day)
{
    const hensigt_partial_date *first = NULL;
    size_t count = 0;
    const struct hs_fulfilment *own = hs_fulfilments_of(fulfilments, intention, &count);
    for (size_t i = 0; i < count; i++) {
        const hensigt_partial_date *date = own[i].purchase->award_date;
        int32_t earliest = hs_date_earliest(date);
        if (hs_purchase_stands(own[i].purchase, day) == HS_NEVER)
            continue;
        if (!first || earliest < hs_date_earliest(first) || (earliest == hs_date_earliest(first) && hs_date_is_day(date)))
            first = date;
    }
    return first;
}

static enum hs_code measure_purchase(struct outcomes *outcomes, const struct hs_fulfilments *fulfilments,
                                     const hensigt_intention *intention)
{
    struct hs_duration *duration =
        hs_durations_of(&outcomes->durations, "", "confirmation-to-purchase", "From confirmation to purchase");
    const hensigt_partial_date *award = first_award(fulfilments, intention->name, outcomes->scope.day);
    bool added = duration && hs_duration_add(&outcomes->durations, duration, intention->confirmation->date, award);
    return added ? HS_OK : hs_no_memory(outcomes->call);
}

/* ---- bodies -------------------------------------------------------------------------------------------------------------- */

/* The number of an organisation, with room for what is known of it. */
static uint32_t number_organisation(struct outcomes *outcomes, const char *name)
{
    bool is_new = false;
    uint32_t number = hs_number(&outcomes->organisations, name, &is_new);
    if (is_new) {
        struct party *grown = hs_arena_grow(outcomes->call->arena, outcomes->parties, number, sizeof *grown);
        outcomes->parties = grown ? grown : outcomes->parties;
        outcomes->organisations.failed = !grown;
        if (grown)
            grown[number] = (struct party){0};
    }
    return number;
}

/* What is known of the body that an organisation counts as on the day; NULL with the call failed. */
static struct party *party_of(struct outcomes *outcomes, const char *organisation)
{
    const struct hs_numbering *organisations = &outcomes->organisations;
    uint32_t number = number_organisation(outcomes, organisation);
    if (!organisations->failed)
        number = number_organisation(outcomes, hs_bodies_find(&outcomes->bodies, organisations->texts[number]).name);
    if (!organisations->failed && !outcomes->bodies.failed)
        return &outcomes->parties[number];
    hs_no_memory(outcomes->call);
    return NULL;
}

/* ---- one intention after the other --------------------------------------------------------------------------------------- */

static void classify(const struct hs_intention_standing *standing, const struct hs_fulfilled *fulfilled, response_conversion *out)
{
    if (fulfilled->whole == HS_CERTAINLY)
        out->fulfilled_count++;
    else if (fulfilled->begun == HS_CERTAINLY)
        out->partially_fulfilled_count++;
    else if (standing->replaced == HS_CERTAINLY)
        out->replaced_count++;
    else if (standing->withdrawn == HS_CERTAINLY)
        out->withdrawn_count++;
    else if (standing->lapsed == HS_CERTAINLY)
        out->lapsed_count++;
    else
        out->open_count++;
}

static enum hs_code add(struct outcomes *outcomes, size_t level, const hensigt_intention *intention,
                        const struct hs_intention_standing *standing)
{
    struct hs_fulfilments own;
    struct hs_fulfilled fulfilled;
    struct party *party = party_of(outcomes, intention->organisation);
    const struct hs_fulfilments *fulfilments = party ? fulfilments_of(outcomes, intention->name, &own) : NULL;
    if (!fulfilments)
        return hs_status_code(outcomes->call->status);
    if (!hs_fulfilled_on(fulfilments, intention, outcomes->scope.day, &fulfilled))
        return hs_status_fail(outcomes->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                              "what is fulfilled of %s has too many digits to be summed exactly", intention->name);
    outcomes->conversions[level]->confirmed_count++;
    outcomes->conversions[level]->example_count +=
        intention->provenance && intention->provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
    classify(standing, &fulfilled, outcomes->conversions[level]);
    party->intended[level] = true;
    if (fulfilled.begun != HS_CERTAINLY)
        return HS_OK;
    party->bought[level] = true;
    return measure_purchase(outcomes, fulfilments, intention);
}

static enum hs_code take_intention(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct outcomes *outcomes = context;
    size_t level = 0;
    while (level < N_LEVELS && levels[level] != intention->level)
        level++;
    if (standing->confirmed == HS_NEVER || level == N_LEVELS)
        return HS_OK;
    if (standing->hidden) {
        outcomes->reply->hidden_count++;
        return HS_OK;
    }
    if (standing->confirmed == HS_CERTAINLY)
        return add(outcomes, level, intention, standing);
    outcomes->conversions[level]->uncertain_count++;
    return HS_OK;
}

/* ---- the reply ----------------------------------------------------------------------------------------------------------- */

static bool new_conversions(struct outcomes *outcomes)
{
    struct hs_arena *arena = outcomes->call->arena;
    hensigt_summarise_outcomes_response *reply = outcomes->reply;
    reply->conversions = hs_arena_alloc(arena, N_LEVELS * sizeof *reply->conversions);
    for (size_t i = 0; reply->conversions && i < N_LEVELS; i++) {
        response_conversion *conversion =
            (response_conversion *)hs_arena_new(arena, &hensigt__v1__summarise_outcomes_response__conversion__descriptor);
        if (!conversion)
            return false;
        conversion->level = levels[i];
        outcomes->conversions[i] = conversion;
        reply->conversions[reply->n_conversions++] = conversion;
    }
    return reply->conversions != NULL;
}

static bool write_conversions(const struct outcomes *outcomes)
{
    for (size_t i = 0; i < N_LEVELS; i++) {
        response_conversion *out = outcomes->conversions[i];
        for (uint32_t k = 0; k < outcomes->organisations.count; k++) {
            out->organisation_count += outcomes->parties[k].intended[i];
            out->buying_organisation_count += outcomes->parties[k].bought[i];
        }
        out->bought_percentage = hs_percentage(
            outcomes->call->arena, (int64_t)out->fulfilled_count + out->partially_fulfilled_count, out->confirmed_count);
        if (!out->bought_percentage)
            return false;
    }
    return true;
}

static enum hs_code write_reply(struct outcomes *outcomes)
{
    hensigt_summarise_outcomes_response *reply = outcomes->reply;
    reply->subject = outcomes->request->subject;
    reply->effective_date = hs_call_day_text(outcomes->call, outcomes->scope.day);
    reply->read_time = hs_call_shown_time(outcomes->call, outcomes->scope.read_time);
    bool written =
        reply->effective_date && reply->read_time && write_conversions(outcomes) && hs_durations_write(&outcomes->durations, reply);
    return written ? HS_OK : hs_no_memory(outcomes->call);
}

static enum hs_code summarise(struct outcomes *outcomes)
{
    enum hs_code code = take_processes(outcomes);
    if (code == HS_OK && !new_conversions(outcomes))
        code = hs_no_memory(outcomes->call);
    if (code == HS_OK && outcomes->scope.read_time != 0)
        code = read_all_fulfilments(outcomes);
    if (code == HS_OK)
        code = hs_intentions_each(outcomes->call, &outcomes->scope, take_intention, outcomes);
    return code == HS_OK ? write_reply(outcomes) : code;
}

enum hs_code hs_outcomes(struct hs_call *call, const hensigt_summarise_outcomes_request *request,
                         hensigt_summarise_outcomes_response *reply)
{
    struct outcomes outcomes = {
        .call = call,
        .request = request,
        .reply = reply,
        .scope = {.day = hs_call_effective_day(call, request->effective_date),
                  .read_time = hs_call_read_time(call, request->read_time)},
        .processes = {.arena = call->arena},
        .models = {.arena = call->arena},
        .durations = {.arena = call->arena},
        .aside = *call,
        .organisations = {.arena = call->arena},
        .confirmed = {.arena = call->arena},
    };
    hs_bodies_init(&outcomes.bodies, call, outcomes.scope.day, outcomes.scope.read_time);
    outcomes.aside.arena = &outcomes.scratch;
    hs_arena_init(&outcomes.scratch, HS_REQUEST_MEMORY);
    enum hs_code code = summarise(&outcomes);
    hs_arena_free(&outcomes.scratch);
    return code;
}
