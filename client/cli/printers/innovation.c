/* SummariseInnovation: what the registry computes, and what was published beside it. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"
#include "text.h"

#include "hensigt/v1/report.h"

#include <string.h>

typedef hensigt_summarise_innovation_response_line line_type;
typedef hensigt_summarise_innovation_response_value_share share_type;
typedef hensigt_summarise_innovation_response_published published_type;

/* "3 of 4 (75.0 %)"; nothing where nothing is known. */
static const char *by_number(struct hs_arena *arena, int32_t part, int32_t known, const char *percentage)
{
    return known == 0 ? "" : hs_arena_printf(arena, "%d of %d (%s %%)", part, known, percentage);
}

/* "66.7 %", a line for each currency. */
static const char *by_value(struct hs_arena *arena, const line_type *line, bool market)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < line->n_value_shares; i++) {
        const share_type *share = line->value_shares[i];
        const char *percentage = market ? share->market_percentage : share->buyer_percentage;
        text_addf(&text, "%s%s%s", i > 0 ? "\n" : "", *percentage != '\0' ? percentage : "–", *percentage != '\0' ? " %" : "");
    }
    return text_end(&text);
}

static const char *value(struct hs_arena *arena, const line_type *line)
{
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < line->n_value_shares; i++) {
        const ProtobufCMessage *share = &line->value_shares[i]->base;
        const char *amount = show_field(arena, share, member_named(type_of(share), "value"), SHOW_SHORT);
        text_addf(&text, "%s%s", i > 0 ? "\n" : "", amount != NULL ? amount : "");
    }
    return text_end(&text);
}

static void add_line(struct grid *grid, const line_type *line)
{
    struct hs_arena *arena = grid->arena;
    grid_cell(grid, *line->region_code != '\0' ? line->region_code : "?");
    grid_cell(grid, line->year != 0 ? hs_arena_printf(arena, "%d", line->year) : "?");
    grid_cell(grid, hs_arena_printf(arena, "%d", line->purchase_count));
    grid_lines(grid, by_number(arena, line->buyer_innovative_count, line->buyer_known_count, line->buyer_percentage), STYLE_PLAIN);
    grid_lines(grid, by_value(arena, line, false), STYLE_PLAIN);
    grid_lines(grid, by_number(arena, line->market_innovative_count, line->market_known_count, line->market_percentage),
               STYLE_PLAIN);
    grid_lines(grid, by_value(arena, line, true), STYLE_PLAIN);
    grid_lines(grid, value(arena, line), STYLE_PLAIN);
}

static bool print_lines(struct hs_arena *arena, const struct screen *screen, const hensigt_summarise_innovation_response *report)
{
    static const char *const titles[] = {"COUNTRY",  "YEAR",           "PURCHASES", "NEW FOR THE BUYER",
                                         "BY VALUE", "FOR THE MARKET", "BY VALUE",  "VALUE"};
    struct grid grid;
    grid_init(&grid, arena);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        grid_column(&grid, titles[i], GRID_FIRM | (i > 1 ? GRID_RIGHT : 0));
    }
    for (size_t i = 0; i < report->n_lines; i++) {
        add_line(&grid, report->lines[i]);
    }
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

/* The time a figure is about: "2018-01 – 2018-06", "2022", or nothing. */
static const char *period(struct hs_arena *arena, const published_type *published)
{
    const struct hs_message *type = type_of(&published->base);
    const char *start = show_field(arena, &published->base, member_named(type, "start_date"), SHOW_SHORT);
    const char *end = show_field(arena, &published->base, member_named(type, "end_date"), SHOW_SHORT);
    if (start == NULL || end == NULL) {
        return NULL;
    }
    return *start != '\0' && *end != '\0' ? hs_arena_printf(arena, "%s – %s", start, end) : *start != '\0' ? start : end;
}

static bool print_published(struct hs_arena *arena, const struct screen *screen,
                            const hensigt_summarise_innovation_response *report)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "COUNTRY", GRID_FIRM);
    grid_column(&grid, "PUBLISHED", GRID_FIRM);
    grid_column(&grid, "FIGURE", GRID_FIRM);
    grid_column(&grid, "ABOUT", GRID_FIRM);
    grid_column(&grid, "CLAIM", GRID_KEY);
    for (size_t i = 0; i < report->n_published; i++) {
        const published_type *published = report->published[i];
        grid_cell(&grid, published->subject);
        grid_cell(&grid, published->metric);
        grid_cell(&grid, published->text);
        grid_cell(&grid, period(arena, published));
        const char *slash = strrchr(published->metric_claim, '/');
        grid_cell(&grid, slash != NULL ? slash + 1 : published->metric_claim);
    }
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

static int example_count(const hensigt_summarise_innovation_response *report)
{
    int count = 0;
    for (size_t i = 0; i < report->n_lines; i++) {
        count += report->lines[i]->example_count;
    }
    return count;
}

bool print_innovation(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_summarise_innovation_response *report = (const void *)reply;
    bool printed = true;
    if (report->n_lines > 0) {
        printed = print_lines(arena, screen, report);
    } else {
        fputs("The registry knows of no purchases to compute it from.\n", screen->out);
    }
    print_examples(screen, example_count(report), "purchase is", "purchases are");
    fputc('\n', screen->out);
    if (printed && report->n_published > 0) {
        printed = print_published(arena, screen, report);
        fputs("\nWhat was published stands beside what is computed, and is never added to it.\n", screen->out);
    }
    return printed && print_known(arena, screen, reply);
}
