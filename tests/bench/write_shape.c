/* Which shape of a write is cheap? "Confirm an intention" reads a resource, changes it, appends to the ledger and remembers the
 * request id. The shapes differ in what else they keep; all run on the same data, in the same run, with every commit synced.
 *
 * Usage: bench_write_shape [DIRECTORY [RESOURCES [WRITES]]] */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BODY_SIZE = 600,  /* a packed intention with a title in three languages */
    REPLY_SIZE = 640, /* the same in its envelope */
    ID_SIZE = 16,
    HASH_SIZE = 32,
    SEED_GROUP = 5000,
    CHECKPOINT_PAGES = 4096, /* 16 MiB of WAL, then the writer moves it into the database */
    DEFAULT_RESOURCES = 200000,
    DEFAULT_WRITES = 8192,
};

/* What a shape keeps beyond the resource, its ledger row and the request id. */
struct shape {
    const char *title;
    bool name_index;     /* an index on the ledger's names; otherwise a row points to the resource's previous one */
    bool stored_replies; /* the reply beside the request id; otherwise it is made again from the ledger row */
    bool random_ids;     /* request ids of random bytes; otherwise they begin with the time */
};

static const struct shape shapes[] = {
    {"naive: all three", true, true, true},        {"without name index", false, true, true},
    {"without stored replies", true, false, true}, {"with time-ordered ids", true, true, false},
    {"ours: none of them", false, false, false},
};
enum { N_SHAPES = sizeof shapes / sizeof shapes[0] };

static const int groups[] = {1, 8, 32, 128};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

/* One database of one shape. */
struct base {
    const struct shape *shape;
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *read, *update, *append, *remember;
    int wal_pages; /* in the WAL after the newest commit */
    int64_t sequence;
    uint64_t time;
    uint64_t random;
};

