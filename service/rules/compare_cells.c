#include "service/rules/compare.h"

#include "service/rules/dates.h"
#include "service/rules/transition.h"
#include "wire/date.h"

#include "hensigt/v1/organisation.h"
#include "hensigt/v1/process.h"

#include <string.h>

typedef hensigt_compare_centres_response_cell comparison_cell;

/* ---- texts --------------------------------------------------------------------------------------------------------------- */

bool hs_compare_text(const struct hs_comparison *comparison, comparison_cell *cell, const char *text)
{
    char **grown = hs_arena_grow(comparison->call->arena, cell->texts, cell->n_texts, sizeof *cell->texts);
    if (!text || !grown)
        return false;
    cell->texts = grown;
    cell->texts[cell->n_texts++] = (char *)text;
    return true;
}

/* A date as text, or in the words of its source where no more is known. */
const char *hs_compare_date(const struct hs_comparison *comparison, const hensigt_partial_date *date)
{
    char text[HS_PARTIAL_DATE_SIZE];
    hs_partial_date_text(date, text);
    return *text ? hs_arena_string(comparison->call->arena, text) : date->stated;
}

/* ---- things that hold for a time ------------------------------------------------------------------------------------------ */

/* A member, an office, a focus area: whether it holds on the day, and when it ended if it is over. */
struct thing {
    const char *text;
    enum hs_truth holds;
    const hensigt_partial_date *end_date;
};

struct things {
    const struct hs_comparison *comparison;
    struct thing *things;
    size_t count;
    bool failed; /* no memory */
};

static void add_thing(struct things *things, const char *text, enum hs_truth holds, const hensigt_partial_date *end_date)
{
    struct thing *grown = hs_arena_grow(things->comparison->call->arena, things->things, things->count, sizeof *grown);
    if (!grown || !text) {
        things->failed = true;
        return;
    }
    grown[things->count++] = (struct thing){.text = text, .holds = holds, .end_date = end_date};
    things->things = grown;
}

/* "KL", or "KL (possibly)" where the dates leave it open. */
static bool write_holding(const struct things *things, const struct thing *thing, comparison_cell *cell)
{
    const char *text = thing->text;
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    cell->possible_count++;
    if (thing->holds == HS_CERTAINLY)
        cell->certain_count++;
    else
        text = hs_arena_printf(things->comparison->call->arena, "%s (possibly)", text);
    return hs_compare_text(things->comparison, cell, text);
}

/* "Motiva (until 2024-09-30)". */
static bool write_over(const struct things *things, const struct thing *thing, comparison_cell *cell)
{
    const char *end = hs_compare_date(things->comparison, thing->end_date);
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT;
    return hs_compare_text(things->comparison, cell,
                           end ? hs_arena_printf(things->comparison->call->arena, "%s (until %s)", thing->text, end) : NULL);
}

/* What holds on the day; where nothing does, what did before: that is known to be missing, and no gap. */
static bool write_things(const struct things *things, comparison_cell *cell)
{
    int32_t day = things->comparison->day;
    bool written = !things->failed;
    for (size_t i = 0; written && i < things->count; i++)
        if (things->things[i].holds != HS_NEVER)
            written = write_holding(things, &things->things[i], cell);
    bool missing = cell->possible_count == 0;
    for (size_t i = 0; written && missing && i < things->count; i++)
        if (hs_dates_over(things->things[i].end_date, day))
            written = write_over(things, &things->things[i], cell);
    return written;
}

static const char *title_of_organisation(const hensigt_organisation *organisation, int32_t day)
{
    for (size_t i = 0; i < organisation->n_dated_titles; i++) {
        const hensigt_organisation_dated_title *title = organisation->dated_titles[i];
        if (hs_dates_hold(title->start_date, title->end_date, day) == HS_CERTAINLY)
            return title->title;
    }
    return organisation->title;
}

/* What an organisation or centre is called on the day; its name where it is not known. */
static const char *title_of(const struct hs_comparison *comparison, const char *name)
{
    const ProtobufCMessage *message = hs_call_find(comparison->call, name, comparison->read_time);
    if (message && message->descriptor == &hensigt__v1__organisation__descriptor)
        return title_of_organisation((const hensigt_organisation *)message, comparison->day);
    if (message && message->descriptor == &hensigt__v1__centre__descriptor)
        return ((const hensigt_centre *)message)->title;
    return name;
}

static enum hs_truth part_holds(const struct hs_comparison *comparison, const struct hs_compared *compared,
                                const hensigt_partial_date *start, const hensigt_partial_date *end)
{
    return hs_dates_hold_known(start, end, comparison->day, compared->centre->update_time);
}

/* ---- the centre itself --------------------------------------------------------------------------------------------------- */

