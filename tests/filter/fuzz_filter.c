/* libFuzzer target: any text is refused, or is a filter of which SQLite and the evaluator say the same.
 * Built with -DHENSIGT_FUZZ=ON -DHENSIGT_SANITIZE=address,undefined,fuzzer-no-link under clang; run with `-dict=filter.dict
 * -max_len=300`. */
#include "sample.h"

#include "wire/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { FILTER_ARENA_BYTES = 4 << 20, ROW_ARENA_BYTES = 1 << 20, ROWS = 6 };

struct world {
    struct sample sample;
    struct hs_arena arena;
    sqlite3 *database;
    ProtobufCMessage *messages[ROWS];
};

/* Values that differ from row to row; row 0 has none at all. */
static void fill(const struct sample *sample, int row, struct sample_values *values)
{
    static const char *const texts[ROWS] = {"", "a", "ab", "b*", "\xC3\xB8", "2022"};
    for (size_t i = 0; row > 0 && i < sample->columns.n_columns; i++) {
        values->n_elements[i] = sample->list[i].index_table != NULL ? (size_t)row % 3 : 1;
        for (size_t j = 0; j < values->n_elements[i]; j++) {
            int day = 18993 + row; /* 2022-01-01 and after */
            values->cells[i][j] =
                (struct sample_cell){.set = true, .text = texts[row], .integer = (row + (int)j) % 3, .days = {day, day}};
            if (sample->list[i].type == HS_COLUMN_DATE) {
                static const char *const dates[ROWS] = {"", "2022-01-02", "2022-01-03", "2022-01-04", "2022-01-05", "2022-01-06"};
                values->cells[i][j].text = dates[row];
            }
        }
    }
}

static struct world *open_world(enum sample_kind kind)
{
    static struct world worlds[SAMPLE_KINDS];
    struct world *world = &worlds[kind];
    if (world->database != NULL) {
        return world;
    }
    sample_open(&world->sample, kind);
    hs_arena_init(&world->arena, ROW_ARENA_BYTES);
    if (sqlite3_open(":memory:", &world->database) != SQLITE_OK) {
        abort();
    }
    sample_create(&world->sample, world->database);
    for (int row = 0; row < ROWS; row++) {
        struct sample_values values = {0};
        fill(&world->sample, row, &values);
        world->messages[row] = sample_message(&world->sample, &values, &world->arena);
        sample_insert(&world->sample, &values, row, row % 2 == 0, world->database);
    }
    return world;
}

static void compare(const struct world *world, const struct hs_filter *filter, struct hs_arena *arena)
{
    struct hs_sql sql;
    hs_sql_init(&sql, arena);
    hs_sql_append(&sql, "SELECT ");
    hs_filter_compile(filter, &sql);
    hs_sql_append(&sql, " FROM sample AS r ORDER BY r.id");
    if (sql.failed) {
        return; /* the arena is full */
    }
    sqlite3_stmt *statement = sample_prepare(world->database, &sql);
    for (int row = 0; row < ROWS; row++) {
        if (sqlite3_step(statement) != SQLITE_ROW || sqlite3_column_type(statement, 0) != SQLITE_INTEGER ||
            (sqlite3_column_int(statement, 0) != 0) != hs_filter_matches(filter, world->messages[row])) {
            abort();
        }
    }
    sqlite3_finalize(statement);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hs_arena arena;
    struct hs_status status;
    struct hs_order order;
    const struct hs_filter *filter = NULL;
    if (size == 0 || !hs_utf8_is_valid((const char *)data + 1, size - 1)) {
        return 0;
    }
    struct world *world = open_world((enum sample_kind)(data[0] % SAMPLE_KINDS));
    hs_arena_init(&arena, FILTER_ARENA_BYTES);
    hs_status_init(&status, &arena);
    char *text = hs_arena_bytes(&arena, data + 1, size - 1);
    if (hs_filter_parse(&world->sample.columns, text, &arena, &filter, &status) == HS_OK) {
        compare(world, filter, &arena);
    } else if (status.message.error_info == NULL ||
               (status.message.n_field_violations == 0 && hs_status_code(&status) != HS_RESOURCE_EXHAUSTED)) {
        abort(); /* a refusal says why */
    }
    hs_order_parse(&world->sample.columns, text, &order, &status);
    hs_arena_free(&arena);
    return 0;
}
