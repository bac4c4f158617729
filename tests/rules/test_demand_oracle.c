/* SummariseDemand against a second opinion: hundreds of random intentions, counted again by loops that know nothing of the service,
 * for random days, windows, scopes and dimensions. Days are numbers like 20220417. */
#include "fixture.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INTENTIONS = 300,
    PURCHASES = 120,
    ORGANISATIONS = 9,
    PROCESSES = 3,
    QUESTIONS = 150,
    LINES_OF_APPEND = 40,
    MOST_TEXT = 320,
    NEVER = 0,
    POSSIBLY = 1,
    CERTAINLY = 2,
    FIRST_DAY = 0,
    LAST_DAY = 99999999,
};

/* ---- what there is --------------------------------------------------------------------------------------------------------- */

struct date {
    bool given;
    int first;
    int last;
    char json[80];
};

struct intention {
    int organisation;
    int process;
    bool commits;
    bool by_document;
    const char *state; /* CONFIRMED, SUBMITTED, WITHDRAWN, ANNULLED, PARTIALLY_FULFILLED */
    int replaces;      /* -1 = none */
    int quantity;      /* 0 = none */
    const char *unit;
    int value; /* 0 = none */
    const char *currency;
    bool hidden;
    bool example;
    struct date confirmed;
    struct date withdrawn;
    struct date start;
    struct date end;
};

struct purchase {
    int intention;
    int quantity;
    struct date awarded;
};

struct world {
    struct intention intentions[INTENTIONS];
    struct purchase purchases[PURCHASES];
    int n_purchases;
    uint64_t random;
};

/* Knuth's MMIX generator, of which the upper bits are good. */
static int below(struct world *world, int limit)
{
    world->random = world->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((world->random >> 33) % (uint64_t)limit);
}

static int last_of_month(int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1];
}

/* A date of a year without a 29 February: a day, a month, the year, or an interval that may be open. */
static struct date random_date(struct world *world, int year)
{
    struct date date = {.given = true};
    int month = 1 + below(world, 12);
    int day = 1 + below(world, last_of_month(month));
    int until = month + below(world, 13 - month);
    switch (below(world, 6)) {
    case 0:
        date.first = year * 10000 + 101;
        date.last = year * 10000 + 1231;
        snprintf(date.json, sizeof date.json, "{'date': '%04d'}", year);
        break;
    case 1:
        date.first = year * 10000 + month * 100 + 1;
        date.last = year * 10000 + until * 100 + last_of_month(until);
        snprintf(date.json, sizeof date.json, "{'earliest': '%04d-%02d', 'latest': '%04d-%02d'}", year, month, year, until);
        break;
    case 2:
        date.first = FIRST_DAY;
        date.last = year * 10000 + month * 100 + day;
        snprintf(date.json, sizeof date.json, "{'latest': '%04d-%02d-%02d'}", year, month, day);
        break;
    case 3:
        date.first = year * 10000 + month * 100 + 1;
        date.last = year * 10000 + month * 100 + last_of_month(month);
        snprintf(date.json, sizeof date.json, "{'date': '%04d-%02d'}", year, month);
        break;
    default:
        date.first = date.last = year * 10000 + month * 100 + day;
        snprintf(date.json, sizeof date.json, "{'date': '%04d-%02d-%02d'}", year, month, day);
        break;
    }
    return date;
}

static bool was_confirmed(const struct intention *intention)
{
    return strcmp(intention->state, "CONFIRMED") == 0 || strcmp(intention->state, "WITHDRAWN") == 0 ||
           strcmp(intention->state, "PARTIALLY_FULFILLED") == 0;
}

