#include "store/search.h"

#include <stdlib.h>
#include <string.h>

/* The words of one column. */
struct list {
    struct hs_arena *arena;
    const char **words;
    size_t count;
};

static bool add_word(struct list *list, const char *word, size_t length)
{
    const char **grown = hs_arena_grow(list->arena, list->words, list->count, sizeof *grown);
    const char *copy = hs_arena_bytes(list->arena, word, length);
    if (grown == NULL || copy == NULL) {
        return false;
    }
    grown[list->count++] = copy;
    list->words = grown;
    return true;
}

static bool add_words(struct list *list, const char *text, enum hs_word_form form)
{
    struct hs_word word;
    bool ok = true;
    for (size_t at = 0; ok && hs_word_next(text, &at, form, &word);) {
        ok = add_word(list, word.text, word.length);
    }
    return ok;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The distinct words with a space between; NULL without memory. */
static const char *join(struct list *list)
{
    size_t size = 1;
    for (size_t i = 0; i < list->count; i++) {
        size += strlen(list->words[i]) + 1;
    }
    char *text = hs_arena_alloc(list->arena, size);
    char *end = text;
    if (text != NULL && list->count > 1) {
        qsort(list->words, list->count, sizeof *list->words, compare);
    }
    for (size_t i = 0; text != NULL && i < list->count; i++) {
        if (i > 0 && strcmp(list->words[i], list->words[i - 1]) == 0) {
            continue;
        }
        size_t length = strlen(list->words[i]);
        if (end > text) {
            *end++ = ' ';
        }
        memcpy(end, list->words[i], length);
        end += length;
    }
    return text;
}

void hs_search_whole(const char *text, char out[HS_SEARCH_WHOLE_SIZE + 1])
{
    struct hs_word word;
    size_t length = 1;
    out[0] = '=';
    for (size_t at = 0; hs_word_next(text, &at, HS_WORD_PARTS, &word) && length + 1 + word.length <= HS_SEARCH_WHOLE_SIZE;) {
        out[length] = '_';
        memcpy(out + length + 1, word.text, word.length);
        length += 1 + word.length;
    }
    out[length] = '\0';
}

bool hs_search_words(const struct hs_search_kind *search, const struct hs_search_texts *texts, struct hs_arena *arena,
                     struct hs_search_words *out)
{
    struct list lists[HS_SEARCH_COLUMNS] = {{.arena = arena}, {.arena = arena}};
    char whole[HS_SEARCH_WHOLE_SIZE + 1];
    bool ok = true;
    for (size_t i = 0; ok && i < texts->count; i++) {
        const char *text = texts->texts[i].text;
        bool is_title = search->fields[texts->texts[i].field].is_title;
        struct list *list = &lists[is_title ? HS_SEARCH_TITLE : HS_SEARCH_OTHER];
        ok = add_words(list, text, HS_WORD_PARTS) && add_words(list, text, HS_WORD_JOINED);
        if (ok && is_title) {
            hs_search_whole(text, whole);
            ok = add_word(list, whole, strlen(whole));
        }
    }
    for (size_t i = 0; ok && i < HS_SEARCH_COLUMNS; i++) {
        out->columns[i] = join(&lists[i]);
        ok = out->columns[i] != NULL;
    }
    return ok;
}
