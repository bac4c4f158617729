#include "service/rules/claims_computed.h"

#include "service/annulment.h"
#include "service/fields.h"
#include "service/rules/claim_text.h"
#include "service/rules/collect.h"
#include "service/rules/dates.h"
#include "service/rules/fulfilment.h"
#include "service/rules/innovation.h"
#include "service/rules/members.h"
#include "service/rules/percentage.h"
#include "service/rules/signature_standing.h"
#include "service/rules/standing_body.h"
#include "service/rules/transition.h"
#include "wire/date.h"
#include "wire/decimal.h"

#include "hensigt/v1/adoption.h"
#include "hensigt/v1/adoption_tables.h"
#include "hensigt/v1/centre_tables.h"
#include "hensigt/v1/instrument.h"
#include "hensigt/v1/instrument_tables.h"
#include "hensigt/v1/organisation_tables.h"
#include "hensigt/v1/partnership_tables.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_tables.h"
#include "hensigt/v1/purchase.h"
#include "hensigt/v1/purchase_tables.h"
#include "hensigt/v1/signature.h"

#include <inttypes.h>
#include <string.h>

/* A claim that is computed, and for which time. */
struct asked {
    struct hs_computing *computing;
    struct hs_call *call; /* the one aside */
    const hensigt_metric_claim *claim;
    int32_t start; /* the first and the last day of what it is about */
    int32_t end;
    bool accumulated;
    struct hs_names certain; /* what is counted */
    struct hs_names possible;
    struct hs_bodies bodies;
    hensigt_money certain_sum; /* what is summed */
    hensigt_money possible_sum;
    bool summed; /* anything at all */
};

static bool is_about(const struct asked *asked, const struct hs_resource *kind)
{
    return hs_contract_resource_of_name(asked->claim->subject, false) == kind;
}

/* ---- counts and sums ----------------------------------------------------------------------------------------------------- */

static enum hs_code count(struct asked *asked, const char *name, enum hs_truth truth)
{
    const char *copy = truth == HS_NEVER ? "" : hs_arena_string(asked->call->arena, name);
    if (!copy)
        return hs_no_memory(asked->call);
    if (truth == HS_CERTAINLY)
        hs_names_add(&asked->certain, copy);
    if (truth != HS_NEVER)
        hs_names_add(&asked->possible, copy);
    return asked->certain.failed || asked->possible.failed ? hs_no_memory(asked->call) : HS_OK;
}

/* A body under the name that it counts for. A centre, which may adopt something too, is under its own. */
static enum hs_code count_body(struct asked *asked, const char *name, enum hs_truth truth)
{
    const char *copy = hs_arena_string(asked->call->arena, name);
    if (!copy)
        return hs_no_memory(asked->call);
    if (hs_contract_resource_of_name(copy, false) == &hensigt_organisation_resource)
        copy = hs_bodies_find(&asked->bodies, copy).name;
    return asked->bodies.failed ? hs_status_code(asked->call->status) : count(asked, copy, truth);
}

static const char *count_words(struct hs_arena *arena, size_t certain, size_t possible)
{
    return certain == possible ? hs_arena_printf(arena, "%zu", certain) : hs_arena_printf(arena, "%zu to %zu", certain, possible);
}

/* Nothing where nothing was counted: what nobody entered is a gap, and no zero. */
static enum hs_code write_count(struct asked *asked, struct hs_computed *out)
{
    struct hs_arena *arena = asked->computing->call->arena;
    if (asked->possible.count == 0)
        return HS_OK;
    hs_names_sort(&asked->certain);
    hs_names_sort(&asked->possible);
    struct hs_computed computed = {
        .certain = hs_arena_printf(arena, "%zu", asked->certain.count),
        .possible = hs_arena_printf(arena, "%zu", asked->possible.count),
        .words = count_words(arena, asked->certain.count, asked->possible.count),
    };
    if (!computed.certain || !computed.possible || !computed.words)
        return hs_no_memory(asked->call);
    *out = computed;
    return HS_OK;
}

/* An amount that is not negative as a decimal: "0.5". */
static const char *money_decimal(struct hs_arena *arena, const hensigt_money *money)
{
    char *text = hs_arena_printf(arena, "%" PRId64 ".%09" PRId32, money->units, money->nanos);
    if (!text)
        return NULL;
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
    return text;
}

