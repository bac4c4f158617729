/* How much of the engine's speed does the store keep? Confirms intentions through hs_store_submit with 1, 8, 32 and 128 calls under
 * way, and beside it, in the same run, makes the bare statements of such a write, a resource's row and a ledger row, in commits of
 * as many.
 *
 * Usage: bench_store_writes [DIRECTORY [RESOURCES [WRITES]]] */
#include "store/db.h"
#include "store/store.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/organisation.h"
#include "wire/guard.h"

#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_RESOURCES = 20000, DEFAULT_WRITES = 8192, MAX_GROUP = 128, TASK_MEMORY = 4 * 1024 * 1024 };

extern const struct hs_contract hs_contract;

/* Calls under way, and rows in one bare commit. */
static const int groups[] = {1, 8, 32, 128};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

/* A write that is used again and again. */
struct task {
    struct hs_write write;
    struct hs_arena arena;
    struct hs_status status;
    struct bench *bench;
    int64_t number; /* of the intention */
    bool create;
    struct task *next; /* in the list of those that are free */
};

struct bench {
    struct hs_store *store;
    int64_t resources;
    uint64_t random;
    uint64_t request; /* the newest request id */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct task tasks[MAX_GROUP];
    struct task *free;
    int busy;
};

static void require(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_store_writes: %s failed\n", what);
        exit(1);
    }
}

static uint64_t next_random(struct bench *bench)
{
    bench->random ^= bench->random >> 12;
    bench->random ^= bench->random << 25;
    bench->random ^= bench->random >> 27;
    return bench->random * UINT64_C(2685821657736338717);
}

static char *name_of(struct hs_arena *arena, int64_t number)
{
    return hs_arena_printf(arena, "intentions/i%08" PRIx32 "-%" PRId64, (uint32_t)number * UINT32_C(2654435761), number);
}

static enum hs_code create(struct task *task, struct hs_view *view)
{
    char *requirement = hs_arena_alloc(&task->arena, 401);
    hensigt_intention *intention = (void *)hs_arena_new(&task->arena, &hensigt__v1__intention__descriptor);
    memset(requirement, 'x', 400);
    intention->name = name_of(&task->arena, task->number);
    intention->organisation = "organisations/buyer";
    intention->level = HENSIGT_INTENTION_LEVEL_COMMITMENT;
    intention->state = HENSIGT_INTENTION_STATE_SUBMITTED;
    intention->requirement = requirement;
    return hs_view_put(view, hs_contract_resource("Intention"), &intention->base, HS_PUT_NEW, &task->status);
}

/* What a handler does: reads, unpacks, changes, puts. */
static enum hs_code confirm(struct task *task, struct hs_view *view)
{
    struct hs_record record;
    struct hs_guard_report report;
    enum hs_code code = hs_view_get(view, name_of(&task->arena, task->number), 0, &task->arena, &record, &task->status);
    if (code != HS_OK) {
        return code;
    }
    hensigt_intention *intention =
        (void *)hs_guard_unpack(&task->arena, record.resource->message->descriptor, record.body, record.size, false, &report);
    require(intention != NULL, "unpacking");
    intention->revision++;
    intention->state = intention->revision % 2 == 1 ? HENSIGT_INTENTION_STATE_CONFIRMED : HENSIGT_INTENTION_STATE_SUBMITTED;
    return hs_view_put(view, record.resource, &intention->base, 0, &task->status);
}

static enum hs_code run(struct hs_write *write, struct hs_view *view)
{
    struct task *task = (void *)write;
    return task->create ? create(task, view) : confirm(task, view);
}

static void done(struct hs_write *write, enum hs_write_end end)
{
    struct task *task = (void *)write;
    struct bench *bench = task->bench;
    require(end == HS_WRITE_COMMITTED && hs_status_code(&task->status) == HS_OK, "a write");
    pthread_mutex_lock(&bench->lock);
    task->next = bench->free;
    bench->free = task;
    bench->busy--;
    pthread_cond_signal(&bench->changed);
    pthread_mutex_unlock(&bench->lock);
}

/* Waits until fewer than `limit` writes are under way and takes a free one. */
static struct task *take_task(struct bench *bench, int limit)
{
    pthread_mutex_lock(&bench->lock);
    while (bench->busy >= limit) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    struct task *task = bench->free;
    bench->free = task->next;
    bench->busy++;
    pthread_mutex_unlock(&bench->lock);
    return task;
}

static void wait_for_all(struct bench *bench)
{
    pthread_mutex_lock(&bench->lock);
    while (bench->busy > 0) {
        pthread_cond_wait(&bench->changed, &bench->lock);
    }
    pthread_mutex_unlock(&bench->lock);
}

static void submit(struct bench *bench, int limit, bool creates, int64_t number)
{
    struct task *task = take_task(bench, limit);
    hs_arena_reset(&task->arena);
    hs_status_init(&task->status, &task->arena);
    task->create = creates;
    task->number = number;
    task->write = (struct hs_write){.caller = "owner",
                                    .method = "hensigt.v1.IntentionService/ConfirmIntention",
                                    .status = &task->status,
                                    .run = run,
                                    .done = done};
    uint64_t id = ++bench->request;
    for (int i = 7; i >= 0; i--, id >>= 8) {
        task->write.request_id[i] = (uint8_t)id;
    }
    require(hs_store_submit(bench->store, &task->write) == HS_OK, "submitting");
}

static double measure_store(struct bench *bench, int group, int64_t writes)
{
    int64_t start = hs_db_now();
    for (int64_t i = 0; i < writes; i++) {
        submit(bench, group, false, 1 + (int64_t)(next_random(bench) % (uint64_t)bench->resources));
    }
    wait_for_all(bench);
    return (double)writes * 1e6 / (double)(hs_db_now() - start);
}

