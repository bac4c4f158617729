#include "service/rules/purchase.h"

#include "service/batch.h"
#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "service/rules/gates.h"
#include "service/rules/names.h"
#include "service/rules/standing_body.h"
#include "service/rules/steps.h"
#include "service/rules/transition.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_model.h"
#include "hensigt/v1/purchase_tables.h"

#include <string.h>

/* ---- the step of the first purchase -------------------------------------------------------------------------------------- */

static int first_purchase_step(const hensigt_process_model *model)
{
    for (size_t i = 0; i < model->n_steps; i++)
        if (model->steps[i]->first_purchase)
            return (int)i;
    return -1;
}

/* Whether the step, or one after it, was ever begun; going back does not undo what was bought. */
static bool has_reached(const hensigt_process *process, const hensigt_process_model *model, int step)
{
    for (size_t i = 0; i < process->n_step_runs; i++)
        if (hs_step_index(model, process->step_runs[i]->step) >= step)
            return true;
    return false;
}

static void require_step(struct hs_call *call, const hensigt_process *process, const hensigt_process_model *model, int step)
{
    const char *remedy = "whoever edits the process, by AdvanceProcess";
    if (process->state == HENSIGT_PROCESS_STATE_DRAFT)
        remedy = "whoever edits the process, by OpenProcess and AdvanceProcess";
    else if (process->state == HENSIGT_PROCESS_STATE_CANCELLED)
        remedy = NULL;
    if (step >= 0 && !has_reached(process, model, step))
        hs_status_lack(call->status, "STEP_NOT_REACHED", process->name, &remedy, remedy ? 1 : 0,
                       "%s has not reached the step %s, in which the first purchase is made", process->name,
                       model->steps[step]->step);
}

/* ---- the commitment behind it -------------------------------------------------------------------------------------------- */

/* Whether the process has an awarded purchase besides this one: a later purchase needs no commitment. */
static bool has_other_purchase(struct hs_call *call, const char *process, const hensigt_purchase *purchase)
{
    struct hs_collection others;
    const struct hs_match matches[] = {{.path = "process", .value = process}, {.path = "state", .value = "STATE_AWARDED"}};
    if (hs_collect(call, &hensigt_purchase_resource, NULL, matches, 2, 0, &others) != HS_OK)
        return false;
    for (size_t i = 0; i < others.count; i++) {
        const hensigt_purchase *other = (const hensigt_purchase *)others.messages[i];
        if (strcmp(other->name, purchase->name) != 0 && !hs_date_certainly_before(purchase->award_date, other->award_date))
            return true;
    }
    return false;
}

static bool has_commitment(struct hs_call *call, const char *process, int32_t day)
{
    struct hs_demand demand;
    struct hs_names committed = {.arena = call->arena};
    if (hs_demand_read(call, process, day, 0, &demand) != HS_OK)
        return false;
    hs_demand_organisations(&demand, HS_DEMAND_ALL, HENSIGT_INTENTION_LEVEL_COMMITMENT, HS_CERTAINLY, &committed);
    if (committed.failed)
        hs_no_memory(call);
    return committed.count > 0;
}

/* Names who could commit, as AdvanceProcess does: R1 as the one gate of a step. */
static void refuse_uncommitted(struct hs_call *call, const hensigt_process *process, const hensigt_process_model_step *step,
                               int32_t day)
{
    struct hs_gate_facts facts;
    struct hs_gate_checks checks;
    hensigt_process_model_step bare = HENSIGT_PROCESS_MODEL_STEP_INIT;
    bare.step = step->step;
    bare.first_purchase = true;
    if (hs_gate_facts_read(call, process, day, 0, &facts) != HS_OK)
        return;
    if (hs_gates_check(call->arena, &facts, &bare, &checks))
        hs_gates_refuse(call, process->name, step->step, &checks);
    else
        hs_no_memory(call);
}

/* One process of a purchase, with what its first purchase needs. */
struct first_purchase {
    const hensigt_purchase *purchase;
    const hensigt_process *process;
    const hensigt_process_model *model;
    int step;
};

static void ask_step(struct hs_call *call, const void *context)
{
    const struct first_purchase *first = context;
    require_step(call, first->process, first->model, first->step);
}

static void ask_commitment(struct hs_call *call, const void *context)
{
    const struct first_purchase *first = context;
    const char *name = first->process->name;
    int32_t day = hs_date_judged(call, first->purchase->award_date);
    day = day < call->today ? day : call->today;
    if (!has_commitment(call, name, day) && !has_other_purchase(call, name, first->purchase))
        refuse_uncommitted(call, first->process, first->model->steps[first->step], day);
}

static void require_process(struct hs_call *call, const hensigt_purchase *purchase, const char *name)
{
    const hensigt_process *process = (const hensigt_process *)hs_call_find(call, name, 0);
    const hensigt_process_model *model =
        process ? (const hensigt_process_model *)hs_call_find(call, process->process_model, 0) : NULL;
    const struct first_purchase first = {
        .purchase = purchase, .process = process, .model = model, .step = model ? first_purchase_step(model) : -1};
    if (first.step < 0)
        return;
    hs_part_ask(call, ask_step, &first);
    hs_part_ask(call, ask_commitment, &first);
}

/* The purchase's process, and those of what it fulfils. */
static void add_processes(struct hs_call *call, const hensigt_purchase *purchase, struct hs_names *out)
{
    const struct hs_reader *reader = hs_view_set_reader(call->view, NULL);
    if (*purchase->process)
        hs_names_add_new(out, purchase->process);
    for (size_t i = 0; i < purchase->n_fulfilments; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)hs_call_find(call, purchase->fulfilments[i]->intention, 0);
        if (intention)
            hs_names_add_new(out, intention->process);
    }
    hs_view_set_reader(call->view, reader);
}

static void ask_buyers(struct hs_call *call, const void *context)
{
    const hensigt_purchase *purchase = context;
    for (size_t i = 0; i < purchase->n_buyers; i++)
        hs_body_require(call, purchase->buyers[i], hs_date_earliest(purchase->award_date));
}

void hs_purchase_require_award(struct hs_call *call, const hensigt_purchase *purchase)
{
    struct hs_names processes = {.arena = call->arena};
    hs_part_ask(call, ask_buyers, purchase);
    add_processes(call, purchase, &processes);
    for (size_t i = 0; i < processes.count; i++)
        require_process(call, purchase, processes.names[i]);
    if (processes.failed)
        hs_no_memory(call);
    hs_part_ask(call, hs_purchase_require_intentions, purchase);
}
