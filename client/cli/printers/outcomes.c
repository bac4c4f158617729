/* SummariseOutcomes: what came of commitments and declarations beside each other, and how long it took. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"

#include "hensigt/v1/report.h"

#include <string.h>

typedef hensigt_summarise_outcomes_response report_type;
typedef hensigt_summarise_outcomes_response_conversion conversion_type;
typedef hensigt_summarise_outcomes_response_duration duration_type;

/* ---- what came of them --------------------------------------------------------------------------------------------------- */

/* One figure of a level as text; "" where there is nothing of it. */
typedef const char *figure_function(struct hs_arena *arena, const conversion_type *conversion);

static const char *count(struct hs_arena *arena, int32_t number)
{
    return number == 0 ? "" : hs_arena_printf(arena, "%d", number);
}

static const char *confirmed(struct hs_arena *arena, const conversion_type *conversion)
{
    return hs_arena_printf(arena, "%d", conversion->confirmed_count);
}

static const char *fulfilled(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->fulfilled_count);
}

static const char *partially_fulfilled(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->partially_fulfilled_count);
}

static const char *replaced(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->replaced_count);
}

static const char *withdrawn(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->withdrawn_count);
}

static const char *lapsed(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->lapsed_count);
}

static const char *still_open(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->open_count);
}

static const char *bought(struct hs_arena *arena, const conversion_type *conversion)
{
    const char *percentage = conversion->bought_percentage;
    return *percentage != '\0' ? hs_arena_printf(arena, "%s %%", percentage) : "";
}

static const char *organisations(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->organisation_count);
}

static const char *buyers(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->buying_organisation_count);
}

static const char *uncertain(struct hs_arena *arena, const conversion_type *conversion)
{
    return count(arena, conversion->uncertain_count);
}

static const struct figure {
    const char *title;
    figure_function *show;
} figures[] = {
    {"Confirmed", confirmed},
    {"  bought as a whole", fulfilled},
    {"  bought in part", partially_fulfilled},
    {"  replaced by a commitment", replaced},
    {"  withdrawn", withdrawn},
    {"  lapsed", lapsed},
    {"  open so far", still_open},
    {"Bought, of those confirmed", bought},
    {"Organisations behind them", organisations},
    {"  of which bought", buyers},
    {"Perhaps confirmed by then", uncertain},
};

static bool says_something(struct hs_arena *arena, const report_type *report, figure_function *show)
{
    for (size_t i = 0; i < report->n_conversions; i++) {
        const char *text = show(arena, report->conversions[i]);
        if (text == NULL || *text != '\0') {
            return true;
        }
    }
    return false;
}

static bool print_conversions(struct hs_arena *arena, const struct screen *screen, const report_type *report)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "", GRID_KEY);
    for (size_t i = 0; i < report->n_conversions; i++) {
        bool commitments = report->conversions[i]->level == HENSIGT_INTENTION_LEVEL_COMMITMENT;
        grid_column(&grid, commitments ? "COMMITMENTS" : "DECLARATIONS", GRID_RIGHT | GRID_FIRM);
    }
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (!says_something(arena, report, figures[i].show)) {
            continue;
        }
        grid_lines(&grid, figures[i].title, STYLE_TITLE);
        for (size_t k = 0; k < report->n_conversions; k++) {
            grid_lines(&grid, figures[i].show(arena, report->conversions[k]), STYLE_PLAIN);
        }
    }
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

/* ---- how long it took ---------------------------------------------------------------------------------------------------- */

/* Whether steps of several models are in the report: it then says of which each one is. */
static bool has_several_models(const report_type *report)
{
    const char *first = "";
    for (size_t i = 0; i < report->n_durations; i++) {
        const char *model = report->durations[i]->process_model;
        if (*first == '\0') {
            first = model;
        } else if (*model != '\0' && strcmp(model, first) != 0) {
            return true;
        }
    }
    return false;
}

static const char *days(struct hs_arena *arena, const duration_type *duration, int32_t number)
{
    return duration->count == 0 ? "" : hs_arena_printf(arena, "%d", number);
}

static bool print_durations(struct hs_arena *arena, const struct screen *screen, const report_type *report)
{
    bool models = has_several_models(report);
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "HOW LONG IT TOOK", 0);
    if (models) {
        grid_column(&grid, "MODEL", GRID_KEY);
    }
    grid_column(&grid, "MEASURED", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "SHORTEST", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "MEDIAN", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "LONGEST", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "NOT KNOWN", GRID_RIGHT | GRID_FIRM);
    for (size_t i = 0; i < report->n_durations; i++) {
        const duration_type *duration = report->durations[i];
        grid_cell(&grid, *duration->title != '\0' ? duration->title : duration->step);
        if (models) {
            grid_cell(&grid, duration->process_model);
        }
        grid_cell(&grid, hs_arena_printf(arena, "%d", duration->count));
        grid_cell(&grid, days(arena, duration, duration->minimum_days));
        grid_cell(&grid, days(arena, duration, duration->median_days));
        grid_cell(&grid, days(arena, duration, duration->maximum_days));
        grid_cell(&grid, count(arena, duration->unknown_count));
    }
    fputc('\n', screen->out);
    return grid_print(&grid, screen, 0, GRID_WRAP) &&
           print_wrapped(arena, screen, 0,
                         "In days, from the first day to the last; not known are those of which a day is missing.");
}

/* ---- as a whole ---------------------------------------------------------------------------------------------------------- */

static void print_processes(const struct screen *screen, const report_type *report)
{
    fprintf(screen->out, "\n%d process%s", report->process_count, report->process_count == 1 ? "" : "es");
    if (report->completed_process_count > 0) {
        fprintf(screen->out, ", %d completed", report->completed_process_count);
    }
    if (report->cancelled_process_count > 0) {
        fprintf(screen->out, ", %d cancelled", report->cancelled_process_count);
    }
    fputs("\n\n", screen->out);
}

static int example_count(const report_type *report)
{
    int count = 0;
    for (size_t i = 0; i < report->n_conversions; i++) {
        count += report->conversions[i]->example_count;
    }
    return count;
}

bool print_outcomes(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const report_type *report = (const void *)reply;
    bool printed = print_clean(arena, screen, STYLE_TITLE, *report->subject != '\0' ? report->subject : "All processes");
    fputc('\n', screen->out);
    print_processes(screen, report);
    printed = printed && print_conversions(arena, screen, report);
    printed = printed && (report->n_durations == 0 || print_durations(arena, screen, report));
    if (example_count(report) > 0) {
        fputc('\n', screen->out);
        print_examples(screen, example_count(report), "confirmed intention is", "confirmed intentions are");
    }
    if (report->hidden_count > 0) {
        fprintf(screen->out, "\n%d confirmed intention%s hidden from you %s not in these numbers.\n", report->hidden_count,
                report->hidden_count == 1 ? "" : "s", report->hidden_count == 1 ? "is" : "are");
    }
    fputc('\n', screen->out);
    return printed && print_axes(arena, screen, reply);
}
