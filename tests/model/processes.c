/* Processes: steps forward when their gates are met, back with a reason (R1, R9). */
#include "model.h"

enum { REGISTRAR = 1 << CALLER_REGISTRAR, EDITOR = 1 << CALLER_EDITOR };

const struct process_model process_models[MODELS] = {
    {4,
     {{"need", false, 0, {{NEED_OWNERS, 0}}},
      {"dialogue", false, 2, {{MEMBERS, 1}, {EVENTS_HELD, 1}}},
      {"letter", false, 1, {{DECLARATIONS, 1}}},
      {"purchase", true, 0, {{COMMITMENTS, 0}}}}},
    {3,
     {{"need", false, 0, {{NEED_OWNERS, 0}}},
      {"purchase", true, 0, {{COMMITMENTS, 0}}},
      {"spread", false, 2, {{INSTRUMENT_ACTIVE, 1}, {NEED_OWNERS, 1}}}}},
};

static const char *const gate_reasons[] = {
    "", "NEED_OWNERS", "MEMBERS", "EVENTS_HELD", "CONFIRMED_COMMITMENTS", "CONFIRMED_DECLARATIONS", "INSTRUMENT_ACTIVE"};

static int count_gate(const struct world *w, int process, enum gate_kind kind, int day)
{
    int held = 0;
    switch (kind) {
    case NEED_OWNERS:
        return certain_members(w, process, NEED_OWNER, NEED_OWNER, day);
    case MEMBERS:
        return certain_members(w, process, NEED_OWNER, PARTNER, day);
    case EVENTS_HELD:
        for (int i = 0; i < EVENTS; i++)
            held += w->events[i].made && w->events[i].process == process && has_come(&w->events[i].date, day) == YES;
        return held;
    case COMMITMENTS:
        return certain_intenders(w, process, COMMITMENT, day);
    case DECLARATIONS:
        return certain_intenders(w, process, DECLARATION, day);
    case INSTRUMENT_ACTIVE:
        return instruments_in_force(w, process, day);
    }
    return 0;
}

/* The gates of a step. The first purchase needs a confirmed commitment whatever its gates say (R1). */
static int gates_of(const struct model_step *step, struct gate gates[MODEL_GATES + 1])
{
    int n = 0;
    bool asks = false;
    for (; n < step->n_gates; n++) {
        gates[n] = step->gates[n];
        asks |= gates[n].kind == COMMITMENTS;
    }
    if (step->first_purchase && !asks)
        gates[n++] = (struct gate){.kind = COMMITMENTS, .minimum = 1};
    return n;
}

static void check_gates(const struct world *w, struct answer *a, int process, int step, int day)
{
    struct gate gates[MODEL_GATES + 1];
    int n = gates_of(&process_models[w->processes[process].model].steps[step], gates);
    for (int i = 0; i < n; i++)
        if (count_gate(w, process, gates[i].kind, day) < gates[i].minimum)
            lack(a, "processes/p%d:%s", process, gate_reasons[gates[i].kind]);
}

/* What is dated so is judged on the last day it can mean, or today. */
static int judged_on(const struct world *w, const struct when *date)
{
    return date->given && date->last < w->today ? date->last : w->today;
}

static struct when or_today(const struct world *w, const struct when *date)
{
    return date->given ? *date : on_day(w->today);
}

static void check_not_future(const struct world *w, struct answer *a, const struct when *date)
{
    if (date->given && date->first > w->today)
        invalid(a, "date:FUTURE");
}

/* ---- entering -------------------------------------------------------------------------------------------------------------- */

/* s->a the centre, b the model, flag whether others may join. */
void take_create_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    if (!has_role(a, s, EDITOR) || !in_scope(w, a, s, s->a, NONE))
        return;
    if (!is_there(&w->centres[s->a].entry))
        refuse(a, "NOT_FOUND", "process.centre:REFERENCE_NOT_FOUND");
    if (!is_fine(a) || !may_make(a, &p->entry))
        return;
    *p = (struct process){.centre = s->a, .model = s->b, .joinable = s->flag, .start = no_date(), .end = no_date()};
    make(w, &p->entry);
    show_process(w, s->who, a);
}

static bool find_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    if (!is_fine(a) || !has_role(a, s, EDITOR))
        return false;
    if (is_there(&p->entry) && !in_scope(w, a, s, p->centre, NONE))
        return false;
    return find(a, &p->entry, s);
}

