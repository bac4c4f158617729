#include "support.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int64_t put_title(struct fixture *f, const char *id, const char *title, int64_t time)
{
    int64_t sequence = 0;
    hensigt_organisation *organisation = new_organisation(f, id, title);
    f->now = time;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, &sequence), HS_OK);
    return sequence;
}

static const char *title_at(struct fixture *f, const char *name, int64_t read_time)
{
    hensigt_organisation *organisation = (void *)get(f, name, read_time);
    return organisation != NULL ? organisation->title : reason_of(&f->status);
}

/* ---- versions --------------------------------------------------------------------------------------------------- */

static void every_version_is_read_at_its_time(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "first", 1000);
    put_title(f, "b", "other", 1500);
    put_title(f, "a", "second", 2000);
    put_title(f, "a", "third", 3000);
    assert_string_equal(title_at(f, "organisations/a", 999), "RESOURCE_NOT_FOUND");
    assert_string_equal(title_at(f, "organisations/a", 1000), "first");
    assert_string_equal(title_at(f, "organisations/a", 1999), "first");
    assert_string_equal(title_at(f, "organisations/a", 2000), "second");
    assert_string_equal(title_at(f, "organisations/a", 3000), "third");
    assert_string_equal(title_at(f, "organisations/a", INT64_MAX), "third");
    assert_string_equal(title_at(f, "organisations/a", 0), "third");
    assert_string_equal(title_at(f, "organisations/b", 1400), "RESOURCE_NOT_FOUND");
}

static void a_deleted_resource_is_found_as_such(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    struct hs_record record = {0};
    put_title(f, "a", "first", 1000);
    hensigt_organisation *organisation = (void *)get(f, "organisations/a", 0);
    organisation->delete_time = organisation->update_time;
    f->now = 2000;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);

    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_get(view, "organisations/a", 0, &f->arena, &record, &f->status), HS_OK);
    assert_true(record.deleted);
    assert_int_equal(record.sequence, 2);
    assert_int_equal(hs_view_get(view, "organisations/a", 1500, &f->arena, &record, &f->status), HS_OK);
    assert_false(record.deleted);
    assert_int_equal(record.sequence, 1);
    assert_false(hs_view_exists(view, "organisations/a"));
    assert_false(hs_view_exists(view, "organisations/b"));
    hs_view_close(view);
}

static void a_view_does_not_see_later_writes(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL, *later = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_read_time(view), 1);
    put_title(f, "a", "first", 1000);
    assert_false(hs_view_exists(view, "organisations/a"));
    assert_int_equal(hs_view_open(f->store, 0, &later, fresh_status(f)), HS_OK);
    assert_true(hs_view_exists(later, "organisations/a"));
    assert_int_equal(hs_view_read_time(later), 1000);
    hs_view_close(later);
    hs_view_close(view);
}

static void times_grow_whatever_the_clock_says(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "first", 5000);
    put_title(f, "a", "second", 5000);
    put_title(f, "a", "third", 10);
    assert_int_equal(ask_sql(f, "SELECT group_concat(time, '') = '500050015002' FROM (SELECT time FROM ledger ORDER BY seq)"), 1);
    assert_string_equal(title_at(f, "organisations/a", 5001), "second");
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

struct rows {
    struct fixture *fixture;
    const char *text;
};

static enum hs_code add_row(void *context, const struct hs_ledger_row *row)
{
    struct rows *rows = context;
    struct hs_arena *arena = &rows->fixture->arena;
    assert_string_equal(row->caller, "owner");
    assert_string_equal(row->method, "hensigt.v1.Test/Put");
    assert_ptr_equal(row->resource, hs_contract_resource("Organisation"));
    assert_true(row->size > 0);
    rows->text = hs_arena_printf(arena, "%s%s%" PRId64 ":%s<%" PRId64, rows->text, *rows->text != '\0' ? " " : "", row->sequence,
                                 row->name + strlen("organisations/"), row->previous);
    return HS_OK;
}

