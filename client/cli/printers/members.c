/* CountMemberships: how many for certain and how many at most, by role. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"

#include "hensigt/v1/membership.h"

static bool print_roles(struct hs_arena *arena, const struct screen *screen, const hensigt_count_memberships_response *count)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "ROLE", 0);
    grid_column(&grid, "CERTAIN", GRID_RIGHT);
    grid_column(&grid, "POSSIBLE", GRID_RIGHT);
    for (size_t i = 0; i < count->n_role_counts; i++) {
        const ProtobufCMessage *role = &count->role_counts[i]->base;
        grid_cell(&grid, show_field(arena, role, member_named(type_of(role), "role"), SHOW_SHORT));
        grid_cell(&grid, hs_arena_printf(arena, "%d", count->role_counts[i]->certain_count));
        grid_cell(&grid, hs_arena_printf(arena, "%d", count->role_counts[i]->possible_count));
    }
    grid_lines(&grid, "organisations in all", STYLE_TITLE);
    grid_lines(&grid, hs_arena_printf(arena, "%d", count->certain_count), STYLE_TITLE);
    grid_lines(&grid, hs_arena_printf(arena, "%d", count->possible_count), STYLE_TITLE);
    return grid_print(&grid, screen, 0, GRID_WRAP);
}

bool print_members(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_count_memberships_response *count = (const void *)reply;
    bool printed = print_roles(arena, screen, count);
    if (printed && count->n_uncertain_organisations > 0) {
        fputs("\nPossible, as their dates are only partly known:\n", screen->out);
        for (size_t i = 0; printed && i < count->n_uncertain_organisations; i++) {
            fputs("  ", screen->out);
            printed = print_clean(arena, screen, STYLE_PLAIN, count->uncertain_organisations[i]);
            fputc('\n', screen->out);
        }
    }
    fputc('\n', screen->out);
    return printed && print_axes(arena, screen, reply);
}
