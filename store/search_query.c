#include "store/search.h"

#include "store/filter.h"
#include "wire/ascii.h"

#include <string.h>

/* Pieces of a query between spaces; more are more than the terms allowed, labels and parts of numbers aside. */
enum { MAX_CHUNKS = 64 };

/* Digits that make a number beside which a label says nothing new; and those of identifiers, which people write in groups. */
enum { LABELLED_DIGITS = 4, MIN_GROUPED_DIGITS = 6, MAX_GROUPED_DIGITS = 14 };

/* A prefix of one letter would fit half of everything. */
enum { MIN_PREFIX = 2 };

/* What stands between two spaces. */
struct chunk {
    struct hs_word joined;
    struct hs_search_words_together parts; /* without labels, once they are dropped */
};

struct parsing {
    struct hs_arena *arena;
    const char *query;
    struct chunk *chunks;
    size_t n_chunks;
    bool has_number;
    bool failed; /* no memory */
};

/* What registers and codes are called in front of their numbers. They need not stand in what is found. */
static bool is_label(const char *word)
{
    static const char *const labels[] = {"cvr", "brc",  "pro", "on", "org", "orgnr", "nr",  "y",    "tunnus",
                                         "cpv", "nuts", "dk",  "no", "fi",  "se",    "vat", "moms", "mva"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(word, labels[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* How many digits a word begins with. */
static size_t count_digits(const char *word)
{
    size_t count = 0;
    while (hs_is_digit(word[count])) {
        count++;
    }
    return count;
}

static bool is_number(const char *word)
{
    return word[count_digits(word)] == '\0';
}

/* The number behind a country's two letters, "mva" of Norway aside: DK64942212, NO958935420MVA; NULL where it is none. */
static const char *behind_country(struct parsing *parsing, const char *word)
{
    enum { COUNTRY = 2, SWEDISH = 12, SWEDISH_BODY = 10 };
    if (!hs_is_lower(word[0]) || !hs_is_lower(word[1])) {
        return NULL;
    }
    size_t digits = count_digits(word + COUNTRY);
    const char *rest = word + COUNTRY + digits;
    if (digits < MIN_GROUPED_DIGITS || (*rest != '\0' && strcmp(rest, "mva") != 0)) {
        return NULL;
    }
    /* Sweden's numbers of taxpayers end in 01, which is no part of the organisation's. */
    bool is_swedish = strncmp(word, "se", COUNTRY) == 0 && digits == SWEDISH && strncmp(rest - COUNTRY, "01", COUNTRY) == 0;
    const char *number = hs_arena_bytes(parsing->arena, word + COUNTRY, is_swedish ? SWEDISH_BODY : digits);
    parsing->failed = parsing->failed || number == NULL;
    return number;
}

/* ---- pieces ----------------------------------------------------------------------------------------------------- */

static void read_parts(struct parsing *parsing, struct chunk *chunk)
{
    struct hs_word word;
    for (size_t at = chunk->joined.begin; hs_word_next(parsing->query, &at, HS_WORD_PARTS, &word) &&
                                          word.begin < chunk->joined.end && chunk->parts.count < HS_SEARCH_MAX_PARTS;) {
        const char *copy = hs_arena_bytes(parsing->arena, word.text, word.length);
        parsing->failed = parsing->failed || copy == NULL;
        chunk->parts.words[chunk->parts.count++] = copy;
    }
}

/* Cuts the query into pieces; false where there are too many. */
static bool read_chunks(struct parsing *parsing)
{
    struct hs_word word;
    size_t digits = 0; /* of numbers that follow each other */
    for (size_t at = 0; hs_word_next(parsing->query, &at, HS_WORD_JOINED, &word);) {
        if (parsing->n_chunks == MAX_CHUNKS) {
            return false;
        }
        struct chunk *chunk = &parsing->chunks[parsing->n_chunks++];
        *chunk = (struct chunk){.joined = word};
        read_parts(parsing, chunk);
        digits = is_number(word.text) ? digits + word.length : 0;
        parsing->has_number = parsing->has_number || digits >= LABELLED_DIGITS;
        for (size_t i = 0; !parsing->failed && i < chunk->parts.count; i++) {
            parsing->has_number = parsing->has_number || count_digits(chunk->parts.words[i]) >= LABELLED_DIGITS;
        }
    }
    return true;
}

/* Takes labels away beside a number, unless nothing else is left. */
static void drop_labels(struct parsing *parsing)
{
    size_t kept = 0;
    for (size_t i = 0; parsing->has_number && i < parsing->n_chunks; i++) {
        struct chunk *chunk = &parsing->chunks[i];
        size_t parts = 0;
        for (size_t k = 0; k < chunk->parts.count; k++) {
            if (!is_label(chunk->parts.words[k])) {
                chunk->parts.words[parts++] = chunk->parts.words[k];
            }
        }
        chunk->parts.count = parts;
        if (parts > 0) {
            parsing->chunks[kept++] = *chunk;
        }
    }
    parsing->n_chunks = parsing->has_number ? kept : parsing->n_chunks;
}

/* ---- terms ------------------------------------------------------------------------------------------------------ */

static void add_way(struct hs_search_term *term, const struct hs_search_words_together *way)
{
    if (term->n_ways < HS_SEARCH_MAX_ALTERNATIVES) {
        term->ways[term->n_ways++] = *way;
    }
}

static void add_word(struct hs_search_term *term, const char *word)
{
    const struct hs_search_words_together way = {.words = {word}, .count = 1};
    if (word != NULL) {
        add_way(term, &way);
    }
}

/* "45233000-9": a code of the CPV with its check digit. */
static bool has_check_digit(const struct hs_search_words_together *parts)
{
    enum { CPV_DIGITS = 8 };
    return parts->count == 2 && is_number(parts->words[0]) && strlen(parts->words[0]) == CPV_DIGITS && is_number(parts->words[1]) &&
           strlen(parts->words[1]) == 1;
}

static const char *copy_word(struct parsing *parsing, const char *word)
{
    const char *copy = hs_arena_string(parsing->arena, word);
    parsing->failed = parsing->failed || copy == NULL;
    return copy;
}

static void make_term(struct parsing *parsing, const struct chunk *chunk, struct hs_search_term *out)
{
    *out = (struct hs_search_term){
        .literal = parsing->query + chunk->joined.begin,
        .literal_size = chunk->joined.end - chunk->joined.begin,
    };
    add_way(out, &chunk->parts);
    if (chunk->parts.count > 1) {
        add_word(out, copy_word(parsing, chunk->joined.text));
    }
    if (has_check_digit(&chunk->parts)) {
        add_word(out, chunk->parts.words[0]);
    }
    add_word(out, behind_country(parsing, chunk->joined.text));
}

/* How many pieces from `first` on are groups of digits of one number: 958 935 420; 1 where they are none. */
static size_t count_groups(const struct parsing *parsing, size_t first)
{
    size_t digits = 0, count = 0;
    for (size_t i = first; i < parsing->n_chunks && is_number(parsing->chunks[i].joined.text); i++) {
        digits += parsing->chunks[i].joined.length;
        count++;
    }
    return count > 1 && digits >= MIN_GROUPED_DIGITS && digits <= MAX_GROUPED_DIGITS ? count : 1;
}

/* The groups as one number, or as the numbers that they are. */
static void make_grouped(struct parsing *parsing, size_t first, size_t count, struct hs_search_term *out)
{
    const struct hs_word *last = &parsing->chunks[first + count - 1].joined;
    size_t begin = parsing->chunks[first].joined.begin;
    struct hs_search_words_together apart = {.count = 0};
    const char *whole = "";
    *out = (struct hs_search_term){.literal = parsing->query + begin, .literal_size = last->end - begin};
    for (size_t i = first; i < first + count; i++) {
        const char *digits = copy_word(parsing, parsing->chunks[i].joined.text);
        whole = hs_arena_printf(parsing->arena, "%s%s", whole != NULL ? whole : "", digits != NULL ? digits : "");
        if (apart.count < HS_SEARCH_MAX_PARTS) {
            apart.words[apart.count++] = digits;
        }
    }
    parsing->failed = parsing->failed || whole == NULL;
    add_way(out, &apart);
    add_word(out, whole);
}

/* False where there are too many. */
static bool make_terms(struct parsing *parsing, struct hs_search_terms *out)
{
    size_t groups = 0;
    for (size_t i = 0; i < parsing->n_chunks; i += groups) {
        if (out->count == HS_SEARCH_MAX_TERMS) {
            return false;
        }
        struct hs_search_term *term = &out->terms[out->count++];
        groups = count_groups(parsing, i);
        if (groups > 1) {
            make_grouped(parsing, i, groups, term);
        } else {
            make_term(parsing, &parsing->chunks[i], term);
        }
    }
    if (out->count > 0) {
        out->terms[out->count - 1].is_prefix = true;
    }
    return true;
}

enum hs_code hs_search_parse(const char *query, struct hs_arena *arena, struct hs_search_terms *out, struct hs_status *status)
{
    struct parsing parsing = {.arena = arena, .query = query, .chunks = hs_arena_alloc(arena, MAX_CHUNKS * sizeof *parsing.chunks)};
    *out = (struct hs_search_terms){.count = 0};
    if (parsing.chunks == NULL) {
        return hs_out_of_memory(status);
    }
    bool few = read_chunks(&parsing);
    if (!parsing.failed) {
        drop_labels(&parsing);
        few = few && make_terms(&parsing, out);
    }
    if (parsing.failed) {
        return hs_out_of_memory(status);
    }
    if (!few) {
        hs_status_field(status, 0, "query", "TOO_MANY_WORDS", "a search takes %d words at most", HS_SEARCH_MAX_TERMS);
        return hs_status_code(status);
    }
    if (out->count == 0) {
        hs_status_field(status, 0, "query", "NO_WORDS", "has no letter or digit to look for");
        return hs_status_code(status);
    }
    hs_search_whole(query, out->whole);
    return HS_OK;
}

/* ---- the expression --------------------------------------------------------------------------------------------- */

bool hs_search_goes_on(const struct hs_search_term *term, const struct hs_search_words_together *way, size_t n)
{
    return term->is_prefix && n == way->count - 1 && strlen(way->words[n]) >= MIN_PREFIX;
}

/* Words hold letters and digits alone: within quotes they are nothing but words. */
static void append_way(struct hs_sql *text, const struct hs_search_term *term, const struct hs_search_words_together *way)
{
    for (size_t i = 0; i < way->count; i++) {
        hs_sql_append(text, "%s\"%s\"%s", i > 0 ? " AND " : "(", way->words[i], hs_search_goes_on(term, way, i) ? " *" : "");
    }
    hs_sql_append(text, ")");
}

const char *hs_search_expression(const struct hs_search_terms *terms, struct hs_arena *arena)
{
    struct hs_sql text;
    hs_sql_init(&text, arena);
    for (size_t i = 0; i < terms->count; i++) {
        hs_sql_append(&text, i > 0 ? " AND (" : "(");
        for (size_t k = 0; k < terms->terms[i].n_ways; k++) {
            hs_sql_append(&text, k > 0 ? " OR " : "");
            append_way(&text, &terms->terms[i], &terms->terms[i].ways[k]);
        }
        hs_sql_append(&text, ")");
    }
    return text.failed ? NULL : text.text;
}
