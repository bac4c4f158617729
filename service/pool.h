/* A few threads that carry out tasks from a bounded queue. */
#ifndef HS_POOL_H
#define HS_POOL_H

#include <stdbool.h>
#include <stddef.h>

/** One task; embedded in what it is about. */
struct hs_pool_task {
    void (*run)(struct hs_pool_task *task);
    struct hs_pool_task *next;
};

struct hs_pool;

/** Starts `threads` threads, whose signals are all blocked. NULL without memory or threads. */
struct hs_pool *hs_pool_new(unsigned threads, size_t queue);

/** Carries out what is queued, ends the threads. NULL is allowed. */
void hs_pool_free(struct hs_pool *pool);

/** How many tasks wait. */
size_t hs_pool_queued(struct hs_pool *pool);

/** Queues a task; false, without queueing it, if the queue is full. */
bool hs_pool_add(struct hs_pool *pool, struct hs_pool_task *task);

#endif
