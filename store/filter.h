/* Filters (AIP-160) and orderings (AIP-132): parsed, bound to a resource's columns, and then either compiled to SQL or evaluated
 * on messages. The two must agree: each is the other's test oracle.
 *
 * Grammar: AIP-160. AND may be left out between terms; OR binds tighter than AND; NOT and `-` negate; comparisons are
 * = != < <= > >= and `:` (has). Values: bare words, "quoted" strings (with * at one or both ends of a string for = : prefix, suffix,
 * infix), numbers, TRUE / FALSE, enum values by name (with or without their prefix), timestamps (RFC 3339), dates in the text form of PartialDate.
 * `field:*` means: populated. On a repeated field `:` means: some element has this value; `identifiers.value:"123"` and `identifiers.scheme = "DK-CVR"` look
 * into the elements. For partial dates `<` and `>` mean certainly before or after, `=` that the two can be the same day,
 * `<=` and `>=` are the negations of certainly after and certainly before. */
#ifndef HS_STORE_FILTER_H
#define HS_STORE_FILTER_H

#include "store/columns.h"
#include "wire/arena.h"
#include "wire/status.h"

struct hs_filter;

/** Parses and binds a filter; it lives in the arena. An empty or blank text gives *out = NULL, which matches everything.
 *  Violations name the field `filter` and the reasons FILTER_SYNTAX (with the column, from 1, in characters), FILTER_FIELD (an unknown
 *  field, or one without a column: the text lists the fields that have one), FILTER_TYPE (a value that does not fit), FILTER_TOO_LONG. */
enum hs_code hs_filter_parse(const struct hs_columns *columns, const char *text, struct hs_arena *arena, const struct hs_filter **out,
                             struct hs_status *status);

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
    char *text;     /**< NUL-terminated */
    size_t length, capacity;
    struct hs_sql_value *values; /**< in the order of the question marks */
    size_t n_values, max_values;
    bool failed;    /**< no memory; text and values are incomplete */
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

/** Parses `title, create_time desc`. Violations name the field `order_by`, reasons ORDER_SYNTAX, ORDER_FIELD (unknown, without column, or
 *  repeated). An empty text gives no keys. */
enum hs_code hs_order_parse(const struct hs_columns *columns, const char *text, struct hs_order *out, struct hs_status *status);

#endif