/* The least that a durable write of this size can do. */
static double measure_bare(sqlite3 *db, struct bench *bench, int group, int64_t writes)
{
    static const char zero[600];
    sqlite3_stmt *update = NULL, *append = NULL;
    sqlite3_prepare_v2(db, "UPDATE intention SET state = state + 1, body = ?2 WHERE id = ?1", -1, &update, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO ledger (name, body) VALUES ('intentions/i01234567-1234', ?2)", -1, &append, NULL);
    int64_t start = hs_db_now();
    for (int64_t i = 0; i < writes; i += group) {
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (int k = 0; k < group; k++) {
            sqlite3_bind_int64(update, 1, 1 + (int64_t)(next_random(bench) % (uint64_t)bench->resources));
            sqlite3_bind_blob(update, 2, zero, sizeof zero, SQLITE_STATIC);
            sqlite3_bind_blob(append, 2, zero, sizeof zero, SQLITE_STATIC);
            require(sqlite3_step(update) == SQLITE_DONE && sqlite3_step(append) == SQLITE_DONE, "a bare write");
            sqlite3_reset(update);
            sqlite3_reset(append);
        }
        require(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "a bare commit");
    }
    sqlite3_finalize(update);
    sqlite3_finalize(append);
    return (double)writes * 1e6 / (double)(hs_db_now() - start);
}

static sqlite3 *open_bare(const char *path, int64_t resources)
{
    sqlite3 *db = NULL;
    require(sqlite3_open(path, &db) == SQLITE_OK, "opening");
    char *fill =
        sqlite3_mprintf("INSERT INTO intention WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %lld)"
                        " SELECT i, 0, zeroblob(600) FROM n",
                        (long long)resources);
    require(sqlite3_exec(db,
                         "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16384;"
                         "CREATE TABLE intention (id INTEGER PRIMARY KEY, state INTEGER, body BLOB);"
                         "CREATE TABLE ledger (seq INTEGER PRIMARY KEY, name TEXT, body BLOB)",
                         NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_exec(db, fill, NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_exec(db, "PRAGMA synchronous=FULL", NULL, NULL, NULL) == SQLITE_OK,
            "filling");
    sqlite3_free(fill);
    return db;
}

static void remove_store(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[640];
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static void begin(struct bench *bench, const char *path)
{
    struct hs_arena arena;
    struct hs_status status;
    struct hs_store_options options = {.path = path, .contract = &hs_contract};
    hs_arena_init(&arena, TASK_MEMORY);
    hs_status_init(&status, &arena);
    require(hs_store_open(&bench->store, &options, &status) == HS_OK, "opening the store");
    hs_arena_free(&arena);
    pthread_mutex_init(&bench->lock, NULL);
    pthread_cond_init(&bench->changed, NULL);
    for (int i = 0; i < MAX_GROUP; i++) {
        struct task *task = &bench->tasks[i];
        task->bench = bench;
        hs_arena_init(&task->arena, TASK_MEMORY);
        task->next = bench->free;
        bench->free = task;
    }
}

static enum hs_code put_buyer(struct hs_write *write, struct hs_view *view)
{
    struct task *task = (void *)write;
    hensigt_organisation *buyer = (void *)hs_arena_new(&task->arena, &hensigt__v1__organisation__descriptor);
    buyer->name = "organisations/buyer";
    return hs_view_put(view, hs_contract_resource("Organisation"), &buyer->base, 0, &task->status);
}

static void fill(struct bench *bench)
{
    struct task *task = take_task(bench, 1);
    hs_status_init(&task->status, &task->arena);
    task->write = (struct hs_write){.caller = "owner", .method = "m", .status = &task->status, .run = put_buyer, .done = done};
    require(hs_store_submit(bench->store, &task->write) == HS_OK, "submitting");
    for (int64_t i = 1; i <= bench->resources; i++) {
        submit(bench, MAX_GROUP, true, i);
    }
    wait_for_all(bench);
}

int main(int argc, char **argv)
{
    const char *directory = argc > 1 ? argv[1] : ".";
    int64_t writes = argc > 3 ? atoll(argv[3]) : DEFAULT_WRITES;
    static struct bench bench = {.random = UINT64_C(88172645463325252)};
    char path[600], bare_path[600];
    bench.resources = argc > 2 ? atoll(argv[2]) : DEFAULT_RESOURCES;
    snprintf(path, sizeof path, "%s/bench-store.db", directory);
    snprintf(bare_path, sizeof bare_path, "%s/bench-bare.db", directory);
    remove_store(path);
    remove_store(bare_path);
    begin(&bench, path);
    fill(&bench);
    sqlite3 *bare = open_bare(bare_path, bench.resources);

    printf("SQLite %s, %" PRId64 " resources, %" PRId64 " writes per figure, synchronous=FULL\n", sqlite3_libversion(),
           bench.resources, writes);
    printf("%-12s %14s %14s %10s\n", "calls", "bare engine/s", "store/s", "store/bare");
    for (int g = 0; g < N_GROUPS; g++) {
        double engine = measure_bare(bare, &bench, groups[g], writes);
        double store = measure_store(&bench, groups[g], writes);
        printf("%-12d %14.0f %14.0f %10.2f\n", groups[g], engine, store, store / engine);
    }
    sqlite3_close(bare);
    hs_store_close(bench.store);
    for (int i = 0; i < MAX_GROUP; i++) {
        hs_arena_free(&bench.tasks[i].arena);
    }
    remove_store(path);
    remove_store(bare_path);
    return 0;
}
