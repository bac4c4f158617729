#include "service/rules/demand_report.h"

#include "service/dispatch.h"
#include "service/rules/demand_lines.h"
#include "service/rules/demand_scope.h"
#include "service/rules/fulfilment.h"
#include "service/rules/intention_standing.h"
#include "service/rules/numbering.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"

#include "hensigt/v1/instrument.h"
#include "hensigt/v1/organisation.h"

#include <string.h>

/* What is known of an organisation, by its number. */
struct party {
    uint32_t body;   /* the number of the body that it counts as on the day */
    uint32_t region; /* of a body: the number of its region, where that is asked for */
    bool commits;    /* of a body: by an intention that may count */
    bool declares;
};

struct report {
    struct hs_call *call;
    const hensigt_summarise_demand_request *request;
    hensigt_summarise_demand_response *reply;
    struct hs_intention_scope scope;
    struct hs_window window;
    struct hs_arena scratch; /* memory of one intention's purchases, or of one resource */
    struct hs_call aside;    /* the same call in that memory */
    struct hs_demand_lines lines;
    struct hs_numbering organisations;
    struct party *parties; /* by number of the organisation */
    struct hs_numbering regions;
    struct hs_numbering instruments;
    hensigt_instrument_binding *bindings; /* by number of the instrument */
    struct hs_names quantified;           /* with a read time: intentions of which something may be left */
    struct hs_fulfilments fulfilments;    /* with a read time: of all these */
};

static bool asks(const struct report *report, hensigt_demand_dimension dimension)
{
    for (size_t i = 0; i < report->request->n_dimensions; i++)
        if (report->request->dimensions[i] == dimension)
            return true;
    return false;
}

/* A resource that is needed for a moment; NULL where it was not known, or with the call failed. */
static const ProtobufCMessage *look_at(struct report *report, const char *name)
{
    hs_arena_reset(&report->scratch);
    return hs_call_find(&report->aside, name, report->scope.read_time);
}

/* ---- bodies -------------------------------------------------------------------------------------------------------------- */

static const char *body_name(struct report *report, const char *organisation)
{
    struct hs_bodies bodies;
    hs_arena_reset(&report->scratch);
    hs_bodies_init(&bodies, &report->aside, report->scope.day, report->scope.read_time);
    return hs_bodies_find(&bodies, organisation).name;
}

static uint32_t region_of(struct report *report, const char *organisation)
{
    const hensigt_organisation *found = NULL;
    if (asks(report, HENSIGT_DEMAND_DIMENSION_REGION))
        found = (const hensigt_organisation *)look_at(report, organisation);
    return hs_number(&report->regions, found ? found->region_code : "", NULL);
}

/* The number of an organisation, with room for what is known of it. */
static uint32_t number_organisation(struct report *report, const char *name, bool *is_new)
{
    struct hs_numbering *organisations = &report->organisations;
    uint32_t number = hs_number(organisations, name, is_new);
    if (organisations->failed || !*is_new)
        return number;
    void *grown = hs_arena_grow(report->call->arena, report->parties, number, sizeof *report->parties);
    if (grown) {
        report->parties = grown;
        report->parties[number] = (struct party){.body = number};
    }
    organisations->failed = !grown;
    return number;
}

/* The body that an organisation counts as. False with the call failed. */
static bool find_body(struct report *report, const char *organisation, uint32_t *out)
{
    struct hs_numbering *organisations = &report->organisations;
    bool is_new = false;
    uint32_t number = number_organisation(report, organisation, &is_new);
    if (is_new && !organisations->failed) {
        bool is_new_body = false;
        uint32_t body = number_organisation(report, body_name(report, organisation), &is_new_body);
        if (!organisations->failed && (is_new_body || body == number))
            report->parties[body].region = region_of(report, organisations->texts[body]);
        if (!organisations->failed)
            report->parties[number].body = body;
    }
    if (organisations->failed || report->regions.failed)
        hs_no_memory(report->call);
    if (hs_status_code(report->call->status) != HS_OK)
        return false;
    *out = report->parties[number].body;
    return true;
}

/* ---- how firm ------------------------------------------------------------------------------------------------------------ */

/* The more it binds, the more. */
static int firmness(hensigt_instrument_binding binding)
{
    switch (binding) {
    case HENSIGT_INSTRUMENT_BINDING_BINDING:
        return 4;
    case HENSIGT_INSTRUMENT_BINDING_PARTIAL:
        return 3;
    case HENSIGT_INSTRUMENT_BINDING_NON_BINDING:
        return 2;
    case HENSIGT_INSTRUMENT_BINDING_UNKNOWN:
        return 1;
    default:
        return 0;
    }
}