static const char *history(struct fixture *f, const char *name, int64_t before, int limit)
{
    struct rows rows = {f, ""};
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    enum hs_code code = hs_view_history(view, name, before, limit, add_row, &rows, &f->status);
    hs_view_close(view);
    return code == HS_OK ? rows.text : reason_of(&f->status);
}

static const char *changes(struct fixture *f, int64_t after, int limit)
{
    struct rows rows = {f, ""};
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_changes(view, after, limit, add_row, &rows, &f->status), HS_OK);
    hs_view_close(view);
    return rows.text;
}

static void history_goes_back_and_changes_go_forward(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "1", 1000);
    put_title(f, "b", "2", 2000);
    put_title(f, "a", "3", 3000);
    put_title(f, "a", "4", 4000);
    assert_string_equal(history(f, "organisations/a", 0, 10), "4:a<3 3:a<1 1:a<0");
    assert_string_equal(history(f, "organisations/a", 0, 2), "4:a<3 3:a<1");
    assert_string_equal(history(f, "organisations/a", 3, 2), "1:a<0");
    assert_string_equal(history(f, "organisations/a", 2, 2), "1:a<0");
    assert_string_equal(history(f, "organisations/a", 1, 2), "");
    assert_string_equal(history(f, "organisations/none", 0, 10), "RESOURCE_NOT_FOUND");
    assert_string_equal(changes(f, 0, 10), "1:a<0 2:b<0 3:a<1 4:a<3");
    assert_string_equal(changes(f, 1, 2), "2:b<0 3:a<1");
    assert_string_equal(changes(f, 4, 2), "");
}

/* ---- the chain -------------------------------------------------------------------------------------------------- */

static struct hs_verification verify(struct fixture *f, int64_t after, int limit)
{
    struct hs_view *view = NULL;
    struct hs_verification found = {0};
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, after, limit, &found, &f->status), HS_OK);
    hs_view_close(view);
    return found;
}

static void an_untouched_ledger_verifies_in_slices(void **state)
{
    struct fixture *f = *state;
    assert_true(verify(f, 0, 10).complete);
    for (int i = 0; i < 5; i++) {
        put_title(f, "a", hs_arena_printf(&f->arena, "%d", i), 1000 * (i + 1));
    }
    struct hs_verification whole = verify(f, 0, 10);
    assert_true(whole.complete);
    assert_int_equal(whole.last, 5);
    assert_int_equal(whole.broken, 0);
    struct hs_verification slice = verify(f, 0, 3);
    assert_false(slice.complete);
    assert_int_equal(slice.last, 3);
    slice = verify(f, slice.last, 3);
    assert_true(slice.complete);
    assert_int_equal(slice.last, 5);
    assert_memory_equal(slice.chain_hash, whole.chain_hash, sizeof whole.chain_hash);
}

static void a_receipt_is_the_chain_of_its_row(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "1", 1000);
    put_title(f, "b", "2", 2000);
    struct hs_verification found = verify(f, 0, 10);
    char *hex = hs_arena_alloc(&f->arena, 65);
    for (int i = 0; i < HS_STORE_HASH_SIZE; i++) {
        snprintf(hex + 2 * i, 3, "%02X", found.chain_hash[i]);
    }
    assert_int_equal(ask_sql(f, hs_arena_printf(&f->arena, "SELECT hex(chain) = '%s' FROM ledger WHERE seq = 2", hex)), 1);
}

