#include "printers/printers.h"

#include "show.h"
#include "width.h"

#include <inttypes.h>
#include <string.h>

printer_function printer_of(const char *type)
{
    static const struct {
        const char *type;
        printer_function print;
    } printers[] = {
        {"hensigt.v1.CheckClaimsResponse", print_claims},
        {"hensigt.v1.CheckProcessResponse", print_gates},
        {"hensigt.v1.CheckSignaturesResponse", print_signatures},
        {"hensigt.v1.CompareCentresResponse", print_comparison},
        {"hensigt.v1.CountMembershipsResponse", print_members},
        {"hensigt.v1.ListRevisionsResponse", print_history},
        {"hensigt.v1.SummariseDemandResponse", print_demand},
        {"hensigt.v1.GetStatsResponse", print_stats},
        {"hensigt.v1.SearchResourcesResponse", print_search},
        {"hensigt.v1.SummariseCentreYearsResponse", print_years},
        {"hensigt.v1.SummariseInnovationResponse", print_innovation},
        {"hensigt.v1.SummariseOutcomesResponse", print_outcomes},
    };
    for (size_t i = 0; i < sizeof printers / sizeof printers[0]; i++) {
        if (strcmp(type, printers[i].type) == 0) {
            return printers[i].print;
        }
    }
    return NULL;
}

const char *print_range(struct hs_arena *arena, int64_t certain, int64_t possible)
{
    return certain == possible ? hs_arena_printf(arena, "%" PRId64, certain)
                               : hs_arena_printf(arena, "%" PRId64 "–%" PRId64, certain, possible);
}

bool print_clean(struct hs_arena *arena, const struct screen *screen, enum screen_style style, const char *text)
{
    const char *clean = width_clean(arena, text, ' ');
    if (clean != NULL) {
        screen_write(screen, style, clean);
    }
    return clean != NULL;
}

bool print_wrapped(struct hs_arena *arena, const struct screen *screen, size_t indent, const char *text)
{
    const char *clean = width_clean(arena, text, ' ');
    if (clean != NULL) {
        screen_wrap(screen, screen->width > 0 ? screen_text_width(screen) : 0, indent, clean);
    }
    return clean != NULL;
}

void print_examples(const struct screen *screen, int count, const char *one, const char *several)
{
    if (count > 0) {
        fprintf(screen->out, "%d %s EXAMPLE DATA, made up to show how this works\n", count, count == 1 ? one : several);
    }
}

bool print_axes(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    struct member read_time = member_named(type_of(reply), "read_time");
    const char *known = show_field(arena, reply, read_time, SHOW_FULL);
    const char *date = get_string(reply, "effective_date");
    const char *words = known != NULL ? hs_arena_printf(arena, "In the field on %s, as known at %s.",
                                                        *date != '\0' ? date : "today", *known != '\0' ? known : "this moment")
                                      : NULL;
    if (words != NULL) {
        screen_write(screen, STYLE_DIM, words);
        fputc('\n', screen->out);
    }
    return words != NULL;
}

bool print_known(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const char *known = show_field(arena, reply, member_named(type_of(reply), "read_time"), SHOW_FULL);
    const char *words = known != NULL ? hs_arena_printf(arena, "As known at %s.", *known != '\0' ? known : "this moment") : NULL;
    if (words != NULL) {
        screen_write(screen, STYLE_DIM, words);
        fputc('\n', screen->out);
    }
    return words != NULL;
}
