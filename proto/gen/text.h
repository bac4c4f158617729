/* A growing text: everything the generator writes is printed here first. */
#ifndef GEN_TEXT_H
#define GEN_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** A zeroed struct is an empty text. An error sticks: once memory ran out, nothing more is added and `failed` stays set. */
struct text {
    char *data; /**< NUL-terminated, or NULL while empty */
    size_t size;
    size_t room;
    bool failed;
};

/** Releases the text and makes it empty again. */
void text_free(struct text *text);

/** Appends `size` bytes. */
void text_append(struct text *text, const char *data, size_t size);

/** Appends what printf would print. */
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list arguments);

/** Appends a C string literal with its quotes: non-ASCII bytes stay, everything that could end or change it is escaped. */
void text_literal(struct text *text, const char *value);

/** Appends `words` broken into lines of at most `width` columns; `first` begins the first line and `rest` every other. Line
 *  feeds are kept. Nothing in the words can end or open a C comment. */
void text_wrap(struct text *text, const char *first, const char *rest, size_t width, const char *words);

#endif
