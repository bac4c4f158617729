#include "store/filter_internal.h"

#include <stdarg.h>
#include <string.h>

/* ---- text and values under construction ------------------------------------------------------------------------- */

void hs_sql_init(struct hs_sql *sql, struct hs_arena *arena)
{
    *sql = (struct hs_sql){.arena = arena};
    sql->text = hs_arena_string(arena, "");
    sql->failed = sql->text == NULL;
}

/* Makes room for `more` bytes and a NUL byte. */
static bool reserve(struct hs_sql *sql, size_t more)
{
    size_t needed = sql->length + more + 1;
    if (sql->failed || needed <= sql->capacity) {
        return !sql->failed;
    }
    size_t capacity = needed * 2;
    char *text = hs_arena_alloc(sql->arena, capacity);
    if (text == NULL) {
        sql->failed = true;
        return false;
    }
    memcpy(text, sql->text, sql->length + 1);
    sql->text = text;
    sql->capacity = capacity;
    return true;
}

void hs_sql_append(struct hs_sql *sql, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *piece = hs_arena_vprintf(sql->arena, format, arguments);
    va_end(arguments);
    if (piece == NULL) {
        sql->failed = true;
        return;
    }
    size_t length = strlen(piece);
    if (reserve(sql, length)) {
        memcpy(sql->text + sql->length, piece, length + 1);
        sql->length += length;
    }
}

static void bind_value(struct hs_sql *sql, struct hs_sql_value value)
{
    struct hs_sql_value *grown = hs_arena_grow(sql->arena, sql->values, sql->n_values, sizeof *grown);
    if (grown == NULL) {
        sql->failed = true;
        return;
    }
    grown[sql->n_values++] = value;
    sql->values = grown;
    hs_sql_append(sql, "?");
}

void hs_sql_bind_text(struct hs_sql *sql, const char *value)
{
    char *copy = hs_arena_string(sql->arena, value);
    if (copy == NULL) {
        sql->failed = true;
        return;
    }
    bind_value(sql, (struct hs_sql_value){.text = copy});
}

void hs_sql_bind_integer(struct hs_sql *sql, int64_t value)
{
    bind_value(sql, (struct hs_sql_value){.integer = value});
}

/* ---- filters ---------------------------------------------------------------------------------------------------- */

/* Every expression made here is 0 or 1 and never NULL, so that NOT means what it says; and where a value is compared with
 * something other than its type's default, the column stands alone on its side, so that an index on it can be used. */

static const char *comparison(enum hs_test test)
{
    switch (test) {
    case HS_TEST_LESS:
        return "<";
    case HS_TEST_LESS_EQUAL:
        return "<=";
    case HS_TEST_GREATER:
        return ">";
    case HS_TEST_GREATER_EQUAL:
        return ">=";
    default:
        return "IS";
    }
}

/* The value as a pattern of GLOB, which compares by bytes: its own signs stand in brackets. */
static const char *glob_pattern(const struct hs_term *term, struct hs_arena *arena)
{
    size_t length = strlen(term->text);
    char *pattern = hs_arena_alloc(arena, 3 * length + 3);
    if (pattern == NULL) {
        return NULL;
    }
    char *to = pattern;
    if (term->test != HS_TEST_PREFIX) {
        *to++ = '*';
    }
    for (const char *from = term->text; *from != '\0'; from++) {
        bool is_sign = strchr("*?[", *from) != NULL;
        if (is_sign) {
            *to++ = '[';
        }
        *to++ = *from;
        if (is_sign) {
            *to++ = ']';
        }
    }
    if (term->test != HS_TEST_SUFFIX) {
        *to++ = '*';
    }
    *to = '\0';
    return pattern;
}

static void compile_pattern(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    const char *pattern = glob_pattern(term, sql->arena);
    if (pattern == NULL) {
        sql->failed = true;
        return;
    }
    hs_sql_append(sql, "(%s.\"%s\" IS NOT NULL AND %s.\"%s\" GLOB ", alias, term->column->sql, alias, term->column->sql);
    hs_sql_bind_text(sql, pattern);
    hs_sql_append(sql, ")");
}

static void compile_text(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    if (term->test == HS_TEST_PREFIX || term->test == HS_TEST_SUFFIX || term->test == HS_TEST_INFIX) {
        compile_pattern(term, alias, sql);
        return;
    }
    bool can_be_default = term->test != HS_TEST_EQUAL || *term->text == '\0';
    hs_sql_append(sql, can_be_default ? "(coalesce(%s.\"%s\", '') %s " : "(%s.\"%s\" %s ", alias, term->column->sql,
                  comparison(term->test));
    hs_sql_bind_text(sql, term->text);
    hs_sql_append(sql, ")");
}

static void compile_number(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    bool can_be_default = term->test != HS_TEST_EQUAL || term->integer == 0;
    hs_sql_append(sql, can_be_default ? "(coalesce(%s.\"%s\", 0) %s " : "(%s.\"%s\" %s ", alias, term->column->sql,
                  comparison(term->test));
    hs_sql_bind_integer(sql, term->integer);
    hs_sql_append(sql, ")");
}