static const char *sum_words(struct hs_arena *arena, const hensigt_money *certain, const hensigt_money *possible)
{
    const char *least = hs_money_words(arena, certain);
    const char *most = hs_money_words(arena, possible);
    if (!least || !most)
        return NULL;
    return hs_money_compare(certain, possible) == 0 ? most : hs_arena_printf(arena, "%s to %s", least, most);
}

/* Nothing where nothing was summed; a sum of zero is one. */
static enum hs_code write_sum(struct asked *asked, struct hs_computed *out)
{
    struct hs_arena *arena = asked->computing->call->arena;
    if (!asked->summed)
        return HS_OK;
    struct hs_computed computed = {
        .certain = money_decimal(arena, &asked->certain_sum),
        .possible = money_decimal(arena, &asked->possible_sum),
        .words = sum_words(arena, &asked->certain_sum, &asked->possible_sum),
    };
    struct hs_decimal ignored;
    if (!computed.certain || !computed.possible || !computed.words)
        return hs_no_memory(asked->call);
    if (hs_decimal_parse(computed.certain, &ignored) && hs_decimal_parse(computed.possible, &ignored))
        *out = computed;
    return HS_OK;
}

/* ---- who takes part ------------------------------------------------------------------------------------------------------ */

/* On the last day of what is claimed. Who has ever been a partner nobody claims. */
static enum hs_code compute_members(struct asked *asked, unsigned roles, struct hs_computed *out)
{
    struct hs_members members;
    const char *subject = asked->claim->subject;
    if (asked->accumulated || !*subject)
        return HS_OK;
    if (hs_members_read(asked->call, subject, NULL, asked->end, asked->computing->read_time, &members) != HS_OK)
        return hs_status_code(asked->call->status);
    hs_members_organisations(&members, roles, HS_CERTAINLY, &asked->certain);
    hs_members_organisations(&members, roles, HS_POSSIBLY, &asked->possible);
    return asked->certain.failed || asked->possible.failed ? hs_no_memory(asked->call) : write_count(asked, out);
}

static enum hs_code compute_partners(struct asked *asked, struct hs_computed *out)
{
    return compute_members(asked, HS_ROLES_COUNTED | HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER), out);
}

static enum hs_code compute_co_funding(struct asked *asked, struct hs_computed *out)
{
    return compute_members(asked, HS_MEMBER_ROLE(HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER), out);
}

/* ---- who signed ---------------------------------------------------------------------------------------------------------- */

/* Those whose signature stands on the last day; of what is accumulated those who had signed by then. */
static enum hs_code count_signatories(struct asked *asked, const char *instrument)
{
    struct hs_signing signing;
    enum hs_code code = hs_signing_read(asked->call, instrument, asked->computing->read_time, &signing);
    for (size_t i = 0; code == HS_OK && i < signing.signatures.count; i++) {
        const hensigt_signature *signature = (const hensigt_signature *)signing.signatures.messages[i];
        struct hs_signature_standing standing = hs_signing_judge(&signing, signature->name, asked->end);
        if (signature->capacity == HENSIGT_SIGNATURE_CAPACITY_SIGNATORY)
            code = count_body(asked, signature->organisation, asked->accumulated ? standing.signed_then : standing.stands);
    }
    return code;
}

static enum hs_code compute_signatories(struct asked *asked, struct hs_computed *out)
{
    struct hs_collection instruments = {0};
    const struct hs_match match = {.path = "processes", .value = asked->claim->subject};
    enum hs_code code = HS_OK;
    if (is_about(asked, &hensigt_instrument_resource))
        code = count_signatories(asked, asked->claim->subject);
    else if (is_about(asked, &hensigt_process_resource))
        code = hs_collect(asked->call, &hensigt_instrument_resource, NULL, &match, 1, asked->computing->read_time, &instruments);
    else
        return HS_OK;
    for (size_t i = 0; code == HS_OK && i < instruments.count; i++)
        code = count_signatories(asked, ((const hensigt_instrument *)instruments.messages[i])->name);
    return code == HS_OK ? write_count(asked, out) : code;
}