/* Any change of any column of a row in the middle must be seen at that row. */
static void any_altered_byte_is_found(void **state)
{
    struct fixture *f = *state;
    static const char *const changes_of_a_row[] = {
        "time = time + 1",
        "time = time - 1",
        "caller = (SELECT id FROM word WHERE word = 'other')",
        "method = caller",
        "imported = 1",
        "imported = 2",
        "previous = previous + 1",
        "previous = 0",
        "name = 'organisations/c'",
        "digest = zeroblob(32)",
        "chain = zeroblob(32)",
        "salt = zeroblob(16)",
        "salt = CAST(substr(salt, 1, 15) AS BLOB)",
        "body = CAST(body || 'x' AS BLOB)",
        "body = NULL",
        "digest = CAST(digest || 'x' AS BLOB)",
        "seq = 30",
    };
    int64_t size = 0;
    put_title(f, "a", "1", 10000);
    put_title(f, "a", "2", 20000);
    put_title(f, "b", "3", 30000);
    fixture_close(f);
    run_sql(f, "INSERT INTO word (word) VALUES ('other'); CREATE TABLE kept AS SELECT * FROM ledger");
    size = ask_sql(f, "SELECT length(body) FROM ledger WHERE seq = 2");
    for (size_t i = 0; i < sizeof changes_of_a_row / sizeof changes_of_a_row[0] + (size_t)size; i++) {
        const size_t n_changes = sizeof changes_of_a_row / sizeof changes_of_a_row[0];
        const char *change = i < n_changes ? changes_of_a_row[i]
                                           : hs_arena_printf(&f->arena,
                                                             "body = CAST(substr(body, 1, %zu) || (CASE substr(body, %zu, 1)"
                                                             " WHEN x'41' THEN x'42' ELSE x'41' END) || substr(body, %zu) AS BLOB)",
                                                             i - n_changes, i - n_changes + 1, i - n_changes + 2);
        run_sql(f, hs_arena_printf(&f->arena, "UPDATE ledger SET %s WHERE seq = 2", change));
        fixture_open(f);
        struct hs_verification found = verify(f, 0, 10);
        if (found.broken == 0) {
            print_message("not found: %s\n", change);
        }
        assert_int_equal(found.broken, i == n_changes - 1 ? 3 : 2);
        assert_non_null(found.reason);
        assert_int_equal(found.last, 1);
        fixture_close(f);
        run_sql(f, "DELETE FROM ledger; INSERT INTO ledger SELECT * FROM kept");
    }
    fixture_open(f);
    assert_int_equal(verify(f, 0, 10).broken, 0);
}

static void a_missing_row_is_told(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 4; i++) {
        put_title(f, "a", hs_arena_printf(&f->arena, "%d", i), 1000 * (i + 1));
    }
    run_sql(f, "DELETE FROM ledger WHERE seq = 2");
    struct hs_verification found = verify(f, 0, 10);
    assert_int_equal(found.broken, 3);
    assert_string_equal(found.reason, "a row is missing");
}

static void a_redacted_row_still_verifies(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "1", 10000);
    put_title(f, "a", "2", 20000);
    put_title(f, "a", "3", 30000);
    fixture_close(f);
    run_sql(f, "UPDATE ledger SET body = NULL, salt = NULL WHERE seq = 2");
    fixture_open(f);
    struct hs_verification found = verify(f, 0, 10);
    assert_int_equal(found.broken, 0);
    assert_int_equal(found.last, 3);
}

static void verifying_from_a_row_that_is_not_there_fails(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    struct hs_verification found = {0};
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_verify(view, 7, 10, &found, &f->status), HS_NOT_FOUND);
    assert_string_equal(reason_of(&f->status), "LEDGER_ROW_NOT_FOUND");
    hs_view_close(view);
}

/* ---- bodies and columns ----------------------------------------------------------------------------------------- */

static enum hs_code check(struct fixture *f)
{
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    enum hs_code code = hs_view_check(view, &f->status);
    hs_view_close(view);
    return code;
}

