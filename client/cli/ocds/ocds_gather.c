#include "ocds/ocds_gather.h"

#include "access.h"
#include "listing.h"
#include "ocds/ocds_body.h"
#include "ocds/ocds_standing.h"
#include "remote.h"
#include "value.h"

#include "wire/date.h"

#include "hensigt/v1/award_tables.h"
#include "hensigt/v1/event_tables.h"
#include "hensigt/v1/instrument_tables.h"
#include "hensigt/v1/intention_tables.h"
#include "hensigt/v1/membership_tables.h"
#include "hensigt/v1/partnership_tables.h"
#include "hensigt/v1/purchase_tables.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* One gathering. */
struct gathering {
    struct cli *cli;
    struct hs_arena *arena;
    const struct ocds_how *how;
    ProtobufCMessage *read_time; /* NULL = now */
    int32_t today;
    struct ocds_facts facts;
};

enum { SECONDS_PER_DAY = 24 * 60 * 60 };

static bool add(struct hs_arena *arena, struct ocds_list *list, const ProtobufCMessage *message)
{
    const ProtobufCMessage **items = message != NULL ? hs_arena_grow(arena, list->items, list->n, sizeof *items) : NULL;
    if (items == NULL) {
        return false;
    }
    items[list->n++] = message;
    list->items = items;
    return true;
}

/* Takes notice of when a resource last changed. */
static void see_change(struct gathering *gathering, const ProtobufCMessage *message)
{
    const ProtobufCMessage *time = get_message(message, "update_time");
    struct ocds_facts *facts = &gathering->facts;
    int64_t seconds = time != NULL ? get_number(time, "seconds") : 0;
    int32_t nanos = time != NULL ? (int32_t)get_number(time, "nanos") : 0;
    if (seconds > facts->change_seconds || (seconds == facts->change_seconds && nanos > facts->change_nanos)) {
        facts->change_seconds = seconds;
        facts->change_nanos = nanos;
    }
}

/* Takes notice of a day that changed something by its passing. */
static void see_day(struct gathering *gathering, int32_t day)
{
    struct ocds_facts *facts = &gathering->facts;
    int64_t seconds = (int64_t)day * SECONDS_PER_DAY;
    if (day <= gathering->today && seconds > facts->change_seconds) {
        facts->change_seconds = seconds;
        facts->change_nanos = 0;
    }
}

static const struct hs_method *get_method(const struct hs_resource *resource)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        for (size_t i = 0; i < service->n_methods; i++) {
            if (service->methods[i].verb == HS_VERB_GET && service->methods[i].resource == resource) {
                return &service->methods[i];
            }
        }
    }
    return NULL;
}

enum exit_code ocds_get(struct cli *cli, struct hs_arena *arena, const char *name, ProtobufCMessage *read_time,
                        const ProtobufCMessage **message)
{
    const char *error = NULL;
    ProtobufCMessage *reply = NULL;
    const struct hs_resource *resource = hs_contract_resource_of_name(name, false);
    if (resource == NULL) {
        return cli_usage(cli, "export ocds", "'%s' is no name of a resource", name);
    }
    const struct hs_method *method = get_method(resource);
    ProtobufCMessage *request = hs_arena_new(arena, method->input->descriptor);
    if (request == NULL || !value_set(arena, request, member_named(method->input, "name"), name, &error)) {
        return cli_no_memory(cli);
    }
    ProtobufCMessage **place = value_add(arena, request, member_named(method->input, "read_time"));
    *place = read_time;
    enum exit_code code = remote_call(cli, method, request, 0, NULL, arena, &reply);
    if (code == EXIT_OK) {
        *message = reply;
    }
    return code;
}

static enum exit_code get(struct gathering *gathering, const char *name, const ProtobufCMessage **message)
{
    enum exit_code code = ocds_get(gathering->cli, gathering->arena, name, gathering->read_time, message);
    if (code == EXIT_OK) {
        see_change(gathering, *message);
    }
    return code;
}

