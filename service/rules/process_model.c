/* ProcessModelService: methods, as data. */
#include "hensigt/v1/process_model_service.h"

#include "service/rules/steps.h"
#include "service/rules/transition.h"

#include <stdio.h>
#include <string.h>

/* "steps[29].gates[9].event_kind" and the like. */
enum { PATH_SIZE = 80 };

/* A method has a beginning and something it leads to. */
enum { MIN_STEPS = 2 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__process_model__state__descriptor;

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    hensigt_process_model *model = (hensigt_process_model *)after;
    (void)call;
    (void)before;
    if (model->state == HENSIGT_PROCESS_MODEL_STATE_UNSPECIFIED)
        model->state = HENSIGT_PROCESS_MODEL_STATE_DRAFT;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_gate(struct hs_call *call, size_t step, size_t index, const hensigt_process_model_gate *gate)
{
    char path[PATH_SIZE];
    if (gate->event_kind == HENSIGT_EVENT_KIND_UNSPECIFIED || gate->kind == HENSIGT_PROCESS_MODEL_GATE_KIND_EVENTS_HELD)
        return;
    snprintf(path, sizeof path, "steps[%zu].gates[%zu].event_kind", step, index);
    hs_call_violation(call, path, "NOT_APPLICABLE", "must not be given of a gate that does not count events");
}

static void check_step(struct hs_call *call, const hensigt_process_model *model, size_t index)
{
    char path[PATH_SIZE];
    const hensigt_process_model_step *step = model->steps[index];
    int first = hs_step_index(model, step->step);
    if (first != (int)index) {
        snprintf(path, sizeof path, "steps[%zu].step", index);
        hs_call_violation(call, path, "DUPLICATE", "must not be given twice: steps[%d] is %s too", first, step->step);
    }
    for (size_t i = 0; i < step->n_gates; i++)
        check_gate(call, index, i, step->gates[i]);
}

static size_t count_first_purchases(const hensigt_process_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->n_steps; i++)
        count += model->steps[i]->first_purchase ? 1 : 0;
    return count;
}

/* What a model must have before processes follow it. */
static void check_published(struct hs_call *call, const hensigt_process_model *model)
{
    size_t purchases = count_first_purchases(model);
    if (model->n_steps < MIN_STEPS)
        hs_call_violation(call, "steps", "TOO_FEW_ITEMS", "must have at least %d elements in a published model, found %zu",
                          MIN_STEPS, model->n_steps);
    if (purchases != 1)
        hs_call_violation(call, "steps", "FIRST_PURCHASE",
                          "must have exactly one step marked first_purchase in a published model, found %zu", purchases);
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_process_model *model = (const hensigt_process_model *)after;
    (void)before;
    for (size_t i = 0; i < model->n_steps; i++)
        check_step(call, model, i);
    if (model->state == HENSIGT_PROCESS_MODEL_STATE_PUBLISHED)
        check_published(call, model);
}

static void require_draft(struct hs_call *call, const hensigt_process_model *model, const char *remedy)
{
    hs_state_require(call, model->name, states, (int)model->state, HS_STATE(HENSIGT_PROCESS_MODEL_STATE_DRAFT), remedy);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    (void)after;
    if (change != HS_CHANGE_CREATE)
        require_draft(call, (const hensigt_process_model *)before,
                      "whoever edits the centre's models, by CreateProcessModel of another");
}

const struct hs_rules hensigt_process_model_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- the method ---------------------------------------------------------------------------------------------------------- */

/* The same needs as check_published, as what the draft in the registry lacks. */
static void require_complete(struct hs_call *call, const hensigt_process_model *model)
{
    static const char *const supplier = "whoever edits the model, by UpdateProcessModel";
    size_t purchases = count_first_purchases(model);
    if (model->n_steps < MIN_STEPS)
        hs_status_lack(call->status, "STEPS", model->name, &supplier, 1, "a published model has at least %d steps, this one %zu",
                       MIN_STEPS, model->n_steps);
    if (purchases != 1)
        hs_status_lack(call->status, "FIRST_PURCHASE", model->name, &supplier, 1,
                       "exactly one step is marked first_purchase in a published model, in this one %zu", purchases);
}

static enum hs_code publish_process_model(struct hs_call *call, const hensigt_publish_process_model_request *request,
                                          hensigt_process_model *reply)
{
    struct hs_transition transition;
    if (!hs_transition_begin(call, request->name, request->etag, &transition))
        return hs_status_code(call->status);
    hensigt_process_model *model = (hensigt_process_model *)transition.after;
    require_draft(call, model, NULL);
    require_complete(call, model);
    model->state = HENSIGT_PROCESS_MODEL_STATE_PUBLISHED;
    return hs_transition_end(call, &transition, &reply->base);
}

const struct hensigt_process_model_service hensigt_process_model_service_implementation = {
    .publish_process_model = publish_process_model,
};
