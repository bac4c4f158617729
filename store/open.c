#include "store/migrate.h"
#include "store/search.h"
#include "store/store_internal.h"

#include "crypto/crypto.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum {
    DEFAULT_READERS = 4,
    DEFAULT_QUEUE = 4096,
    DEFAULT_GROUP = 128,
    DEFAULT_REQUEST_ID_SECONDS = 86400,
    DEFAULT_REQUEST_ID_ROWS = 5000000,
    REGISTRY_ID_SIZE = 16,
};

static int64_t system_clock(void *context)
{
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void system_random(void *context, void *bytes, size_t size)
{
    (void)context;
    hs_random(bytes, size);
}

static struct hs_store_options with_defaults(const struct hs_store_options *given)
{
    struct hs_store_options options = *given;
    options.readers = options.readers != 0 ? options.readers : DEFAULT_READERS;
    options.queue = options.queue != 0 ? options.queue : DEFAULT_QUEUE;
    options.group = options.group != 0 ? options.group : DEFAULT_GROUP;
    options.request_id_seconds = options.request_id_seconds != 0 ? options.request_id_seconds : DEFAULT_REQUEST_ID_SECONDS;
    options.request_id_rows = options.request_id_rows != 0 ? options.request_id_rows : DEFAULT_REQUEST_ID_ROWS;
    options.clock = options.clock != NULL ? options.clock : system_clock;
    options.random = options.random != NULL ? options.random : system_random;
    return options;
}

/* A new registry gets an identity, by which a copy is told from another registry. */
static enum hs_code set_registry_id(struct hs_store *store, struct hs_db *db, struct hs_status *status)
{
    const struct hs_store_options *options = &store->options;
    uint8_t id[REGISTRY_ID_SIZE];
    char text[HS_HEX_SIZE(REGISTRY_ID_SIZE)];
    options->random(options->context, id, sizeof id);
    hs_hex_encode(id, sizeof id, text);
    sqlite3_stmt *statement = hs_db_prepare(db, "INSERT OR IGNORE INTO setting (key, value) VALUES ('registry_id', ?1)", status);
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    }
    return hs_db_run(db, statement, status);
}

/* Brings the file up to date and reads its tables, on a connection that is closed again. */
static enum hs_code prepare(struct hs_store *store, struct hs_status *status)
{
    struct hs_db db;
    int64_t version = 0;
    enum hs_code code = hs_db_open(&db, store->options.path, HS_DB_WRITER, status);
    if (code != HS_OK) {
        return code;
    }
    code = hs_migrate(&db, &store->options, hs_migrations, hs_n_migrations, status);
    if (code == HS_OK) {
        code = set_registry_id(store, &db, status);
    }
    if (code == HS_OK) {
        code = hs_db_number(&db, "PRAGMA user_version", 0, &version, status);
    }
    if (code == HS_OK) {
        code = hs_schema_load(&store->schema, &db, store->options.contract, status);
    }
    if (code == HS_OK) {
        code = hs_search_open(&store->schema, &db, &store->options, status);
    }
    store->schema_version = (int32_t)version;
    hs_db_close(&db);
    return code;
}

static struct hs_store *new_store(const struct hs_store_options *options)
{
    struct hs_store *store = calloc(1, sizeof *store);
    pthread_condattr_t monotonic;
    if (store == NULL) {
        return NULL;
    }
    store->options = with_defaults(options);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&store->reader_free, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&store->readers_lock, NULL);
    return store;
}

enum hs_code hs_store_open(struct hs_store **out, const struct hs_store_options *options, struct hs_status *status)
{
    if (!hs_crypto_init()) {
        return hs_status_fail(status, HS_UNAVAILABLE, "NO_RANDOMNESS", "the system has no source of randomness");
    }
    enum hs_code code = hs_migrate_inspect(options->path, hs_n_migrations, status);
    struct hs_store *store = code == HS_OK ? new_store(options) : NULL;
    if (store == NULL) {
        return code != HS_OK ? code : hs_out_of_memory(status);
    }
    code = prepare(store, status);
    if (code == HS_OK) {
        code = hs_readers_open(store, status);
    }
    if (code == HS_OK) {
        code = hs_writer_open(store, status);
    }
    if (code != HS_OK) {
        hs_store_close(store);
        return code;
    }
    *out = store;
    return HS_OK;
}

void hs_store_close(struct hs_store *store)
{
    if (store == NULL) {
        return;
    }
    hs_readers_close(store);
    hs_writer_close(store->writer);
    hs_schema_free(&store->schema);
    pthread_cond_destroy(&store->reader_free);
    pthread_mutex_destroy(&store->readers_lock);
    free(store);
}

static int64_t file_size(const char *path, const char *suffix)
{
    char name[4096];
    struct stat file;
    int length = snprintf(name, sizeof name, "%s%s", path, suffix);
    return length > 0 && (size_t)length < sizeof name && stat(name, &file) == 0 ? file.st_size : 0;
}

void hs_store_get_stats(struct hs_store *store, struct hs_store_stats *out)
{
    *out = (struct hs_store_stats){
        .database_bytes = file_size(store->options.path, ""),
        .wal_bytes = file_size(store->options.path, "-wal"),
        .schema_version = store->schema_version,
        .memory_bytes = sqlite3_memory_used(),
    };
    hs_readers_get_stats(store, out);
    hs_writer_get_stats(store->writer, out);
}
