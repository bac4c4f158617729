/* The grammar: what is refused, with its column, and how what is accepted is grouped. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ARENA_BYTES = 4 << 20 };

struct fixture {
    struct sample sample;
    struct hs_arena arena;
    struct hs_status status;
};

static int setup(void **state)
{
    static struct fixture fixture;
    sample_open(&fixture.sample, SAMPLE_PROCESS);
    hs_arena_init(&fixture.arena, ARENA_BYTES);
    hs_status_init(&fixture.status, &fixture.arena);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    hs_arena_free(&fixture->arena);
    sample_close(&fixture->sample);
    return 0;
}

/* The text must be refused for one reason. */
static void refuses(struct fixture *fixture, const char *text, const char *reason, const char *description)
{
    static const char untouched;
    const struct hs_filter *filter = (const void *)&untouched;
    hs_status_init(&fixture->status, &fixture->arena);
    if (hs_filter_parse(&fixture->sample.columns, text, &fixture->arena, &filter, &fixture->status) != HS_INVALID_ARGUMENT) {
        fail_msg("accepted: %s", text);
    }
    assert_ptr_equal(filter, &untouched);
    assert_int_equal(fixture->status.message.n_field_violations, 1);
    const hensigt_rpc_field_violation *violation = fixture->status.message.field_violations[0];
    assert_string_equal(violation->field, "filter");
    assert_string_equal(violation->reason, reason);
    assert_string_equal(violation->description, description);
}

static const struct hs_filter *accepts(struct fixture *fixture, const char *text)
{
    const struct hs_filter *filter = NULL;
    hs_status_init(&fixture->status, &fixture->arena);
    if (hs_filter_parse(&fixture->sample.columns, text, &fixture->arena, &filter, &fixture->status) != HS_OK) {
        fail_msg("refused: %s: %s", text, fixture->status.message.field_violations[0]->description);
    }
    return filter;
}

/* The SQL with each comparison of `title` replaced by its value: how a filter is grouped. */
static const char *grouping(struct fixture *fixture, const char *text)
{
    static const char comparison[] = "(r.\"title\" IS ?)";
    struct hs_sql sql;
    hs_sql_init(&sql, &fixture->arena);
    hs_filter_compile(accepts(fixture, text), &sql);
    assert_false(sql.failed);
    char *grouped = hs_arena_alloc(&fixture->arena, sql.length + 1);
    char *to = grouped;
    size_t value = 0;
    for (const char *from = sql.text; *from != '\0';) {
        if (strncmp(from, comparison, sizeof comparison - 1) == 0) {
            from += sizeof comparison - 1;
            *to++ = sql.values[value++].text[0];
        } else {
            *to++ = *from++;
        }
    }
    assert_int_equal(value, sql.n_values);
    return grouped;
}

static void test_faults(void **state)
{
    static const char term[] = "a field and an operator are expected";
    static const struct {
        const char *text;
        size_t column;
        const char *what;
    } faults[] = {
        /* lone words and missing parts */
        {"hugo", 1, term},
        {"title=a hugo", 9, term},
        {"title=a AND hugo AND title=b", 13, term},
        {"\"Victor Hugo\"", 1, term},
        {"= a", 1, term},
        {"title=a AND", 12, term},
        {"title=a OR", 11, term},
        {"AND title=a", 1, term},
        {"OR title=a", 1, term},
        {"title=a AND AND title=b", 13, term},
        {"title=a OR AND title=b", 12, term},
        {"title=a OR title=b OR", 22, term},
        {"NOT", 4, term},
        {"-", 2, term},
        {"NOT NOT title=a", 5, term},
        {"--title=a", 2, term},
        {"NOT -title=a", 5, term},
        {", title=a", 1, term},
        {"title ! a", 1, term},
        {"title", 1, term},
        {"()", 2, term},
        {"title=a ()", 10, term},
        {"title=a=b", 8, term},
        {"title=a\"b\"", 8, term},
        {"title=\"a\"b", 10, term},
        /* values */
        {"title=", 7, "a value is expected"},
        {"title = ", 9, "a value is expected"},
        {"title==a", 7, "a value is expected"},
        {"title=)", 7, "a value is expected"},
        {"title=,", 7, "a value is expected"},
        {"title = AND", 9, "a value is expected"},
        {"title = NOT a", 9, "a value is expected"},
        {"title=a AND state=", 19, "a value is expected"},
        {"title=(a OR b)", 7, "a single value is expected: repeat the field for each further value"},
        {"title=\"a", 7, "the closing quote is missing"},
        {"title='a\"", 7, "the closing quote is missing"},
        {"title=\"a\\\"", 7, "the closing quote is missing"},
        {"title=\"a\\", 7, "the closing quote is missing"},
        {"title=\"a\\n\"", 9, "a backslash may only stand before \", ', \\ and *"},
        /* functions */
        {"now()", 1, "functions are not supported"},
        {"math.mem('30mb') = title", 1, "functions are not supported"},
        {"title=a AND regex(title, '^a')", 13, "functions are not supported"},
        {"title=lower(a)", 7, "functions are not supported"},
        /* parentheses */
        {"(title=a", 1, "this parenthesis is not closed"},
        {"title=a AND ((title=b) OR (title=c)", 13, "this parenthesis is not closed"},
        {"title=a)", 8, "no parenthesis is open here"},
        {"(title=a))", 10, "no parenthesis is open here"},
        {")", 1, term},
        /* columns count characters, not bytes */
        {"title=\"\xC3\xA6\xC3\xB8\xC3\xA5 \xE2\x82\xAC\" AND hugo", 19, term},
        {"title=a\n\tAND\r\nhugo", 15, term},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char description[160];
        snprintf(description, sizeof description, "column %zu: %s", faults[i].column, faults[i].what);
        refuses(*state, faults[i].text, "FILTER_SYNTAX", description);
    }
}