static void check(int rc, int expected, sqlite3 *db, const char *what)
{
    if (rc != expected) {
        fprintf(stderr, "bench_write_shape: %s: %s\n", what, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
        exit(1);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* xorshift64*: the same sequence in every run and for every shape. */
static uint64_t next_random(struct base *base)
{
    base->random ^= base->random >> 12;
    base->random ^= base->random << 25;
    base->random ^= base->random >> 27;
    return base->random * UINT64_C(2685821657736338717);
}

static void fill(struct base *base, unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
        uint64_t r = next_random(base);
        memcpy(bytes + i, &r, sizeof r);
    }
}

static void execute(struct base *base, const char *sql)
{
    check(sqlite3_exec(base->db, sql, NULL, NULL, NULL), SQLITE_OK, base->db, sql);
}

static sqlite3_stmt *prepare(struct base *base, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    check(sqlite3_prepare_v3(base->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), SQLITE_OK, base->db, sql);
    return statement;
}

static void step(struct base *base, sqlite3_stmt *statement)
{
    check(sqlite3_step(statement), SQLITE_DONE, base->db, sqlite3_sql(statement));
    sqlite3_reset(statement);
}

static void name_of(int64_t number, char *name, size_t size)
{
    /* Spread over the index as names that people choose are. */
    snprintf(name, size, "intentions/i%08" PRIx32 "-%" PRId64, (uint32_t)number * UINT32_C(2654435761), number);
}

static void request_id(struct base *base, unsigned char id[ID_SIZE])
{
    fill(base, id, ID_SIZE);
    if (!base->shape->random_ids) {
        uint64_t t = ++base->time;
        for (int i = 7; i >= 0; i--, t >>= 8)
            id[i] = (unsigned char)t;
    }
}

static void append(struct base *base, const char *name, const unsigned char *body, int64_t previous)
{
    unsigned char hash[HASH_SIZE];
    fill(base, hash, sizeof hash);
    sqlite3_bind_int64(base->append, 1, ++base->sequence);
    sqlite3_bind_int64(base->append, 2, INT64_C(1700000000000000) + base->sequence);
    sqlite3_bind_text(base->append, 3, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(base->append, 4, body, BODY_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(base->append, 5, previous);
    sqlite3_bind_blob(base->append, 6, hash, HASH_SIZE, SQLITE_STATIC);
    step(base, base->append);
}

static void remember(struct base *base)
{
    unsigned char id[ID_SIZE], digest[HASH_SIZE], reply[REPLY_SIZE] = {0};
    request_id(base, id);
    fill(base, digest, sizeof digest);
    sqlite3_bind_blob(base->remember, 1, id, ID_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(base->remember, 2, digest, HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(base->remember, 3, base->sequence);
    if (base->shape->stored_replies)
        sqlite3_bind_blob(base->remember, 4, reply, REPLY_SIZE, SQLITE_STATIC);
    step(base, base->remember);
}

/* The write that is measured. */
static void confirm(struct base *base, int64_t number)
{
    char name[64];
    unsigned char body[BODY_SIZE];

    name_of(number, name, sizeof name);
    sqlite3_bind_text(base->read, 1, name, -1, SQLITE_STATIC);
    check(sqlite3_step(base->read), SQLITE_ROW, base->db, "read");
    int64_t id = sqlite3_column_int64(base->read, 0);
    int64_t previous = sqlite3_column_int64(base->read, 1);
    memcpy(body, sqlite3_column_blob(base->read, 2), sizeof body);
    sqlite3_reset(base->read);
    body[0]++;

    append(base, name, body, previous);
    sqlite3_bind_int64(base->update, 1, id);
    sqlite3_bind_int64(base->update, 2, base->sequence);
    sqlite3_bind_int64(base->update, 3, body[0]);
    sqlite3_bind_blob(base->update, 4, body, BODY_SIZE, SQLITE_STATIC);
    step(base, base->update);
    remember(base);
}

/* Resources, the ledger rows that created them and the request ids of those, in random order of names. */
static void seed(struct base *base, int64_t resources)
{
    sqlite3_stmt *insert = prepare(base, "INSERT INTO intention VALUES (?1, ?2, ?1, 0, ?3, ?4, ?5, ?6)");
    for (int64_t i = 1; i <= resources; i++) {
        char name[64], process[32];
        unsigned char body[BODY_SIZE];
        if (i % SEED_GROUP == 1)
            step(base, base->begin);
        name_of(i, name, sizeof name);
        snprintf(process, sizeof process, "processes/p%" PRId64, i % 100);
        fill(base, body, sizeof body);
        append(base, name, body, 0);
        remember(base);
        sqlite3_bind_int64(insert, 1, i);
        sqlite3_bind_text(insert, 2, name, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, INT64_C(1700000000000000) + i);
        sqlite3_bind_text(insert, 4, process, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 5, i % 5);
        sqlite3_bind_blob(insert, 6, body, BODY_SIZE, SQLITE_STATIC);
        step(base, insert);
        if (i % SEED_GROUP == 0 || i == resources)
            step(base, base->commit);
    }
    sqlite3_finalize(insert);
    execute(base, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static int count_wal(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db, (void)name;
    ((struct base *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static void checkpoint(struct base *base)
{
    check(sqlite3_wal_checkpoint_v2(base->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL), SQLITE_OK, base->db, "checkpoint");
    base->wal_pages = 0;
}

static void open_base(struct base *base, const struct shape *shape, const char *directory, int index, int64_t resources)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    *base = (struct base){.shape = shape, .random = UINT64_C(88172645463325252), .time = UINT64_C(1700000000000000)};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(base->path, sizeof base->path, "%s/write-shape-%d.db%s", directory, index, suffixes[i]);
        unlink(base->path);
    }
    snprintf(base->path, sizeof base->path, "%s/write-shape-%d.db", directory, index);
    check(sqlite3_open(base->path, &base->db), SQLITE_OK, base->db, "open");
    execute(base, "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;"
                  "CREATE TABLE intention (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, ledger_seq INTEGER NOT NULL,"
                  " deleted INTEGER NOT NULL, update_time INTEGER NOT NULL, process TEXT, state INTEGER NOT NULL,"
                  " body BLOB NOT NULL) STRICT;"
                  "CREATE INDEX intention_process ON intention (process);"
                  "CREATE TABLE ledger (seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, name TEXT NOT NULL, body BLOB,"
                  " previous INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;"
                  "CREATE TABLE request (id BLOB PRIMARY KEY, digest BLOB NOT NULL, seq INTEGER NOT NULL, reply BLOB)"
                  " STRICT, WITHOUT ROWID;");
    if (shape->name_index)
        execute(base, "CREATE INDEX ledger_name ON ledger (name, seq)");
    base->begin = prepare(base, "BEGIN IMMEDIATE");
    base->commit = prepare(base, "COMMIT");
    base->read = prepare(base, "SELECT id, ledger_seq, body FROM intention WHERE name = ?1");
    base->update = prepare(base, "UPDATE intention SET ledger_seq = ?2, update_time = ?2, state = ?3, body = ?4 WHERE id = ?1");
    base->append = prepare(base, "INSERT INTO ledger VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    base->remember = prepare(base, "INSERT INTO request VALUES (?1, ?2, ?3, ?4)");
    seed(base, resources);
    execute(base, "PRAGMA synchronous=FULL");
    sqlite3_wal_hook(base->db, count_wal, base);
}

static void close_base(struct base *base)
{
    sqlite3_stmt *const statements[] = {base->begin, base->commit, base->read, base->update, base->append, base->remember};
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        sqlite3_finalize(statements[i]);
    sqlite3_close(base->db);
    unlink(base->path);
}

/* Confirmations a second, checkpoints included. */
static double measure(struct base *base, int group, int64_t writes, int64_t resources)
{
    double start = now();
    for (int64_t done = 0; done < writes; done += group) {
        step(base, base->begin);
        for (int i = 0; i < group; i++)
            confirm(base, 1 + (int64_t)(next_random(base) % (uint64_t)resources));
        step(base, base->commit);
        if (base->wal_pages >= CHECKPOINT_PAGES)
            checkpoint(base);
    }
    checkpoint(base);
    return (double)writes / (now() - start);
}

int main(int argc, char **argv)
{
    const char *directory = argc > 1 ? argv[1] : ".";
    int64_t resources = argc > 2 ? atoll(argv[2]) : DEFAULT_RESOURCES;
    int64_t writes = argc > 3 ? atoll(argv[3]) : DEFAULT_WRITES;
    static struct base bases[N_SHAPES];

    printf("SQLite %s, %" PRId64 " resources, %" PRId64 " confirmations per figure, synchronous=FULL\n", sqlite3_libversion(),
           resources, writes);
    for (int s = 0; s < N_SHAPES; s++)
        open_base(&bases[s], &shapes[s], directory, s, resources);
    printf("%-24s", "confirmations a second");
    for (int g = 0; g < N_GROUPS; g++)
        printf("    in groups of %-3d", groups[g]);
    printf("\n");
    double naive[N_GROUPS];
    for (int s = 0; s < N_SHAPES; s++) {
        printf("%-24s", shapes[s].title);
        for (int g = 0; g < N_GROUPS; g++) {
            double rate = measure(&bases[s], groups[g], writes, resources);
            if (s == 0)
                naive[g] = rate;
            printf("  %8.0f (x %5.2f)", rate, rate / naive[g]);
            fflush(stdout);
        }
        printf("\n");
    }
    for (int s = 0; s < N_SHAPES; s++)
        close_base(&bases[s]);
    return 0;
}
