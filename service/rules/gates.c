#include "service/rules/gates.h"

#include "service/rules/signature_standing.h"
#include "service/rules/transition.h"

#include "hensigt/v1/event.h"
#include "hensigt/v1/event_tables.h"
#include "hensigt/v1/instrument.h"
#include "hensigt/v1/instrument_tables.h"

#include <string.h>

/* A refusal names this many who can supply what is missing; there may be thousands. */
enum { MAX_SUPPLIERS = 50 };

typedef hensigt_check_process_response_gate_check gate_check;

/* What a kind of gate counts, in words, and who can supply it where no organisation can be named. */
static const struct kind {
    hensigt_process_model_gate_kind kind;
    const char *reason;
    const char *one;
    const char *many;
    const char *supplier;
} kinds[] = {
    {HENSIGT_PROCESS_MODEL_GATE_KIND_NEED_OWNERS, "NEED_OWNERS", "need owner", "need owners",
     "an organisation that has the need, by a membership as NEED_OWNER"},
    {HENSIGT_PROCESS_MODEL_GATE_KIND_MEMBERS, "MEMBERS", "member (partner or need owner)", "members (partners and need owners)",
     "an organisation that joins, by a membership as PARTNER"},
    {HENSIGT_PROCESS_MODEL_GATE_KIND_EVENTS_HELD, "EVENTS_HELD", "event held", "events held", "the centre that leads the process"},
    {HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_COMMITMENTS, "CONFIRMED_COMMITMENTS", "confirmed commitment to the first purchase",
     "confirmed commitments to the first purchase", "a member as NEED_OWNER or PARTNER, by an intention that it confirms"},
    {HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_DECLARATIONS, "CONFIRMED_DECLARATIONS",
     "confirmed declaration of future requirements", "confirmed declarations of future requirements",
     "a member as NEED_OWNER or PARTNER, by an intention that it confirms"},
    {HENSIGT_PROCESS_MODEL_GATE_KIND_INSTRUMENT_ACTIVE, "INSTRUMENT_ACTIVE", "instrument in force", "instruments in force",
     "the centre that leads the process"},
};

static const struct kind *find_kind(hensigt_process_model_gate_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].kind == kind)
            return &kinds[i];
    return NULL;
}

enum hs_code hs_gate_facts_read(struct hs_call *call, const hensigt_process *process, int32_t day, int64_t read_time,
                                struct hs_gate_facts *out)
{
    const struct hs_match match = {.path = "process", .value = process->name};
    const struct hs_match about = {.path = "processes", .value = process->name};
    *out = (struct hs_gate_facts){.process = process, .day = day};
    enum hs_code code = hs_members_read(call, process->name, NULL, day, read_time, &out->members);
    if (code == HS_OK)
        code = hs_demand_read(call, process->name, day, read_time, &out->demand);
    if (code == HS_OK)
        code = hs_collect(call, &hensigt_event_resource, NULL, &match, 1, read_time, &out->events);
    if (code == HS_OK)
        code = hs_collect(call, &hensigt_instrument_resource, NULL, &about, 1, read_time, &out->instruments);
    return code;
}

/* ---- counting ------------------------------------------------------------------------------------------------------------ */

static size_t count_events(const struct hs_gate_facts *facts, hensigt_event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->events.count; i++) {
        const hensigt_event *event = (const hensigt_event *)facts->events.messages[i];
        bool wanted = kind == HENSIGT_EVENT_KIND_UNSPECIFIED || event->kind == kind;
        if (wanted && hs_date_reached(event->start_date, facts->day) == HS_CERTAINLY)
            count++;
    }
    return count;
}

static size_t count_instruments(const struct hs_gate_facts *facts)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->instruments.count; i++) {
        const hensigt_instrument *instrument = (const hensigt_instrument *)facts->instruments.messages[i];
        count += hs_instrument_in_force(instrument, facts->day) == HS_CERTAINLY;
    }
    return count;
}

static bool counts_intentions(hensigt_process_model_gate_kind kind)
{
    return kind == HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_COMMITMENTS ||
           kind == HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_DECLARATIONS;
}

static hensigt_intention_level level_of(hensigt_process_model_gate_kind kind)
{
    return kind == HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_COMMITMENTS ? HENSIGT_INTENTION_LEVEL_COMMITMENT
                                                                         : HENSIGT_INTENTION_LEVEL_DECLARATION;
}

static unsigned roles_of(hensigt_process_model_gate_kind kind)
{
    return kind == HENSIGT_PROCESS_MODEL_GATE_KIND_NEED_OWNERS ? HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_NEED_OWNER)
                                                               : HS_ROLES_COUNTED;
}

