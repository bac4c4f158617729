/* ProcessService: joint processes, step by step. */
#include "hensigt/v1/process_service.h"

#include "service/rules/dates.h"
#include "service/rules/gates.h"
#include "service/rules/steps.h"
#include "service/rules/transition.h"

#include <stdio.h>
#include <string.h>

/* "step_runs[99].start_date" and the like. */
enum { PATH_SIZE = 80 };

static const ProtobufCEnumDescriptor *const states = &hensigt__v1__process__state__descriptor;
static const char editor[] = "whoever edits the process";

static hensigt_process_step_run *last_run(const hensigt_process *process)
{
    return process->n_step_runs > 0 ? process->step_runs[process->n_step_runs - 1] : NULL;
}

static void complete(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after)
{
    static char none[] = "";
    hensigt_process *process = (hensigt_process *)after;
    const hensigt_process_step_run *run = last_run(process);
    (void)call;
    (void)before;
    if (process->state == HENSIGT_PROCESS_STATE_UNSPECIFIED)
        process->state = HENSIGT_PROCESS_STATE_DRAFT;
    process->current_step = run && run->state == HENSIGT_PROCESS_STEP_STATE_RUNNING ? run->step : none;
}

/* ---- invariants ---------------------------------------------------------------------------------------------------------- */

static void check_run(struct hs_call *call, const hensigt_process *process, size_t index, const hensigt_process_model *model)
{
    char path[PATH_SIZE];
    const hensigt_process_step_run *run = process->step_runs[index];
    bool may_run = process->state == HENSIGT_PROCESS_STATE_OPEN && index + 1 == process->n_step_runs;
    bool runs = run->state == HENSIGT_PROCESS_STEP_STATE_RUNNING;
    if (model && hs_step_index(model, run->step) < 0) {
        snprintf(path, sizeof path, "step_runs[%zu].step", index);
        hs_call_violation(call, path, "UNKNOWN_STEP", "must be a step of %s, found %s", model->name, run->step);
    }
    if (runs != may_run) {
        snprintf(path, sizeof path, "step_runs[%zu].state", index);
        hs_call_violation(call, path, "WRONG_STATE", "must be running in the last run of an open process, and nowhere else");
    }
    hs_dates_check_element(call, "step_runs", index, run->start_date, run->end_date);
    if (index > 0) {
        snprintf(path, sizeof path, "step_runs[%zu].start_date", index);
        hs_date_require_order(call, path, run->start_date, process->step_runs[index - 1]->start_date, "the run before");
    }
}

static void check(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_process *process = (const hensigt_process *)after;
    const hensigt_process_model *model = (const hensigt_process_model *)hs_call_find(call, process->process_model, 0);
    (void)before;
    /* A draft that is given up never began, whenever it was meant to. */
    if (process->state != HENSIGT_PROCESS_STATE_CANCELLED || process->n_step_runs > 0)
        hs_dates_check(call, "end_date", process->start_date, process->end_date);
    for (size_t i = 0; i < process->n_step_runs; i++)
        check_run(call, process, i, model);
    if (process->state == HENSIGT_PROCESS_STATE_OPEN && process->n_step_runs == 0)
        hs_call_violation(call, "step_runs", "REQUIRED", "must be given of an open process");
    if (process->state == HENSIGT_PROCESS_STATE_DRAFT && process->n_step_runs > 0)
        hs_call_violation(call, "step_runs", "WRONG_STATE", "must not be given of a draft");
    if (call->imported && model && model->state != HENSIGT_PROCESS_MODEL_STATE_PUBLISHED)
        hs_call_violation(call, "process_model", "NOT_PUBLISHED", "must be published: %s is a draft", model->name);
}

static void require_published(struct hs_call *call, const hensigt_process_model *model)
{
    hs_state_require(call, model->name, &hensigt__v1__process_model__state__descriptor, (int)model->state,
                     HS_STATE(HENSIGT_PROCESS_MODEL_STATE_PUBLISHED), "whoever edits the model, by PublishProcessModel");
}

static void guard_model(struct hs_call *call, const hensigt_process *before, const hensigt_process *after)
{
    if (before && strcmp(before->process_model, after->process_model) == 0)
        return;
    if (before)
        hs_state_require(call, before->name, states, (int)before->state, HS_STATE(HENSIGT_PROCESS_STATE_DRAFT),
                         before->state == HENSIGT_PROCESS_STATE_OPEN ? "whoever edits the process, by CancelProcess and a new one"
                                                                     : NULL);
    const hensigt_process_model *model = (const hensigt_process_model *)hs_call_get(call, after->process_model, 0);
    if (model)
        require_published(call, model);
}