/* Where a centre stood on the day, by its dates; where they say nothing, as its state is known. */
static const char *state_text(const struct hs_comparison *comparison, const hensigt_centre *centre)
{
    const char *into = *centre->merge_centre ? title_of(comparison, centre->merge_centre) : NULL;
    const char *over = into ? hs_arena_printf(comparison->call->arena, "merged into %s", into) : "ended";
    enum hs_truth goes_on = hs_dates_hold(NULL, centre->end_date, comparison->day);
    if (goes_on == HS_NEVER)
        return over;
    if (hs_date_given(centre->end_date) && hs_date_earliest(centre->end_date) < comparison->day)
        return over ? hs_arena_printf(comparison->call->arena, "active or %s", over) : NULL;
    if (!hs_date_given(centre->open_date))
        return centre->state == HENSIGT_CENTRE_STATE_PLANNED ? "planned" : "active";
    switch (hs_date_reached(centre->open_date, comparison->day)) {
    case HS_CERTAINLY:
        return "active";
    case HS_POSSIBLY:
        return "planned or active";
    default:
        return "planned";
    }
}

static bool write_state(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                        comparison_cell *cell)
{
    (void)argument;
    if (hs_date_given(compared->centre->decide_date) &&
        hs_date_reached(compared->centre->decide_date, comparison->day) == HS_NEVER) {
        cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT;
        return hs_compare_text(comparison, cell, "not yet decided");
    }
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    return hs_compare_text(comparison, cell, state_text(comparison, compared->centre));
}

static bool write_country(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                          comparison_cell *cell)
{
    (void)argument;
    if (!*compared->centre->region_code)
        return true;
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    return hs_compare_text(comparison, cell, compared->centre->region_code);
}

enum milestone { DECIDED, ESTABLISHED, OPENED, ENDED };

static const hensigt_partial_date *milestone_date(const hensigt_centre *centre, int milestone)
{
    const hensigt_partial_date *const dates[] = {
        [DECIDED] = centre->decide_date,
        [ESTABLISHED] = centre->establish_date,
        [OPENED] = centre->open_date,
        [ENDED] = centre->end_date,
    };
    return dates[milestone];
}

/* What lies after the day was a plan then. A centre without an end has not ended. */
static bool write_milestone(const struct hs_comparison *comparison, const struct hs_compared *compared, int milestone,
                            comparison_cell *cell)
{
    const hensigt_partial_date *date = milestone_date(compared->centre, milestone);
    if (!hs_date_given(date)) {
        if (milestone == ENDED)
            cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT;
        return true;
    }
    cell->state = hs_date_reached(date, comparison->day) == HS_NEVER ? HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_PLANNED
                                                                     : HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    return hs_compare_text(comparison, cell, hs_compare_date(comparison, date));
}

static bool write_predecessors(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                               comparison_cell *cell)
{
    struct things things = {.comparison = comparison};
    (void)argument;
    for (size_t i = 0; i < compared->centre->n_predecessors; i++) {
        const hensigt_centre_predecessor *predecessor = compared->centre->predecessors[i];
        add_thing(&things, title_of(comparison, predecessor->centre), part_holds(comparison, compared, predecessor->date, NULL),
                  NULL);
    }
    return write_things(&things, cell);
}

static bool write_focus_areas(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                              comparison_cell *cell)
{
    struct things things = {.comparison = comparison};
    (void)argument;
    for (size_t i = 0; i < compared->centre->n_focus_areas; i++) {
        const hensigt_centre_focus_area *area = compared->centre->focus_areas[i];
        add_thing(&things, area->title, part_holds(comparison, compared, area->start_date, area->end_date), area->end_date);
    }
    return write_things(&things, cell);
}

/* ---- offices ------------------------------------------------------------------------------------------------------------- */

static const unsigned leading_offices = 1u << HENSIGT_CENTRE_OFFICE_KIND_DIRECTOR | 1u << HENSIGT_CENTRE_OFFICE_KIND_PROJECT_LEADER;
static const unsigned board_offices = 1u << HENSIGT_CENTRE_OFFICE_KIND_BOARD_CHAIR |
                                      1u << HENSIGT_CENTRE_OFFICE_KIND_BOARD_VICE_CHAIR |
                                      1u << HENSIGT_CENTRE_OFFICE_KIND_BOARD_MEMBER;

static const char *append(struct hs_arena *arena, const char *text, const char *part)
{
    if (!text || !part || !*part)
        return text;
    return *text ? hs_arena_printf(arena, "%s, %s", text, part) : part;
}

