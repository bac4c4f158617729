#include "store/filter_internal.h"

#include <string.h>

static const char white_space[] = " \t\r\n";

/* What ends a word that stands for a field: also the colon, which is a comparator there. */
static const char ends_field[] = " \t\r\n()\"',<>=!:";

/* What ends a bare value: timestamps have colons. */
static const char ends_value[] = " \t\r\n()\"',<>=!";

size_t hs_text_column(const char *text, const char *at)
{
    size_t column = 1;
    for (const char *p = text; p < at; p++) {
        bool continues_character = ((unsigned char)*p & 0xC0) == 0x80;
        column += continues_character ? 0 : 1;
    }
    return column;
}

static bool is_word(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(at, word, length) == 0;
}

static enum hs_token_kind kind_of_word(const char *at, size_t length)
{
    if (is_word(at, length, "AND")) {
        return HS_TOKEN_AND;
    }
    if (is_word(at, length, "OR")) {
        return HS_TOKEN_OR;
    }
    return is_word(at, length, "NOT") ? HS_TOKEN_NOT : HS_TOKEN_WORD;
}

/* Recognises a comparator; its length, or 0. */
static size_t scan_comparator(const char *at, enum hs_comparator *out)
{
    static const struct {
        const char *text;
        enum hs_comparator comparator;
    } comparators[] = {
        /* the longer ones first */
        {"<=", HS_COMPARE_LESS_EQUAL}, {">=", HS_COMPARE_GREATER_EQUAL}, {"!=", HS_COMPARE_NOT_EQUAL}, {"<", HS_COMPARE_LESS},
        {">", HS_COMPARE_GREATER},     {"=", HS_COMPARE_EQUAL},          {":", HS_COMPARE_HAS},
    };
    for (size_t i = 0; i < sizeof comparators / sizeof *comparators; i++) {
        size_t length = strlen(comparators[i].text);
        if (strncmp(at, comparators[i].text, length) == 0) {
            *out = comparators[i].comparator;
            return length;
        }
    }
    return 0;
}

/* The kind of a token of one character; HS_TOKEN_WORD where a word begins. */
static enum hs_token_kind kind_of_character(char c)
{
    switch (c) {
    case '\0':
        return HS_TOKEN_END;
    case '(':
        return HS_TOKEN_OPEN;
    case ')':
        return HS_TOKEN_CLOSE;
    case '-':
        return HS_TOKEN_MINUS;
    default:
        return strchr(ends_field, c) != NULL ? HS_TOKEN_OTHER : HS_TOKEN_WORD;
    }
}

struct hs_token hs_filter_scan(const char **at)
{
    const char *start = *at + strspn(*at, white_space);
    struct hs_token token = {.at = start};
    token.length = scan_comparator(start, &token.comparator);
    if (token.length > 0) {
        token.kind = HS_TOKEN_COMPARATOR;
    } else {
        token.kind = kind_of_character(*start);
        token.length = token.kind == HS_TOKEN_END ? 0 : 1;
    }
    if (token.kind == HS_TOKEN_WORD) {
        token.length = strcspn(start, ends_field);
        token.kind = kind_of_word(start, token.length);
    }
    *at = start + token.length;
    return token;
}

/* Copies `length` characters without the stars at their ends. */
static enum hs_value_fault keep_bare(const char *start, size_t length, struct hs_arena *arena, struct hs_value *out)
{
    out->star_before = start[0] == '*';
    out->star_after = length > 1 && start[length - 1] == '*';
    const char *first = start + (out->star_before ? 1 : 0);
    const char *end = start + length - (out->star_after ? 1 : 0);
    out->text = hs_arena_bytes(arena, first, (size_t)(end - first));
    return out->text != NULL ? HS_VALUE_OK : HS_VALUE_MEMORY;
}

static enum hs_value_fault scan_bare(const char **at, struct hs_arena *arena, struct hs_value *out)
{
    const char *start = *at;
    size_t length = strcspn(start, ends_value);
    if (length == 0) {
        return *start == '(' ? HS_VALUE_LIST : HS_VALUE_MISSING;
    }
    if (kind_of_word(start, length) != HS_TOKEN_WORD) {
        return HS_VALUE_MISSING;
    }
    if (start[length] == '(') {
        return HS_VALUE_FUNCTION;
    }
    *at = start + length;
    return keep_bare(start, length, arena, out);
}

/* The closing quote of the string that begins at `start`, or NULL; *fault says why. */
static const char *find_quote(const char *start, struct hs_value *out, enum hs_value_fault *fault)
{
    for (const char *p = start + 1; *p != '\0'; p++) {
        if (*p == *start) {
            return p;
        }
        if (*p == '\\' && p[1] != '\0') {
            p++;
            if (strchr("\\\"'*", *p) == NULL) {
                out->at = p - 1;
                *fault = HS_VALUE_ESCAPE;
                return NULL;
            }
        }
    }
    *fault = HS_VALUE_OPEN;
    return NULL;
}

/* Writes the characters between the quotes to `to`, without escapes and without the stars at the ends. */
static void unescape(const char *from, const char *end, char *to, struct hs_value *out)
{
    char *start = to;
    bool last_is_star = false;
    out->star_before = from < end && *from == '*';
    for (from += out->star_before ? 1 : 0; from < end; from++) {
        last_is_star = *from == '*';
        from += *from == '\\' ? 1 : 0;
        *to++ = *from;
    }
    out->star_after = last_is_star;
    to[last_is_star ? -1 : 0] = '\0';
    out->text = start;
}

static enum hs_value_fault scan_quoted(const char **at, struct hs_arena *arena, struct hs_value *out)
{
    enum hs_value_fault fault = HS_VALUE_OK;
    const char *start = *at;
    const char *end = find_quote(start, out, &fault);
    if (end == NULL) {
        return fault;
    }
    char *text = hs_arena_alloc(arena, (size_t)(end - start));
    if (text == NULL) {
        return HS_VALUE_MEMORY;
    }
    unescape(start + 1, end, text, out);
    *at = end + 1;
    return HS_VALUE_OK;
}

enum hs_value_fault hs_filter_scan_value(const char **at, struct hs_arena *arena, struct hs_value *out)
{
    *at += strspn(*at, white_space);
    out->at = *at;
    return **at == '"' || **at == '\'' ? scan_quoted(at, arena, out) : scan_bare(at, arena, out);
}