static void make_intention(struct world *world, int at)
{
    static const char *const units[] = {"TNE", "MTK"};
    static const char *const currencies[] = {"DKK", "NOK"};
    struct intention *intention = &world->intentions[at];
    int state = below(world, 10);
    *intention = (struct intention){
        .organisation = below(world, ORGANISATIONS),
        .process = below(world, PROCESSES),
        .commits = below(world, 3) == 0,
        .by_document = below(world, 2) == 0,
        .state = state == 0   ? "SUBMITTED"
                 : state == 1 ? "ANNULLED"
                 : state == 2 ? "WITHDRAWN"
                              : "CONFIRMED",
        .replaces = -1,
        .quantity = below(world, 4) == 0 ? 0 : 100 + below(world, 1000),
        .unit = units[below(world, 2)],
        .value = below(world, 3) == 0 ? 1 + below(world, 100000) : 0,
        .currency = currencies[below(world, 2)],
        .hidden = below(world, 8) == 0,
        .example = below(world, 8) == 0,
        .confirmed = random_date(world, 2022),
    };
    if (strcmp(intention->state, "WITHDRAWN") == 0)
        intention->withdrawn = random_date(world, 2023);
    if (below(world, 4) > 0)
        intention->start = random_date(world, 2027);
    if (below(world, 4) == 0)
        intention->end = random_date(world, 2028);
    for (int i = 0; intention->commits && i < at && intention->replaces < 0; i++) {
        const struct intention *other = &world->intentions[i];
        if (!other->commits && other->organisation == intention->organisation && other->process == intention->process &&
            below(world, 2) == 0)
            intention->replaces = i;
    }
}

static void make_world(struct world *world)
{
    for (int i = 0; i < INTENTIONS; i++)
        make_intention(world, i);
    for (int i = 0; i < PURCHASES; i++) {
        struct purchase purchase = {.intention = below(world, INTENTIONS), .quantity = 1 + below(world, 10)};
        struct intention *intention = &world->intentions[purchase.intention];
        if (strcmp(intention->state, "CONFIRMED") != 0 && strcmp(intention->state, "PARTIALLY_FULFILLED") != 0)
            continue;
        if (intention->quantity == 0)
            continue;
        purchase.awarded = random_date(world, 2023);
        intention->state = "PARTIALLY_FULFILLED";
        world->purchases[world->n_purchases++] = purchase;
    }
}

/* ---- taking it in ---------------------------------------------------------------------------------------------------------- */

struct import {
    struct fixture *f;
    const char *name;
    const char *lines;
    int count;
    int appended;
};

static void append(struct import *import)
{
    if (import->count > import->appended)
        expect(import->f, "AppendImport", format(import->f, "{'name': '%s', 'lines': [%s]}", import->name, import->lines), "OK");
    import->appended = import->count;
    import->lines = "";
}

static void take_in(struct import *import, const char *resource)
{
    import->count++;
    import->lines =
        format(import->f, "%s%s{'line': %d, 'resource': %s}", import->lines, *import->lines ? ", " : "", import->count, resource);
    if (import->count - import->appended == LINES_OF_APPEND)
        append(import);
}

static const char *intention_json(struct fixture *f, const struct world *world, int at)
{
    const struct intention *intention = &world->intentions[at];
    const char *more = "";
    int bought = 0;
    for (int i = 0; i < world->n_purchases; i++)
        bought += world->purchases[i].intention == at ? world->purchases[i].quantity : 0;
    if (intention->quantity > 0)
        more = format(f, "%s, 'quantity': {'value': '%d', 'unitCode': '%s'}", more, intention->quantity, intention->unit);
    if (bought > 0)
        more = format(f, "%s, 'fulfilledQuantity': {'value': '%d', 'unitCode': '%s'}", more, bought, intention->unit);
    if (intention->value > 0)
        more = format(f, "%s, 'estimatedValue': {'units': %d, 'currencyCode': '%s'}", more, intention->value, intention->currency);
    if (intention->start.given)
        more = format(f, "%s, 'purchaseStartDate': %s", more, intention->start.json);
    if (intention->end.given)
        more = format(f, "%s, 'purchaseEndDate': %s", more, intention->end.json);
    if (intention->replaces >= 0)
        more = format(f, "%s, 'replacedIntention': 'intentions/i%d'", more, intention->replaces);
    if (intention->withdrawn.given)
        more = format(f, "%s, 'withdrawal': {'reason': 'r', 'date': %s}", more, intention->withdrawn.json);
    if (strcmp(intention->state, "ANNULLED") == 0)
        more = format(f, "%s, 'annulment': {'reason': 'r'}", more);
    if (was_confirmed(intention))
        more = format(f, "%s, 'confirmation': {'kind': 'CONFIRMATION_KIND_%s', 'date': %s%s}", more,
                      intention->by_document ? "PUBLISHED_DOCUMENT" : "ACCESS_KEY", intention->confirmed.json,
                      intention->by_document ? ", 'source': 'sources/s'" : "");
    return format(f,
                  "{'@type': 'hensigt.v1.Intention', 'name': 'intentions/i%d', 'organisation': 'organisations/o%d', 'process':"
                  " 'processes/p%d', 'level': 'LEVEL_%s', 'state': 'STATE_%s', 'visibility': 'VISIBILITY_%s'%s%s}",
                  at, intention->organisation, intention->process, intention->commits ? "COMMITMENT" : "DECLARATION",
                  intention->state, intention->hidden ? "PARTNERS" : "PUBLIC",
                  intention->example ? ", 'provenance': {'basis': 'BASIS_EXAMPLE'}" : "", more);
}