static void guard(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after)
{
    const hensigt_process *process = (const hensigt_process *)before;
    if (change == HS_CHANGE_DELETE)
        hs_state_require(
            call, process->name, states, (int)process->state, HS_STATE(HENSIGT_PROCESS_STATE_DRAFT),
            process->state == HENSIGT_PROCESS_STATE_OPEN ? "whoever edits the process, by CancelProcess; it stays readable" : NULL);
    else
        guard_model(call, process, (const hensigt_process *)after);
}

const struct hs_rules hensigt_process_rules = {.complete = complete, .check = check, .guard = guard};

/* ---- a step forward or back ---------------------------------------------------------------------------------------------- */

/* A process on its way to another step or state. */
struct move {
    struct hs_transition transition;
    hensigt_process *process; /* the copy that is changed */
    const hensigt_process_model *model;
    int current; /* the step under way; -1 outside */
    hensigt_partial_date *date;
};

/* Reads process and model, and checks state and date. False with the call's status set. */
static bool begin_move(struct hs_call *call, const char *name, const char *etag, const hensigt_partial_date *date, unsigned allowed,
                       struct move *out)
{
    if (!hs_transition_begin(call, name, etag, &out->transition))
        return false;
    out->process = (hensigt_process *)out->transition.after;
    out->model = (const hensigt_process_model *)hs_call_get(call, out->process->process_model, 0);
    out->date = hs_date_of_fact(call, date);
    if (!out->model || !out->date)
        return false;
    const hensigt_process_step_run *run = last_run(out->process);
    if (run)
        hs_date_require_order(call, "date", out->date, run->start_date, "the beginning of the step under way");
    out->current = hs_step_index(out->model, out->process->current_step);
    hs_state_require(call, name, states, (int)out->process->state, allowed,
                     out->process->state == HENSIGT_PROCESS_STATE_DRAFT ? "whoever edits the process, by OpenProcess" : NULL);
    return hs_status_code(call->status) == HS_OK;
}

/* The gates of the steps from `first` to `last`. */
static void require_gates(struct hs_call *call, const struct move *move, int first, int last)
{
    struct hs_gate_facts facts;
    int32_t day = hs_date_judged(call, move->date);
    if (hs_gate_facts_read(call, move->process, day < call->today ? day : call->today, 0, &facts) != HS_OK)
        return;
    for (int i = first; i <= last; i++) {
        struct hs_gate_checks checks;
        const hensigt_process_model_step *step = move->model->steps[i];
        if (!hs_gates_check(call->arena, &facts, step, &checks)) {
            hs_no_memory(call);
            return;
        }
        hs_gates_refuse(call, move->process->name, step->step, &checks);
    }
}

static void begin_run(struct hs_call *call, const struct move *move, int step, hensigt_provenance *provenance)
{
    hensigt_process *process = move->process;
    hensigt_process_step_run *run =
        (hensigt_process_step_run *)hs_arena_new(call->arena, &hensigt__v1__process__step_run__descriptor);
    hensigt_process_step_run **runs = hs_arena_alloc(call->arena, (process->n_step_runs + 1) * sizeof *runs);
    if (!run || !runs) {
        hs_no_memory(call);
        return;
    }
    run->step = move->model->steps[step]->step;
    run->state = HENSIGT_PROCESS_STEP_STATE_RUNNING;
    run->start_date = move->date;
    run->provenance = provenance;
    if (process->n_step_runs > 0)
        memcpy(runs, process->step_runs, process->n_step_runs * sizeof *runs);
    runs[process->n_step_runs++] = run;
    process->step_runs = runs;
}

static void end_run(const struct move *move, hensigt_process_step_state state, char *reason)
{
    hensigt_process_step_run *run = last_run(move->process);
    if (!run)
        return;
    run->state = state;
    run->end_date = move->date;
    if (reason)
        run->reason = reason;
}

static enum hs_code end_move(struct hs_call *call, const struct move *move, hensigt_process *reply)
{
    return hs_transition_end(call, &move->transition, &reply->base);
}

