/* Figures of calls by method: how many, how they ended, how long they took. Counting takes no lock. */
#ifndef HS_STATS_H
#define HS_STATS_H

#include "wire/contract.h"
#include "wire/status.h"

#include <stddef.h>
#include <stdint.h>

enum { HS_STATS_CODES = HS_UNAUTHENTICATED + 1 };

struct hs_stats;

/** Makes figures that are all zero; NULL without memory. */
struct hs_stats *hs_stats_new(void);

/** NULL is allowed. */
void hs_stats_free(struct hs_stats *stats);

/** Counts a call that ended. `method` is NULL for one that does not exist. From any thread. */
void hs_stats_count(struct hs_stats *stats, const struct hs_method *method, enum hs_code code, int64_t micros);

/** The figures of one method. Times are in microseconds, and at most a sixteenth too long. */
struct hs_method_stats {
    const char *method; /**< full name; "" for all that do not exist */
    int64_t calls;
    int64_t codes[HS_STATS_CODES]; /**< calls by how they ended */
    int64_t total;                 /**< of all calls together; exact */
    int64_t median;
    int64_t p90;
    int64_t p99;
    int64_t max; /**< exact */
};

/** Told of each method that was called, in the order of the contract. */
typedef void hs_stats_visitor(void *context, const struct hs_method_stats *method);

/** Visits them. Calls that end meanwhile are counted in part. */
void hs_stats_each(const struct hs_stats *stats, hs_stats_visitor *visit, void *context);

#endif