static const char *purchase_json(struct fixture *f, const struct world *world, int at)
{
    const struct purchase *purchase = &world->purchases[at];
    const struct intention *intention = &world->intentions[purchase->intention];
    return format(f,
                  "{'@type': 'hensigt.v1.Purchase', 'name': 'purchases/p%d', 'title': 'B', 'buyers': ['organisations/o%d'],"
                  " 'process': 'processes/p%d', 'state': 'STATE_AWARDED', 'awardDate': %s, 'fulfilments': [{'intention':"
                  " 'intentions/i%d', 'quantity': {'value': '%d', 'unitCode': '%s'}}]}",
                  at, intention->organisation, intention->process, purchase->awarded.json, purchase->intention, purchase->quantity,
                  intention->unit);
}

static const char *region_of(int organisation)
{
    static const char *const regions[] = {"DK", "NO", ""};
    return regions[organisation % 3];
}

static void take_in_world(struct fixture *f, const struct world *world)
{
    struct import import = {.f = f, .lines = ""};
    expect(f, "StartImport", "{}", "OK");
    import.name = reply_string(f, "name");
    take_in(&import, "{'@type': 'hensigt.v1.Source', 'name': 'sources/s', 'title': 'S'}");
    take_in(&import, "{'@type': 'hensigt.v1.Centre', 'name': 'centres/c', 'title': 'C', 'openDate': {'date': '2020'}}");
    take_in(&import, "{'@type': 'hensigt.v1.ProcessModel', 'name': 'processModels/m', 'title': 'M', 'state': 'STATE_PUBLISHED',"
                     " 'steps': [{'step': 'a', 'title': 'A'}, {'step': 'b', 'title': 'B', 'firstPurchase': true}]}");
    for (int i = 0; i < PROCESSES; i++)
        take_in(&import, format(f,
                                "{'@type': 'hensigt.v1.Process', 'name': 'processes/p%d', 'title': 'P', 'need': 'N', 'centre':"
                                " 'centres/c', 'processModel': 'processModels/m'}",
                                i));
    for (int i = 0; i < ORGANISATIONS; i++)
        take_in(&import, format(f,
                                "{'@type': 'hensigt.v1.Organisation', 'name': 'organisations/o%d', 'title': 'O', 'kind':"
                                " 'KIND_REGION', 'regionCode': '%s'}",
                                i, region_of(i)));
    for (int i = 0; i < INTENTIONS; i++)
        take_in(&import, intention_json(f, world, i));
    for (int i = 0; i < world->n_purchases; i++)
        take_in(&import, purchase_json(f, world, i));
    append(&import);
    expect(f, "CommitImport", format(f, "{'name': '%s'}", import.name), "OK");
}

/* ---- the second opinion ---------------------------------------------------------------------------------------------------- */

struct question {
    int process; /* -1 = all of the centre */
    int day;
    int window_start; /* FIRST_DAY = open */
    int window_end;   /* LAST_DAY = open */
    bool sees_all;
    bool by_process;
    bool by_quarter;
    bool by_region;
    bool by_organisation;
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int reached(const struct date *date, int day)
{
    return date->last <= day ? CERTAINLY : date->first <= day ? POSSIBLY : NEVER;
}

static int replaced(const struct world *world, int at, int day)
{
    int by = NEVER;
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *other = &world->intentions[i];
        int confirmed = other->replaces == at && was_confirmed(other) ? reached(&other->confirmed, day) : NEVER;
        by = confirmed > by ? confirmed : by;
    }
    return by;
}

