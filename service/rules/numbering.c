#include "service/rules/numbering.h"

#include <string.h>

/* A power of two; the table grows before it is three quarters full. */
enum { FIRST_SLOTS = 64 };

/* FNV-1a. Whoever chose texts to collide would slow down a report, and nothing else. */
static size_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot of a text, or the free one where it belongs. */
static uint32_t *slot_of(const struct hs_numbering *numbering, const char *text)
{
    size_t at = hash_of(text) & (numbering->n_slots - 1);
    while (numbering->slots[at] != 0 && strcmp(numbering->texts[numbering->slots[at] - 1], text) != 0)
        at = (at + 1) & (numbering->n_slots - 1);
    return &numbering->slots[at];
}

static bool make_room(struct hs_numbering *numbering)
{
    if (numbering->count < numbering->n_slots / 4 * 3)
        return true;
    size_t n_slots = numbering->n_slots > 0 ? numbering->n_slots * 2 : FIRST_SLOTS;
    uint32_t *slots = hs_arena_alloc(numbering->arena, n_slots * sizeof *slots);
    if (!slots)
        return false;
    numbering->slots = slots;
    numbering->n_slots = n_slots;
    for (uint32_t i = 0; i < numbering->count; i++)
        *slot_of(numbering, numbering->texts[i]) = i + 1;
    return true;
}

/* Puts a new text behind the others. */
static bool add(struct hs_numbering *numbering, const char *text)
{
    const char *copy = hs_arena_string(numbering->arena, text);
    void *grown = copy ? hs_arena_grow(numbering->arena, numbering->texts, numbering->count, sizeof *numbering->texts) : NULL;
    if (!grown)
        return false;
    numbering->texts = grown;
    numbering->texts[numbering->count++] = copy;
    return true;
}

uint32_t hs_number(struct hs_numbering *numbering, const char *text, bool *is_new)
{
    if (is_new)
        *is_new = false;
    if (numbering->failed || !make_room(numbering)) {
        numbering->failed = true;
        return 0;
    }
    uint32_t *slot = slot_of(numbering, text);
    if (*slot != 0)
        return *slot - 1;
    if (!add(numbering, text)) {
        numbering->failed = true;
        return 0;
    }
    *slot = numbering->count;
    if (is_new)
        *is_new = true;
    return numbering->count - 1;
}
