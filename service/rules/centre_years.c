#include "service/rules/centre_years.h"

#include "service/annulment.h"
#include "service/dispatch.h"
#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "service/rules/members.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/event.h"
#include "hensigt/v1/event_tables.h"
#include "hensigt/v1/grant.h"
#include "hensigt/v1/grant_tables.h"
#include "hensigt/v1/intention.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_tables.h"
#include "hensigt/v1/purchase.h"
#include "hensigt/v1/purchase_tables.h"

#include <stdio.h>
#include <string.h>

typedef hensigt_summarise_centre_years_response_year response_year;
typedef hensigt_summarise_centre_years_response_savings response_savings;
typedef hensigt_summarise_centre_years_response_funding response_funding;

/* A reply has room for so many years; no centre is older. */
enum { MAX_YEARS = 100 };

/* Who takes part in a centre's work. */
static const unsigned partner_roles = HS_ROLES_COUNTED | HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER);

struct years {
    struct hs_call *call;
    int64_t read_time;
    const hensigt_centre *centre;
    struct hs_collection processes;
    int32_t first;
    response_year *const *years;
    size_t count;
    int32_t confirmed; /* intentions, as one walk has counted them */
    bool counted_only; /* that walk only counts */
};

/* ---- which years --------------------------------------------------------------------------------------------------------- */

static int32_t day_of(int32_t year, const char *month_and_day)
{
    char text[sizeof "2022-12-31" + 8];
    int32_t earliest = HS_DAY_MIN;
    int32_t latest;
    snprintf(text, sizeof text, "%04d-%s", year, month_and_day);
    hs_date_parse(text, &earliest, &latest);
    return earliest;
}

/* The year in which the centre was first heard of. */
static int32_t first_year(const struct years *years)
{
    const hensigt_centre *centre = years->centre;
    const hensigt_partial_date *const dates[] = {centre->decide_date, centre->establish_date, centre->open_date};
    int32_t first = hs_day_year(years->call->today);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int32_t year = hs_day_year(hs_date_earliest(dates[i]));
        if (year != 0 && year < first)
            first = year;
    }
    return first;
}

static int32_t last_year(const struct years *years)
{
    int32_t now = hs_day_year(years->call->today);
    int32_t end = hs_day_year(hs_date_latest(years->centre->end_date));
    return end != 0 && end < now ? end : now;
}

static enum hs_code find_years(struct years *years, const hensigt_summarise_centre_years_request *request)
{
    int32_t first = request->start_year != 0 ? request->start_year : first_year(years);
    int32_t last = request->end_year != 0 ? request->end_year : last_year(years);
    if (first > last)
        hs_call_violation(years->call, "end_year", "INTERVAL", "must not lie before the beginning: %d is before %d", last, first);
    else if (last - first >= MAX_YEARS)
        hs_call_violation(years->call, "end_year", "TOO_MANY_YEARS", "must be less than %d years after the beginning", MAX_YEARS);
    years->first = first;
    years->count = (size_t)(last - first + 1);
    return hs_status_code(years->call->status);
}

/* The year's place, or NULL outside those asked for; 0 is no year. */
static response_year *year_at(const struct years *years, int32_t year)
{
    int32_t index = year - years->first;
    return year != 0 && index >= 0 && (size_t)index < years->count ? years->years[index] : NULL;
}

/* ---- processes and who takes part ------------------------------------------------------------------------------------------ */

static const hensigt_partial_date *start_of(const hensigt_process *process)
{
    return process->n_step_runs > 0 ? process->step_runs[0]->start_date : process->start_date;
}

static bool is_over(const hensigt_process *process)
{
    return process->state == HENSIGT_PROCESS_STATE_COMPLETED || process->state == HENSIGT_PROCESS_STATE_CANCELLED;
}

/* Open on some day of the year whatever is open about its dates. */
static bool was_open(const hensigt_process *process, int32_t year)
{
    bool begun = hs_date_reached(start_of(process), day_of(year, "12-31")) == HS_CERTAINLY;
    return process->state != HENSIGT_PROCESS_STATE_DRAFT && begun &&
           (!is_over(process) || hs_date_earliest(process->end_date) >= day_of(year, "01-01"));
}

static void count_processes(const struct years *years)
{
    for (size_t i = 0; i < years->processes.count; i++) {
        const hensigt_process *process = (const hensigt_process *)years->processes.messages[i];
        bool completed = process->state == HENSIGT_PROCESS_STATE_COMPLETED;
        bool opened = process->state != HENSIGT_PROCESS_STATE_DRAFT;
        for (size_t k = 0; k < years->count; k++) {
            response_year *year = years->years[k];
            year->process_count += was_open(process, year->year);
            year->opened_process_count += opened && hs_date_year(start_of(process)) == year->year;
            year->completed_process_count += completed && hs_date_year(process->end_date) == year->year;
        }
    }
}