/* The organisations that a gate counts with at least this sureness. */
static void counted(const struct hs_gate_facts *facts, enum hs_demand_view view, hensigt_process_model_gate_kind kind,
                    enum hs_truth at_least, struct hs_names *out)
{
    if (counts_intentions(kind))
        hs_demand_organisations(&facts->demand, view, level_of(kind), at_least, out);
    else
        hs_members_organisations(&facts->members, roles_of(kind), at_least, out);
}

/* ---- who can supply ------------------------------------------------------------------------------------------------------ */

static void add_supplier(struct hs_names *out, const struct hs_names *counted, const char *organisation)
{
    if (out->count < MAX_SUPPLIERS && !hs_names_have(counted, organisation))
        hs_names_add_new(out, organisation);
}

/* First those who only have to confirm, then the members that may still make up their minds. Who has committed is not asked to
 * declare. */
static void add_intending(const struct hs_gate_facts *facts, hensigt_process_model_gate_kind kind, const struct hs_names *counted,
                          struct hs_names *out)
{
    struct hs_names members = {.arena = out->arena};
    struct hs_names committed = {.arena = out->arena};
    for (size_t i = 0; i < facts->demand.count; i++) {
        const struct hs_intender *intender = &facts->demand.intenders[i];
        if (!intender->hidden && intender->state == HENSIGT_INTENTION_STATE_SUBMITTED && intender->level == level_of(kind))
            add_supplier(out, counted, intender->organisation);
    }
    hs_members_organisations(&facts->members, HS_ROLES_COUNTED, HS_POSSIBLY, &members);
    hs_demand_organisations(&facts->demand, HS_DEMAND_SEEN, HENSIGT_INTENTION_LEVEL_COMMITMENT, HS_CERTAINLY, &committed);
    for (size_t i = 0; i < members.count; i++)
        if (!hs_names_have(&committed, members.names[i]))
            add_supplier(out, counted, members.names[i]);
    out->failed = out->failed || members.failed || committed.failed;
}

/* Those whose dates leave it open whether they count: by saying more. */
static void add_uncertain(const struct hs_gate_facts *facts, hensigt_process_model_gate_kind kind, const struct hs_names *certain,
                          struct hs_names *out)
{
    struct hs_names possible = {.arena = out->arena};
    counted(facts, HS_DEMAND_SEEN, kind, HS_POSSIBLY, &possible);
    for (size_t i = 0; i < possible.count; i++)
        add_supplier(out, certain, possible.names[i]);
    out->failed = out->failed || possible.failed;
}

/* What is written or open already is to be put into force; otherwise somebody has to write it. */
static void add_editors(const struct hs_gate_facts *facts, const struct kind *kind, struct hs_names *out)
{
    for (size_t i = 0; i < facts->instruments.count && out->count < MAX_SUPPLIERS; i++) {
        const hensigt_instrument *instrument = (const hensigt_instrument *)facts->instruments.messages[i];
        if (instrument->state == HENSIGT_INSTRUMENT_STATE_DRAFT)
            hs_names_add(out, hs_arena_printf(out->arena, "whoever may edit %s, by OpenInstrument", instrument->name));
        else if (instrument->state == HENSIGT_INSTRUMENT_STATE_OPEN)
            hs_names_add(out, hs_arena_printf(out->arena, "whoever may edit %s, by ActivateInstrument", instrument->name));
    }
    if (out->count == 0)
        hs_names_add(out, hs_arena_printf(out->arena, "%s, %s", kind->supplier, facts->process->centre));
}

/* Whose intention the caller may not see is named as one who has none: that a name is missing would tell. */
static bool add_suppliers(struct hs_arena *arena, const struct hs_gate_facts *facts, const struct kind *kind, gate_check *check)
{
    struct hs_names suppliers = {.arena = arena};
    struct hs_names seen = {.arena = arena};
    counted(facts, HS_DEMAND_SEEN, kind->kind, HS_CERTAINLY, &seen);
    suppliers.failed = seen.failed;
    if (counts_intentions(kind->kind))
        add_intending(facts, kind->kind, &seen, &suppliers);
    else if (kind->kind == HENSIGT_PROCESS_MODEL_GATE_KIND_INSTRUMENT_ACTIVE)
        add_editors(facts, kind, &suppliers);
    else if (kind->kind != HENSIGT_PROCESS_MODEL_GATE_KIND_EVENTS_HELD)
        add_uncertain(facts, kind->kind, &seen, &suppliers);
    else
        hs_names_add(&suppliers, hs_arena_printf(arena, "%s, %s", kind->supplier, facts->process->centre));
    if (suppliers.count == 0)
        hs_names_add(&suppliers, kind->supplier);
    check->suppliers = (char **)suppliers.names;
    check->n_suppliers = suppliers.count;
    for (size_t i = 0; i < suppliers.count; i++)
        suppliers.failed = suppliers.failed || !suppliers.names[i];
    return !suppliers.failed;
}