/* False without memory. */
static bool add_binding(struct report *report, const char *instrument, uint32_t number)
{
    void *grown = hs_arena_grow(report->call->arena, report->bindings, number, sizeof *report->bindings);
    if (!grown)
        return false;
    report->bindings = grown;
    const hensigt_instrument *found = (const hensigt_instrument *)look_at(report, instrument);
    report->bindings[number] = found ? found->binding : HENSIGT_INSTRUMENT_BINDING_UNKNOWN;
    return true;
}

/* Of the instrument of a signature; unspecified with the call failed. */
static hensigt_instrument_binding binding_of(struct report *report, const char *signature)
{
    hs_arena_reset(&report->scratch);
    char *instrument = hs_arena_string(&report->scratch, signature);
    char *end = instrument ? strstr(instrument, "/signatures/") : NULL;
    bool is_new = false;
    if (end)
        *end = '\0';
    uint32_t number = hs_number(&report->instruments, instrument ? instrument : "", &is_new);
    bool known = instrument && !report->instruments.failed;
    if (known && is_new)
        known = add_binding(report, report->instruments.texts[number], number);
    if (known)
        return report->bindings[number];
    hs_no_memory(report->call);
    return HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED;
}

/* Of several instruments the one that binds most. */
static hensigt_instrument_binding firmest(struct report *report, const hensigt_intention *intention)
{
    hensigt_instrument_binding best = HENSIGT_INSTRUMENT_BINDING_UNSPECIFIED;
    for (size_t i = 0; i < intention->n_signatures; i++) {
        hensigt_instrument_binding binding = binding_of(report, intention->signatures[i]);
        if (firmness(binding) > firmness(best))
            best = binding;
    }
    return best;
}

/* ---- what is left -------------------------------------------------------------------------------------------------------- */

static enum hs_code find_remaining(struct report *report, const hensigt_intention *intention, struct hs_demand_item *item)
{
    const char *name = intention->name;
    struct hs_fulfilments own;
    const struct hs_fulfilments *fulfilments = &report->fulfilments;
    struct hs_fulfilled fulfilled;
    if (!intention->quantity)
        return HS_OK;
    if (report->scope.read_time == 0) {
        hs_arena_reset(&report->scratch);
        if (hs_fulfilments_read(&report->aside, &name, 1, 0, &own) != HS_OK)
            return hs_status_code(report->call->status);
        fulfilments = &own;
    }
    if (!hs_fulfilled_on(fulfilments, intention, report->scope.day, &fulfilled))
        return hs_demand_too_large(report->call, intention);
    item->certain_remaining = fulfilled.certain_remaining;
    item->possible_remaining = fulfilled.possible_remaining;
    return HS_OK;
}

static enum hs_code take_quantified(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct report *report = context;
    if (!intention->quantity || standing->hidden || standing->counts == HS_NEVER)
        return HS_OK;
    const char *name = hs_arena_string(report->call->arena, intention->name);
    if (name)
        hs_names_add(&report->quantified, name);
    return name && !report->quantified.failed ? HS_OK : hs_no_memory(report->call);
}

/* What had been bought as known at a moment is found by one walk over all purchases, for all intentions together. */
static enum hs_code read_fulfilments(struct report *report)
{
    enum hs_code code = hs_intentions_each(report->call, &report->scope, take_quantified, report);
    if (code == HS_OK)
        code = hs_fulfilments_read(report->call, report->quantified.names, report->quantified.count, report->scope.read_time,
                                   &report->fulfilments);
    return code;
}

/* ---- one intention after the other --------------------------------------------------------------------------------------- */

static void count(const hensigt_intention *intention, const struct hs_intention_standing *standing,
                  hensigt_summarise_demand_response *reply)
{
    bool withdrawn = standing->confirmed != HS_NEVER && standing->withdrawn == HS_CERTAINLY;
    bool replaced = standing->confirmed != HS_NEVER && standing->replaced == HS_CERTAINLY;
    reply->unconfirmed_count += intention->state == HENSIGT_INTENTION_STATE_SUBMITTED;
    reply->unreaffirmed_count += standing->unreaffirmed != HS_NEVER;
    reply->lapsed_count += standing->lapsed == HS_CERTAINLY;
    reply->withdrawn_count += withdrawn;
    reply->replaced_count += replaced && !withdrawn;
}

