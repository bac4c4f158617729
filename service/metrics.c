#include "service/metrics.h"

#include "service/descriptors.h"
#include "service/stats.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static const double microseconds = 1e6; /* in a second */

static void head(FILE *stream, const char *name, const char *type, const char *help)
{
    fprintf(stream, "# HELP hensigt_%s %s\n# TYPE hensigt_%s %s\n", name, help, name, type);
}

static void figure(FILE *stream, const char *name, const char *type, int64_t value, const char *help)
{
    head(stream, name, type, help);
    fprintf(stream, "hensigt_%s %" PRId64 "\n", name, value);
}

/* ---- calls ------------------------------------------------------------------------------------------------------------------- */

static void print_codes(void *context, const struct hs_method_stats *method)
{
    for (int code = 0; code < HS_STATS_CODES; code++) {
        if (method->codes[code] > 0)
            fprintf(context, "hensigt_calls_total{method=\"%s\",code=\"%s\"} %" PRId64 "\n", method->method, hs_code_name(code),
                    method->codes[code]);
    }
}

static void print_times(void *context, const struct hs_method_stats *method)
{
    const struct {
        const char *name;
        int64_t value;
    } quantiles[] = {{"0.5", method->median}, {"0.9", method->p90}, {"0.99", method->p99}, {"1", method->max}};

    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++)
        fprintf(context, "hensigt_call_seconds{method=\"%s\",quantile=\"%s\"} %.6f\n", method->method, quantiles[i].name,
                (double)quantiles[i].value / microseconds);
    fprintf(context, "hensigt_call_seconds_sum{method=\"%s\"} %.6f\n", method->method, (double)method->total / microseconds);
    fprintf(context, "hensigt_call_seconds_count{method=\"%s\"} %" PRId64 "\n", method->method, method->calls);
}

/* ---- the process ------------------------------------------------------------------------------------------------------------- */

static void print_connections(FILE *stream, const struct hs_connections_figures *connections)
{
    figure(stream, "connections", "gauge", connections->known, "Connections with calls under way, or with one of late.");
    figure(stream, "max_connections", "gauge", connections->most, "How many there may be.");
    figure(stream, "refused_connection_calls_total", "counter", connections->refused, "Calls refused because there were as many.");
}

static void print_store(FILE *stream, const struct hs_store_stats *store)
{
    figure(stream, "commits_total", "counter", store->commits, "Commits of the store.");
    figure(stream, "commit_writes_total", "counter", store->writes, "Writes in these commits.");
    figure(stream, "commit_writes_max", "gauge", store->largest, "Writes in the largest commit.");
    figure(stream, "write_queue", "gauge", store->queue, "Writes waiting.");
    figure(stream, "ledger_sequence", "gauge", store->ledger_rows, "The sequence number of the ledger's newest row.");
    figure(stream, "database_bytes", "gauge", store->database_bytes, "The database file.");
    figure(stream, "log_bytes", "gauge", store->wal_bytes, "The database's write-ahead log.");
    figure(stream, "schema_version", "gauge", store->schema_version, "The schema of the database.");
    figure(stream, "cache_hits_total", "counter", store->cache_hits, "Pages that reads found in the store's memory.");
    figure(stream, "cache_misses_total", "counter", store->cache_misses, "Pages that they did not.");
    figure(stream, "store_memory_bytes", "gauge", store->memory_bytes, "The store's memory.");
}

void hs_metrics_print(FILE *stream, struct hs_dispatch *dispatch, const char *version)
{
    struct hs_dispatch_stats stats;

    hs_dispatch_get_stats(dispatch, &stats);
    head(stream, "build_info", "gauge", "The version, as a label.");
    fprintf(stream, "hensigt_build_info{version=\"%s\"} 1\n", version);
    head(stream, "start_time_seconds", "gauge", "When the worker started, since 1970.");
    fprintf(stream, "hensigt_start_time_seconds %.3f\n", (double)stats.start_time / microseconds);
    head(stream, "calls_total", "counter", "Calls answered, by method and code.");
    hs_stats_each(hs_dispatch_calls(dispatch), print_codes, stream);
    head(stream, "call_seconds", "summary", "How long calls took, without the time in which they waited for changes.");
    hs_stats_each(hs_dispatch_calls(dispatch), print_times, stream);
    figure(stream, "scan_queue", "gauge", stats.queued_scans, "Reports and imports waiting.");
    figure(stream, "parked_calls", "gauge", stats.parked, "Calls that wait for changes.");
    print_connections(stream, &stats.connections);
    print_store(stream, &stats.store);
    figure(stream, "open_descriptors", "gauge", hs_descriptors_open(), "Open files and connections of the worker.");
    figure(stream, "max_descriptors", "gauge", hs_descriptors_most(), "How many there may be.");
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------
 */

static bool print_to(FILE *stream, struct hs_dispatch *dispatch, const char *version)
{
    const mode_t for_all = 0644; /* whoever collects them is another user, and they hold no secret */

    hs_metrics_print(stream, dispatch, version);
    return fchmod(fileno(stream), for_all) == 0 && fflush(stream) == 0 && !ferror(stream);
}

bool hs_metrics_write(const char *path, struct hs_dispatch *dispatch, const char *version)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.part", path);
    FILE *stream = NULL;
    bool written = false;

    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    stream = fopen(temporary, "we");
    if (!stream)
        return false;
    written = print_to(stream, dispatch, version);
    written = fclose(stream) == 0 && written;
    written = written && rename(temporary, path) == 0;
    if (!written) {
        int error = errno;
        (void)unlink(temporary);
        errno = error;
    }
    return written;
}
