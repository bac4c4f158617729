#include "store/migrate.h"

#include "wire/contract.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char reindex_mark[] = "-- reindex ";

enum { MAX_KIND = 64 };

static enum hs_code judge(struct hs_db *db, size_t n_migrations, struct hs_status *status)
{
    int64_t application = 0, version = 0, tables = 0;
    enum hs_code code = hs_db_number(db, "PRAGMA application_id", 0, &application, status);
    if (code == HS_OK) {
        code = hs_db_number(db, "PRAGMA user_version", 0, &version, status);
    }
    if (code == HS_OK) {
        code = hs_db_number(db, "SELECT count(*) FROM sqlite_schema", 0, &tables, status);
    }
    if (code != HS_OK) {
        return code;
    }
    if (application != HS_APPLICATION_ID && (application != 0 || tables > 0)) {
        return hs_status_fail(status, HS_FAILED_PRECONDITION, "STORE_FOREIGN", "the file is a database of another application");
    }
    if (version > (int64_t)n_migrations) {
        return hs_status_fail(status, HS_FAILED_PRECONDITION, "STORE_NEWER",
                              "the store has schema version %lld; this program knows versions up to %zu", (long long)version,
                              n_migrations);
    }
    return HS_OK;
}

enum hs_code hs_migrate_inspect(const char *path, size_t n_migrations, struct hs_status *status)
{
    struct hs_db db;
    if (access(path, F_OK) != 0) {
        return HS_OK;
    }
    enum hs_code code = hs_db_open(&db, path, HS_DB_INSPECT, status);
    if (code != HS_OK) {
        return code;
    }
    code = judge(&db, n_migrations, status);
    hs_db_close(&db);
    return code;
}

/* Copies the kind named by the next mark at or after *at and moves *at behind it; false where there is none. */
static bool next_reindex(const char **at, char kind[MAX_KIND])
{
    const char *mark = strstr(*at, reindex_mark);
    if (mark == NULL) {
        return false;
    }
    const char *name = mark + strlen(reindex_mark);
    size_t length = strcspn(name, " \r\n");
    snprintf(kind, MAX_KIND, "%.*s", (int)length, name);
    *at = name + length;
    return true;
}

static enum hs_code reindex_all(struct hs_db *db, const struct hs_store_options *options, const struct hs_migration *migration,
                                struct hs_status *status)
{
    enum hs_code code = HS_OK;
    const char *at = migration->sql;
    char kind[MAX_KIND];
    while (code == HS_OK && next_reindex(&at, kind)) {
        const struct hs_resource *resource = hs_contract_resource(kind);
        code = resource != NULL ? hs_reindex(db, options, resource, status)
                                : hs_status_fail(status, HS_FAILED_PRECONDITION, "SCHEMA_MISMATCH", "%s: there is no kind %s",
                                                 migration->name, kind);
    }
    return code;
}

static enum hs_code run_step(struct hs_db *db, const struct hs_store_options *options, const struct hs_migration *migration,
                             size_t version, struct hs_status *status)
{
    char set_version[64];
    snprintf(set_version, sizeof set_version, "PRAGMA user_version = %zu", version);
    enum hs_code code = hs_db_execute(db, "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON", status);
    if (code == HS_OK) {
        code = hs_db_execute(db, migration->sql, status);
    }
    if (code == HS_OK) {
        code = reindex_all(db, options, migration, status);
    }
    if (code == HS_OK) {
        code = hs_db_execute(db, set_version, status);
    }
    if (code == HS_OK) {
        code = hs_db_execute(db, "COMMIT", status);
    }
    if (code != HS_OK && !sqlite3_get_autocommit(db->handle)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return code;
}

enum hs_code hs_migrate(struct hs_db *db, const struct hs_store_options *options, const struct hs_migration *migrations,
                        size_t n_migrations, struct hs_status *status)
{
    int64_t version = 0;
    enum hs_code code = hs_db_number(db, "PRAGMA user_version", 0, &version, status);
    for (size_t i = (size_t)version; code == HS_OK && i < n_migrations; i++) {
        code = run_step(db, options, &migrations[i], i + 1, status);
    }
    return code;
}