/* ---- what was bought ----------------------------------------------------------------------------------------------------- */

/* Whether a purchase was awarded in the time, and still stands at its end. */
static enum hs_truth is_bought(const struct asked *asked, const hensigt_purchase *purchase)
{
    enum hs_truth begun = HS_POSSIBLY;
    if (hs_annulled(&purchase->base) || hs_date_latest(purchase->award_date) < asked->start)
        return HS_NEVER;
    if (hs_date_earliest(purchase->award_date) >= asked->start)
        begun = HS_CERTAINLY;
    return hs_truth_and(begun, hs_purchase_stands(purchase, asked->end));
}

static enum hs_code count_purchase(void *context, ProtobufCMessage *message)
{
    struct asked *asked = context;
    const hensigt_purchase *purchase = (const hensigt_purchase *)message;
    return count(asked, purchase->name, is_bought(asked, purchase));
}

/* Savings are summed in one currency and for one kind of period, and never converted (R6). */
static enum hs_code sum_savings(void *context, ProtobufCMessage *message)
{
    struct asked *asked = context;
    const hensigt_purchase *purchase = (const hensigt_purchase *)message;
    const hensigt_purchase_savings *savings = purchase->savings;
    enum hs_truth bought = is_bought(asked, purchase);
    if (bought == HS_NEVER || !savings || savings->period_kind != asked->claim->period_kind ||
        strcmp(savings->amount->currency_code, asked->claim->currency_code) != 0)
        return HS_OK;
    asked->summed = true;
    bool fits = hs_money_add(&asked->possible_sum, savings->amount);
    if (bought == HS_CERTAINLY)
        fits = hs_money_add(&asked->certain_sum, savings->amount) && fits;
    return fits ? HS_OK
                : hs_status_fail(asked->call->status, HS_OUT_OF_RANGE, "SUM_TOO_LARGE",
                                 "the sum with %s has too many digits to be exact", purchase->name);
}

/* The purchases of a process, or of all processes of a centre. */
static enum hs_code each_purchase(struct asked *asked, hs_message_visitor *visit)
{
    struct hs_collection processes;
    const char *subject = asked->claim->subject;
    int64_t read_time = asked->computing->read_time;
    struct hs_match match = {.path = "process", .value = subject};
    if (is_about(asked, &hensigt_process_resource))
        return hs_call_scan(asked->call, &hensigt_purchase_resource, NULL, &match, 1, read_time, visit, asked);
    match.path = "centre";
    enum hs_code code = hs_collect(asked->call, &hensigt_process_resource, NULL, &match, 1, read_time, &processes);
    for (size_t i = 0; code == HS_OK && i < processes.count; i++) {
        const struct hs_match of_process = {.path = "process", .value = ((const hensigt_process *)processes.messages[i])->name};
        code = hs_call_scan(asked->call, &hensigt_purchase_resource, NULL, &of_process, 1, read_time, visit, asked);
    }
    return code;
}

static enum hs_code compute_procurements(struct asked *asked, struct hs_computed *out)
{
    enum hs_code code = each_purchase(asked, count_purchase);
    return code == HS_OK ? write_count(asked, out) : code;
}

static enum hs_code compute_savings(struct asked *asked, struct hs_computed *out)
{
    hensigt_money zero = HENSIGT_MONEY_INIT;
    zero.currency_code = asked->claim->currency_code;
    asked->certain_sum = zero;
    asked->possible_sum = zero;
    /* What was bought before saves each year. */
    if (asked->claim->period_kind == HENSIGT_PERIOD_KIND_YEARLY)
        asked->start = HS_DAY_MIN;
    enum hs_code code = each_purchase(asked, sum_savings);
    return code == HS_OK ? write_sum(asked, out) : code;
}

/* ---- who adopted it ------------------------------------------------------------------------------------------------------ */

