#include "support.h"

#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- files that are not opened ---------------------------------------------------------------------------------- */

static char *read_file(struct fixture *f, size_t *size)
{
    FILE *file = fopen(f->path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = hs_arena_alloc(&f->arena, *size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* Opening fails with this reason and leaves every byte of the file as it was. */
static void assert_refused(struct fixture *f, enum hs_code code, const char *reason)
{
    size_t before = 0, after = 0;
    struct hs_store *store = NULL;
    const char *bytes = read_file(f, &before);
    assert_int_equal(hs_store_open(&store, &f->options, fresh_status(f)), code);
    assert_string_equal(reason_of(&f->status), reason);
    assert_null(store);
    const char *now = read_file(f, &after);
    assert_int_equal(before, after);
    assert_memory_equal(bytes, now, before);
}

static void a_newer_store_is_refused(void **state)
{
    struct fixture *f = *state;
    fixture_open(f);
    fixture_close(f);
    run_sql(f, "PRAGMA user_version = 9999");
    assert_refused(f, HS_FAILED_PRECONDITION, "STORE_NEWER");
    assert_non_null(strstr(f->status.message.message, "9999"));
}

static void a_database_of_another_application_is_refused(void **state)
{
    struct fixture *f = *state;
    run_sql(f, "CREATE TABLE theirs (a)");
    assert_refused(f, HS_FAILED_PRECONDITION, "STORE_FOREIGN");
    run_sql(f, "DROP TABLE theirs; PRAGMA application_id = 7");
    assert_refused(f, HS_FAILED_PRECONDITION, "STORE_FOREIGN");
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    struct fixture *f = *state;
    FILE *file = fopen(f->path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        fputs("not a database\n", file);
    }
    fclose(file);
    assert_refused(f, HS_FAILED_PRECONDITION, "STORE_FOREIGN");
}

static void a_place_that_cannot_be_written_is_refused(void **state)
{
    struct fixture *f = *state;
    struct hs_store *store = NULL;
    struct hs_store_options options = f->options;
    options.path = "/nowhere/at/all/store.db";
    assert_int_equal(hs_store_open(&store, &options, fresh_status(f)), HS_UNAVAILABLE);
    assert_null(store);
}

static void columns_that_do_not_fit_are_named(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *spoil, *named, *mend;
    } cases[] = {
        {"ALTER TABLE centre ADD COLUMN nonsense TEXT", "nonsense", "ALTER TABLE centre DROP COLUMN nonsense"},
        {"ALTER TABLE centre ADD COLUMN offices__kind INTEGER", "offices__kind", "ALTER TABLE centre DROP COLUMN offices__kind"},
        {"ALTER TABLE centre ADD COLUMN provenance INTEGER", "provenance", "ALTER TABLE centre DROP COLUMN provenance"},
        {"ALTER TABLE centre ADD COLUMN open_date INTEGER", "open_date", "ALTER TABLE centre DROP COLUMN open_date"},
        {"ALTER TABLE centre DROP COLUMN open_date_latest", "open_date_latest",
         "ALTER TABLE centre ADD COLUMN open_date_latest INTEGER"},
        {"CREATE TABLE centre__nothing (owner INTEGER, value TEXT)", "centre__nothing", "DROP TABLE centre__nothing"},
        {"CREATE TABLE centre__purposes (owner INTEGER, value TEXT)", "value", "DROP TABLE centre__purposes"},
        {"ALTER TABLE centre RENAME TO center", "centre", "ALTER TABLE center RENAME TO centre"},
    };
    fixture_open(f);
    fixture_close(f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hs_store *store = NULL;
        run_sql(f, cases[i].spoil);
        enum hs_code code = hs_store_open(&store, &f->options, fresh_status(f));
        assert_int_equal(code, HS_FAILED_PRECONDITION);
        assert_string_equal(reason_of(&f->status), "SCHEMA_MISMATCH");
        if (strstr(f->status.message.message, cases[i].named) == NULL) {
            print_message("%s\n", f->status.message.message);
        }
        assert_non_null(strstr(f->status.message.message, cases[i].named));
        run_sql(f, cases[i].mend);
        fixture_open(f);
        fixture_close(f);
    }
}

/* ---- a store that is opened again ------------------------------------------------------------------------------- */

static const char *registry_id(struct fixture *f)
{
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    const char *id = hs_view_setting(view, "registry_id", &f->arena);
    hs_view_close(view);
    return id;
}

static void a_registry_keeps_its_identity(void **state)
{
    struct fixture *f = *state;
    fixture_open(f);
    const char *id = registry_id(f);
    put(f, "Organisation", &new_organisation(f, "a", "A")->base, 0, NULL);
    fixture_close(f);
    fixture_open(f);
    assert_string_equal(registry_id(f), id);
    assert_non_null(get(f, "organisations/a", 0));
    fixture_close(f);
    unlink(f->path);
    fixture_open(f);
    assert_string_not_equal(registry_id(f), id);
}

/* ---- migrations ------------------------------------------------------------------------------------------------- */

struct progress {
    struct fixture *fixture;
    int calls;
    int64_t done, total;
};

static void on_progress(void *context, const char *kind, int64_t done, int64_t total)
{
    struct progress *progress = context;
    assert_string_equal(kind, "Organisation");
    progress->calls++;
    progress->done = done;
    progress->total = total;
}

/* The program's migrations and one more. */
static enum hs_code migrate_with(struct fixture *f, const char *sql, struct progress *progress)
{
    struct hs_db db;
    struct hs_store_options options = {.progress = on_progress, .context = progress};
    struct hs_migration *list = hs_arena_alloc(&f->arena, (hs_n_migrations + 1) * sizeof *list);
    memcpy(list, hs_migrations, hs_n_migrations * sizeof *list);
    list[hs_n_migrations] = (struct hs_migration){"9999_test.sql", sql};
    assert_int_equal(hs_db_open(&db, f->path, HS_DB_WRITER, fresh_status(f)), HS_OK);
    enum hs_code code = hs_migrate(&db, &options, list, hs_n_migrations + 1, &f->status);
    hs_db_close(&db);
    return code;
}

static void a_migration_binds_rows_anew(void **state)
{
    struct fixture *f = *state;
    struct progress progress = {.calls = 0};
    enum { ROWS = 1203 };
    fixture_open(f);
    for (int i = 0; i < ROWS; i++) {
        hensigt_organisation *organisation = new_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "x");
        hensigt_provenance provenance;
        char *sources[] = {"sources/s"};
        hensigt__v1__provenance__init(&provenance);
        provenance.note = hs_arena_printf(&f->arena, "note %d", i);
        provenance.sources = sources;
        provenance.n_sources = 1;
        organisation->provenance = &provenance;
        add_identifier(f, organisation, "TEST", hs_arena_printf(&f->arena, "%d", i));
        assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    }
    fixture_close(f);
    run_sql(
        f,
        "DELETE FROM organisation__identifiers WHERE owner % 2 = 0; UPDATE organisation SET title = 'wrong'; DELETE FROM reference;"
        "INSERT INTO reference VALUES ('sources/other', 'Organisation', 1)");
    assert_int_equal(
        migrate_with(f, "ALTER TABLE organisation ADD COLUMN provenance__note TEXT;\n-- reindex Organisation\n", &progress), HS_OK);
    assert_int_equal(progress.calls, 3);
    assert_int_equal(progress.done, ROWS);
    assert_int_equal(progress.total, ROWS);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation WHERE provenance__note LIKE 'note %' AND title = 'x'"), ROWS);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation__identifiers"), ROWS);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM reference WHERE target = 'sources/s'"), ROWS);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM reference"), ROWS);
    assert_int_equal(ask_sql(f, "PRAGMA user_version"), hs_n_migrations + 1);

    run_sql(f, hs_arena_printf(&f->arena, "PRAGMA user_version = %zu", hs_n_migrations));
    fixture_open(f);
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_check(view, &f->status), HS_OK);
    hs_view_close(view);
    struct hs_match match = {"provenance.note", "note 77"};
    struct hs_query query = {.resource = hs_contract_resource("Organisation"), .matches = &match, .n_matches = 1};
    assert_string_equal(list(f, &query, NULL), "o77");
}

