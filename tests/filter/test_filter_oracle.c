/* Random filters over random resources: what SQLite answers and what the evaluator says must be the same, row by row.
 * `test_filter_oracle [FILTERS [SEED]]` runs more of them, or others. */
#include "sample.h"

#include "wire/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    ROWS = 120,
    DEFAULT_FILTERS = 2000,
    TEXT_SIZE = 4096,
    FILTER_ARENA_BYTES = 1 << 20,
    ROW_ARENA_BYTES = 4 << 20,
    MAX_DEPTH = 3
};

static unsigned filters_per_kind = DEFAULT_FILTERS;
static uint64_t seed = 20220909;

/* ---- chance ----------------------------------------------------------------------------------------------------- */

static uint64_t chance_state;

/* xorshift64*: the same on every machine */
static unsigned chance(unsigned below)
{
    chance_state ^= chance_state >> 12;
    chance_state ^= chance_state << 25;
    chance_state ^= chance_state >> 27;
    return (unsigned)((chance_state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static bool one_in(unsigned n)
{
    return chance(n) == 0;
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static const char *const texts[] = {
    "",    "a", "ab",    "abc",         "b",    "A",   "\xC3\xB8", "\xC3\xB8re", "r\xC3\xB8r", "a*b",          "*", "[a]", "a?",
    "50%", "_", "\"q\"", "back\\slash", "it's", "AND", "DK-CVR",   "abc.",       "-1",         "centres/co-pi"};
static const int64_t integers[] = {0, 1, -1, 2, 7, 2021, -2021, INT32_MAX, INT32_MIN};
static const char *const integer_texts[] = {"0",    "1",     "-1",         "2",           "7",
                                            "2021", "-2021", "2147483647", "-2147483648", "9223372036854775807"};

struct dated {
    const char *text;
    int32_t days[2];
};

/* the days were computed with another calendar */
static const struct dated dates[] = {
    {"2022", {18993, 19357}},
    {"2022-04", {19083, 19112}},
    {"2022-04-12", {19094, 19094}},
    {"2022-04-13", {19095, 19095}},
    {"2024-02-29", {19782, 19782}},
    {"1960", {-3653, -3288}},
    {"1969-12-31", {-1, -1}},
    {"2022-05..2023-03-17", {19113, 19433}},
    {"..2020-09", {HS_DAY_MIN, 18535}},
    {"2021..", {18628, HS_DAY_MAX}},
    {"late October", {HS_DAY_MIN, HS_DAY_MAX}}, /* only worded */
};
enum { PLAIN_DATES = 7, BOUND_DATES = 10, ALL_DATES = 11 };

struct timed {
    const char *text;
    int64_t micros;
};

static const struct timed times[] = {
    {"2022-09-09T10:00:00Z", INT64_C(1662717600000000)},
    {"2022-09-09T12:00:00.000001+02:00", INT64_C(1662717600000001)},
    {"1970-01-01T00:00:00Z", 0},
    {"1969-12-31T23:59:59.999999Z", -1},
    {"2021-12-31T23:59:59.5Z", INT64_C(1640995199500000)},
};

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof *(array)))

static const ProtobufCFieldDescriptor *field_of(const struct hs_column *column)
{
    int last = column->depth - 1;
    return &column->message[last]->descriptor->fields[column->fields[last]];
}

static struct sample_cell random_cell(const struct hs_column *column)
{
    struct sample_cell cell = {.set = !one_in(4), .text = "", .days = {HS_DAY_MIN, HS_DAY_MAX}};
    const struct dated *dated = &dates[chance(field_of(column)->type == PROTOBUF_C_TYPE_STRING ? PLAIN_DATES : ALL_DATES)];
    switch (column->type) {
    case HS_COLUMN_TEXT:
        cell.text = texts[chance(COUNT(texts))];
        break;
    case HS_COLUMN_INTEGER:
        cell.integer = integers[chance(COUNT(integers))];
        break;
    case HS_COLUMN_BOOL:
        cell.integer = chance(2);
        break;
    case HS_COLUMN_ENUM:
        cell.integer = chance(4);
        break;
    case HS_COLUMN_TIMESTAMP:
        cell.integer = times[chance(COUNT(times))].micros;
        break;
    case HS_COLUMN_DATE:
        cell.text = dated->text;
        memcpy(cell.days, dated->days, sizeof cell.days);
        break;
    }
    return cell;
}

/* The number of elements: that of an earlier column of the same index table. */
static size_t random_count(const struct sample *sample, const struct sample_values *values, size_t column)
{
    const char *table = sample->list[column].index_table;
    for (size_t i = 0; i < column; i++) {
        if (table != NULL && sample->list[i].index_table != NULL && strcmp(sample->list[i].index_table, table) == 0) {
            return values->n_elements[i];
        }
    }
    return table != NULL ? chance(SAMPLE_MAX_ELEMENTS) : 1;
}

static void random_values(const struct sample *sample, struct sample_values *out)
{
    for (size_t i = 0; i < sample->columns.n_columns; i++) {
        out->n_elements[i] = random_count(sample, out, i);
        for (size_t j = 0; j < out->n_elements[i]; j++) {
            out->cells[i][j] = random_cell(&sample->list[i]);
        }
    }
}

/* ---- filters ---------------------------------------------------------------------------------------------------- */

struct writer {
    char text[TEXT_SIZE];
    size_t length;
    unsigned terms;
};

static void put(struct writer *writer, const char *text)
{
    size_t length = strlen(text);
    assert_true(writer->length + length < sizeof writer->text);
    memcpy(writer->text + writer->length, text, length + 1);
    writer->length += length;
}

static void put_quoted(struct writer *writer, const char *text)
{
    char escaped[3] = "\\";
    put(writer, "\"");
    put(writer, one_in(4) ? "*" : "");
    for (; *text != '\0'; text++) {
        escaped[1] = *text;
        put(writer, strchr("\"\\*", *text) != NULL ? escaped : escaped + 1);
    }
    put(writer, one_in(4) ? "*" : "");
    put(writer, "\"");
}

static void put_quoted_exactly(struct writer *writer, const char *text)
{
    const char *quote = one_in(2) ? "\"" : one_in(2) ? "'" : "";
    put(writer, quote);
    put(writer, text);
    put(writer, quote);
}

static void put_enum(struct writer *writer, const struct hs_column *column)
{
    const ProtobufCEnumDescriptor *type = field_of(column)->descriptor;
    const char *name = type->values[chance(type->n_values < 5 ? type->n_values : 5)].name;
    const char *prefix = strstr(name, "KIND_");
    bool is_short = prefix == name && one_in(2);
    put(writer, is_short ? name + strlen("KIND_") : name);
}

static void put_value(struct writer *writer, const struct hs_column *column)
{
    switch (column->type) {
    case HS_COLUMN_TEXT:
        put_quoted(writer, texts[chance(COUNT(texts))]);
        break;
    case HS_COLUMN_INTEGER:
        put_quoted_exactly(writer, integer_texts[chance(COUNT(integer_texts))]);
        break;
    case HS_COLUMN_BOOL:
        put(writer, one_in(2) ? "true" : "false");
        break;
    case HS_COLUMN_ENUM:
        put_enum(writer, column);
        break;
    case HS_COLUMN_TIMESTAMP:
        put_quoted_exactly(writer, times[chance(COUNT(times))].text);
        break;
    case HS_COLUMN_DATE:
        put_quoted_exactly(writer, dates[chance(BOUND_DATES)].text);
        break;
    }
}

static void put_term(struct writer *writer, const struct sample *sample)
{
    static const char *const equalities[] = {"=", " != ", ":"};
    static const char *const orders[] = {"<", " <= ", ">", ">= "};
    const struct hs_column *column = &sample->list[chance((unsigned)sample->columns.n_columns)];
    bool can_order = column->type != HS_COLUMN_ENUM && column->type != HS_COLUMN_BOOL;
    writer->terms++;
    put(writer, column->path);
    if (one_in(6)) {
        put(writer, ":*");
        return;
    }
    if (can_order && one_in(2)) {
        put(writer, orders[chance(COUNT(orders))]);
        if (column->type == HS_COLUMN_TEXT) {
            put(writer, "b");
            return;
        }
    } else {
        put(writer, equalities[chance(COUNT(equalities))]);
    }
    put_value(writer, column);
}

static void put_expression(struct writer *writer, const struct sample *sample, int depth)
{
    static const char *const operators[] = {" AND ", " ", " OR ", " OR "};
    unsigned n = depth == 0 ? 1 : 1 + chance(3);
    for (unsigned i = 0; i < n; i++) {
        put(writer, i > 0 ? operators[chance(COUNT(operators))] : "");
        put(writer, one_in(4) ? (one_in(2) ? "NOT " : "-") : "");
        if (depth == 0 || one_in(2)) {
            put_term(writer, sample);
            continue;
        }
        put(writer, "(");
        put_expression(writer, sample, depth - 1);
        put(writer, ")");
    }
}

/* ---- the comparison --------------------------------------------------------------------------------------------- */

struct world {
    struct sample sample;
    struct hs_arena arena; /* of the messages */
    sqlite3 *database;
    ProtobufCMessage *messages[ROWS];
};

static void open_world(struct world *world, enum sample_kind kind)
{
    sample_open(&world->sample, kind);
    hs_arena_init(&world->arena, ROW_ARENA_BYTES);
    assert_int_equal(sqlite3_open(":memory:", &world->database), SQLITE_OK);
    sample_create(&world->sample, world->database);
    for (int i = 0; i < ROWS; i++) {
        struct sample_values values = {0};
        random_values(&world->sample, &values);
        world->messages[i] = sample_message(&world->sample, &values, &world->arena);
        sample_insert(&world->sample, &values, i, one_in(2), world->database);
    }
}

static void close_world(struct world *world)
{
    sqlite3_close(world->database);
    hs_arena_free(&world->arena);
    sample_close(&world->sample);
}

/* Compares row by row; returns how many rows matched. */
static unsigned compare(struct world *world, const char *text)
{
    struct hs_arena arena;
    struct hs_status status;
    struct hs_sql sql;
    const struct hs_filter *filter = NULL;
    unsigned matched = 0;
    hs_arena_init(&arena, FILTER_ARENA_BYTES);
    hs_status_init(&status, &arena);
    if (hs_filter_parse(&world->sample.columns, text, &arena, &filter, &status) != HS_OK) {
        fail_msg("%s: %s: %s", text, status.message.message,
                 status.message.n_field_violations > 0 ? status.message.field_violations[0]->description : "");
    }
    hs_sql_init(&sql, &arena);
    hs_sql_append(&sql, "SELECT r.id, ");
    hs_filter_compile(filter, &sql);
    hs_sql_append(&sql, " FROM sample AS r ORDER BY r.id");
    sqlite3_stmt *statement = sample_prepare(world->database, &sql);
    for (int i = 0; i < ROWS; i++) {
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        assert_int_equal(sqlite3_column_type(statement, 1), SQLITE_INTEGER); /* never NULL */
        int expected = hs_filter_matches(filter, world->messages[i]) ? 1 : 0;
        if (sqlite3_column_int(statement, 1) != expected) {
            fail_msg("seed %llu, row %d: evaluated %d, by SQL %d: %s\n%s", (unsigned long long)seed, i, expected,
                     sqlite3_column_int(statement, 1), text, sql.text);
        }
        matched += (unsigned)expected;
    }
    sqlite3_finalize(statement);
    hs_arena_free(&arena);
    return matched;
}

static void agree_on(enum sample_kind kind)
{
    struct world world;
    unsigned informative = 0;
    chance_state = seed + (uint64_t)kind * 7919 + 1;
    open_world(&world, kind);
    for (unsigned i = 0; i < filters_per_kind; i++) {
        struct writer writer = {.length = 0};
        put_expression(&writer, &world.sample, (int)chance(MAX_DEPTH + 1));
        unsigned matched = compare(&world, writer.text);
        informative += matched > 0 && matched < ROWS ? 1 : 0;
    }
    close_world(&world);
    print_message("%u filters, of which %u match some rows and not others\n", filters_per_kind, informative);
    assert_true(informative > filters_per_kind / 2);
}

static void test_intentions(void **state)
{
    (void)state;
    agree_on(SAMPLE_INTENTION);
}

static void test_organisations(void **state)
{
    (void)state;
    agree_on(SAMPLE_ORGANISATION);
}

static void test_processes(void **state)
{
    (void)state;
    agree_on(SAMPLE_PROCESS);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intentions),
        cmocka_unit_test(test_organisations),
        cmocka_unit_test(test_processes),
    };
    if (argc > 1) {
        filters_per_kind = (unsigned)strtoul(argv[1], NULL, 10);
    }
    if (argc > 2) {
        seed = strtoull(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