/* ---- lists ------------------------------------------------------------------------------------------------------------------ */

static enum exit_code keep(struct cli *cli, void *context, const ProtobufCMessage *resource)
{
    struct gathering *gathering = ((void **)context)[0];
    struct ocds_list *list = ((void **)context)[1];
    return add(gathering->arena, list, hs_arena_message(gathering->arena, resource)) ? EXIT_OK : cli_no_memory(cli);
}

/* Lists a kind under a parent (NULL = any), and what its filter says of the value. */
static enum exit_code list(struct gathering *gathering, const struct hs_resource *resource, const char *parent, const char *field,
                           const char *value, struct ocds_list *out)
{
    void *context[] = {gathering, out};
    struct listing listing = {.parent = parent, .read_time = gathering->read_time};
    if (field != NULL) {
        listing.filter = hs_arena_printf(gathering->arena, "%s\"%s\"", field, value);
        if (listing.filter == NULL) {
            return cli_no_memory(gathering->cli);
        }
    }
    return listing_each(gathering->cli, resource, &listing, keep, context);
}

static bool is_example(const ProtobufCMessage *message)
{
    const ProtobufCMessage *provenance = get_message(message, "provenance");
    return provenance != NULL && get_number(provenance, "basis") == HENSIGT_PROVENANCE_BASIS_EXAMPLE;
}

/* Keeps those of a list that are shown, in their order. What was shown and is no longer is a change, too. */
static void choose(struct gathering *gathering, struct ocds_list *list, bool (*is_shown)(const ProtobufCMessage *message))
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        bool example = is_example(list->items[i]);
        bool shown = is_shown(list->items[i]);
        if (shown && example && !gathering->how->examples) {
            gathering->facts.n_examples++;
            continue;
        }
        see_change(gathering, list->items[i]);
        if (shown) {
            list->items[n++] = list->items[i];
        }
    }
    list->n = n;
}

static bool membership_holds(const ProtobufCMessage *message)
{
    return ((const hensigt_membership *)message)->state == HENSIGT_MEMBERSHIP_STATE_ACTIVE;
}

/* A draft says nothing yet, and what was entered in error nothing any more. */
static bool instrument_is_out(const ProtobufCMessage *message)
{
    hensigt_instrument_state state = ((const hensigt_instrument *)message)->state;
    return state != HENSIGT_INSTRUMENT_STATE_UNSPECIFIED && state != HENSIGT_INSTRUMENT_STATE_DRAFT &&
           state != HENSIGT_INSTRUMENT_STATE_ANNULLED;
}

static bool purchase_stands(const ProtobufCMessage *message)
{
    hensigt_purchase_state state = ((const hensigt_purchase *)message)->state;
    return state == HENSIGT_PURCHASE_STATE_PLANNED || state == HENSIGT_PURCHASE_STATE_AWARDED;
}

static bool award_stands(const ProtobufCMessage *message)
{
    return ((const hensigt_award *)message)->annulment == NULL;
}

static bool always(const ProtobufCMessage *message)
{
    (void)message;
    return true;
}

/* ---- intentions ------------------------------------------------------------------------------------------------------------- */

static bool is_confirmed(const ProtobufCMessage *message)
{
    const hensigt_intention *intention = (const hensigt_intention *)message;
    hensigt_intention_state state = intention->state;
    bool stands = state == HENSIGT_INTENTION_STATE_CONFIRMED || state == HENSIGT_INTENTION_STATE_PARTIALLY_FULFILLED ||
                  state == HENSIGT_INTENTION_STATE_FULFILLED;
    return stands && intention->confirmation != NULL && intention->annulment == NULL;
}

static int compare_name(const void *name, const void *item)
{
    return strcmp(name, get_string(*(const ProtobufCMessage *const *)item, "name"));
}

