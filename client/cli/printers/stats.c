/* GetStats: how the service is doing, in units that people read. */
#include "printers/printers.h"

#include "grid.h"
#include "show.h"

#include "hensigt/v1/admin.h"

#include <inttypes.h>
#include <string.h>

/* 405504 -> "406 kB". */
static const char *bytes_text(struct hs_arena *arena, int64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB"};
    double number = (double)bytes / 1e3;
    size_t unit = 0;
    for (; number >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++) {
        number /= 1e3;
    }
    return bytes < 1000 ? hs_arena_printf(arena, "%" PRId64 " bytes", bytes)
                        : hs_arena_printf(arena, number < 10 ? "%.1f %s" : "%.0f %s", number, units[unit]);
}

/* 1311 -> "1.3 ms". */
static const char *time_text(struct hs_arena *arena, int64_t micros)
{
    double ms = (double)micros / 1e3;
    if (micros < 1000) {
        return hs_arena_printf(arena, "%" PRId64 " µs", micros);
    }
    return ms < 1000 ? hs_arena_printf(arena, ms < 10 ? "%.1f ms" : "%.0f ms", ms) : hs_arena_printf(arena, "%.1f s", ms / 1e3);
}

/* "ImportService/StartImport", without the package that all have in common. */
static const char *method_text(const char *method)
{
    const char *slash = strchr(method, '/');
    const char *begin = slash;
    while (begin != NULL && begin > method && begin[-1] != '.') {
        begin--;
    }
    return begin != NULL ? begin : "(unknown)";
}

static bool print_calls(struct hs_arena *arena, const struct screen *screen, const hensigt_get_stats_response *stats)
{
    struct grid grid;
    grid_init(&grid, arena);
    grid_column(&grid, "METHOD", 0);
    grid_column(&grid, "CALLS", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "FAILED", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "MEDIAN", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "99%", GRID_RIGHT | GRID_FIRM);
    grid_column(&grid, "LONGEST", GRID_RIGHT | GRID_FIRM);
    for (size_t i = 0; i < stats->n_methods; i++) {
        const hensigt_get_stats_response_method_stats *method = stats->methods[i];
        grid_cell(&grid, method_text(method->method));
        grid_cell(&grid, hs_arena_printf(arena, "%" PRId64, method->call_count));
        grid_cell(&grid, hs_arena_printf(arena, "%" PRId64, method->error_count));
        grid_cell(&grid, time_text(arena, method->median_micros));
        grid_cell(&grid, time_text(arena, method->p99_micros));
        grid_cell(&grid, time_text(arena, method->max_micros));
    }
    return stats->n_methods == 0 || grid_print(&grid, screen, 0, GRID_WRAP);
}

static bool print_figure(struct hs_arena *arena, const struct screen *screen, const char *label, const char *text)
{
    enum { LABEL = 10 };
    fprintf(screen->out, "%-*s", LABEL, label);
    bool printed = text != NULL && print_clean(arena, screen, STYLE_PLAIN, text);
    fputc('\n', screen->out);
    return printed;
}

static const char *memory_text(struct hs_arena *arena, const hensigt_get_stats_response *stats)
{
    int64_t pages = stats->cache_hit_count + stats->cache_miss_count;
    const char *size = bytes_text(arena, stats->store_memory_bytes);
    if (size == NULL || pages == 0) {
        return size;
    }
    return hs_arena_printf(arena, "%s, in which %.1f%% of the pages read were found", size,
                           100.0 * (double)stats->cache_hit_count / (double)pages);
}

static bool print_store(struct hs_arena *arena, const struct screen *screen, const hensigt_get_stats_response *stats)
{
    const char *database = bytes_text(arena, stats->database_bytes);
    const char *log = bytes_text(arena, stats->log_bytes);
    if (database == NULL || log == NULL) {
        return false;
    }
    return print_figure(
               arena, screen, "Writes",
               hs_arena_printf(arena, "%" PRId64 " in %" PRId64 " commits, at most %" PRId64 " in one; %" PRId64 " waiting",
                               stats->write_count, stats->commit_count, stats->max_commit_writes, stats->queued_write_count)) &&
           print_figure(arena, screen, "Reports", hs_arena_printf(arena, "%" PRId64 " waiting", stats->queued_scan_count)) &&
           print_figure(arena, screen, "Clients",
                        hs_arena_printf(arena,
                                        "%" PRId64 " connections of at most %" PRId64 "; %" PRId64 " calls of others refused",
                                        stats->connection_count, stats->max_connections, stats->refused_connection_call_count)) &&
           print_figure(arena, screen, "Watchers", hs_arena_printf(arena, "%" PRId64 " waiting", stats->parked_call_count)) &&
           print_figure(arena, screen, "Ledger", hs_arena_printf(arena, "%" PRId64 " rows", stats->last_sequence)) &&
           print_figure(arena, screen, "Database",
                        hs_arena_printf(arena, "%s, and %s of its log; schema %d", database, log, stats->schema_version)) &&
           print_figure(arena, screen, "Memory", memory_text(arena, stats));
}

bool print_stats(struct hs_arena *arena, const struct screen *screen, const ProtobufCMessage *reply)
{
    const hensigt_get_stats_response *stats = (const void *)reply;
    const char *start = show_field(arena, reply, member_named(type_of(reply), "start_time"), SHOW_SHORT);
    bool printed = print_figure(arena, screen, "Since", start) && print_store(arena, screen, stats);
    fputc('\n', screen->out);
    return printed && print_calls(arena, screen, stats);
}