static enum hs_code add_members(struct hs_call *call, const char *subject, int32_t day, int64_t read_time, struct hs_names *certain,
                                struct hs_names *possible)
{
    struct hs_members members;
    enum hs_code code = hs_members_read(call, subject, NULL, day, read_time, &members);
    if (code == HS_OK) {
        hs_members_organisations(&members, partner_roles, HS_CERTAINLY, certain);
        hs_members_organisations(&members, partner_roles, HS_POSSIBLY, possible);
    }
    return code;
}

/* Those on the last day of the year, or today. */
static enum hs_code count_partners_of(const struct years *years, struct hs_call *look, response_year *year)
{
    struct hs_names certain = {.arena = look->arena};
    struct hs_names possible = {.arena = look->arena};
    int32_t day = day_of(year->year, "12-31");
    day = day < look->today ? day : look->today;
    enum hs_code code = add_members(look, years->centre->name, day, years->read_time, &certain, &possible);
    for (size_t i = 0; code == HS_OK && i < years->processes.count; i++)
        code = add_members(look, ((const hensigt_process *)years->processes.messages[i])->name, day, years->read_time, &certain,
                           &possible);
    year->certain_partner_count = (int32_t)certain.count;
    year->possible_partner_count = (int32_t)possible.count;
    return certain.failed || possible.failed ? hs_no_memory(look) : code;
}

/* What a year's members take of memory is given back before the next. */
static enum hs_code count_partners(const struct years *years)
{
    struct hs_arena scratch;
    struct hs_call look = *years->call;
    enum hs_code code = HS_OK;
    hs_arena_init(&scratch, HS_REQUEST_MEMORY);
    look.arena = &scratch;
    for (size_t i = 0; code == HS_OK && i < years->count; i++) {
        code = count_partners_of(years, &look, years->years[i]);
        hs_arena_reset(&scratch);
    }
    hs_arena_free(&scratch);
    return code;
}

/* ---- events ---------------------------------------------------------------------------------------------------------------- */

static bool leads(const struct years *years, const char *process)
{
    for (size_t i = 0; i < years->processes.count; i++)
        if (strcmp(((const hensigt_process *)years->processes.messages[i])->name, process) == 0)
            return true;
    return false;
}

static bool is_of_centre(const struct years *years, const hensigt_event *event)
{
    for (size_t i = 0; i < event->n_hosts; i++)
        if (strcmp(event->hosts[i], years->centre->name) == 0 ||
            (*years->centre->organisation && strcmp(event->hosts[i], years->centre->organisation) == 0))
            return true;
    return leads(years, event->process);
}

/* The first and last year in which an event can have been: sources may give several dates. An event to come is in none. */
static void years_of_event(const hensigt_event *event, int32_t today, int32_t *first, int32_t *last)
{
    int32_t earliest = HS_DAY_MAX;
    int32_t latest = HS_DAY_MIN;
    for (size_t i = 0; i < event->n_dates; i++) {
        int32_t from = hs_date_earliest(event->dates[i]->date);
        int32_t until = hs_date_latest(event->dates[i]->date);
        earliest = from < earliest ? from : earliest;
        latest = until > latest ? until : latest;
    }
    *first = earliest > today || event->n_dates == 0 ? 0 : hs_day_year(earliest);
    *last = hs_day_year(latest < today ? latest : today);
}

static enum hs_code count_event(void *context, ProtobufCMessage *message)
{
    const struct years *years = context;
    const hensigt_event *event = (const hensigt_event *)message;
    int32_t first;
    int32_t last;
    if (hs_annulled(message) || !is_of_centre(years, event))
        return HS_OK;
    years_of_event(event, years->call->today, &first, &last);
    for (int32_t year = first; year != 0 && year <= last; year++) {
        response_year *out = year_at(years, year);
        if (out) {
            out->possible_event_count++;
            out->certain_event_count += first == last;
        }
    }
    return HS_OK;
}

/* ---- intentions and purchases -------------------------------------------------------------------------------------------- */

static bool is_example(const hensigt_provenance *provenance)
{
    return provenance && provenance->basis == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
}

