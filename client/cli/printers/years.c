/* SummariseCentreYears: a row for each figure, a column for each year. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"
#include "text.h"

#include "hensigt/v1/report.h"

typedef hensigt_summarise_centre_years_response_year year_type;

/* One figure of a year as text; "" where there is nothing of it. */
typedef const char *figure_function(struct hs_arena *arena, const year_type *year);

static const char *count(struct hs_arena *arena, int32_t number)
{
    return number == 0 ? "" : hs_arena_printf(arena, "%d", number);
}

static const char *range(struct hs_arena *arena, int32_t certain, int32_t possible)
{
    return possible == 0 ? "" : print_range(arena, certain, possible);
}

static const char *partners(struct hs_arena *arena, const year_type *year)
{
    return range(arena, year->certain_partner_count, year->possible_partner_count);
}

static const char *processes(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->process_count);
}

static const char *opened(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->opened_process_count);
}

static const char *completed(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->completed_process_count);
}

static const char *events(struct hs_arena *arena, const year_type *year)
{
    return range(arena, year->certain_event_count, year->possible_event_count);
}

static const char *commitments(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->commitment_count);
}

static const char *declarations(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->declaration_count);
}

static const char *purchases(struct hs_arena *arena, const year_type *year)
{
    return count(arena, year->purchase_count);
}

/* An amount, which stands in a field of `message`, with what its period is. */
static void add_amount(struct text *text, const ProtobufCMessage *message, const char *field, const char *period)
{
    const char *amount = show_field(text->arena, message, member_named(type_of(message), field), SHOW_SHORT);
    text_addf(text, "%s%s%s", text->length > 0 ? "\n" : "", amount != NULL ? amount : "", period);
}

static const char *period_words(hensigt_period_kind kind)
{
    switch (kind) {
    case HENSIGT_PERIOD_KIND_YEARLY:
        return " a year";
    case HENSIGT_PERIOD_KIND_ACCUMULATED:
        return " in all";
    default:
        return "";
    }
}

static const char *values(struct hs_arena *arena, const year_type *year)
{
    struct text text;
    struct member member = member_named(type_of(&year->base), "purchase_values");
    text_init(&text, arena);
    for (size_t i = 0; i < year->n_purchase_values; i++) {
        const char *value = show_value(arena, &year->base, member, i, SHOW_SHORT);
        text_addf(&text, "%s%s", i > 0 ? "\n" : "", value != NULL ? value : "");
    }
    return text_end(&text);
}

static const char *savings(struct hs_arena *arena, const year_type *year)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < year->n_savings; i++) {
        add_amount(&text, &year->savings[i]->base, "amount", period_words(year->savings[i]->period_kind));
    }
    return text_end(&text);
}

static const char *fundings(struct hs_arena *arena, const year_type *year)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < year->n_fundings; i++) {
        add_amount(&text, &year->fundings[i]->base, "amount", period_words(year->fundings[i]->period_kind));
    }
    return text_end(&text);
}

static const struct figure {
    const char *title;
    figure_function *show;
} figures[] = {
    {"Partners, co-funders and need owners at its end", partners},
    {"Processes open", processes},
    {"  opened in it", opened},
    {"  completed in it", completed},
    {"Events held", events},
    {"Commitments confirmed", commitments},
    {"Declarations confirmed", declarations},
    {"Purchases awarded", purchases},
    {"  what they cost", values},
    {"  what they save", savings},
    {"Funding, as stated", fundings},
};

/* Whether a figure says anything of any year; one that does not is left out. */
static bool says_something(struct hs_arena *arena, const hensigt_summarise_centre_years_response *report, figure_function *show)
{
    for (size_t i = 0; i < report->n_years; i++) {
        const char *text = show(arena, report->years[i]);
        if (text == NULL || *text != '\0') {
            return true;
        }
    }
    return false;
}

static int example_count(const hensigt_summarise_centre_years_response *report)
{
    int count = 0;
    for (size_t i = 0; i < report->n_years; i++) {
        count += report->years[i]->example_count;
    }
    return count;
}

bool print_years(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_summarise_centre_years_response *report = (const void *)reply;
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "", GRID_KEY);
    for (size_t i = 0; i < report->n_years; i++) {
        grid_column(&grid, hs_arena_printf(arena, "%d", report->years[i]->year), GRID_RIGHT | GRID_FIRM);
    }
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (!says_something(arena, report, figures[i].show)) {
            continue;
        }
        grid_lines(&grid, figures[i].title, STYLE_TITLE);
        for (size_t k = 0; k < report->n_years; k++) {
            grid_lines(&grid, figures[i].show(arena, report->years[k]), STYLE_PLAIN);
        }
    }
    if (!print_clean(arena, screen, STYLE_TITLE, report->centre)) {
        return false;
    }
    fputs("\n\n", screen->out);
    if (!grid_print(&grid, screen, 0, GRID_WRAP)) {
        return false;
    }
    if (report->hidden_count > 0) {
        fprintf(screen->out, "\n%d confirmed intention%s hidden from you %s not in these numbers.\n", report->hidden_count,
                report->hidden_count == 1 ? "" : "s", report->hidden_count == 1 ? "is" : "are");
    }
    fputc('\n', screen->out);
    print_examples(screen, example_count(report), "entry is", "entries are");
    return print_known(arena, screen, reply);
}