/* "Lone Ank, erhvervsøkonomisk direktør, Erhvervsministeriet (board chair)". */
static const char *office_text(const struct hs_comparison *comparison, const hensigt_centre_office *office)
{
    struct hs_arena *arena = comparison->call->arena;
    const char *organisation = *office->organisation ? title_of(comparison, office->organisation) : "";
    const char *text = append(arena, append(arena, append(arena, "", office->person), office->title), organisation);
    if (office->kind == HENSIGT_CENTRE_OFFICE_KIND_DIRECTOR || office->kind == HENSIGT_CENTRE_OFFICE_KIND_BOARD_MEMBER)
        return text;
    const char *kind = hs_enum_words(arena, &hensigt__v1__centre__office_kind__descriptor, (int)office->kind);
    return text && kind ? hs_arena_printf(arena, "%s (%s)", text, kind) : NULL;
}

static bool write_offices(const struct hs_comparison *comparison, const struct hs_compared *compared, unsigned kinds,
                          comparison_cell *cell)
{
    struct things things = {.comparison = comparison};
    for (size_t i = 0; i < compared->centre->n_offices; i++) {
        const hensigt_centre_office *office = compared->centre->offices[i];
        if (kinds & 1u << (unsigned)office->kind)
            add_thing(&things, office_text(comparison, office),
                      part_holds(comparison, compared, office->start_date, office->end_date), office->end_date);
    }
    return write_things(&things, cell);
}

static bool write_director(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                           comparison_cell *cell)
{
    (void)argument;
    return write_offices(comparison, compared, leading_offices, cell);
}

static bool write_board(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                        comparison_cell *cell)
{
    (void)argument;
    return write_offices(comparison, compared, board_offices, cell);
}

/* ---- offers -------------------------------------------------------------------------------------------------------------- */

static hensigt_compare_centres_response_cell_state state_of_offer(const hensigt_centre_offer *offer)
{
    switch (offer->availability) {
    case HENSIGT_CENTRE_AVAILABILITY_OFFERED:
        return HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    case HENSIGT_CENTRE_AVAILABILITY_PLANNED:
        return HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_PLANNED;
    default:
        return HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT;
    }
}

/* Where a centre has said several things of one kind, what it offers outweighs what it plans, and that what it lacks. */
static int weight(hensigt_compare_centres_response_cell_state state)
{
    switch (state) {
    case HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN:
        return 3;
    case HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_PLANNED:
        return 2;
    case HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_ABSENT:
        return 1;
    default:
        return 0;
    }
}

/* Of offers that hold on the day: a state, and what is said of it. */
static bool write_offer(const struct hs_comparison *comparison, const hensigt_centre_offer *offer, comparison_cell *cell)
{
    hensigt_compare_centres_response_cell_state state = state_of_offer(offer);
    if (weight(state) < weight(cell->state))
        return true;
    if (state != cell->state)
        cell->n_texts = 0;
    cell->state = state;
    return !*offer->description || hs_compare_text(comparison, cell, offer->description);
}

bool hs_compare_offer(const struct hs_comparison *comparison, const struct hs_compared *compared, int kind, comparison_cell *cell)
{
    struct things past = {.comparison = comparison};
    bool written = true;
    for (size_t i = 0; written && i < compared->centre->n_offers; i++) {
        const hensigt_centre_offer *offer = compared->centre->offers[i];
        if ((int)offer->kind != kind)
            continue;
        if (part_holds(comparison, compared, offer->start_date, offer->end_date) != HS_NEVER)
            written = write_offer(comparison, offer, cell);
        else if (offer->availability == HENSIGT_CENTRE_AVAILABILITY_OFFERED)
            add_thing(&past, *offer->description ? offer->description : "offered", HS_NEVER, offer->end_date);
    }
    bool is_gap = cell->state == HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_GAP;
    return written && (!is_gap || write_things(&past, cell));
}

/* ---- members and processes ----------------------------------------------------------------------------------------------- */

/* The organisations in a role; those that are no longer in it where none is. */
static bool write_members(const struct hs_comparison *comparison, const struct hs_compared *compared, int role,
                          comparison_cell *cell)
{
    struct hs_names certain = {.arena = comparison->call->arena};
    struct hs_names possible = {.arena = comparison->call->arena};
    struct things things = {.comparison = comparison};
    hs_members_organisations(&compared->members, HS_MEMBER_ROLE(role), HS_CERTAINLY, &certain);
    hs_members_organisations(&compared->members, HS_MEMBER_ROLE(role), HS_POSSIBLY, &possible);
    for (size_t i = 0; i < possible.count; i++) {
        bool is_certain = hs_names_have(&certain, possible.names[i]);
        add_thing(&things, title_of(comparison, possible.names[i]), is_certain ? HS_CERTAINLY : HS_POSSIBLY, NULL);
    }
    for (size_t i = 0; i < compared->members.n_over; i++) {
        const struct hs_member *over = &compared->members.over[i];
        if (over->role == (hensigt_membership_role)role)
            add_thing(&things, title_of(comparison, over->organisation), HS_NEVER, over->end_date);
    }
    return !certain.failed && !possible.failed && write_things(&things, cell);
}