static enum hs_code add(struct report *report, const hensigt_intention *intention, enum hs_truth counts, bool unreaffirmed)
{
    struct hs_demand_item item = {.intention = intention, .certain = counts == HS_CERTAINLY};
    struct hs_demand_key *key = &item.key;
    if (!find_body(report, intention->organisation, &item.body) || find_remaining(report, intention, &item) != HS_OK)
        return hs_status_code(report->call->status);
    struct party *body = &report->parties[item.body];
    key->level = intention->level;
    key->unreaffirmed = unreaffirmed;
    key->kind = intention->confirmation->kind;
    key->unit_code = intention->quantity ? intention->quantity->unit_code : "";
    key->currency_code = intention->estimated_value ? intention->estimated_value->currency_code : "";
    key->region_code = report->regions.texts[body->region];
    key->process = asks(report, HENSIGT_DEMAND_DIMENSION_PROCESS) ? intention->process : "";
    key->organisation = asks(report, HENSIGT_DEMAND_DIMENSION_ORGANISATION) ? report->organisations.texts[item.body] : "";
    if (asks(report, HENSIGT_DEMAND_DIMENSION_QUARTER))
        hs_purchase_quarter(intention, key->quarter);
    if (asks(report, HENSIGT_DEMAND_DIMENSION_BINDING))
        key->binding = firmest(report, intention);
    body->commits = body->commits || intention->level == HENSIGT_INTENTION_LEVEL_COMMITMENT;
    body->declares = body->declares || intention->level == HENSIGT_INTENTION_LEVEL_DECLARATION;
    report->reply->unquantified_count += !intention->quantity;
    return hs_demand_lines_add(&report->lines, &item);
}

static enum hs_code take(void *context, const hensigt_intention *intention, const struct hs_intention_standing *standing)
{
    struct report *report = context;
    enum hs_truth within = hs_bought_within(intention, report->window);
    enum hs_truth counts = hs_truth_and(standing->counts, within);
    if (within == HS_NEVER)
        return HS_OK;
    if (standing->hidden) {
        report->reply->hidden_count += counts != HS_NEVER;
        return HS_OK;
    }
    count(intention, standing, report->reply);
    return counts == HS_NEVER ? HS_OK : add(report, intention, counts, standing->unreaffirmed != HS_NEVER);
}

/* ---- the reply ----------------------------------------------------------------------------------------------------------- */

static void count_bodies(struct report *report)
{
    for (uint32_t i = 0; i < report->organisations.count; i++) {
        report->reply->committing_organisation_count += report->parties[i].commits;
        report->reply->declaring_organisation_count += report->parties[i].declares && !report->parties[i].commits;
    }
}

static enum hs_code sum(struct report *report)
{
    enum hs_code code = HS_OK;
    if (report->scope.read_time != 0)
        code = read_fulfilments(report);
    if (code == HS_OK)
        code = hs_intentions_each(report->call, &report->scope, take, report);
    if (code == HS_OK)
        code = hs_demand_lines_write(&report->lines, report->reply);
    if (code == HS_OK)
        count_bodies(report);
    return code;
}

static enum hs_code write_head(struct report *report)
{
    hensigt_summarise_demand_response *reply = report->reply;
    reply->process = report->request->process;
    reply->process_count = (int32_t)report->scope.n_processes;
    reply->effective_date = hs_call_day_text(report->call, report->scope.day);
    reply->read_time = hs_call_shown_time(report->call, report->scope.read_time);
    return reply->effective_date && reply->read_time ? HS_OK : hs_no_memory(report->call);
}

enum hs_code hs_demand_report(struct hs_call *call, const hensigt_summarise_demand_request *request,
                              hensigt_summarise_demand_response *reply)
{
    struct hs_names processes = {.arena = call->arena};
    struct report report = {
        .call = call,
        .request = request,
        .reply = reply,
        .scope = {.day = hs_call_effective_day(call, request->effective_date),
                  .read_time = hs_call_read_time(call, request->read_time)},
        .window = hs_demand_window(request),
        .aside = *call,
        .lines = {.call = call, .keys = {.arena = call->arena}},
        .organisations = {.arena = call->arena},
        .regions = {.arena = call->arena},
        .instruments = {.arena = call->arena},
        .quantified = {.arena = call->arena},
    };
    if (!hs_demand_scope_check(call, request) || hs_demand_processes(call, request, report.scope.read_time, &processes) != HS_OK)
        return hs_status_code(call->status);
    report.scope.processes = processes.names;
    report.scope.n_processes = processes.count;
    report.aside.arena = &report.scratch;
    hs_arena_init(&report.scratch, HS_REQUEST_MEMORY);
    enum hs_code code = sum(&report);
    hs_arena_free(&report.scratch);
    return code == HS_OK ? write_head(&report) : code;
}