static int in_window(const struct intention *intention, const struct question *question)
{
    int first = intention->start.given ? intention->start.first : FIRST_DAY;
    int last = intention->end.given ? intention->end.last : LAST_DAY;
    if (last < question->window_start || first > question->window_end)
        return NEVER;
    return first >= question->window_start && last <= question->window_end ? CERTAINLY : POSSIBLY;
}

static int counts(const struct world *world, int at, const struct question *question)
{
    const struct intention *intention = &world->intentions[at];
    int confirmed = was_confirmed(intention) ? reached(&intention->confirmed, question->day) : NEVER;
    int withdrawn = intention->withdrawn.given ? reached(&intention->withdrawn, question->day) : NEVER;
    return least(least(confirmed, in_window(intention, question)),
                 least(CERTAINLY - withdrawn, CERTAINLY - replaced(world, at, question->day)));
}

static bool is_asked(const struct intention *intention, const struct question *question)
{
    return (question->process < 0 || intention->process == question->process) && in_window(intention, question) != NEVER;
}

static bool is_seen(const struct intention *intention, const struct question *question)
{
    return is_asked(intention, question) && (question->sees_all || !intention->hidden);
}

static void quarter_of(const struct date *start, char out[16])
{
    int first = start->first / 100 % 100;
    int last = start->last / 100 % 100;
    *out = '\0';
    if (start->given && start->first != FIRST_DAY && start->first / 10000 == start->last / 10000 &&
        (first - 1) / 3 == (last - 1) / 3)
        snprintf(out, 16, "%d-Q%d", start->first / 10000, (first - 1) / 3 + 1);
}

/* What tells its line from others. */
static void key_of(const struct intention *intention, const struct question *question, char out[MOST_TEXT])
{
    char quarter[16] = "";
    char process[16] = "";
    char organisation[16] = "";
    if (question->by_quarter)
        quarter_of(&intention->start, quarter);
    if (question->by_process)
        snprintf(process, sizeof process, "p%d", intention->process);
    if (question->by_organisation)
        snprintf(organisation, sizeof organisation, "o%d", intention->organisation);
    snprintf(out, MOST_TEXT, "%s %d [%s] [%s] [%s] %d [%s] [%s]", process, intention->commits ? 1 : 2, quarter,
             question->by_region ? region_of(intention->organisation) : "", organisation, intention->by_document ? 2 : 1,
             intention->quantity > 0 ? intention->unit : "", intention->value > 0 ? intention->currency : "");
}

struct sums {
    int count, quantity, remaining, value;
};

static void add(struct sums *sums, const struct intention *intention, int bought)
{
    int left = intention->quantity - bought;
    sums->count++;
    sums->quantity += intention->quantity;
    sums->remaining += left > 0 ? left : 0;
    sums->value += intention->value;
}

/* The line of a key: all those that have it. */
static const char *recount(struct fixture *f, const struct world *world, const struct question *question, const char *key)
{
    struct sums certain = {0};
    struct sums possible = {0};
    bool stands[ORGANISATIONS] = {false};
    int bodies = 0, examples = 0, unquantified = 0;
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *intention = &world->intentions[i];
        char own[MOST_TEXT];
        int certainly_bought = 0, possibly_bought = 0;
        key_of(intention, question, own);
        if (!is_seen(intention, question) || counts(world, i, question) == NEVER || strcmp(own, key) != 0)
            continue;
        for (int k = 0; k < world->n_purchases; k++) {
            const struct purchase *purchase = &world->purchases[k];
            int awarded = purchase->intention == i ? reached(&purchase->awarded, question->day) : NEVER;
            certainly_bought += awarded == CERTAINLY ? purchase->quantity : 0;
            possibly_bought += awarded != NEVER ? purchase->quantity : 0;
        }
        add(&possible, intention, certainly_bought);
        if (counts(world, i, question) == CERTAINLY)
            add(&certain, intention, possibly_bought);
        bodies += !stands[intention->organisation];
        stands[intention->organisation] = true;
        examples += intention->example;
        unquantified += intention->quantity == 0;
    }
    return format(f, "%s: %d-%d of %d, quantity %d-%d, left %d-%d, value %d-%d, examples %d, unquantified %d", key, certain.count,
                  possible.count, bodies, certain.quantity, possible.quantity, certain.remaining, possible.remaining, certain.value,
                  possible.value, examples, unquantified);
}

