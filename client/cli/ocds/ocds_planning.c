/* Why, with what money, by which documents and milestones: the planning of a release. */
#include "ocds/ocds_release.h"

#include "amount.h"

#include "wire/date.h"
#include "wire/decimal.h"

#include <string.h>

enum { SECONDS_PER_DAY = 24 * 60 * 60 };

/* ---- budget ----------------------------------------------------------------------------------------------------------------- */

/* The sum of the awards of financing; NULL where one has no amount, or another currency, or memory is short. */
static const hensigt_money *sum_awards(struct hs_arena *arena, const struct ocds_facts *facts)
{
    hensigt_money *sum = hs_arena_alloc(arena, sizeof *sum);
    bool good = sum != NULL && facts->awards.n > 0;
    for (size_t i = 0; good && i < facts->awards.n; i++) {
        const hensigt_money *amount = ((const hensigt_award *)facts->awards.items[i])->amount;
        good = amount != NULL;
        if (good && i == 0) {
            *sum = *amount;
        } else if (good) {
            good = hs_money_add(sum, amount);
        }
    }
    return good ? sum : NULL;
}

static void write_budget(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    const hensigt_financing_scheme *scheme =
        facts->schemes.n == 1 ? (const hensigt_financing_scheme *)facts->schemes.items[0] : NULL;
    ocds_json_object(json, "budget");
    ocds_json_text(json, "project", scheme != NULL ? scheme->title : NULL);
    ocds_value(arena, json, "amount", sum_awards(arena, facts));
    ocds_json_close(json);
}

/* ---- documents -------------------------------------------------------------------------------------------------------------- */

/* The standard's open code list documentType has nothing for what buyers sign together before a procurement: these are ours. */
static const char *document_type(hensigt_instrument_kind kind)
{
    switch (kind) {
    case HENSIGT_INSTRUMENT_KIND_LETTER_OF_INTENT:
        return "letterOfIntent";
    case HENSIGT_INSTRUMENT_KIND_PARTNER_DECLARATION:
        return "partnerDeclaration";
    case HENSIGT_INSTRUMENT_KIND_STATEMENT_OF_DEMAND:
        return "statementOfDemand";
    case HENSIGT_INSTRUMENT_KIND_GREEN_DEAL:
        return "greenDeal";
    default:
        return "agreement";
    }
}

static const char *binding_words(hensigt_instrument_binding binding)
{
    switch (binding) {
    case HENSIGT_INSTRUMENT_BINDING_BINDING:
        return "It binds those who sign it.";
    case HENSIGT_INSTRUMENT_BINDING_NON_BINDING:
        return "It states an intention and binds nobody.";
    case HENSIGT_INSTRUMENT_BINDING_PARTIAL:
        return "Parts of it bind those who sign it.";
    default:
        return "Whether it binds those who sign it is not known.";
    }
}

static void write_instrument(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json,
                             const hensigt_instrument *instrument)
{
    const hensigt_source *source = ocds_source(facts, instrument->source);
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", instrument->name);
    ocds_json_text(json, "documentType", document_type(instrument->kind));
    ocds_json_text(json, "title", instrument->title);
    ocds_translations(arena, json, "title", instrument->titles, instrument->n_titles);
    ocds_json_text(json, "description", binding_words(instrument->binding));
    ocds_json_text(json, "url", source != NULL ? source->address : NULL);
    ocds_json_text(json, "datePublished", ocds_day(arena, instrument->activate_date));
    ocds_json_text(json, "language", instrument->n_texts == 1 ? instrument->texts[0]->language_code : NULL);
    ocds_json_close(json);
}

static void write_source(struct hs_arena *arena, struct ocds_json *json, const hensigt_source *source)
{
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", source->name);
    ocds_json_text(json, "title", source->title);
    ocds_json_text(json, "description", source->note);
    ocds_json_text(json, "url", source->address);
    ocds_json_text(json, "datePublished", ocds_day(arena, source->publish_date));
    ocds_json_text(json, "language", source->language_code);
    ocds_json_close(json);
}

/* What kind of notice a subtype of eForms is, in the standard's code list. */
static const char *notice_type(const char *subtype)
{
    static const struct {
        const char *subtypes;
        const char *type;
    } types[] = {
        {" 1 2 3 4 5 6 7 8 9 E1 E2 ", "plannedProcurementNotice"},
        {" 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 E3 ", "tenderNotice"},
        {" 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 E4 ", "awardNotice"},
    };
    char word[16];
    int length = snprintf(word, sizeof word, " %s ", subtype);
    for (size_t i = 0; length > 2 && (size_t)length < sizeof word && i < sizeof types / sizeof types[0]; i++) {
        if (strstr(types[i].subtypes, word) != NULL) {
            return types[i].type;
        }
    }
    return NULL;
}

static void write_notices(struct hs_arena *arena, struct ocds_json *json, const hensigt_purchase *purchase)
{
    for (size_t i = 0; i < purchase->n_notices; i++) {
        const hensigt_purchase_notice *notice = purchase->notices[i];
        ocds_json_object(json, NULL);
        ocds_json_text(json, "id", hs_arena_printf(arena, "%s/notices/%s", purchase->name, notice->notice_id));
        ocds_json_text(json, "documentType", notice_type(notice->subtype));
        ocds_json_text(json, "title", hs_arena_printf(arena, "%s: %s", notice->notice_id, purchase->title));
        if (*notice->subtype != '\0') {
            ocds_json_text(json, "description", hs_arena_printf(arena, "eForms notice subtype %s", notice->subtype));
        }
        ocds_json_text(json, "url", notice->address);
        ocds_json_text(json, "datePublished", ocds_day(arena, notice->publish_date));
        ocds_json_close(json);
    }
}