/* A step named in the request; -1 with a violation if the model has none such. */
static int named_step(struct hs_call *call, const hensigt_process_model *model, const char *step)
{
    int index = hs_step_index(model, step);
    if (index < 0)
        hs_call_violation(call, "step", "UNKNOWN_STEP", "must be a step of %s, found %s", model->name, step);
    return index;
}

/* Adds a lack about the order of steps. */
static void refuse_order(struct hs_call *call, const struct move *move, const char *reason, const char *remedy, const char *text)
{
    const char *supplier = hs_arena_printf(call->arena, "%s, by %s", editor, remedy);
    hs_status_lack(call->status, reason, move->process->name, &supplier, supplier ? 1 : 0, "%s is in step %s; %s",
                   move->process->name, move->process->current_step, text);
}

/* ---- the methods --------------------------------------------------------------------------------------------------------- */

static enum hs_code open_process(struct hs_call *call, const hensigt_open_process_request *request, hensigt_process *reply)
{
    struct move move;
    if (!begin_move(call, request->name, request->etag, request->date, HS_STATE(HENSIGT_PROCESS_STATE_DRAFT), &move))
        return hs_status_code(call->status);
    require_published(call, move.model);
    require_gates(call, &move, 0, 0);
    begin_run(call, &move, 0, request->provenance);
    move.process->state = HENSIGT_PROCESS_STATE_OPEN;
    bool was_planned = hs_date_certainly_before(move.date, move.process->start_date);
    if (was_planned || !hs_date_given(move.process->start_date))
        move.process->start_date = move.date;
    return end_move(call, &move, reply);
}

static enum hs_code advance_process(struct hs_call *call, const hensigt_advance_process_request *request, hensigt_process *reply)
{
    struct move move;
    if (!begin_move(call, request->name, request->etag, request->date, HS_STATE(HENSIGT_PROCESS_STATE_OPEN), &move))
        return hs_status_code(call->status);
    int next = move.current + 1;
    int target = *request->step ? named_step(call, move.model, request->step) : next;
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    if (target >= (int)move.model->n_steps)
        refuse_order(call, &move, "LAST_STEP", "CompleteProcess", "no step follows it");
    else if (target <= move.current)
        refuse_order(call, &move, "STEP_ORDER", "RevertProcess", "AdvanceProcess goes to a later one");
    else
        require_gates(call, &move, next, target);
    if (hs_status_code(call->status) == HS_OK) {
        end_run(&move, HENSIGT_PROCESS_STEP_STATE_COMPLETED, NULL);
        begin_run(call, &move, target, request->provenance);
    }
    return end_move(call, &move, reply);
}

static enum hs_code revert_process(struct hs_call *call, const hensigt_revert_process_request *request, hensigt_process *reply)
{
    struct move move;
    if (!begin_move(call, request->name, request->etag, request->date, HS_STATE(HENSIGT_PROCESS_STATE_OPEN), &move))
        return hs_status_code(call->status);
    int target = *request->step ? named_step(call, move.model, request->step) : move.current - 1;
    if (hs_status_code(call->status) != HS_OK)
        return hs_status_code(call->status);
    if (target < 0)
        refuse_order(call, &move, "FIRST_STEP", "CancelProcess", "no step comes before it");
    else if (target >= move.current)
        refuse_order(call, &move, "STEP_ORDER", "AdvanceProcess", "RevertProcess goes back to an earlier one");
    if (hs_status_code(call->status) == HS_OK) {
        end_run(&move, HENSIGT_PROCESS_STEP_STATE_REVERTED, request->reason);
        begin_run(call, &move, target, request->provenance);
    }
    return end_move(call, &move, reply);
}

static enum hs_code complete_process(struct hs_call *call, const hensigt_complete_process_request *request, hensigt_process *reply)
{
    struct move move;
    if (!begin_move(call, request->name, request->etag, request->date, HS_STATE(HENSIGT_PROCESS_STATE_OPEN), &move))
        return hs_status_code(call->status);
    if (move.current + 1 < (int)move.model->n_steps)
        refuse_order(call, &move, "STEPS_LEFT", "AdvanceProcess", "CompleteProcess needs the last step");
    end_run(&move, HENSIGT_PROCESS_STEP_STATE_COMPLETED, NULL);
    move.process->state = HENSIGT_PROCESS_STATE_COMPLETED;
    move.process->end_date = move.date;
    return end_move(call, &move, reply);
}