static const char *recount_totals(struct fixture *f, const struct world *world, const struct question *question)
{
    bool commits[ORGANISATIONS] = {false};
    bool declares[ORGANISATIONS] = {false};
    int unquantified = 0, unconfirmed = 0, withdrawn = 0, is_replaced = 0, hidden = 0, committing = 0, declaring = 0;
    for (int i = 0; i < INTENTIONS; i++) {
        const struct intention *intention = &world->intentions[i];
        int counting = counts(world, i, question);
        if (!is_seen(intention, question)) {
            hidden += is_asked(intention, question) && counting != NEVER;
            continue;
        }
        bool began = was_confirmed(intention) && reached(&intention->confirmed, question->day) != NEVER;
        bool ended = began && intention->withdrawn.given && reached(&intention->withdrawn, question->day) == CERTAINLY;
        unconfirmed += strcmp(intention->state, "SUBMITTED") == 0;
        withdrawn += ended;
        is_replaced += began && !ended && replaced(world, i, question->day) == CERTAINLY;
        unquantified += counting != NEVER && intention->quantity == 0;
        commits[intention->organisation] |= counting != NEVER && intention->commits;
        declares[intention->organisation] |= counting != NEVER && !intention->commits;
    }
    for (int i = 0; i < ORGANISATIONS; i++) {
        committing += commits[i];
        declaring += declares[i] && !commits[i];
    }
    return format(f, "commit %d declare %d unquantified %d unconfirmed %d withdrawn %d replaced %d hidden %d", committing,
                  declaring, unquantified, unconfirmed, withdrawn, is_replaced, hidden);
}

/* ---- the service's -------------------------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static int number_of(const json_t *object, const char *member)
{
    return (int)json_integer_value(json_object_get(object, member));
}

static int amount_of(const json_t *line, const char *member, const char *number)
{
    return atoi(text_of(json_object_get(line, member), number));
}

static const char *short_name(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash ? slash + 1 : name;
}

static const char *line_text(struct fixture *f, const json_t *line)
{
    return format(
        f, "%s %d [%s] [%s] [%s] %d [%s] [%s]: %d-%d of %d, quantity %d-%d, left %d-%d, value %d-%d, examples %d, unquantified %d",
        short_name(text_of(line, "process")), strcmp(text_of(line, "level"), "LEVEL_COMMITMENT") == 0 ? 1 : 2,
        text_of(line, "quarter"), text_of(line, "regionCode"), short_name(text_of(line, "organisation")),
        strcmp(text_of(line, "confirmationKind"), "CONFIRMATION_KIND_PUBLISHED_DOCUMENT") == 0 ? 2 : 1, text_of(line, "unitCode"),
        text_of(line, "currencyCode"), number_of(line, "certainCount"), number_of(line, "possibleCount"),
        number_of(line, "organisationCount"), amount_of(line, "certainQuantity", "value"),
        amount_of(line, "possibleQuantity", "value"), amount_of(line, "certainRemainingQuantity", "value"),
        amount_of(line, "possibleRemainingQuantity", "value"), amount_of(line, "certainValue", "units"),
        amount_of(line, "possibleValue", "units"), number_of(line, "exampleCount"), number_of(line, "unquantifiedCount"));
}

static const char *totals_text(struct fixture *f, const json_t *reply)
{
    return format(f, "commit %d declare %d unquantified %d unconfirmed %d withdrawn %d replaced %d hidden %d",
                  number_of(reply, "committingOrganisationCount"), number_of(reply, "declaringOrganisationCount"),
                  number_of(reply, "unquantifiedCount"), number_of(reply, "unconfirmedCount"), number_of(reply, "withdrawnCount"),
                  number_of(reply, "replacedCount"), number_of(reply, "hiddenCount"));
}

/* ---- comparing ------------------------------------------------------------------------------------------------------------- */

