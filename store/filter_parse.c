#include "store/filter_internal.h"

#include <string.h>

struct parser {
    const char *text;
    const char *at;        /* behind the token */
    struct hs_token token; /* the next one not taken yet */
    int depth;
    int terms;
    struct hs_arena *arena;
    struct hs_status *status;
};

static const char too_long[] = "FILTER_TOO_LONG";
static const char term_expected[] = "a field and an operator are expected";

static struct hs_filter *parse_expression(struct parser *parser);

static void advance(struct parser *parser)
{
    parser->token = hs_filter_scan(&parser->at);
}

/* Always NULL, so that a parsing function can end with it. */
static struct hs_filter *fail(struct parser *parser, const char *at, const char *what)
{
    hs_status_field(parser->status, 0, "filter", "FILTER_SYNTAX", "column %zu: %s", hs_text_column(parser->text, at), what);
    return NULL;
}

static struct hs_filter *fail_limit(struct parser *parser, const char *at, int limit, const char *what)
{
    hs_status_field(parser->status, 0, "filter", too_long, "column %zu: more than %d %s", hs_text_column(parser->text, at), limit,
                    what);
    return NULL;
}

static struct hs_filter *fail_memory(struct parser *parser)
{
    hs_status_fail(parser->status, HS_RESOURCE_EXHAUSTED, "OUT_OF_MEMORY", "no memory for the filter");
    return NULL;
}

static struct hs_filter *new_node(struct parser *parser, enum hs_node_kind kind, struct hs_filter *first)
{
    struct hs_filter *node = hs_arena_alloc(parser->arena, sizeof *node);
    if (node == NULL) {
        return fail_memory(parser);
    }
    node->kind = kind;
    node->first = first;
    return node;
}

static struct hs_filter *fail_value(struct parser *parser, enum hs_value_fault fault, const char *at)
{
    switch (fault) {
    case HS_VALUE_LIST:
        return fail(parser, at, "a single value is expected: repeat the field for each further value");
    case HS_VALUE_FUNCTION:
        return fail(parser, at, "functions are not supported");
    case HS_VALUE_OPEN:
        return fail(parser, at, "the closing quote is missing");
    case HS_VALUE_ESCAPE:
        return fail(parser, at, "a backslash may only stand before \", ', \\ and *");
    case HS_VALUE_MEMORY:
        return fail_memory(parser);
    default:
        return fail(parser, at, "a value is expected");
    }
}

static bool is_opened(const struct parser *parser)
{
    const struct hs_token *word = &parser->token;
    return word->at[word->length] == '(';
}

static struct hs_filter *parse_restriction(struct parser *parser)
{
    struct hs_term term = {.field = parser->token};
    if (term.field.kind != HS_TOKEN_WORD) {
        return fail(parser, term.field.at, term_expected);
    }
    if (is_opened(parser)) {
        return fail(parser, term.field.at, "functions are not supported");
    }
    if (++parser->terms > HS_FILTER_MAX_TERMS) {
        return fail_limit(parser, term.field.at, HS_FILTER_MAX_TERMS, "comparisons");
    }
    advance(parser);
    if (parser->token.kind != HS_TOKEN_COMPARATOR) {
        return fail(parser, term.field.at, term_expected);
    }
    term.comparator = parser->token.comparator;
    enum hs_value_fault fault = hs_filter_scan_value(&parser->at, parser->arena, &term.value);
    if (fault != HS_VALUE_OK) {
        return fail_value(parser, fault, term.value.at);
    }
    advance(parser);
    struct hs_filter *node = new_node(parser, HS_NODE_TERM, NULL);
    if (node != NULL) {
        node->term = term;
    }
    return node;
}

static struct hs_filter *parse_composite(struct parser *parser)
{
    const char *open = parser->token.at;
    if (++parser->depth > HS_FILTER_MAX_DEPTH) {
        return fail_limit(parser, open, HS_FILTER_MAX_DEPTH, "parentheses within each other");
    }
    advance(parser);
    struct hs_filter *inner = parse_expression(parser);
    if (inner == NULL) {
        return NULL;
    }
    if (parser->token.kind != HS_TOKEN_CLOSE) {
        return fail(parser, open, "this parenthesis is not closed");
    }
    parser->depth--;
    advance(parser);
    return inner;
}

static struct hs_filter *parse_simple(struct parser *parser)
{
    return parser->token.kind == HS_TOKEN_OPEN ? parse_composite(parser) : parse_restriction(parser);
}

static struct hs_filter *parse_term(struct parser *parser)
{
    if (parser->token.kind != HS_TOKEN_NOT && parser->token.kind != HS_TOKEN_MINUS) {
        return parse_simple(parser);
    }
    advance(parser);
    struct hs_filter *inner = parse_simple(parser);
    return inner != NULL ? new_node(parser, HS_NODE_NOT, inner) : NULL;
}

static struct hs_filter *parse_factor(struct parser *parser)
{
    struct hs_filter *first = parse_term(parser);
    if (first == NULL || parser->token.kind != HS_TOKEN_OR) {
        return first;
    }
    struct hs_filter *last = first;
    while (last != NULL && parser->token.kind == HS_TOKEN_OR) {
        advance(parser);
        last->next = parse_term(parser);
        last = last->next;
    }
    return last != NULL ? new_node(parser, HS_NODE_OR, first) : NULL;
}

static bool ends_expression(const struct parser *parser)
{
    return parser->token.kind == HS_TOKEN_END || parser->token.kind == HS_TOKEN_CLOSE;
}

/* Factors, whether AND stands between them or not. */
static struct hs_filter *parse_expression(struct parser *parser)
{
    struct hs_filter *first = parse_factor(parser);
    if (first == NULL || ends_expression(parser)) {
        return first;
    }
    struct hs_filter *last = first;
    while (last != NULL && !ends_expression(parser)) {
        if (parser->token.kind == HS_TOKEN_AND) {
            advance(parser);
        }
        last->next = parse_factor(parser);
        last = last->next;
    }
    return last != NULL ? new_node(parser, HS_NODE_AND, first) : NULL;
}

struct hs_filter *hs_filter_read(const char *text, struct hs_arena *arena, struct hs_status *status)
{
    struct parser parser = {.text = text, .at = text, .arena = arena, .status = status};
    if (strlen(text) > HS_FILTER_MAX_BYTES) {
        hs_status_field(status, 0, "filter", too_long, "longer than %d bytes", HS_FILTER_MAX_BYTES);
        return NULL;
    }
    advance(&parser);
    struct hs_filter *filter = parse_expression(&parser);
    if (filter != NULL && parser.token.kind != HS_TOKEN_END) {
        return fail(&parser, parser.token.at, "no parenthesis is open here");
    }
    return filter;
}
