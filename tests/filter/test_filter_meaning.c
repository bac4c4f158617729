/* What comparisons mean, value by value: in C and in SQL alike. */
#include "sample.h"

#include "hensigt/v1/intention.h"
#include "hensigt/v1/organisation.h"
#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1 << 20, TIME_MICROS = 1000000 };

/* One resource, the filters that it fulfils and those it does not. */
struct fixture {
    struct sample sample;
    struct hs_arena arena;
    sqlite3 *database;
    ProtobufCMessage *message;
};

static void open_fixture(struct fixture *fixture, enum sample_kind kind)
{
    sample_open(&fixture->sample, kind);
    hs_arena_init(&fixture->arena, ARENA_BYTES);
    assert_int_equal(sqlite3_open(":memory:", &fixture->database), SQLITE_OK);
    sample_create(&fixture->sample, fixture->database);
}

static void close_fixture(struct fixture *fixture)
{
    sqlite3_close(fixture->database);
    hs_arena_free(&fixture->arena);
    sample_close(&fixture->sample);
}

static void put(struct fixture *fixture, const struct sample_values *values)
{
    fixture->message = sample_message(&fixture->sample, values, &fixture->arena);
    sample_insert(&fixture->sample, values, 1, false, fixture->database);
}

static bool holds_in_sql(struct fixture *fixture, const struct hs_filter *filter)
{
    struct hs_sql sql;
    hs_sql_init(&sql, &fixture->arena);
    hs_sql_append(&sql, "SELECT count(*) FROM sample AS r WHERE ");
    hs_filter_compile(filter, &sql);
    sqlite3_stmt *statement = sample_prepare(fixture->database, &sql);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    bool holds = sqlite3_column_int(statement, 0) == 1;
    sqlite3_finalize(statement);
    return holds;
}

static void expect(struct fixture *fixture, const char *text, bool expected)
{
    struct hs_status status;
    const struct hs_filter *filter = NULL;
    hs_status_init(&status, &fixture->arena);
    if (hs_filter_parse(&fixture->sample.columns, text, &fixture->arena, &filter, &status) != HS_OK) {
        fail_msg("%s: %s", text, status.message.field_violations[0]->description);
    }
    if (hs_filter_matches(filter, fixture->message) != expected || holds_in_sql(fixture, filter) != expected) {
        fail_msg("%s: expected %d, evaluated %d, by SQL %d", text, expected, hs_filter_matches(filter, fixture->message),
                 holds_in_sql(fixture, filter));
    }
}

static void expect_all(struct fixture *fixture, const char *const *holds, const char *const *fails)
{
    for (; *holds != NULL; holds++) {
        expect(fixture, *holds, true);
    }
    for (; *fails != NULL; fails++) {
        expect(fixture, *fails, false);
    }
}

static struct sample_cell *cell(struct fixture *fixture, struct sample_values *values, const char *path, size_t element)
{
    size_t column = sample_column(&fixture->sample, path);
    struct sample_cell *found = &values->cells[column][element];
    if (values->n_elements[column] <= element) {
        values->n_elements[column] = element + 1;
    }
    found->set = true;
    return found;
}

static void set_date(struct sample_cell *date, const char *text)
{
    struct hs_partial_text parts;
    assert_true(hs_partial_date_read(text, &parts));
    hensigt_partial_date partial = HENSIGT_PARTIAL_DATE_INIT;
    partial.date = parts.date;
    partial.earliest = parts.earliest;
    partial.latest = parts.latest;
    date->text = text;
    assert_true(hs_partial_date_days(&partial, &date->days[0], &date->days[1]));
}