static void a_column_that_disagrees_with_its_body_is_found(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *spoil, *mend;
        const char *name, *what;
    } cases[] = {
        {"UPDATE organisation SET title = 'x' WHERE id = 1", "UPDATE organisation SET title = 'A' WHERE id = 1", "organisations/a",
         "title"},
        {"UPDATE organisation SET end_date_latest = 7 WHERE id = 1", "UPDATE organisation SET end_date_latest = NULL WHERE id = 1",
         "organisations/a", "end_date_latest"},
        {"UPDATE organisation SET deleted = 1 WHERE id = 1", "UPDATE organisation SET deleted = 0 WHERE id = 1", "organisations/a",
         "deleted"},
        {"UPDATE organisation SET ledger_seq = 2 WHERE id = 1", "UPDATE organisation SET ledger_seq = 1 WHERE id = 1",
         "organisations/a", "ledger_seq"},
        {"UPDATE organisation__identifiers SET value = '7'", "UPDATE organisation__identifiers SET value = '42'", "organisations/a",
         "organisation__identifiers"},
        {"INSERT INTO organisation__identifiers VALUES (2, 0, 'X', '1')",
         "DELETE FROM organisation__identifiers WHERE scheme = 'X'", "organisations/b", "organisation__identifiers"},
        {"DELETE FROM organisation__identifiers", "INSERT INTO organisation__identifiers VALUES (1, 0, 'NO-BRC', '42')",
         "organisations/a", "organisation__identifiers"},
        {"DELETE FROM reference", "INSERT INTO reference VALUES ('sources/s', 'Organisation', 2)", "organisations/b", "sources/s"},
        {"INSERT INTO reference VALUES ('sources/s', 'Organisation', 1)", "DELETE FROM reference WHERE owner = 1", "Organisation",
         "reference"},
        {"UPDATE organisation SET name = 'organisations/c' WHERE id = 1",
         "UPDATE organisation SET name = 'organisations/a' WHERE id = 1", "organisations/c", "name"},
    };
    hensigt_organisation *a = new_organisation(f, "a", "A");
    add_identifier(f, a, "NO-BRC", "42");
    assert_int_equal(put(f, "Organisation", &a->base, 0, NULL), HS_OK);
    hensigt_organisation *b = new_organisation(f, "b", "B");
    hensigt_provenance provenance;
    char *sources[] = {"sources/s"};
    hensigt__v1__provenance__init(&provenance);
    provenance.sources = sources;
    provenance.n_sources = 1;
    b->provenance = &provenance;
    assert_int_equal(put(f, "Organisation", &b->base, 0, NULL), HS_OK);
    assert_int_equal(check(f), HS_OK);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        run_sql(f, cases[i].spoil);
        assert_int_equal(check(f), HS_DATA_LOSS);
        assert_string_equal(reason_of(&f->status), "COLUMN_MISMATCH");
        bool found = false;
        for (size_t k = 0; k < f->status.message.error_info->n_metadata; k++) {
            const hensigt_rpc_metadatum *fact = f->status.message.error_info->metadata[k];
            found = found || (strcmp(fact->key, cases[i].name) == 0 && strstr(fact->value, cases[i].what) != NULL);
        }
        if (!found) {
            print_message("not told: %s\n", cases[i].spoil);
        }
        assert_true(found);
        run_sql(f, cases[i].mend);
        assert_int_equal(check(f), HS_OK);
    }
}

static void a_damaged_body_is_found(void **state)
{
    struct fixture *f = *state;
    put_title(f, "a", "1", 1000);
    run_sql(f, "UPDATE organisation SET body = x'ff'");
    assert_int_equal(check(f), HS_DATA_LOSS);
    assert_string_equal(metadatum_of(&f->status, "organisations/a"), "body");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_version_is_read_at_its_time),
        TEST(a_deleted_resource_is_found_as_such),
        TEST(a_view_does_not_see_later_writes),
        TEST(times_grow_whatever_the_clock_says),
        TEST(history_goes_back_and_changes_go_forward),
        TEST(an_untouched_ledger_verifies_in_slices),
        TEST(a_receipt_is_the_chain_of_its_row),
        TEST(any_altered_byte_is_found),
        TEST(a_missing_row_is_told),
        TEST(a_redacted_row_still_verifies),
        TEST(verifying_from_a_row_that_is_not_there_fails),
        TEST(a_column_that_disagrees_with_its_body_is_found),
        TEST(a_damaged_body_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
