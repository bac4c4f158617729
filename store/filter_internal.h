/* What the parts of the filter share: text -> tokens (filter_lex.c) -> terms (filter_parse.c) -> bound to columns
 * (filter_bind.c) -> SQL (filter_sql.c) or a verdict on a message (filter_match.c). */
#ifndef HS_STORE_FILTER_INTERNAL_H
#define HS_STORE_FILTER_INTERNAL_H

#include "store/filter.h"
#include "wire/date.h"

/* ---- tokens ----------------------------------------------------------------------------------------------------- */

enum hs_token_kind {
    HS_TOKEN_END,
    HS_TOKEN_OPEN,
    HS_TOKEN_CLOSE,
    HS_TOKEN_MINUS,
    HS_TOKEN_AND,
    HS_TOKEN_OR,
    HS_TOKEN_NOT,
    HS_TOKEN_WORD, /**< a field's path, most likely */
    HS_TOKEN_COMPARATOR,
    HS_TOKEN_OTHER, /**< a quote, a comma, a lone `!`: nothing that can stand where a term does */
};

enum hs_comparator {
    HS_COMPARE_EQUAL,
    HS_COMPARE_NOT_EQUAL,
    HS_COMPARE_LESS,
    HS_COMPARE_LESS_EQUAL,
    HS_COMPARE_GREATER,
    HS_COMPARE_GREATER_EQUAL,
    HS_COMPARE_HAS,
};

/** A piece of the text. */
struct hs_token {
    enum hs_token_kind kind;
    enum hs_comparator comparator; /**< of HS_TOKEN_COMPARATOR */
    const char *at;
    size_t length;
};

/** A value as written. */
struct hs_value {
    const char *at;   /**< where it stands in the text */
    const char *text; /**< without quotes, escapes and the stars below */
    bool star_before; /**< an unescaped `*` was its first character */
    bool star_after;  /**< another was its last */
};

/** What hs_filter_scan_value found. */
enum hs_value_fault {
    HS_VALUE_OK,
    HS_VALUE_MISSING,
    HS_VALUE_LIST,     /**< a parenthesis */
    HS_VALUE_FUNCTION, /**< a word with a parenthesis behind it */
    HS_VALUE_OPEN,     /**< the closing quote is missing */
    HS_VALUE_ESCAPE,   /**< a `\` before a character that needs none */
    HS_VALUE_MEMORY,
};

/** Reads the next token at *at, where a term or an operator may stand, and moves *at behind it. */
struct hs_token hs_filter_scan(const char **at);

/** Reads a value at *at, behind a comparator, and moves *at behind it. With a fault, out->at is the place of it. */
enum hs_value_fault hs_filter_scan_value(const char **at, struct hs_arena *arena, struct hs_value *out);

/** The column of a place in a text, in characters, from 1. */
size_t hs_text_column(const char *text, const char *at);

/* ---- terms ------------------------------------------------------------------------------------------------------ */

/** How a bound term tests one value of its field. */
enum hs_test {
    HS_TEST_POPULATED,
    HS_TEST_EQUAL,
    HS_TEST_LESS,
    HS_TEST_LESS_EQUAL,
    HS_TEST_GREATER,
    HS_TEST_GREATER_EQUAL,
    HS_TEST_PREFIX,
    HS_TEST_SUFFIX,
    HS_TEST_INFIX,
};

/** One comparison. */
struct hs_term {
    /* as written */
    struct hs_token field;
    enum hs_comparator comparator;
    struct hs_value value;
    /* as bound */
    const struct hs_column *column;
    enum hs_test test;
    bool negated;     /**< of a single field: not (test); of a repeated one: no element passes the test */
    const char *text; /**< of a text column */
    int64_t integer;  /**< of an integer, boolean, enum or timestamp column */
    int32_t earliest; /**< of a date column: HS_DAY_MIN where open */
    int32_t latest;   /**< HS_DAY_MAX where open */
};

enum hs_node_kind { HS_NODE_AND, HS_NODE_OR, HS_NODE_NOT, HS_NODE_TERM };

/** A node of the tree. AND and OR have one child or more, NOT has one. */
struct hs_filter {
    enum hs_node_kind kind;
    struct hs_filter *first; /**< child */
    struct hs_filter *next;  /**< sibling */
    struct hs_term term;     /**< of HS_NODE_TERM */
};

/** Parses a text that is not blank. NULL with the status set. */
struct hs_filter *hs_filter_read(const char *text, struct hs_arena *arena, struct hs_status *status);

/** Binds every term below a node, adding a violation for each that does not fit. */
void hs_filter_bind(struct hs_filter *node, const struct hs_columns *columns, const char *text, struct hs_status *status);

/** The column of a field written with proto or JSON names, which need not end in a NUL byte; or NULL. */
const struct hs_column *hs_columns_find(const struct hs_columns *columns, const char *path, size_t length);

/** The paths of all columns (with `sortable`: of those that are not repeated), separated by ", "; "" without memory. */
const char *hs_columns_list(const struct hs_columns *columns, bool sortable, struct hs_arena *arena);

/** Whether the values of a column can be absent altogether, with no default in their place. */
bool hs_column_is_nullable(const struct hs_column *column);

/** The descriptor of the field that a column indexes. */
const ProtobufCFieldDescriptor *hs_column_field(const struct hs_column *column);

#endif