static enum hs_code count_intention(void *context, ProtobufCMessage *message)
{
    struct years *years = context;
    const hensigt_intention *intention = (const hensigt_intention *)message;
    if (!intention->confirmation || hs_annulled(message))
        return HS_OK;
    years->confirmed++;
    response_year *year = year_at(years, hs_date_year(intention->confirmation->date));
    if (!years->counted_only && year) {
        year->commitment_count += intention->level == HENSIGT_INTENTION_LEVEL_COMMITMENT;
        year->declaration_count += intention->level == HENSIGT_INTENTION_LEVEL_DECLARATION;
        year->example_count += is_example(intention->provenance);
    }
    return HS_OK;
}

/* Once as the caller sees them, and once more with nothing hidden: what was not seen is said to be there. */
static enum hs_code count_intentions(struct years *years, const char *process, int32_t *hidden)
{
    const struct hs_match match = {.path = "process", .value = process};
    years->confirmed = 0;
    years->counted_only = false;
    enum hs_code code =
        hs_call_scan(years->call, &hensigt_intention_resource, NULL, &match, 1, years->read_time, count_intention, years);
    int32_t seen = years->confirmed;
    const struct hs_reader *reader = hs_view_set_reader(years->call->view, NULL);
    years->confirmed = 0;
    years->counted_only = true;
    if (code == HS_OK && reader)
        code = hs_call_scan(years->call, &hensigt_intention_resource, NULL, &match, 1, years->read_time, count_intention, years);
    hs_view_set_reader(years->call->view, reader);
    *hidden += reader ? years->confirmed - seen : 0;
    return code;
}

/* The sum of one currency in a list of sums, a new one where there is none. */
static hensigt_money *sum_of(struct hs_arena *arena, response_year *year, const char *currency_code)
{
    for (size_t i = 0; i < year->n_purchase_values; i++)
        if (strcmp(year->purchase_values[i]->currency_code, currency_code) == 0)
            return year->purchase_values[i];
    hensigt_money *sum = (hensigt_money *)hs_arena_new(arena, &hensigt__v1__money__descriptor);
    void *grown = hs_arena_grow(arena, year->purchase_values, year->n_purchase_values, sizeof(hensigt_money *));
    char *code = hs_arena_string(arena, currency_code);
    if (!sum || !grown || !code)
        return NULL;
    sum->currency_code = code;
    year->purchase_values = grown;
    year->purchase_values[year->n_purchase_values++] = sum;
    return sum;
}

static hensigt_money *savings_of(struct hs_arena *arena, response_year *year, const hensigt_purchase_savings *savings)
{
    const char *currency_code = savings->amount->currency_code;
    for (size_t i = 0; i < year->n_savings; i++)
        if (year->savings[i]->period_kind == savings->period_kind &&
            strcmp(year->savings[i]->amount->currency_code, currency_code) == 0)
            return year->savings[i]->amount;
    response_savings *sum =
        (response_savings *)hs_arena_new(arena, &hensigt__v1__summarise_centre_years_response__savings__descriptor);
    void *grown = hs_arena_grow(arena, year->savings, year->n_savings, sizeof(response_savings *));
    hensigt_money *amount = (hensigt_money *)hs_arena_new(arena, &hensigt__v1__money__descriptor);
    char *code = hs_arena_string(arena, currency_code);
    if (!sum || !grown || !amount || !code)
        return NULL;
    amount->currency_code = code;
    sum->amount = amount;
    sum->period_kind = savings->period_kind;
    year->savings = grown;
    year->savings[year->n_savings++] = sum;
    return amount;
}

static enum hs_code add_to(const struct years *years, hensigt_money *sum, const hensigt_money *amount, const char *purchase)
{
    if (!sum)
        return hs_no_memory(years->call);
    return hs_money_add(sum, amount) ? HS_OK
                                     : hs_status_fail(years->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                                                      "the sum with %s has too many digits to be exact", purchase);
}

static enum hs_code count_purchase(void *context, ProtobufCMessage *message)
{
    const struct years *years = context;
    const hensigt_purchase *purchase = (const hensigt_purchase *)message;
    struct hs_arena *arena = years->call->arena;
    response_year *year = year_at(years, hs_date_year(purchase->award_date));
    enum hs_code code = HS_OK;
    if (purchase->state != HENSIGT_PURCHASE_STATE_AWARDED || hs_annulled(message) || !year)
        return HS_OK;
    year->purchase_count++;
    year->example_count += is_example(purchase->provenance);
    if (purchase->value)
        code = add_to(years, sum_of(arena, year, purchase->value->currency_code), purchase->value, purchase->name);
    if (code == HS_OK && purchase->savings)
        code = add_to(years, savings_of(arena, year, purchase->savings), purchase->savings->amount, purchase->name);
    return code;
}