static enum hs_code cancel_process(struct hs_call *call, const hensigt_cancel_process_request *request, hensigt_process *reply)
{
    /* A draft may be given up, too: once something refers to it, it cannot be deleted any more. */
    static const unsigned allowed = HS_STATE(HENSIGT_PROCESS_STATE_DRAFT) | HS_STATE(HENSIGT_PROCESS_STATE_OPEN);
    struct move move;
    if (!begin_move(call, request->name, request->etag, request->date, allowed, &move))
        return hs_status_code(call->status);
    end_run(&move, HENSIGT_PROCESS_STEP_STATE_STOPPED, request->reason);
    move.process->state = HENSIGT_PROCESS_STATE_CANCELLED;
    move.process->end_date = move.date;
    move.process->cancel_reason = request->reason;
    return end_move(call, &move, reply);
}

/* ---- checking ------------------------------------------------------------------------------------------------------------ */

/* Where a process stands on a day: the steps under way and next, -1 for none. */
struct position {
    int current;
    int next;
};

static struct position position_after(const hensigt_process_model *model, int current)
{
    int next = current + 1 < (int)model->n_steps ? current + 1 : -1;
    return (struct position){.current = current, .next = next};
}

static struct position position_now(const hensigt_process *process, const hensigt_process_model *model)
{
    switch (process->state) {
    case HENSIGT_PROCESS_STATE_DRAFT:
        return position_after(model, -1);
    case HENSIGT_PROCESS_STATE_OPEN:
        return position_after(model, hs_step_index(model, process->current_step));
    default:
        return (struct position){.current = -1, .next = -1};
    }
}

/* On a day gone by: the last step that had begun by then, unless the process had come to its end. */
static struct position position_on(const hensigt_process *process, const hensigt_process_model *model, int32_t day)
{
    bool over = process->state == HENSIGT_PROCESS_STATE_COMPLETED || process->state == HENSIGT_PROCESS_STATE_CANCELLED;
    if (over && hs_date_latest(process->end_date) < day)
        return (struct position){.current = -1, .next = -1};
    for (size_t i = process->n_step_runs; i > 0; i--)
        if (hs_date_reached(process->step_runs[i - 1]->start_date, day) == HS_CERTAINLY)
            return position_after(model, hs_step_index(model, process->step_runs[i - 1]->step));
    return position_after(model, -1);
}

static enum hs_code check_next_step(struct hs_call *call, const hensigt_process *process, const hensigt_process_model_step *step,
                                    int32_t day, int64_t read_time, hensigt_check_process_response *reply)
{
    struct hs_gate_facts facts;
    struct hs_gate_checks checks;
    if (hs_gate_facts_read(call, process, day, read_time, &facts) != HS_OK)
        return hs_status_code(call->status);
    if (!hs_gates_check(call->arena, &facts, step, &checks))
        return hs_no_memory(call);
    reply->next_step = step->step;
    reply->next_step_title = step->title;
    reply->gates = checks.checks;
    reply->n_gates = checks.count;
    reply->ready = hs_gates_met(&checks);
    return HS_OK;
}

static enum hs_code check_process(struct hs_call *call, const hensigt_check_process_request *request,
                                  hensigt_check_process_response *reply)
{
    int64_t read_time = hs_call_read_time(call, request->read_time);
    int32_t day = hs_call_effective_day(call, request->effective_date);
    const hensigt_process *process = (const hensigt_process *)hs_call_get(call, request->name, read_time);
    const hensigt_process_model *model =
        process ? (const hensigt_process_model *)hs_call_get(call, process->process_model, read_time) : NULL;
    if (!model)
        return hs_status_code(call->status);
    struct position position = day < call->today ? position_on(process, model, day) : position_now(process, model);
    reply->process = request->name;
    reply->effective_date = hs_call_day_text(call, day);
    reply->read_time = hs_call_shown_time(call, read_time);
    if (!reply->effective_date || !reply->read_time)
        return hs_no_memory(call);
    if (position.current >= 0)
        reply->current_step = model->steps[position.current]->step;
    if (position.next < 0)
        return HS_OK;
    return check_next_step(call, process, model->steps[position.next], day, read_time, reply);
}

const struct hensigt_process_service hensigt_process_service_implementation = {
    .open_process = open_process,
    .advance_process = advance_process,
    .revert_process = revert_process,
    .complete_process = complete_process,
    .cancel_process = cancel_process,
    .check_process = check_process,
};