/* s->flag whether others may join from now on. */
void take_update_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    if (!find_process(w, s, a))
        return;
    if (p->joinable != s->flag)
        touch(&p->entry);
    p->joinable = s->flag;
    show_process(w, s->who, a);
}

void take_delete_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    if (!find_process(w, s, a))
        return;
    if (p->state != DRAFT)
        lack(a, "processes/p%d:WRONG_STATE", s->who);
    if (!is_fine(a))
        return;
    for (int i = 0; i < EVENTS; i++)
        if (w->events[i].made && w->events[i].process == s->who)
            lack(a, "events/e%d:REFERRED_TO", i);
    for (int i = 0; i < INTENTIONS; i++)
        if (is_there(&w->intentions[i].entry) && w->intentions[i].process == s->who)
            lack_intention(w, a, s->caller, i);
    for (int i = 0; i < INSTRUMENTS; i++)
        if (is_there(&w->instruments[i].entry) && w->instruments[i].process == s->who)
            lack(a, "instruments/l%d:REFERRED_TO", i);
    for (int i = 0; i < PURCHASES; i++)
        if (is_there(&w->purchases[i].entry) && w->purchases[i].process == s->who)
            lack(a, "purchases/b%02d:REFERRED_TO", i);
    if (is_there(&w->partnerships[s->who]))
        lack(a, "partnerships/q%d:REFERRED_TO", s->who);
    if (is_fine(a))
        p->entry.deleted = true;
}

/* s->a the process. */
void take_create_event(struct world *w, const struct step *s, struct answer *a)
{
    struct event *e = &w->events[s->who];
    if (!is_there(&w->processes[s->a].entry))
        refuse(a, "NOT_FOUND", "event.process:REFERENCE_NOT_FOUND");
    else if (e->made)
        refuse(a, "ALREADY_EXISTS", "RESOURCE_EXISTS");
    if (is_fine(a))
        *e = (struct event){.made = true, .process = s->a, .date = s->date};
}

/* ---- steps ----------------------------------------------------------------------------------------------------------------- */

static void begin_run(struct process *p, int step, const struct when *date)
{
    p->runs[p->n_runs++] = (struct run){.step = step, .state = RUNNING, .start = *date, .end = no_date()};
}

static void end_run(struct process *p, enum run_state state, const struct when *date)
{
    if (p->n_runs == 0)
        return;
    p->runs[p->n_runs - 1].state = state;
    p->runs[p->n_runs - 1].end = *date;
}

static int step_under_way(const struct process *p)
{
    return p->state == OPEN ? p->runs[p->n_runs - 1].step : NONE;
}

static void check_in_order(struct answer *a, const struct process *p, const struct when *date)
{
    if (p->n_runs > 0 && certainly_before(date, &p->runs[p->n_runs - 1].start))
        invalid(a, "date:INTERVAL");
}

void take_open_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_process(w, s, a))
        return;
    check_not_future(w, a, &date);
    check_in_order(a, p, &date);
    if (p->state != DRAFT) {
        wrong_state(a, "processes/p%d:WRONG_STATE", s->who);
        return;
    }
    check_gates(w, a, s->who, 0, judged_on(w, &date));
    if (!is_fine(a))
        return;
    p->state = OPEN;
    p->start = date;
    begin_run(p, 0, &date);
    touch(&p->entry);
    show_process(w, s->who, a);
}

/* s->a the step to begin, or NONE: the next one. */
void take_advance_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_process(w, s, a))
        return;
    check_not_future(w, a, &date);
    check_in_order(a, p, &date);
    if (p->state != OPEN) {
        wrong_state(a, "processes/p%d:WRONG_STATE", s->who);
        return;
    }
    int now = step_under_way(p);
    int n = process_models[p->model].n_steps;
    int to = s->a == NONE ? now + 1 : s->a;
    if (s->a >= n)
        invalid(a, "step:UNKNOWN_STEP");
    else if (to >= n)
        lack(a, "processes/p%d:LAST_STEP", s->who);
    else if (to <= now)
        lack(a, "processes/p%d:STEP_ORDER", s->who);
    else
        for (int step = now + 1; step <= to; step++)
            check_gates(w, a, s->who, step, judged_on(w, &date));
    if (!is_fine(a))
        return;
    end_run(p, RUN_COMPLETED, &date);
    begin_run(p, to, &date);
    touch(&p->entry);
    show_process(w, s->who, a);
}