/* ---- gates --------------------------------------------------------------------------------------------------------------- */

/* "2 events held (market dialogue) are needed, there is 1". */
static char *describe(struct hs_arena *arena, const struct kind *kind, const char *event_kind, int32_t required, int32_t found)
{
    const char *parts = *event_kind ? hs_arena_printf(arena, " (%s)", event_kind) : "";
    const char *there = found == 0 ? "are none" : hs_arena_printf(arena, "%s %d", found == 1 ? "is" : "are", found);
    if (!parts || !there)
        return NULL;
    return hs_arena_printf(arena, "%d %s%s %s needed, there %s", required, required == 1 ? kind->one : kind->many, parts,
                           required == 1 ? "is" : "are", there);
}

static gate_check *check_gate(struct hs_arena *arena, const struct hs_gate_facts *facts, const hensigt_process_model_gate *gate)
{
    const struct kind *kind = find_kind(gate->kind);
    gate_check *check = (gate_check *)hs_arena_new(arena, &hensigt__v1__check_process_response__gate_check__descriptor);
    struct hs_names found = {.arena = arena};
    if (!check || !kind)
        return NULL;
    const char *event_kind = "";
    if (gate->event_kind != HENSIGT_EVENT_KIND_UNSPECIFIED)
        event_kind = hs_enum_words(arena, &hensigt__v1__event__kind__descriptor, (int)gate->event_kind);
    if (kind->kind == HENSIGT_PROCESS_MODEL_GATE_KIND_EVENTS_HELD) {
        check->found_count = (int32_t)count_events(facts, gate->event_kind);
    } else if (kind->kind == HENSIGT_PROCESS_MODEL_GATE_KIND_INSTRUMENT_ACTIVE) {
        check->found_count = (int32_t)count_instruments(facts);
    } else {
        counted(facts, HS_DEMAND_ALL, kind->kind, HS_CERTAINLY, &found);
        check->found_count = (int32_t)found.count;
    }
    check->kind = gate->kind;
    check->required_count = gate->minimum > 0 ? gate->minimum : 1;
    check->met = check->found_count >= check->required_count;
    check->description = event_kind ? describe(arena, kind, event_kind, check->required_count, check->found_count) : NULL;
    if (found.failed || !check->description || (!check->met && !add_suppliers(arena, facts, kind, check)))
        return NULL;
    return check;
}

static bool has_commitment_gate(const hensigt_process_model_step *step)
{
    for (size_t i = 0; i < step->n_gates; i++)
        if (step->gates[i]->kind == HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_COMMITMENTS)
            return true;
    return false;
}

bool hs_gates_check(struct hs_arena *arena, const struct hs_gate_facts *facts, const hensigt_process_model_step *step,
                    struct hs_gate_checks *out)
{
    hensigt_process_model_gate commitment = HENSIGT_PROCESS_MODEL_GATE_INIT;
    commitment.kind = HENSIGT_PROCESS_MODEL_GATE_KIND_CONFIRMED_COMMITMENTS;
    struct hs_gate_checks checks = {.checks = hs_arena_alloc(arena, (step->n_gates + 1) * sizeof *checks.checks)};
    if (!checks.checks)
        return false;
    for (size_t i = 0; i < step->n_gates; i++)
        checks.checks[checks.count++] = check_gate(arena, facts, step->gates[i]);
    if (step->first_purchase && !has_commitment_gate(step))
        checks.checks[checks.count++] = check_gate(arena, facts, &commitment);
    for (size_t i = 0; i < checks.count; i++)
        if (!checks.checks[i])
            return false;
    *out = checks;
    return true;
}

bool hs_gates_met(const struct hs_gate_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++)
        if (!checks->checks[i]->met)
            return false;
    return true;
}

void hs_gates_refuse(struct hs_call *call, const char *process, const char *step, const struct hs_gate_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++) {
        const gate_check *check = checks->checks[i];
        if (!check->met)
            hs_status_lack(call->status, find_kind(check->kind)->reason, process, (const char *const *)check->suppliers,
                           check->n_suppliers, "%s: %s", step, check->description);
    }
}