static void compile_timestamp(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    hs_sql_append(sql, "(%s.\"%s\" IS NOT NULL AND %s.\"%s\" %s ", alias, term->column->sql, alias, term->column->sql,
                  comparison(term->test));
    hs_sql_bind_integer(sql, term->integer);
    hs_sql_append(sql, ")");
}

static void compile_before(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    hs_sql_append(sql, "(%s.\"%s_latest\" IS NOT NULL AND %s.\"%s_latest\" < ", alias, term->column->sql, alias, term->column->sql);
    hs_sql_bind_integer(sql, term->earliest);
    hs_sql_append(sql, ")");
}

static void compile_after(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    hs_sql_append(sql, "(%s.\"%s_earliest\" IS NOT NULL AND %s.\"%s_earliest\" > ", alias, term->column->sql, alias,
                  term->column->sql);
    hs_sql_bind_integer(sql, term->latest);
    hs_sql_append(sql, ")");
}

static void compile_has_date(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    hs_sql_append(sql, "(%s.\"%s_earliest\" IS NOT NULL OR %s.\"%s_latest\" IS NOT NULL)", alias, term->column->sql, alias,
                  term->column->sql);
}

static void compile_date(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    if (term->test == HS_TEST_LESS) {
        compile_before(term, alias, sql);
        return;
    }
    if (term->test == HS_TEST_GREATER) {
        compile_after(term, alias, sql);
        return;
    }
    hs_sql_append(sql, "(");
    compile_has_date(term, alias, sql);
    if (term->test != HS_TEST_LESS_EQUAL) {
        hs_sql_append(sql, " AND NOT ");
        compile_before(term, alias, sql);
    }
    if (term->test != HS_TEST_GREATER_EQUAL) {
        hs_sql_append(sql, " AND NOT ");
        compile_after(term, alias, sql);
    }
    hs_sql_append(sql, ")");
}

static void compile_populated(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    switch (term->column->type) {
    case HS_COLUMN_DATE:
        compile_has_date(term, alias, sql);
        break;
    case HS_COLUMN_TIMESTAMP:
        hs_sql_append(sql, "(%s.\"%s\" IS NOT NULL)", alias, term->column->sql);
        break;
    case HS_COLUMN_TEXT:
        hs_sql_append(sql, "(coalesce(%s.\"%s\", '') <> '')", alias, term->column->sql);
        break;
    default:
        hs_sql_append(sql, "(coalesce(%s.\"%s\", 0) <> 0)", alias, term->column->sql);
        break;
    }
}

/* The test of one value, `negated` left aside. */
static void compile_test(const struct hs_term *term, const char *alias, struct hs_sql *sql)
{
    if (term->test == HS_TEST_POPULATED) {
        compile_populated(term, alias, sql);
        return;
    }
    switch (term->column->type) {
    case HS_COLUMN_TEXT:
        compile_text(term, alias, sql);
        break;
    case HS_COLUMN_TIMESTAMP:
        compile_timestamp(term, alias, sql);
        break;
    case HS_COLUMN_DATE:
        compile_date(term, alias, sql);
        break;
    default:
        compile_number(term, alias, sql);
        break;
    }
}

static void compile_single(const struct hs_term *term, struct hs_sql *sql)
{
    if (!term->negated) {
        compile_test(term, "r", sql);
        return;
    }
    hs_sql_append(sql, "(");
    if (hs_column_is_nullable(term->column)) {
        compile_populated(term, "r", sql);
        hs_sql_append(sql, " AND ");
    }
    hs_sql_append(sql, "NOT ");
    compile_test(term, "r", sql);
    hs_sql_append(sql, ")");
}

static void compile_element(const struct hs_term *term, struct hs_sql *sql)
{
    hs_sql_append(sql, "(r.id %s (SELECT x.owner FROM \"%s\" AS x WHERE ", term->negated ? "NOT IN" : "IN",
                  term->column->index_table);
    compile_test(term, "x", sql);
    hs_sql_append(sql, "))");
}

static void compile_node(const struct hs_filter *node, struct hs_sql *sql);

static void compile_children(const struct hs_filter *node, const char *operator, struct hs_sql * sql)
{
    hs_sql_append(sql, "(");
    for (const struct hs_filter *child = node->first; child != NULL; child = child->next) {
        hs_sql_append(sql, "%s", child != node->first ? operator : "");
        compile_node(child, sql);
    }
    hs_sql_append(sql, ")");
}

static void compile_node(const struct hs_filter *node, struct hs_sql *sql)
{
    switch (node->kind) {
    case HS_NODE_AND:
        compile_children(node, " AND ", sql);
        break;
    case HS_NODE_OR:
        compile_children(node, " OR ", sql);
        break;
    case HS_NODE_NOT:
        hs_sql_append(sql, "(NOT ");
        compile_node(node->first, sql);
        hs_sql_append(sql, ")");
        break;
    case HS_NODE_TERM:
        if (node->term.column->index_table == NULL) {
            compile_single(&node->term, sql);
        } else {
            compile_element(&node->term, sql);
        }
        break;
    }
}

void hs_filter_compile(const struct hs_filter *filter, struct hs_sql *sql)
{
    if (filter == NULL) {
        hs_sql_append(sql, "1");
        return;
    }
    compile_node(filter, sql);
}
