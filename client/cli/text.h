/* A text that grows in an arena. */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include "wire/arena.h"

#include <stdbool.h>
#include <stddef.h>

/** A text under construction. Where memory runs out it stops growing and remembers that. */
struct text {
    struct hs_arena *arena;
    char *bytes;
    size_t length;
    size_t room;
    bool failed;
};

/** Begins an empty text in an arena. */
void text_init(struct text *text, struct hs_arena *arena);

/** Adds a string. */
void text_add(struct text *text, const char *string);
/** Adds `size` bytes of a string. */
void text_add_bytes(struct text *text, const char *bytes, size_t size);
/** Adds a formatted string. */
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The text so far, which lives in the arena and may not be added to any more; NULL without memory. */
const char *text_end(struct text *text);

#endif
