/* CheckSignatures: who is missing, a table for each kind of finding. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"

#include "hensigt/v1/report.h"

typedef hensigt_check_signatures_response report_type;
typedef hensigt_check_signatures_response_finding finding_type;

/* What the third column of a table says. */
enum detail { MEMBERSHIP, SIGNATURE, REAFFIRM_DATE, WITHDRAW_DATE };

static const struct section {
    hensigt_check_signatures_response_finding_kind kind;
    const char *title;
    enum detail detail;
    const char *column;
} sections[] = {
    {HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_MEMBER_NOT_SIGNED, "Members that have signed nothing that stands", MEMBERSHIP,
     "MEMBERSHIP"},
    {HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_SIGNED_NOT_MEMBER, "Signed without being a member", SIGNATURE, "SIGNATURE"},
    {HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_UNREAFFIRMED, "Have yet to reaffirm", REAFFIRM_DATE, "BY"},
    {HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_LAPSED, "Did not reaffirm in time", REAFFIRM_DATE, "UNTIL"},
    {HENSIGT_CHECK_SIGNATURES_RESPONSE_FINDING_KIND_WITHDRAWN, "Withdrew", WITHDRAW_DATE, "ON"},
};

static bool is_dated(enum detail detail)
{
    return detail == REAFFIRM_DATE || detail == WITHDRAW_DATE;
}

static const char *date_of(struct hs_arena *arena, const finding_type *finding, enum detail detail)
{
    const char *field = detail == REAFFIRM_DATE ? "reaffirm_date" : "withdraw_date";
    return show_field(arena, &finding->base, member_named(type_of(&finding->base), field), SHOW_SHORT);
}

static void add_finding(struct grid *grid, const finding_type *finding, enum detail detail)
{
    grid_cell(grid, finding->uncertain ? hs_arena_printf(grid->arena, "%s ?", finding->title) : finding->title);
    if (is_dated(detail)) {
        grid_cell(grid, date_of(grid->arena, finding, detail));
    }
    grid_cell(grid, finding->organisation);
    grid_cell(grid, detail == MEMBERSHIP ? finding->membership : finding->signature);
}

/* The findings of one kind, with a title; nothing where there are none. */
static bool print_section(struct hs_arena *arena, const struct screen *screen, const report_type *report,
                          const struct section *section)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "NAME", 0);
    if (is_dated(section->detail)) {
        grid_column(&grid, section->column, GRID_FIRM | GRID_DATE);
    }
    grid_column(&grid, "ORGANISATION", GRID_KEY);
    grid_column(&grid, section->detail == MEMBERSHIP ? "MEMBERSHIP" : "SIGNATURE", GRID_KEY);
    for (size_t i = 0; i < report->n_findings; i++) {
        if (report->findings[i]->kind == section->kind) {
            add_finding(&grid, report->findings[i], section->detail);
        }
    }
    if (grid.n_cells == 0) {
        return !grid.failed;
    }
    fputc('\n', screen->out);
    screen_write(screen, STYLE_TITLE, section->title);
    fputc('\n', screen->out);
    return grid_print(&grid, screen, 2, GRID_WRAP);
}

static bool has_uncertain(const report_type *report)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        if (report->findings[i]->uncertain) {
            return true;
        }
    }
    return false;
}

/* "3 members (partners and need owners), 2–3 signatories, 1 instrument". */
static bool print_head(struct hs_arena *arena, const struct screen *screen, const report_type *report)
{
    const char *members = print_range(arena, report->certain_member_count, report->possible_member_count);
    const char *signatories = print_range(arena, report->certain_signatory_count, report->possible_signatory_count);
    const char *ended =
        report->ended_instrument_count > 0 ? hs_arena_printf(arena, ", %d of them ended", report->ended_instrument_count) : "";
    if (members == NULL || signatories == NULL || ended == NULL || !print_clean(arena, screen, STYLE_TITLE, report->subject)) {
        return false;
    }
    fputs("\n\n", screen->out);
    return print_wrapped(arena, screen, 0,
                         hs_arena_printf(arena, "%s member%s (partners and need owners), %s signator%s, %d instrument%s%s", members,
                                         report->possible_member_count == 1 ? "" : "s", signatories,
                                         report->possible_signatory_count == 1 ? "y" : "ies", report->instrument_count,
                                         report->instrument_count == 1 ? "" : "s", ended));
}

bool print_signatures(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const report_type *report = (const void *)reply;
    bool printed = print_head(arena, screen, report);
    if (report->finding_count == 0) {
        bool nobody = report->possible_member_count == 0 && report->possible_signatory_count == 0;
        fputs(nobody ? "Nobody is to sign, and nobody has.\n" : "Every member has signed, and every signatory is a member.\n",
              screen->out);
    }
    for (size_t i = 0; printed && i < sizeof sections / sizeof sections[0]; i++) {
        printed = print_section(arena, screen, report, &sections[i]);
    }
    if (has_uncertain(report)) {
        fputs("\n? Dates that are only partly known leave it open.\n", screen->out);
    }
    if ((size_t)report->finding_count > report->n_findings) {
        fprintf(screen->out, "\n%zu of %d findings are shown.\n", report->n_findings, report->finding_count);
    }
    fputc('\n', screen->out);
    return printed && print_axes(arena, screen, reply);
}
