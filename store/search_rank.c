#include "store/search.h"

#include "wire/utf8.h"

#include <string.h>

/* The parts of a score. Its class decides first: everything that stands below one is less than the step between two. */
enum {
    CLASS_STEP = 100000,
    CLASS_WHOLE = 3,      /* it is called what was typed, word by word */
    CLASS_TITLE = 2,      /* one of its titles has all words */
    CLASS_OTHER = 1,      /* they are spread */
    FIELD_WEIGHT = 1000,  /* of a word in the first field; a half of it in the second, a third in the third ... */
    FULL_COVER = 1000,    /* of a title with no other words than those typed */
    LITERAL_WEIGHT = 100, /* of words that are written as they were typed */
};

/* Characters of an excerpt, and how many of them stand before what was found where the text is longer. */
enum { EXCERPT_LENGTH = 160, EXCERPT_BEFORE = 40 };

/* The words of one text. */
struct words {
    struct hs_word *words;
    size_t count;
    size_t n_parts; /* those that are not joined by hyphens, which come first */
};

/* How a term fits a text. */
struct fit {
    bool fits;
    bool is_literal;
    size_t at;    /* where its first word begins */
    size_t count; /* words of the text that it takes */
};

static bool add_words(struct hs_arena *arena, const char *text, enum hs_word_form form, struct words *words)
{
    struct hs_word word;
    for (size_t at = 0; hs_word_next(text, &at, form, &word);) {
        struct hs_word *grown = hs_arena_grow(arena, words->words, words->count, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        grown[words->count++] = word;
        words->words = grown;
    }
    return true;
}

static bool read_words(struct hs_arena *arena, const char *text, struct words *out)
{
    *out = (struct words){.count = 0};
    bool ok = add_words(arena, text, HS_WORD_PARTS, out);
    out->n_parts = out->count;
    return ok && add_words(arena, text, HS_WORD_JOINED, out);
}

static const struct hs_word *find_word(const struct words *words, const char *word, bool goes_on)
{
    size_t length = strlen(word);
    const struct hs_word *beginning = NULL;
    for (size_t i = 0; i < words->count; i++) {
        const struct hs_word *candidate = &words->words[i];
        if (candidate->length < length || memcmp(candidate->text, word, length) != 0) {
            continue;
        }
        if (candidate->length == length) {
            return candidate;
        }
        if (goes_on && beginning == NULL) {
            beginning = candidate;
        }
    }
    return beginning;
}

static bool find_way(const struct words *words, const struct hs_search_term *term, const struct hs_search_words_together *way,
                     size_t *at)
{
    for (size_t i = 0; i < way->count; i++) {
        const struct hs_word *found = find_word(words, way->words[i], hs_search_goes_on(term, way, i));
        if (found == NULL) {
            return false;
        }
        *at = i == 0 ? found->begin : *at;
    }
    return true;
}

static struct fit find_term(const struct words *words, const char *text, const struct hs_search_term *term)
{
    struct fit fit = {.fits = false};
    for (size_t i = 0; !fit.fits && i < term->n_ways; i++) {
        fit.fits = find_way(words, term, &term->ways[i], &fit.at);
        fit.count = term->ways[i].count;
    }
    if (fit.fits) {
        fit.is_literal = hs_letters_begin(text + fit.at, strlen(text + fit.at), term->literal, term->literal_size);
    }
    return fit;
}

/* ---- one text --------------------------------------------------------------------------------------------------- */

/* How all terms fit one text. */
struct text_fit {
    size_t n_fitting;
    size_t n_literal;
    size_t n_words; /* of the text that the terms take */
    size_t at;
};

static int64_t weight_of(const struct hs_search_text *text)
{
    return FIELD_WEIGHT / (int64_t)(text->field + 1);
}

/* What a title scores that has all the words. */
static int64_t score_title(const struct hs_search_terms *terms, const struct hs_search_text *text, const struct words *words,
                           const struct text_fit *fit)
{
    char whole[HS_SEARCH_WHOLE_SIZE + 1];
    hs_search_whole(text->text, whole);
    size_t covered = fit->n_words < words->n_parts ? fit->n_words : words->n_parts;
    int64_t class = strcmp(whole, terms->whole) == 0 ? CLASS_WHOLE : CLASS_TITLE;
    return class * CLASS_STEP + weight_of(text) + FULL_COVER * (int64_t)covered / (int64_t)words->n_parts +
           LITERAL_WEIGHT * (int64_t)fit->n_literal / (int64_t)terms->count;
}

/* ---- all texts -------------------------------------------------------------------------------------------------- */

struct ranking {
    const struct hs_search_kind *search;
    const struct hs_search_terms *terms;
    int64_t weights[HS_SEARCH_MAX_TERMS]; /* the best that each term has found */
    struct hs_search_rank title;          /* the best title with all words; its score is 0 where there is none */
    struct hs_search_rank other;          /* the text with most of them, likewise */
};

static void rank_text(struct ranking *ranking, const struct hs_search_text *text, const struct words *words)
{
    const struct hs_search_terms *terms = ranking->terms;
    struct text_fit all = {.n_fitting = 0};
    for (size_t i = 0; i < terms->count; i++) {
        struct fit fit = find_term(words, text->text, &terms->terms[i]);
        int64_t weight = weight_of(text) + (fit.is_literal ? LITERAL_WEIGHT : 0);
        if (!fit.fits) {
            continue;
        }
        ranking->weights[i] = weight > ranking->weights[i] ? weight : ranking->weights[i];
        all.at = all.n_fitting == 0 ? fit.at : all.at;
        all.n_fitting++;
        all.n_literal += fit.is_literal;
        all.n_words += fit.count;
    }
    if (all.n_fitting == 0) {
        return;
    }
    struct hs_search_rank rank = {.field = text->field, .text = text->text, .at = all.at};
    rank.score = (int64_t)all.n_fitting * CLASS_STEP + weight_of(text);
    if (rank.score > ranking->other.score) {
        ranking->other = rank;
    }
    bool is_title = ranking->search->fields[text->field].is_title && all.n_fitting == terms->count;
    rank.score = is_title ? score_title(terms, text, words, &all) : 0;
    if (rank.score > ranking->title.score) {
        ranking->title = rank;
    }
}

bool hs_search_rank(const struct hs_search_kind *search, const struct hs_search_terms *terms, const struct hs_search_texts *texts,
                    struct hs_arena *arena, struct hs_search_rank *out, bool *fits)
{
    struct ranking ranking = {.search = search, .terms = terms};
    int64_t sum = 0;
    for (size_t i = 0; i < texts->count; i++) {
        struct words words;
        if (!read_words(arena, texts->texts[i].text, &words)) {
            return false;
        }
        rank_text(&ranking, &texts->texts[i], &words);
    }
    *fits = true;
    for (size_t i = 0; i < terms->count; i++) {
        *fits = *fits && ranking.weights[i] > 0;
        sum += ranking.weights[i];
    }
    *out = ranking.title.score > 0 ? ranking.title : ranking.other;
    if (ranking.title.score == 0) {
        out->score = CLASS_OTHER * CLASS_STEP + sum / (int64_t)terms->count;
    }
    return true;
}

/* ---- what is shown of it ---------------------------------------------------------------------------------------- */

/* Moves a place in a text on to the next word, or with `back` to the end of the one before. */
static size_t to_word(const char *text, size_t at, bool back)
{
    size_t i = at;
    while (text[i] != '\0' && text[i] != ' ' && i > 0) {
        i = back ? i - 1 : i + 1;
    }
    return text[i] == ' ' && !back ? i + 1 : i > 0 && text[i] != '\0' ? i : at;
}

/* The byte that stands some characters before another. */
static size_t step_back(const char *text, size_t at, size_t characters)
{
    while (at > 0 && characters > 0) {
        at--;
        characters -= ((unsigned char)text[at] & 0xC0) != 0x80;
    }
    return at;
}

const char *hs_search_excerpt(const char *text, size_t at, struct hs_arena *arena)
{
    if (hs_utf8_length(text) <= EXCERPT_LENGTH) {
        return hs_arena_string(arena, text);
    }
    size_t begin = step_back(text, at, EXCERPT_BEFORE);
    begin = begin > 0 ? to_word(text, begin, false) : 0;
    begin = begin <= at ? begin : at;
    size_t end = begin + hs_utf8_prefix(text + begin, EXCERPT_LENGTH);
    bool is_cut = text[end] != '\0';
    if (is_cut) {
        size_t word = to_word(text, end, true);
        end = word > at ? word : end;
    }
    return hs_arena_printf(arena, "%s%.*s%s", begin > 0 ? "…" : "", (int)(end - begin), text + begin, is_cut ? "…" : "");
}