static void write_documents(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    ocds_json_list(json, "documents");
    for (size_t i = 0; i < facts->instruments.n; i++) {
        write_instrument(arena, facts, json, (const hensigt_instrument *)facts->instruments.items[i]);
    }
    for (size_t i = 0; i < facts->sources.n; i++) {
        write_source(arena, json, (const hensigt_source *)facts->sources.items[i]);
    }
    for (size_t i = 0; i < facts->purchases.n; i++) {
        write_notices(arena, json, (const hensigt_purchase *)facts->purchases.items[i]);
    }
    ocds_json_close(json);
}

/* ---- milestones ------------------------------------------------------------------------------------------------------------- */

/* Whether a date may mean a day. */
static bool allows(const hensigt_partial_date *date, int32_t day)
{
    int32_t earliest = 0;
    int32_t latest = 0;
    return !hs_partial_date_days(date, &earliest, &latest) || (earliest <= day && day <= latest);
}

/* The whole day that a source gives and no other contradicts: sources may say "May" and "18 May". NULL where there is none. */
static const hensigt_partial_date *event_day(const hensigt_event *event)
{
    for (size_t i = 0; i < event->n_dates; i++) {
        const hensigt_partial_date *date = event->dates[i]->date;
        int32_t earliest = 0;
        int32_t latest = 0;
        bool agreed = date != NULL && hs_partial_date_days(date, &earliest, &latest) && earliest == latest;
        for (size_t k = 0; agreed && k < event->n_dates; k++) {
            agreed = allows(event->dates[k]->date, earliest);
        }
        if (agreed) {
            return date;
        }
    }
    return NULL;
}

/* Whether a whole day had come when the facts were last changed: what lies behind that may not have happened yet. */
static bool has_come(const struct ocds_facts *facts, const hensigt_partial_date *date)
{
    int32_t earliest = 0;
    int32_t latest = 0;
    return hs_partial_date_days(date, &earliest, &latest) && latest <= facts->change_seconds / SECONDS_PER_DAY;
}

static const hensigt_process_model_step *model_step(const struct ocds_facts *facts, const char *step)
{
    for (size_t i = 0; i < facts->model->n_steps; i++) {
        if (strcmp(facts->model->steps[i]->step, step) == 0) {
            return facts->model->steps[i];
        }
    }
    return NULL;
}

/* A step is a milestone by the day on which it ended. */
static void write_step(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json, size_t i)
{
    const hensigt_process_step_run *run = facts->process->step_runs[i];
    const hensigt_process_model_step *step = model_step(facts, run->step);
    const char *day = ocds_day(arena, run->end_date);
    if (day == NULL || run->state != HENSIGT_PROCESS_STEP_STATE_COMPLETED) {
        return;
    }
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", hs_arena_printf(arena, "step-%zu-%s", i + 1, run->step));
    ocds_json_text(json, "title", step != NULL ? step->title : run->step);
    if (step != NULL) {
        ocds_translations(arena, json, "title", step->titles, step->n_titles);
    }
    ocds_json_text(json, "type", "preProcurement");
    ocds_json_text(json, "code", run->step);
    ocds_json_text(json, "dateMet", day);
    ocds_json_text(json, "status", "met");
    ocds_json_close(json);
}

static const char *milestone_type(hensigt_event_kind kind)
{
    switch (kind) {
    case HENSIGT_EVENT_KIND_SIGNING:
        return "approval";
    case HENSIGT_EVENT_KIND_PUBLICATION:
        return "reporting";
    default:
        return "engagement";
    }
}

static void write_event(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json, const hensigt_event *event)
{
    const hensigt_partial_date *date = event_day(event);
    const char *day = ocds_day(arena, date);
    bool met = has_come(facts, date);
    if (day == NULL) {
        return;
    }
    ocds_json_object(json, NULL);
    ocds_json_text(json, "id", event->name);
    ocds_json_text(json, "title", event->title);
    ocds_translations(arena, json, "title", event->titles, event->n_titles);
    ocds_json_text(json, "type", milestone_type(event->kind));
    ocds_json_text(json, "description", event->note);
    ocds_json_text(json, met ? "dateMet" : "dueDate", day);
    ocds_json_text(json, "status", met ? "met" : "scheduled");
    ocds_json_close(json);
}

static void write_milestones(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    ocds_json_list(json, "milestones");
    for (size_t i = 0; i < facts->process->n_step_runs; i++) {
        write_step(arena, facts, json, i);
    }
    for (size_t i = 0; i < facts->events.n; i++) {
        write_event(arena, facts, json, (const hensigt_event *)facts->events.items[i]);
    }
    ocds_json_close(json);
}

void ocds_planning(struct hs_arena *arena, const struct ocds_facts *facts, struct ocds_json *json)
{
    ocds_json_object(json, "planning");
    ocds_json_text(json, "rationale", facts->process->need);
    write_budget(arena, facts, json);
    write_documents(arena, facts, json);
    write_milestones(arena, facts, json);
    ocds_json_close(json);
}