/* Whether it is demand, or would be but for a commitment that was made up as an example and is left out. */
static bool is_demand(const struct ocds_list *left_out, const hensigt_intention_standing *standing)
{
    bool replaced = standing->standing == HENSIGT_INTENTION_STANDING_STANDING_REPLACED;
    bool undone =
        replaced && left_out->n > 0 &&
        bsearch(standing->replacing_intention, left_out->items, left_out->n, sizeof *left_out->items, compare_name) != NULL;
    return undone || ocds_is_demand(standing);
}

/* The day since which an intention stands as it does may have passed without anything being written. */
static void see_standing(struct gathering *gathering, const hensigt_intention_standing *standing)
{
    hensigt_partial_date start = HENSIGT_PARTIAL_DATE_INIT;
    int32_t earliest = 0;
    int32_t latest = 0;
    start.date = standing->start_date;
    if (hs_partial_date_days(&start, &earliest, &latest)) {
        see_day(gathering, latest);
    }
}

/* Keeps what is demand, each as that of the body for which it counts. */
static void keep_demand(struct gathering *gathering, struct ocds_list *list, const struct ocds_list *left_out,
                        const struct ocds_list *standings)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        hensigt_intention *intention = (hensigt_intention *)(uintptr_t)list->items[i];
        const hensigt_intention_standing *standing = ocds_standing_of(standings, intention->name);
        if (standing == NULL) {
            continue;
        }
        see_standing(gathering, standing);
        if (is_demand(left_out, standing)) {
            intention->organisation = standing->organisation;
            list->items[n++] = &intention->base;
        }
    }
    list->n = n;
}

/* What only partners may see leaves the list before anything of it is looked at. */
static enum exit_code choose_intentions(struct gathering *gathering, const char *process)
{
    struct ocds_list *list = &gathering->facts.intentions;
    struct ocds_list standings = {NULL, 0};
    struct ocds_list examples = {NULL, 0};
    size_t n = 0;
    enum exit_code code = ocds_read_standings(gathering->cli, gathering->arena, process, gathering->read_time, &standings);
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        const ProtobufCMessage *item = list->items[i];
        bool left_out = is_example(item) && !gathering->how->examples;
        if (left_out && !add(gathering->arena, &examples, item)) {
            code = cli_no_memory(gathering->cli);
        }
        if (((const hensigt_intention *)item)->visibility != HENSIGT_INTENTION_VISIBILITY_PARTNERS) {
            list->items[n++] = item;
        }
    }
    list->n = n;
    choose(gathering, list, is_confirmed);
    keep_demand(gathering, list, &examples, &standings);
    return code;
}

/* ---- bodies ----------------------------------------------------------------------------------------------------------------- */

/* No body has so many after it. */
enum { MAX_STEPS = 100 };

/* The name of the body that stands for an organisation today; none stands for none, as of a centre that is no body of its own. */
static enum exit_code find_body(struct gathering *gathering, char **name)
{
    const ProtobufCMessage *message = NULL;
    const char *follower = **name != '\0' ? *name : NULL;
    enum exit_code code = EXIT_OK;
    for (int step = 0; code == EXIT_OK && follower != NULL && step < MAX_STEPS; step++) {
        int32_t since = INT32_MAX;
        code = get(gathering, follower, &message);
        if (code == EXIT_OK) {
            const hensigt_organisation *organisation = (const hensigt_organisation *)message;
            *name = organisation->name;
            follower = ocds_follower(organisation, gathering->today, &since);
            see_day(gathering, since);
        }
    }
    return code;
}

/* Who takes part, and who leads, is the body of today. */
static enum exit_code find_bodies(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.memberships;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        code = find_body(gathering, &((hensigt_membership *)(uintptr_t)list->items[i])->organisation);
    }
    return code;
}

/* ---- what the release refers to --------------------------------------------------------------------------------------------- */

static const ProtobufCMessage *find(const struct ocds_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(get_string(list->items[i], "name"), name) == 0) {
            return list->items[i];
        }
    }
    return NULL;
}

