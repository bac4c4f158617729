#include "service/stats.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A histogram whose buckets are equally wide between two powers of two: every time is known to a sixteenth. */
enum {
    SUB_BITS = 4,
    SUB_BUCKETS = 1 << SUB_BITS, /* below so many microseconds every one has a bucket of its own */
    MAX_BITS = 30,               /* longer times than about 18 minutes count as that: no call may take so long */
    BUCKETS = (MAX_BITS - SUB_BITS + 1) * SUB_BUCKETS,
    PERCENT = 100,
};

struct counters {
    atomic_int_least64_t codes[HS_STATS_CODES];
    atomic_int_least64_t total;
    atomic_int_least64_t max;
    atomic_int_least64_t buckets[BUCKETS];
};

struct hs_stats {
    size_t n; /* methods of the contract; one more stands for all others */
    struct counters counters[];
};

struct hs_stats *hs_stats_new(void)
{
    size_t n = 0;
    for (size_t i = 0; i < hs_contract.n_services; i++)
        n += hs_contract.services[i]->n_methods;
    struct hs_stats *stats = calloc(1, sizeof *stats + (n + 1) * sizeof stats->counters[0]);
    if (stats)
        stats->n = n;
    return stats;
}

void hs_stats_free(struct hs_stats *stats)
{
    free(stats);
}

static size_t index_of(const struct hs_stats *stats, const struct hs_method *method)
{
    size_t before = 0;
    for (size_t i = 0; method && i < hs_contract.n_services; i++) {
        if (hs_contract.services[i] == method->service)
            return before + (size_t)(method - method->service->methods);
        before += hs_contract.services[i]->n_methods;
    }
    return stats->n;
}

static unsigned bits_of(uint64_t number)
{
    unsigned bits = 0;
    for (; number > 0; number >>= 1)
        bits++;
    return bits;
}

static size_t bucket_of(int64_t micros)
{
    const int64_t longest = ((int64_t)1 << MAX_BITS) - 1;
    uint64_t time = micros < 0 ? 0 : (uint64_t)(micros > longest ? longest : micros);
    if (time < SUB_BUCKETS)
        return (size_t)time;
    unsigned shift = bits_of(time) - SUB_BITS - 1;
    return shift * SUB_BUCKETS + (size_t)(time >> shift);
}

/* The longest time that a bucket counts. */
static int64_t end_of_bucket(size_t bucket)
{
    if (bucket < SUB_BUCKETS)
        return (int64_t)bucket;
    unsigned shift = (unsigned)(bucket / SUB_BUCKETS) - 1;
    return ((int64_t)(bucket % SUB_BUCKETS + SUB_BUCKETS + 1) << shift) - 1;
}

void hs_stats_count(struct hs_stats *stats, const struct hs_method *method, enum hs_code code, int64_t micros)
{
    struct counters *counters = &stats->counters[index_of(stats, method)];
    atomic_fetch_add_explicit(&counters->codes[code], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->total, micros, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->buckets[bucket_of(micros)], 1, memory_order_relaxed);
    int_least64_t max = atomic_load_explicit(&counters->max, memory_order_relaxed);
    while (micros > max &&
           !atomic_compare_exchange_weak_explicit(&counters->max, &max, micros, memory_order_relaxed, memory_order_relaxed))
        ;
}

static int64_t read(const atomic_int_least64_t *number)
{
    return atomic_load_explicit(number, memory_order_relaxed);
}

/* The time that so many of a hundred calls took at most. */
static int64_t quantile(const struct counters *counters, int64_t calls, int64_t percent)
{
    int64_t wanted = (calls * percent + PERCENT - 1) / PERCENT;
    int64_t seen = 0;
    int64_t max = read(&counters->max);
    for (size_t i = 0; i < BUCKETS; i++) {
        seen += read(&counters->buckets[i]);
        if (seen >= wanted)
            return end_of_bucket(i) < max ? end_of_bucket(i) : max;
    }
    return max;
}

static void visit_method(const struct counters *counters, const char *name, hs_stats_visitor *visit, void *context)
{
    struct hs_method_stats found = {.method = name};
    for (size_t i = 0; i < HS_STATS_CODES; i++) {
        found.codes[i] = read(&counters->codes[i]);
        found.calls += found.codes[i];
    }
    if (found.calls == 0)
        return;
    found.total = read(&counters->total);
    found.median = quantile(counters, found.calls, 50);
    found.p90 = quantile(counters, found.calls, 90);
    found.p99 = quantile(counters, found.calls, 99);
    found.max = read(&counters->max);
    visit(context, &found);
}

void hs_stats_each(const struct hs_stats *stats, hs_stats_visitor *visit, void *context)
{
    size_t index = 0;
    for (size_t i = 0; i < hs_contract.n_services; i++)
        for (size_t k = 0; k < hs_contract.services[i]->n_methods; k++, index++)
            visit_method(&stats->counters[index], hs_contract.services[i]->methods[k].full_name, visit, context);
    visit_method(&stats->counters[index], "", visit, context);
}
