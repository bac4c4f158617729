/* Filters (AIP-160) and orderings (AIP-132): parsed, bound to a resource's columns, and then either compiled to SQL or evaluated
 * on messages. The two must agree: each is the other's test oracle.
 *
 * Grammar: AIP-160. AND may be left out between terms; OR binds tighter than AND; NOT and `-` negate; comparisons are
 * = != < <= > >= and `:` (has). Every term compares a field with a value: functions, lone words, and lists of values in
 * parentheses are refused. A field is written as in the contract (`region_code`) or in lowerCamelCase.
 *
 * Values are "quoted" or 'quoted' strings, in which `\` stands before a quote, `\` or `*` that is meant literally, or bare words,
 * which end at white space, a parenthesis, a quote, a comma or one of < > = !. What a value means depends on the field:
 *  - text: compared by bytes; `*` at one or both ends of the value of = != : stands for any characters;
 *  - enums: the name of a value, with or without the enum's prefix (`STATE_ACTIVE`, `ACTIVE`), for = != : only;
 *  - booleans: true, false, TRUE or FALSE, for = != : only;
 *  - whole numbers; timestamps (RFC 3339, no finer than microseconds);
 *  - dates: the text form of PartialDate (`2022-04`, `2022-05..2023-03-17`, `..2020-09`). `<` and `>` mean certainly before
 *    and certainly after, `=` that the two can be the same day, `<=` and `>=` the negations of certainly after and before.
 *
 * `:` means `=`, and `field:*` that the field is populated: a timestamp is set, a date has a bound, any other field has not its
 * default. An unset text is "", an unset number 0, an unset enum its UNSPECIFIED: `title != "x"` is true of a resource without
 * title. With an unset timestamp or date every comparison is false, `!=` too; NOT of it is true. On a repeated field, or one within
 * a repeated field, a comparison means that some element fulfils it, and `!=` that none is equal. */
#ifndef HS_STORE_FILTER_H
#define HS_STORE_FILTER_H

#include "store/columns.h"
#include "wire/arena.h"
#include "wire/status.h"

struct hs_filter;

/** Limits of a filter; past one of them the reason is FILTER_TOO_LONG. */
enum {
    HS_FILTER_MAX_BYTES = 4000, /**< of its text */
    HS_FILTER_MAX_DEPTH = 20,   /**< of parentheses within parentheses: bounds every recursion over the filter */
    HS_FILTER_MAX_TERMS = 100,  /**< comparisons: bounds the size of the SQL */
};

/** Parses and binds a filter, which must be UTF-8; it lives in the arena. An empty or blank text gives *out = NULL, which matches
 *  everything. Violations name the field `filter`, and in their text the column (from 1, in characters). Reasons: FILTER_SYNTAX,
 *  FILTER_TOO_LONG (one of these at most), FILTER_FIELD (an unknown field, or one without a column: the text lists the fields that
 *  have one), FILTER_TYPE (a value or comparison that does not fit the field): all of these at once.
 *  RESOURCE_EXHAUSTED, reason OUT_OF_MEMORY, where the arena is full. */
enum hs_code hs_filter_parse(const struct hs_columns *columns, const char *text, struct hs_arena *arena,
                             const struct hs_filter **out, struct hs_status *status);

/** Evaluates on a message of the resource's type. NULL matches everything. */
bool hs_filter_matches(const struct hs_filter *filter, const ProtobufCMessage *message);

/** A value to be bound to a `?` of the SQL. */
struct hs_sql_value {
    const char *text; /**< NULL = take `integer` */
    int64_t integer;
};

/** SQL under construction; lives in an arena. */
struct hs_sql {
    struct hs_arena *arena;
    char *text; /**< NUL-terminated */
    size_t length, capacity;
    struct hs_sql_value *values; /**< in the order of the question marks */
    size_t n_values;
    bool failed; /**< no memory; text and values are incomplete */
};

/** Makes an empty one. */
void hs_sql_init(struct hs_sql *sql, struct hs_arena *arena);
/** Appends text that is ours. */
void hs_sql_append(struct hs_sql *sql, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;
/** Appends `?` and a copy of its value. */
void hs_sql_bind_text(struct hs_sql *sql, const char *value);
void hs_sql_bind_integer(struct hs_sql *sql, int64_t value);

/** Appends the filter as one SQL expression in parentheses over the resource's table, whose alias is `r` (`r.id` is the rowid that
 *  index tables call `owner`). Every value is bound; only names of columns reach the text. NULL appends `1`. */
void hs_filter_compile(const struct hs_filter *filter, struct hs_sql *sql);

/** One key of an ordering. */
struct hs_order_key {
    const struct hs_column *column;
    bool descending;
};

enum { HS_ORDER_MAX_KEYS = 4 };

/** An ordering. The resource's name is always its last key, so that it is total. */
struct hs_order {
    struct hs_order_key keys[HS_ORDER_MAX_KEYS];
    size_t n_keys;
};

/** Parses `title, create_time desc` (`asc` is allowed too). Violations name the field `order_by`, reasons ORDER_SYNTAX (with the
 * column, or more than HS_ORDER_MAX_KEYS keys), ORDER_FIELD (unknown, without column, repeated, or named twice). An empty or blank
 * text gives no keys. */
enum hs_code hs_order_parse(const struct hs_columns *columns, const char *text, struct hs_order *out, struct hs_status *status);

#endif