/* Whether something is in use on the last day; of what is accumulated whether it had been taken into use by then. */
static enum hs_truth is_adopted(const struct asked *asked, const hensigt_adoption *adoption)
{
    enum hs_truth adopted = HS_NEVER;
    for (size_t i = 0; i < adoption->n_stage_runs; i++) {
        const hensigt_adoption_stage_run *run = adoption->stage_runs[i];
        enum hs_truth reached = hs_date_reached(run->date, asked->end);
        if (run->stage == HENSIGT_ADOPTION_STAGE_ADOPTED)
            adopted = adopted > reached ? adopted : reached;
        else if (!asked->accumulated)
            adopted = hs_truth_and(adopted, hs_truth_not(reached));
    }
    return hs_annulled(&adoption->base) ? HS_NEVER : adopted;
}

static enum hs_code count_adopter(void *context, ProtobufCMessage *message)
{
    struct asked *asked = context;
    const hensigt_adoption *adoption = (const hensigt_adoption *)message;
    return *adoption->adopter ? count_body(asked, adoption->adopter, is_adopted(asked, adoption)) : HS_OK;
}

static enum hs_code compute_adopters(struct asked *asked, struct hs_computed *out)
{
    const struct hs_match match = {.path = "origin", .value = asked->claim->subject};
    enum hs_code code =
        hs_call_scan(asked->call, &hensigt_adoption_resource, NULL, &match, 1, asked->computing->read_time, count_adopter, asked);
    return code == HS_OK ? write_count(asked, out) : code;
}

/* ---- how new it was ------------------------------------------------------------------------------------------------------ */

static bool covers_years(const struct asked *asked)
{
    return asked->start != HS_DAY_MIN && hs_day_year(asked->start - 1) != hs_day_year(asked->start) &&
           hs_day_year(asked->end + 1) != hs_day_year(asked->end);
}

/* The lines of the report on innovation, which is made once, in memory that stays. */
static enum hs_code read_innovation(struct hs_computing *computing)
{
    struct hs_arena *arena = computing->call->arena;
    hensigt_summarise_innovation_request all = HENSIGT_SUMMARISE_INNOVATION_REQUEST_INIT;
    Google__Protobuf__Timestamp read_time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    if (computing->innovation)
        return HS_OK;
    computing->innovation =
        (hensigt_summarise_innovation_response *)hs_arena_new(arena, &hensigt__v1__summarise_innovation_response__descriptor);
    if (!computing->innovation)
        return hs_no_memory(computing->call);
    hs_time_to_message(computing->read_time, &read_time);
    all.read_time = computing->read_time != 0 ? &read_time : NULL;
    return hs_innovation(computing->call, &all, computing->innovation);
}

/* By number, for whole years: of a part of one the purchases are not told apart. */
static enum hs_code compute_share(struct asked *asked, bool market, struct hs_computed *out)
{
    struct hs_arena *arena = asked->computing->call->arena;
    int32_t innovative = 0;
    int32_t known = 0;
    if (!covers_years(asked))
        return HS_OK;
    if (read_innovation(asked->computing) != HS_OK)
        return hs_status_code(asked->call->status);
    const hensigt_summarise_innovation_response *innovation = asked->computing->innovation;
    for (size_t i = 0; i < innovation->n_lines; i++) {
        const hensigt_summarise_innovation_response_line *line = innovation->lines[i];
        if (strcmp(line->region_code, asked->claim->region_code) != 0 || line->year < hs_day_year(asked->start) ||
            line->year > hs_day_year(asked->end))
            continue;
        innovative += market ? line->market_innovative_count : line->buyer_innovative_count;
        known += market ? line->market_known_count : line->buyer_known_count;
    }
    if (known == 0)
        return HS_OK;
    const char *share = hs_percentage(arena, innovative, known);
    const char *words =
        share ? hs_arena_printf(arena, "%s %% (%" PRId32 " of %" PRId32 " purchases)", share, innovative, known) : NULL;
    if (!words)
        return hs_no_memory(asked->call);
    *out = (struct hs_computed){.certain = share, .possible = share, .words = words};
    return HS_OK;
}

static enum hs_code compute_buyer_share(struct asked *asked, struct hs_computed *out)
{
    return compute_share(asked, false, out);
}

static enum hs_code compute_market_share(struct asked *asked, struct hs_computed *out)
{
    return compute_share(asked, true, out);
}

/* ---- which metric is computed how ---------------------------------------------------------------------------------------- */