/* Adds what a name refers to, once, in the order of the names. */
static enum exit_code refer(struct gathering *gathering, struct ocds_list *list, const char *name)
{
    const ProtobufCMessage *message = NULL;
    if (*name == '\0' || find(list, name) != NULL) {
        return EXIT_OK;
    }
    enum exit_code code = get(gathering, name, &message);
    if (code == EXIT_OK && !add(gathering->arena, list, message)) {
        code = cli_no_memory(gathering->cli);
    }
    for (size_t i = list->n; code == EXIT_OK && i > 1 && compare_name(get_string(list->items[i - 2], "name"), &message) > 0; i--) {
        list->items[i - 1] = list->items[i - 2];
        list->items[i - 2] = message;
    }
    return code;
}

static enum exit_code refer_sources(struct gathering *gathering, const hensigt_provenance *provenance)
{
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; provenance != NULL && code == EXIT_OK && i < provenance->n_sources; i++) {
        code = refer(gathering, &gathering->facts.sources, provenance->sources[i]);
    }
    return code;
}

static enum exit_code refer_memberships(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.memberships;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        const hensigt_membership *membership = (const hensigt_membership *)list->items[i];
        code = refer(gathering, &gathering->facts.organisations, membership->organisation);
        code = code == EXIT_OK ? refer_sources(gathering, membership->provenance) : code;
    }
    return code;
}

static enum exit_code refer_intentions(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.intentions;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        const hensigt_intention *intention = (const hensigt_intention *)list->items[i];
        code = refer(gathering, &gathering->facts.organisations, intention->organisation);
        code = code == EXIT_OK ? refer(gathering, &gathering->facts.sources, intention->confirmation->source) : code;
    }
    return code;
}

static enum exit_code refer_events(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.events;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        code = refer_sources(gathering, ((const hensigt_event *)list->items[i])->provenance);
    }
    return code;
}

static enum exit_code refer_instruments(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.instruments;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        code = refer(gathering, &gathering->facts.sources, ((const hensigt_instrument *)list->items[i])->source);
    }
    return code;
}

/* "financingSchemes/x/awards/y" -> "financingSchemes/x". */
static enum exit_code refer_schemes(struct gathering *gathering)
{
    const struct ocds_list *list = &gathering->facts.awards;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < list->n; i++) {
        const char *name = get_string(list->items[i], "name");
        const char *awards = strstr(name, "/awards/");
        size_t length = awards != NULL ? (size_t)(awards - name) : strlen(name);
        const char *scheme = hs_arena_bytes(gathering->arena, name, length);
        code = scheme != NULL ? refer(gathering, &gathering->facts.schemes, scheme) : cli_no_memory(gathering->cli);
    }
    return code;
}

static enum exit_code refer_process(struct gathering *gathering)
{
    struct ocds_facts *facts = &gathering->facts;
    const ProtobufCMessage *model = NULL;
    const ProtobufCMessage *centre = NULL;
    enum exit_code code = get(gathering, facts->process->process_model, &model);
    code = code == EXIT_OK ? get(gathering, facts->process->centre, &centre) : code;
    if (code != EXIT_OK) {
        return code;
    }
    facts->model = (const hensigt_process_model *)model;
    code = find_body(gathering, &((hensigt_centre *)(uintptr_t)centre)->organisation);
    if (code != EXIT_OK) {
        return code;
    }
    facts->centre = (const hensigt_centre *)centre;
    code = refer(gathering, &facts->organisations, facts->centre->organisation);
    return code == EXIT_OK ? refer_sources(gathering, facts->process->provenance) : code;
}

static enum exit_code refer_all(struct gathering *gathering)
{
    static enum exit_code (*const steps[])(struct gathering * gathering) = {refer_process, refer_memberships, refer_intentions,
                                                                            refer_events,  refer_instruments, refer_schemes};
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < sizeof steps / sizeof steps[0]; i++) {
        code = steps[i](gathering);
    }
    return code;
}