/* ---- what it was paid ---------------------------------------------------------------------------------------------------- */

static bool add_funding(struct hs_arena *arena, response_year *year, const hensigt_grant *grant,
                        const hensigt_grant_statement *statement)
{
    response_funding *funding =
        (response_funding *)hs_arena_new(arena, &hensigt__v1__summarise_centre_years_response__funding__descriptor);
    void *grown = hs_arena_grow(arena, year->fundings, year->n_fundings, sizeof(response_funding *));
    if (!funding || !grown)
        return false;
    funding->grant = grant->name;
    funding->amount = statement->amount;
    funding->period_kind = grant->period_kind;
    funding->state_date = statement->state_date;
    year->fundings = grown;
    year->fundings[year->n_fundings++] = funding;
    return true;
}

/* Whether a grant was paid for the year, or may have been. */
static bool is_paid_for(const hensigt_grant *grant, int32_t year)
{
    return !hs_annulled(&grant->base) && hs_date_earliest(grant->start_date) <= day_of(year, "12-31") &&
           !hs_dates_over(grant->end_date, day_of(year, "01-01"));
}

static enum hs_code add_fundings(const struct years *years)
{
    struct hs_collection grants;
    const struct hs_match match = {.path = "centre", .value = years->centre->name};
    enum hs_code code = hs_collect(years->call, &hensigt_grant_resource, NULL, &match, 1, years->read_time, &grants);
    bool added = true;
    for (size_t i = 0; code == HS_OK && i < grants.count; i++) {
        const hensigt_grant *grant = (const hensigt_grant *)grants.messages[i];
        for (size_t k = 0; added && k < years->count; k++)
            for (size_t n = 0; added && is_paid_for(grant, years->years[k]->year) && n < grant->n_statements; n++)
                added = add_funding(years->call->arena, years->years[k], grant, grant->statements[n]);
    }
    return added ? code : hs_no_memory(years->call);
}

/* ---- the reply ------------------------------------------------------------------------------------------------------------- */

static bool new_years(struct years *years, hensigt_summarise_centre_years_response *reply)
{
    struct hs_arena *arena = years->call->arena;
    reply->years = hs_arena_alloc(arena, years->count * sizeof *reply->years);
    if (!reply->years)
        return false;
    for (size_t i = 0; i < years->count; i++) {
        reply->years[i] = (response_year *)hs_arena_new(arena, &hensigt__v1__summarise_centre_years_response__year__descriptor);
        if (!reply->years[i])
            return false;
        reply->years[i]->year = years->first + (int32_t)i;
    }
    reply->n_years = years->count;
    years->years = reply->years;
    return true;
}

static enum hs_code count_all(struct years *years, hensigt_summarise_centre_years_response *reply)
{
    const struct hs_match match = {.path = "centre", .value = years->centre->name};
    enum hs_code code = hs_collect(years->call, &hensigt_process_resource, NULL, &match, 1, years->read_time, &years->processes);
    if (code == HS_OK) {
        count_processes(years);
        code = count_partners(years);
    }
    if (code == HS_OK)
        code = hs_call_scan(years->call, &hensigt_event_resource, NULL, NULL, 0, years->read_time, count_event, years);
    for (size_t i = 0; code == HS_OK && i < years->processes.count; i++) {
        const char *process = ((const hensigt_process *)years->processes.messages[i])->name;
        const struct hs_match of_process = {.path = "process", .value = process};
        code = count_intentions(years, process, &reply->hidden_count);
        if (code == HS_OK)
            code = hs_call_scan(years->call, &hensigt_purchase_resource, NULL, &of_process, 1, years->read_time, count_purchase,
                                years);
    }
    return code == HS_OK ? add_fundings(years) : code;
}

enum hs_code hs_centre_years(struct hs_call *call, const hensigt_summarise_centre_years_request *request,
                             hensigt_summarise_centre_years_response *reply)
{
    struct years years = {.call = call, .read_time = hs_call_read_time(call, request->read_time)};
    years.centre = (const hensigt_centre *)hs_call_get(call, request->centre, years.read_time);
    if (!years.centre || find_years(&years, request) != HS_OK)
        return hs_status_code(call->status);
    reply->centre = years.centre->name;
    reply->read_time = hs_call_shown_time(call, years.read_time);
    if (!reply->read_time || !new_years(&years, reply))
        return hs_no_memory(call);
    return count_all(&years, reply);
}
