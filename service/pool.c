#include "service/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct hs_pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct hs_pool_task *first;
    struct hs_pool_task **last;
    size_t queued;
    size_t limit;
    bool ending;
    unsigned n_threads;
    pthread_t threads[];
};

static struct hs_pool_task *take(struct hs_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->ending)
        pthread_cond_wait(&pool->work, &pool->lock);
    struct hs_pool_task *task = pool->first;
    if (task) {
        pool->first = task->next;
        pool->queued--;
        if (!pool->first)
            pool->last = &pool->first;
    }
    pthread_mutex_unlock(&pool->lock);
    return task;
}

static void *work(void *context)
{
    struct hs_pool *pool = context;
    for (struct hs_pool_task *task = take(pool); task; task = take(pool))
        task->run(task);
    return NULL;
}

static bool start_threads(struct hs_pool *pool, unsigned threads)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool->n_threads < threads && pthread_create(&pool->threads[pool->n_threads], NULL, work, pool) == 0)
        pool->n_threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pool->n_threads == threads;
}

struct hs_pool *hs_pool_new(unsigned threads, size_t queue)
{
    struct hs_pool *pool = calloc(1, sizeof *pool + threads * sizeof pool->threads[0]);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pool->last = &pool->first;
    pool->limit = queue;
    if (!start_threads(pool, threads)) {
        hs_pool_free(pool);
        pool = NULL;
    }
    return pool;
}

void hs_pool_free(struct hs_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->n_threads; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

size_t hs_pool_queued(struct hs_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t queued = pool->queued;
    pthread_mutex_unlock(&pool->lock);
    return queued;
}

bool hs_pool_add(struct hs_pool *pool, struct hs_pool_task *task)
{
    pthread_mutex_lock(&pool->lock);
    bool room = pool->queued < pool->limit;
    if (room) {
        task->next = NULL;
        *pool->last = task;
        pool->last = &task->next;
        pool->queued++;
        pthread_cond_signal(&pool->work);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}