static void test_blank(void **state)
{
    assert_null(accepts(*state, NULL));
    assert_null(accepts(*state, ""));
    assert_null(accepts(*state, " \t\r\n"));
}

static void test_grouping(void **state)
{
    static const struct {
        const char *text;
        const char *grouped;
    } groups[] = {
        {"title=a", "a"},
        {"title=a AND title=b AND title=c", "(a AND b AND c)"},
        {"title=a title=b title=c", "(a AND b AND c)"},
        {"title=a OR title=b OR title=c", "(a OR b OR c)"},
        {"title=a AND title=b OR title=c", "(a AND (b OR c))"},
        {"title=a OR title=b AND title=c", "((a OR b) AND c)"},
        {"title=a title=b OR title=c title=d", "(a AND (b OR c) AND d)"},
        {"(title=a AND title=b) OR title=c", "((a AND b) OR c)"},
        {"NOT title=a", "(NOT a)"},
        {"-title=a", "(NOT a)"},
        {"- title=a", "(NOT a)"},
        {"NOT title=a OR title=b", "((NOT a) OR b)"},
        {"-title=a AND -title=b", "((NOT a) AND (NOT b))"},
        {"NOT (title=a OR title=b)", "(NOT (a OR b))"},
        {"NOT(title=a)", "(NOT a)"},
        {"-(-(-title=a))", "(NOT (NOT (NOT a)))"},
        {"((title=a))", "a"},
        {"  title = \"a\"\tAND\n( title : 'b' )  ", "(a AND b)"},
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        assert_string_equal(grouping(*state, groups[i].text), groups[i].grouped);
    }
}

/* Writes `n` times `piece`. */
static char *repeat(char *to, size_t n, const char *piece)
{
    for (size_t i = 0; i < n; i++) {
        to = stpcpy(to, piece);
    }
    return to;
}

static void test_length(void **state)
{
    char text[HS_FILTER_MAX_BYTES + 2];
    strcpy(repeat(stpcpy(text, "title=\""), HS_FILTER_MAX_BYTES - 8, "a"), "\"");
    assert_int_equal(strlen(text), HS_FILTER_MAX_BYTES);
    accepts(*state, text);
    strcpy(repeat(stpcpy(text, "title=\""), HS_FILTER_MAX_BYTES - 7, "a"), "\"");
    refuses(*state, text, "FILTER_TOO_LONG", "longer than 4000 bytes");
}

static void test_depth(void **state)
{
    char text[256];
    repeat(stpcpy(repeat(text, HS_FILTER_MAX_DEPTH, "("), "title=a"), HS_FILTER_MAX_DEPTH, ")");
    accepts(*state, text);
    repeat(stpcpy(repeat(text, HS_FILTER_MAX_DEPTH + 1, "("), "title=a"), HS_FILTER_MAX_DEPTH + 1, ")");
    refuses(*state, text, "FILTER_TOO_LONG", "column 21: more than 20 parentheses within each other");
    /* depth is given back where a parenthesis closes */
    repeat(text, HS_FILTER_MAX_DEPTH + 1, "(title=a) ");
    accepts(*state, text);
}

static void test_terms(void **state)
{
    char text[HS_FILTER_MAX_BYTES];
    repeat(text, HS_FILTER_MAX_TERMS, "title=a ");
    accepts(*state, text);
    repeat(text, HS_FILTER_MAX_TERMS + 1, "title=a ");
    refuses(*state, text, "FILTER_TOO_LONG", "column 801: more than 100 comparisons");
}

/* Every allocation fails once: the arena ends at each size that the work below passes. */
static void test_memory(void **state)
{
    static const char text[] = "(title:\"*a*\" OR cpv_codes=\"b\\\"\") AND NOT start_date < 2022-04 state = OPEN";
    struct fixture *fixture = *state;
    bool complete = false;
    for (size_t limit = 0; !complete; limit += 16) {
        struct hs_arena arena;
        struct hs_status status;
        struct hs_sql sql = {0};
        const struct hs_filter *filter = NULL;
        hs_arena_init(&arena, limit);
        hs_status_init(&status, &arena);
        enum hs_code code = hs_filter_parse(&fixture->sample.columns, text, &arena, &filter, &status);
        if (code == HS_OK) {
            assert_non_null(filter);
            hs_sql_init(&sql, &arena);
            hs_filter_compile(filter, &sql);
            complete = !sql.failed;
        } else {
            assert_int_equal(code, HS_RESOURCE_EXHAUSTED);
        }
        assert_true(limit < ARENA_BYTES);
        hs_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_faults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_blank, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grouping, setup, teardown),
        cmocka_unit_test_setup_teardown(test_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_terms, setup, teardown),
        cmocka_unit_test_setup_teardown(test_memory, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