static const char number[] = "C62";
static const char percent[] = "P1";
static const char money[] = ""; /* no unit, but a currency */

/* What a figure is about: kinds of resources, or a country. */
enum { OF_CENTRE = 1, OF_PROCESS = 2, OF_INSTRUMENT = 4, OF_PARTNERSHIP = 8, OF_COUNTRY = 16 };

static const struct metric {
    const char *metric;
    const char *unit_code;
    unsigned subjects;
    enum hs_code (*compute)(struct asked *asked, struct hs_computed *out);
} metrics[] = {
    {"partners", number, OF_CENTRE | OF_PROCESS | OF_PARTNERSHIP, compute_partners},
    {"co-funding-partners", number, OF_CENTRE | OF_PROCESS | OF_PARTNERSHIP, compute_co_funding},
    {"signatories", number, OF_PROCESS | OF_INSTRUMENT, compute_signatories},
    {"procurements-assisted", number, OF_CENTRE | OF_PROCESS, compute_procurements},
    {"savings", money, OF_CENTRE | OF_PROCESS, compute_savings},
    {"adopters", number, OF_CENTRE, compute_adopters},
    {"innovative-share-buyer", percent, OF_COUNTRY, compute_buyer_share},
    {"innovative-share-market", percent, OF_COUNTRY, compute_market_share},
};

static unsigned subject_of(const hensigt_metric_claim *claim)
{
    static const struct {
        const struct hs_resource *kind;
        unsigned subject;
    } kinds[] = {
        {&hensigt_centre_resource, OF_CENTRE},
        {&hensigt_process_resource, OF_PROCESS},
        {&hensigt_instrument_resource, OF_INSTRUMENT},
        {&hensigt_partnership_resource, OF_PARTNERSHIP},
    };
    const struct hs_resource *kind = hs_contract_resource_of_name(claim->subject, false);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].subject;
    return *claim->subject ? 0 : OF_COUNTRY;
}

/* How to compute what a claim says; NULL where it cannot be, or must not. */
static const struct metric *metric_of(const hensigt_metric_claim *claim)
{
    bool is_fact = claim->nature == HENSIGT_METRIC_CLAIM_NATURE_OBSERVED || claim->nature == HENSIGT_METRIC_CLAIM_NATURE_ESTIMATED;
    if (!is_fact || (claim->basis && claim->basis->weighting == HENSIGT_METRIC_CLAIM_WEIGHTING_WEIGHTED))
        return NULL;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(claim->metric, metrics[i].metric) == 0 && strcmp(claim->unit_code, metrics[i].unit_code) == 0 &&
            (metrics[i].subjects & subject_of(claim)))
            return &metrics[i];
    return NULL;
}

/* The last day of what a claim is about; where it does not say, the day on which it was stated. */
static int32_t end_of(const struct hs_call *call, const hensigt_metric_claim *claim)
{
    if (hs_date_given(claim->end_date))
        return hs_date_judged(call, claim->end_date);
    return hs_date_judged(call, hs_date_given(claim->state_date) ? claim->state_date : claim->start_date);
}

enum hs_code hs_compute(struct hs_computing *computing, const hensigt_metric_claim *claim, struct hs_computed *out)
{
    const struct metric *metric = metric_of(claim);
    struct hs_call *aside = &computing->aside;
    struct asked asked = {
        .computing = computing,
        .call = aside,
        .claim = claim,
        .start = hs_date_earliest(claim->start_date),
        .end = end_of(computing->call, claim),
        .accumulated = claim->period_kind == HENSIGT_PERIOD_KIND_ACCUMULATED,
        .certain = {.arena = aside->arena},
        .possible = {.arena = aside->arena},
    };
    bool one_year = hs_day_year(asked.start) == hs_day_year(asked.end);
    *out = (struct hs_computed){0};
    /* What is so each year of several is not what was so in all of them. */
    if (!metric || (claim->period_kind == HENSIGT_PERIOD_KIND_YEARLY && !one_year))
        return HS_OK;
    hs_bodies_init(&asked.bodies, aside, asked.end, computing->read_time);
    enum hs_code code = metric->compute(&asked, out);
    hs_arena_reset(aside->arena);
    return code;
}