static const char *day_text(struct fixture *f, int day)
{
    return format(f, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

static int random_day(struct world *world, int year)
{
    int month = 1 + below(world, 12);
    return year * 10000 + month * 100 + 1 + below(world, last_of_month(month));
}

static struct question random_question(struct world *world)
{
    struct question question = {
        .process = below(world, PROCESSES + 1) - 1,
        .day = random_day(world, 2022 + below(world, 2)),
        .window_start = below(world, 2) ? random_day(world, 2027) : FIRST_DAY,
        .window_end = below(world, 2) ? random_day(world, 2028) : LAST_DAY,
        .sees_all = below(world, 2) == 0,
        .by_process = below(world, 2) == 0,
        .by_quarter = below(world, 2) == 0,
        .by_region = below(world, 2) == 0,
        .by_organisation = below(world, 4) == 0,
    };
    return question;
}

static const char *request_of(struct fixture *f, const struct question *question, const char *read_time)
{
    const char *text = question->process < 0 ? "'centre': 'centres/c'" : format(f, "'process': 'processes/p%d'", question->process);
    const char *comma = "";
    text = format(f, "%s, 'effectiveDate': '%s', 'dimensions': [", text, day_text(f, question->day));
    const struct {
        bool asked;
        const char *name;
    } dimensions[] = {{question->by_process, "PROCESS"},
                      {question->by_quarter, "QUARTER"},
                      {question->by_region, "REGION"},
                      {question->by_organisation, "ORGANISATION"}};
    for (size_t i = 0; i < COUNT(dimensions); i++) {
        if (dimensions[i].asked) {
            text = format(f, "%s%s'DEMAND_DIMENSION_%s'", text, comma, dimensions[i].name);
            comma = ", ";
        }
    }
    text = format(f, "%s]", text);
    if (question->window_start != FIRST_DAY)
        text = format(f, "%s, 'purchaseStartDate': '%s'", text, day_text(f, question->window_start));
    if (question->window_end != LAST_DAY)
        text = format(f, "%s, 'purchaseEndDate': '%s'", text, day_text(f, question->window_end));
    return *read_time ? format(f, "{%s, 'readTime': '%s'}", text, read_time) : format(f, "{%s}", text);
}

static bool is_among(const char *text, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static void compare(struct fixture *f, const struct world *world, const struct question *question, const char *request,
                    const json_t *reply)
{
    static const char *expected[INTENTIONS];
    char keys[INTENTIONS][MOST_TEXT];
    const char *known[INTENTIONS];
    size_t count = 0;
    for (int i = 0; i < INTENTIONS; i++) {
        key_of(&world->intentions[i], question, keys[count]);
        bool wanted = is_seen(&world->intentions[i], question) && counts(world, i, question) != NEVER;
        if (!wanted || is_among(keys[count], known, count))
            continue;
        known[count] = keys[count];
        expected[count] = recount(f, world, question, keys[count]);
        count++;
    }
    const json_t *lines = json_object_get(reply, "lines");
    if (json_array_size(lines) != count)
        fail_msg("%s: %zu lines, not %zu", request, json_array_size(lines), count);
    for (size_t i = 0; i < count; i++) {
        const char *line = line_text(f, json_array_get(lines, i));
        if (!is_among(line, expected, count))
            fail_msg("%s: nobody else counts %s", request, line);
    }
    assert_string_equal(totals_text(f, reply), recount_totals(f, world, question));
}

static void all_lines_are_as_counted_again(void **state)
{
    static struct world world;
    struct fixture *f = *state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        world = (struct world){.random = seed};
        keep_registry(f);
        set_day(f, "2024-02-01");
        make_world(&world);
        take_in_world(f, &world);
        given_key(f, "reader", "READER", "");
        const char *then = next_second(f);
        for (int i = 0; i < QUESTIONS; i++) {
            struct question question = random_question(&world);
            const char *request = request_of(f, &question, i % 3 == 0 ? then : "");
            expect(f, question.sees_all ? "SummariseDemand" : "SummariseDemand as reader", request, "OK");
            json_t *reply = json_loads(reply_text(f), 0, NULL);
            assert_non_null(reply);
            compare(f, &world, &question, request, reply);
            json_decref(reply);
        }
        restore_registry(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_lines_are_as_counted_again, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