void take_revert_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_process(w, s, a))
        return;
    check_not_future(w, a, &date);
    check_in_order(a, p, &date);
    if (p->state != OPEN) {
        wrong_state(a, "processes/p%d:WRONG_STATE", s->who);
        return;
    }
    int now = step_under_way(p);
    int to = s->a == NONE ? now - 1 : s->a;
    if (s->a >= process_models[p->model].n_steps)
        invalid(a, "step:UNKNOWN_STEP");
    else if (to < 0)
        lack(a, "processes/p%d:FIRST_STEP", s->who);
    else if (to >= now)
        lack(a, "processes/p%d:STEP_ORDER", s->who);
    if (!is_fine(a))
        return;
    end_run(p, REVERTED, &date);
    begin_run(p, to, &date);
    touch(&p->entry);
    show_process(w, s->who, a);
}

static void finish(struct world *w, int process, enum process_state state, const struct when *date, struct answer *a)
{
    struct process *p = &w->processes[process];
    if (p->state == OPEN)
        end_run(p, state == COMPLETED ? RUN_COMPLETED : STOPPED, date);
    p->state = state;
    p->end = *date;
    touch(&p->entry);
    show_process(w, process, a);
}

void take_complete_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_process(w, s, a))
        return;
    check_not_future(w, a, &date);
    check_in_order(a, p, &date);
    if (p->state != OPEN) {
        wrong_state(a, "processes/p%d:WRONG_STATE", s->who);
        return;
    }
    if (step_under_way(p) != process_models[p->model].n_steps - 1)
        lack(a, "processes/p%d:STEPS_LEFT", s->who);
    if (is_fine(a))
        finish(w, s->who, COMPLETED, &date, a);
}

void take_cancel_process(struct world *w, const struct step *s, struct answer *a)
{
    struct process *p = &w->processes[s->who];
    struct when date = or_today(w, &s->date);
    check_date(a, "date", &s->date);
    if (!find_process(w, s, a))
        return;
    check_not_future(w, a, &date);
    check_in_order(a, p, &date);
    if (p->state != OPEN && p->state != DRAFT) {
        wrong_state(a, "processes/p%d:WRONG_STATE", s->who);
        return;
    }
    if (is_fine(a))
        finish(w, s->who, CANCELLED, &date, a);
}

/* ---- what is lacking ------------------------------------------------------------------------------------------------------- */

/* The step under way on a day; NONE outside. False where dates that are only partly known leave it open. */
static bool step_on(const struct process *p, int day, int *step)
{
    *step = NONE;
    for (int i = 0; i < p->n_runs; i++) {
        const struct run *run = &p->runs[i];
        if (run->start.first != run->start.last || (run->end.given && run->end.first != run->end.last))
            return false;
        if (run->start.first <= day && !(run->end.given && run->end.first < day))
            *step = run->step;
    }
    return true;
}

void ask_process(const struct world *then, const struct world *now, const struct step *s, struct answer *a)
{
    const struct process *p = &then->processes[s->who];
    struct gate gates[MODEL_GATES + 1];
    int step;
    bool ready = true;
    (void)now;
    if (!is_there(&p->entry)) {
        refuse(a, "NOT_FOUND", p->entry.deleted ? "RESOURCE_DELETED" : "RESOURCE_NOT_FOUND");
        return;
    }
    if (!step_on(p, s->day, &step))
        return;
    const struct process_model *model = &process_models[p->model];
    bool begun = p->n_runs > 0 && p->runs[0].start.first <= s->day;
    bool over = p->state == CANCELLED || p->state == COMPLETED ? begun || p->n_runs == 0 : false;
    int next = step == NONE ? (over ? NONE : 0) : step + 1;
    /* A draft that was given up has no runs that would say from when; and on its last day a process is both under way and over. */
    if ((p->state == CANCELLED && p->n_runs == 0) || (p->end.given && p->end.first <= s->day && s->day <= p->end.last))
        return;
    if (next == model->n_steps)
        next = NONE;
    say(a, "{'currentStep': '%s', 'nextStep': '%s', 'gates': [", step == NONE ? "" : model->steps[step].key,
        next == NONE ? "" : model->steps[next].key);
    int n = next == NONE ? 0 : gates_of(&model->steps[next], gates);
    for (int i = 0; i < n; i++) {
        int found = count_gate(then, s->who, gates[i].kind, s->day);
        bool met = found >= gates[i].minimum;
        ready &= met;
        say(a, "%s{'requiredCount': %d, 'foundCount': %d, 'met': %s}", i > 0 ? ", " : "", gates[i].minimum, found,
            met ? "true" : "false");
    }
    say(a, "], 'ready': %s}", next != NONE && ready ? "true" : "false");
}