static bool write_partners(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                           comparison_cell *cell)
{
    struct hs_arena *arena = comparison->call->arena;
    size_t certain = compared->partners.count;
    size_t possible = compared->may_partner.count;
    (void)argument;
    if (possible == 0)
        return true;
    cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
    cell->certain_count = (int32_t)certain;
    cell->possible_count = (int32_t)possible;
    const char *text =
        certain == possible ? hs_arena_printf(arena, "%zu", certain) : hs_arena_printf(arena, "%zu to %zu", certain, possible);
    return hs_compare_text(comparison, cell, text);
}

/* The state of a process on the day; UNSPECIFIED where it had not begun to be. */
static hensigt_process_state process_state(const struct hs_comparison *comparison, const hensigt_process *process)
{
    bool over = process->state == HENSIGT_PROCESS_STATE_COMPLETED || process->state == HENSIGT_PROCESS_STATE_CANCELLED;
    const hensigt_partial_date *start = process->n_step_runs > 0 ? process->step_runs[0]->start_date : process->start_date;
    if (comparison->day >= comparison->call->today)
        return process->state;
    if (over && hs_date_reached(process->end_date, comparison->day) == HS_CERTAINLY)
        return process->state;
    if (process->state != HENSIGT_PROCESS_STATE_DRAFT && hs_date_reached(start, comparison->day) == HS_CERTAINLY)
        return HENSIGT_PROCESS_STATE_OPEN;
    if (hs_dates_hold_known(NULL, NULL, comparison->day, process->create_time) == HS_CERTAINLY)
        return HENSIGT_PROCESS_STATE_DRAFT;
    return HENSIGT_PROCESS_STATE_UNSPECIFIED;
}

/* "1 open", "2 completed". */
static bool write_processes(const struct hs_comparison *comparison, const struct hs_compared *compared, int argument,
                            comparison_cell *cell)
{
    const ProtobufCEnumDescriptor *states = &hensigt__v1__process__state__descriptor;
    struct hs_arena *arena = comparison->call->arena;
    (void)argument;
    for (unsigned i = 0; i < states->n_values; i++) {
        int32_t count = 0;
        int state = states->values[i].value;
        for (size_t k = 0; k < compared->processes.count; k++)
            count += (int)process_state(comparison, (const hensigt_process *)compared->processes.messages[k]) == state;
        if (state == HENSIGT_PROCESS_STATE_UNSPECIFIED || count == 0)
            continue;
        const char *words = hs_enum_words(arena, states, state);
        if (!words || !hs_compare_text(comparison, cell, hs_arena_printf(arena, "%d %s", count, words)))
            return false;
        cell->state = HENSIGT_COMPARE_CENTRES_RESPONSE_CELL_STATE_KNOWN;
        cell->certain_count += count;
        cell->possible_count += count;
    }
    return true;
}

/* ---- the points ---------------------------------------------------------------------------------------------------------- */

const struct hs_point hs_points_before_offers[] = {
    {"state", "State", write_state, 0},
    {"country", "Country", write_country, 0},
    {"owners", "Owners", write_members, HENSIGT_MEMBERSHIP_ROLE_OWNER},
    {"founders", "Founding members", write_members, HENSIGT_MEMBERSHIP_ROLE_FOUNDING_MEMBER},
    {"co-funding-partners", "Co-funding partners", write_members, HENSIGT_MEMBERSHIP_ROLE_CO_FUNDING_PARTNER},
    {"decided", "Decided", write_milestone, DECIDED},
    {"established", "Established", write_milestone, ESTABLISHED},
    {"opened", "Opened", write_milestone, OPENED},
    {"ended", "Ended", write_milestone, ENDED},
    {"predecessors", "Predecessors", write_predecessors, 0},
    {"director", "Director or leader", write_director, 0},
    {"board", "Board", write_board, 0},
    {"focus-areas", "Focus areas", write_focus_areas, 0},
};
const size_t hs_n_points_before_offers = sizeof hs_points_before_offers / sizeof hs_points_before_offers[0];

const struct hs_point hs_points_after_offers[] = {
    {"partners", "Partners and need owners", write_partners, 0},
    {"processes", "Processes", write_processes, 0},
};
const size_t hs_n_points_after_offers = sizeof hs_points_after_offers / sizeof hs_points_after_offers[0];