/* ---- all of it -------------------------------------------------------------------------------------------------------------- */

static enum exit_code list_members(struct gathering *gathering, const char *process)
{
    struct ocds_list partnerships = {NULL, 0};
    enum exit_code code = list(gathering, &hensigt_partnership_resource, NULL, "subject=", process, &partnerships);
    for (size_t i = 0; code == EXIT_OK && i < partnerships.n; i++) {
        const char *name = get_string(partnerships.items[i], "name");
        see_change(gathering, partnerships.items[i]);
        code = list(gathering, &hensigt_membership_resource, name, NULL, NULL, &gathering->facts.memberships);
    }
    return code;
}

static enum exit_code list_all(struct gathering *gathering, const char *process)
{
    struct ocds_facts *facts = &gathering->facts;
    const struct {
        const struct hs_resource *resource;
        const char *field;
        struct ocds_list *out;
    } lists[] = {
        {&hensigt_intention_resource, "process=", &facts->intentions},
        {&hensigt_instrument_resource, "processes:", &facts->instruments},
        {&hensigt_event_resource, "process=", &facts->events},
        {&hensigt_purchase_resource, "process=", &facts->purchases},
        {&hensigt_award_resource, "recipient=", &facts->awards},
    };
    enum exit_code code = list_members(gathering, process);
    for (size_t i = 0; code == EXIT_OK && i < sizeof lists / sizeof lists[0]; i++) {
        code = list(gathering, lists[i].resource, NULL, lists[i].field, process, lists[i].out);
    }
    return code;
}

static enum exit_code gather(struct gathering *gathering, const char *process)
{
    struct ocds_facts *facts = &gathering->facts;
    const ProtobufCMessage *found = NULL;
    enum exit_code code = get(gathering, process, &found);
    facts->process = (const hensigt_process *)found;
    code = code == EXIT_OK ? list_all(gathering, process) : code;
    code = code == EXIT_OK ? choose_intentions(gathering, process) : code;
    if (code != EXIT_OK) {
        return code;
    }
    choose(gathering, &facts->memberships, membership_holds);
    choose(gathering, &facts->instruments, instrument_is_out);
    choose(gathering, &facts->events, always);
    choose(gathering, &facts->purchases, purchase_stands);
    choose(gathering, &facts->awards, award_stands);
    code = find_bodies(gathering);
    return code == EXIT_OK ? refer_all(gathering) : code;
}

static bool same_time(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || (get_number(a, "seconds") == get_number(b, "seconds") &&
                                                        get_number(a, "nanos") == get_number(b, "nanos")));
}

/* Lists as things are now are quick, and show one moment if nothing was written meanwhile; else all is read once more, as it was
 * known at the first moment. */
enum exit_code ocds_gather(struct cli *cli, struct hs_arena *arena, const char *process, const struct ocds_how *how,
                           struct ocds_facts *facts)
{
    struct gathering gathering = {.cli = cli, .arena = arena, .how = how, .today = (int32_t)(time(NULL) / SECONDS_PER_DAY)};
    ProtobufCMessage *before = NULL;
    ProtobufCMessage *after = NULL;
    enum exit_code code = listing_read_time(cli, &before);
    code = code == EXIT_OK ? gather(&gathering, process) : code;
    code = code == EXIT_OK ? listing_read_time(cli, &after) : code;
    if (code == EXIT_OK && !same_time(before, after)) {
        gathering.facts = (struct ocds_facts){0};
        gathering.read_time = before;
        code = gather(&gathering, process);
    }
    *facts = gathering.facts;
    return code;
}

const hensigt_organisation *ocds_organisation(const struct ocds_facts *facts, const char *name)
{
    return (const hensigt_organisation *)find(&facts->organisations, name);
}

const hensigt_source *ocds_source(const struct ocds_facts *facts, const char *name)
{
    return (const hensigt_source *)find(&facts->sources, name);
}
