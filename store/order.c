#include "store/filter_internal.h"

#include <string.h>

static const char white_space[] = " \t\r\n";

/* What ends a word of an ordering. */
static const char ends_word[] = " \t\r\n,";

struct parser {
    const struct hs_columns *columns;
    const char *text;
    const char *at;
    struct hs_status *status;
};

static void skip_space(struct parser *parser)
{
    parser->at += strspn(parser->at, white_space);
}

/* The next word, after which `at` stands at no white space; of length 0 where there is none. */
static struct hs_token take_word(struct parser *parser)
{
    struct hs_token word = {.at = parser->at, .length = strcspn(parser->at, ends_word)};
    parser->at += word.length;
    skip_space(parser);
    return word;
}

static bool fail_syntax(struct parser *parser, const char *at, const char *what)
{
    hs_status_field(parser->status, 0, "order_by", "ORDER_SYNTAX", "column %zu: %s", hs_text_column(parser->text, at), what);
    return false;
}

static bool fail_field(struct parser *parser, const struct hs_token *word, const char *what)
{
    hs_status_field(parser->status, 0, "order_by", "ORDER_FIELD", "column %zu: %s %.*s; fields: %s",
                    hs_text_column(parser->text, word->at), what, (int)word->length, word->at,
                    hs_columns_list(parser->columns, true, parser->status->arena));
    return false;
}

static bool is_used(const struct hs_order *order, const struct hs_column *column)
{
    for (size_t i = 0; i < order->n_keys; i++) {
        if (order->keys[i].column == column) {
            return true;
        }
    }
    return false;
}

static bool find_column(struct parser *parser, const struct hs_token *word, const struct hs_order *order, struct hs_order_key *key)
{
    key->column = hs_columns_find(parser->columns, word->at, word->length);
    if (key->column == NULL) {
        return fail_field(parser, word, "nothing can be ordered by");
    }
    if (key->column->index_table != NULL) {
        return fail_field(parser, word, "a resource can have several values of");
    }
    return is_used(order, key->column) ? fail_field(parser, word, "ordered twice by") : true;
}

/* An optional "asc" or "desc". */
static bool parse_direction(struct parser *parser, struct hs_order_key *key)
{
    struct hs_token word = take_word(parser);
    key->descending = word.length == 4 && memcmp(word.at, "desc", 4) == 0;
    bool is_ascending = word.length == 0 || (word.length == 3 && memcmp(word.at, "asc", 3) == 0);
    if (!key->descending && !is_ascending) {
        return fail_syntax(parser, word.at, "asc, desc or a comma is expected");
    }
    return true;
}

static bool parse_key(struct parser *parser, struct hs_order *order)
{
    skip_space(parser);
    struct hs_token word = take_word(parser);
    struct hs_order_key key = {0};
    if (word.length == 0) {
        return fail_syntax(parser, word.at, "a field is expected");
    }
    if (order->n_keys == HS_ORDER_MAX_KEYS) {
        hs_status_field(parser->status, 0, "order_by", "ORDER_SYNTAX", "column %zu: more than %d fields",
                        hs_text_column(parser->text, word.at), HS_ORDER_MAX_KEYS);
        return false;
    }
    if (!find_column(parser, &word, order, &key) || !parse_direction(parser, &key)) {
        return false;
    }
    order->keys[order->n_keys++] = key;
    return true;
}

enum hs_code hs_order_parse(const struct hs_columns *columns, const char *text, struct hs_order *out, struct hs_status *status)
{
    struct parser parser = {.columns = columns, .text = text, .at = text, .status = status};
    struct hs_order order = {0};
    if (text == NULL || text[strspn(text, white_space)] == '\0') {
        *out = order;
        return HS_OK;
    }
    while (parse_key(&parser, &order)) {
        if (*parser.at == '\0') {
            *out = order;
            return hs_status_code(status);
        }
        if (*parser.at != ',') {
            fail_syntax(&parser, parser.at, "a comma is expected");
            break;
        }
        parser.at++;
    }
    return hs_status_code(status);
}