static void test_text(void **state)
{
    static const char *const holds[] = {"title=R\xC3\xA5stof",
                                        "title:R\xC3\xA5stof",
                                        "title!=r\xC3\xA5stof",
                                        "title=R*",
                                        "title=*of",
                                        "title:*\xC3\xA5*",
                                        "title!=*x*",
                                        "title:*",
                                        "title=*",
                                        "title>R",
                                        "title<S",
                                        "title<=R\xC3\xA5stof",
                                        "title>=R\xC3\xA5stof",
                                        NULL};
    static const char *const fails[] = {"title=r\xC3\xA5stof", "title=R", "title=r*", "title=*st", "title!=R*", "title!=*",
                                        "title=\"R\\*\"",      "title<R", "title>S",  NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_PROCESS);
    cell(&fixture, &values, "title", 0)->text = "R\xC3\xA5stof";
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

/* Signs that mean something to LIKE, GLOB or the filter itself. */
static void test_signs(void **state)
{
    static const char *const holds[] = {"title=\"*\\*b*\"", "title=\"[a]\\*b?%_*\"", "title=*_",
                                        "title=\"[*\"",     "title=\"*?%*\"",        NULL};
    static const char *const fails[] = {"title=\"a*\"", "title=\"*c*\"", "title=\"*[b]*\"", "title=*?", NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_PROCESS);
    cell(&fixture, &values, "title", 0)->text = "[a]*b?%_";
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

static void test_defaults(void **state)
{
    static const char *const holds[] = {"title=\"\"",
                                        "title!=a",
                                        "title<a",
                                        "title<=\"\"",
                                        "NOT title:*",
                                        "title!=*",
                                        "NOT title=a*",
                                        "state=UNSPECIFIED",
                                        "state!=OPEN",
                                        "NOT state:*",
                                        "joinable=false",
                                        "joinable!=true",
                                        "NOT joinable:*",
                                        "NOT start_date:*",
                                        "NOT start_date=2022",
                                        "NOT start_date!=2022",
                                        "NOT start_date<=2022",
                                        "NOT delete_time:*",
                                        "NOT delete_time<2022-01-01T00:00:00Z",
                                        "NOT delete_time!=2022-01-01T00:00:00Z",
                                        "NOT cpv_codes:*",
                                        "cpv_codes!=45000000",
                                        NULL};
    static const char *const fails[] = {"title!=\"\"",
                                        "title=a",
                                        "title>=a",
                                        "title=*a",
                                        "state!=UNSPECIFIED",
                                        "state:OPEN",
                                        "joinable!=false",
                                        "start_date=2022",
                                        "start_date!=2022",
                                        "start_date<2022",
                                        "start_date>=2022",
                                        "start_date<=2022",
                                        "start_date>2022",
                                        "delete_time!=2022-01-01T00:00:00Z",
                                        "delete_time>=2022-01-01T00:00:00Z",
                                        "cpv_codes=\"\"",
                                        "cpv_codes:45000000",
                                        NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_PROCESS);
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

static void test_nested_defaults(void **state)
{
    static const char *const holds[] = {"estimated_value.units=0",
                                        "estimated_value.units>-1",
                                        "estimated_value.currency_code=\"\"",
                                        "decision.level=UNSPECIFIED",
                                        "NOT annulment.date:*",
                                        "NOT confirmation.confirm_time:*",
                                        NULL};
    static const char *const fails[] = {"estimated_value.units:*",
                                        "estimated_value.units>0",
                                        "estimated_value.currency_code:*",
                                        "annulment.date!=2022",
                                        "confirmation.confirm_time!=2022-01-01T00:00:00Z",
                                        NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_INTENTION);
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

static void test_numbers_and_times(void **state)
{
    static const char *const holds[] = {"estimated_value.units=-5",
                                        "estimated_value.units<0",
                                        "estimated_value.units<=-5",
                                        "estimated_value.units>-6",
                                        "estimated_value.units!=5",
                                        "estimated_value.units:*",
                                        "create_time=2022-09-09T12:00:00.5+02:00",
                                        "create_time>2022-09-09T10:00:00.499999Z",
                                        "create_time<2022-09-09T10:00:00.500001Z",
                                        "create_time!=2022-09-09T10:00:00Z",
                                        "level=COMMITMENT",
                                        "level:LEVEL_COMMITMENT",
                                        "level!=DECLARATION",
                                        NULL};
    static const char *const fails[] = {"estimated_value.units=5",
                                        "estimated_value.units>-5",
                                        "estimated_value.units<-5",
                                        "create_time>2022-09-09T10:00:00.5Z",
                                        "create_time<2022-09-09T10:00:00.5Z",
                                        "level=DECLARATION",
                                        "level!=LEVEL_COMMITMENT",
                                        NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_INTENTION);
    cell(&fixture, &values, "estimated_value.units", 0)->integer = -5;
    cell(&fixture, &values, "create_time", 0)->integer = INT64_C(1662717600) * TIME_MICROS + TIME_MICROS / 2;
    cell(&fixture, &values, "level", 0)->integer = HENSIGT_INTENTION_LEVEL_COMMITMENT;
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

/* A date as one resource has it, and what a comparison with another date must give for each of = < <= > >= . */
static void test_dates(void **state)
{
    static const struct {
        const char *stored;
        const char *compared;
        bool equal;
        bool before; /* certainly */
        bool after;  /* certainly */
    } cases[] = {
        {"2022-04-12", "2022-04-12", true, false, false},
        {"2022-04-12", "2022-04-13", false, true, false},
        {"2022-04-12", "2022-04-11", false, false, true},
        {"2022-04-12", "2022-04", true, false, false},
        {"2022-04", "2022-04-30", true, false, false},
        {"2022-04", "2022-05", false, true, false},
        {"2022-04", "2022", true, false, false},
        {"2022", "2022-04-12", true, false, false},
        {"2022", "2023", false, true, false},
        {"2022", "2021", false, false, true},
        {"2022", "..2020-09", false, false, true},
        {"2020-09-30", "..2020-09", true, false, false},
        {"2020-10-01", "..2020-09", false, false, true},
        {"2020", "..2020-09", true, false, false},
        {"..2020-09", "2020-10-01", false, true, false},
        {"..2020-09", "2020-09-30", true, false, false},
        {"..2020-09", "1999", true, false, false},
        {"2021..", "2020", false, false, true},
        {"2021..", "2050", true, false, false},
        {"2021..", "2021-01-01", true, false, false},
        {"2022-05..2023-03-17", "2023-03-18", false, true, false},
        {"2022-05..2023-03-17", "2022-12", true, false, false},
        {"2022-05..2023-03-17", "2022-04", false, false, true},
        {"2022", "2022-12..", true, false, false},
        {"2021", "2022-12..", false, true, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture fixture;
        struct sample_values values = {0};
        open_fixture(&fixture, SAMPLE_PROCESS);
        set_date(cell(&fixture, &values, "start_date", 0), cases[i].stored);
        put(&fixture, &values);
        const struct {
            const char *comparator;
            bool expected;
        } comparisons[] = {
            {"=", cases[i].equal}, {":", cases[i].equal},   {"!=", !cases[i].equal},  {"<", cases[i].before},
            {">", cases[i].after}, {"<=", !cases[i].after}, {">=", !cases[i].before},
        };
        for (size_t j = 0; j < sizeof comparisons / sizeof *comparisons; j++) {
            expect(&fixture, hs_arena_printf(&fixture.arena, "start_date %s %s", comparisons[j].comparator, cases[i].compared),
                   comparisons[j].expected);
        }
        expect(&fixture, "start_date:*", true);
        close_fixture(&fixture);
    }
}

static void test_repeated(void **state)
{
    static const char *const holds[] = {"identifiers.scheme:\"DK-CVR\"", "identifiers.scheme=NO-BRC", "identifiers.value:64942212",
                                        "identifiers.value!=1", "identifiers.scheme<E", "identifiers.scheme>E",
                                        "identifiers.value:*2212", "identifiers.start_date<2021", "identifiers.start_date=2022-04",
                                        "NOT identifiers.start_date=1999", "identifiers.start_date!=1999",
                                        "identifiers.provenance.basis:STATED", "identifiers.value=\"\"", "flags:MAJORITY_PRIVATE",
                                        "flags:*", "flags!=NO_IDENTIFIER",
                                        /* each comparison looks for its own element */
                                        "identifiers.scheme=NO-BRC identifiers.value=64942212", NULL};
    static const char *const fails[] = {"identifiers.scheme:SE-ON",
                                        "identifiers.scheme!=DK-CVR",
                                        "identifiers.value!=*",
                                        "identifiers.start_date>2022-12",
                                        "identifiers.start_date!=2022-04-01",
                                        "identifiers.provenance.basis:EXAMPLE",
                                        "flags:NO_IDENTIFIER",
                                        "successors.kind:*",
                                        "successors.kind=MERGED",
                                        "nuts_codes.version=0",
                                        NULL};
    struct fixture fixture;
    struct sample_values values = {0};
    (void)state;
    open_fixture(&fixture, SAMPLE_ORGANISATION);
    cell(&fixture, &values, "identifiers.scheme", 0)->text = "DK-CVR";
    cell(&fixture, &values, "identifiers.scheme", 1)->text = "NO-BRC";
    cell(&fixture, &values, "identifiers.value", 0)->text = "64942212";
    cell(&fixture, &values, "identifiers.value", 1)->text = "";
    set_date(cell(&fixture, &values, "identifiers.start_date", 0), "2020");
    set_date(cell(&fixture, &values, "identifiers.start_date", 1), "2022-04");
    cell(&fixture, &values, "identifiers.provenance.basis", 0)->integer = HENSIGT_PROVENANCE_BASIS_STATED;
    cell(&fixture, &values, "identifiers.provenance.basis", 1)->set = false;
    cell(&fixture, &values, "flags", 0)->integer = HENSIGT_ORGANISATION_FLAG_MAJORITY_PRIVATE;
    put(&fixture, &values);
    expect_all(&fixture, holds, fails);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_nested_defaults),
        cmocka_unit_test(test_numbers_and_times),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