static void a_migration_that_fails_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct progress progress = {.calls = 0};
    static const char *const migrations[] = {
        "ALTER TABLE organisation ADD COLUMN provenance__note TEXT; CREATE TABLE organisation (id)",
        "ALTER TABLE organisation ADD COLUMN provenance__note TEXT;\n-- reindex Nobody\n",
        "ALTER TABLE organisation ADD COLUMN nonsense TEXT;\n-- reindex Organisation\n",
    };
    fixture_open(f);
    fixture_close(f);
    for (size_t i = 0; i < sizeof migrations / sizeof migrations[0]; i++) {
        assert_int_not_equal(migrate_with(f, migrations[i], &progress), HS_OK);
        assert_int_equal(ask_sql(f, "PRAGMA user_version"), hs_n_migrations);
        assert_int_equal(
            ask_sql(f, "SELECT count(*) FROM pragma_table_info('organisation') WHERE name IN ('provenance__note', 'nonsense')"), 0);
    }
    fixture_open(f);
}

static int setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);
    assert_non_null(f);
    fixture_begin(f);
    *state = f;
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_newer_store_is_refused),
        TEST(a_database_of_another_application_is_refused),
        TEST(a_file_that_is_no_database_is_refused),
        TEST(a_place_that_cannot_be_written_is_refused),
        TEST(columns_that_do_not_fit_are_named),
        TEST(a_registry_keeps_its_identity),
        TEST(a_migration_binds_rows_anew),
        TEST(a_migration_that_fails_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
