/* What is written on: a terminal or a pipe, how wide, in colour or not. */
#ifndef CLI_SCREEN_H
#define CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** A stream and how it shows text. */
struct screen {
    FILE *out;
    size_t width;     /**< in columns; 0 = without limit, for pipes and files */
    bool interactive; /**< a person watches: progress is worth showing */
    bool colour;
};

/** How a text stands out. */
enum screen_style { STYLE_PLAIN, STYLE_TITLE, STYLE_DIM, STYLE_GOOD, STYLE_BAD };

/** Help is wrapped to this where a screen has no width of its own. */
enum { SCREEN_TEXT_WIDTH = 80 };

/** Finds out how a stream shows text. COLUMNS decides the width where it is a number, else the terminal. NO_COLOR and a
 *  dumb terminal turn colours off. */
void screen_open(struct screen *screen, FILE *out);

/** The width to wrap running text to: the screen's, but not beyond what reads well. */
size_t screen_text_width(const struct screen *screen);

/** Writes a text in a style, and plainly where the screen has no colours. */
void screen_write(const struct screen *screen, enum screen_style style, const char *text);

/** The same with `size` bytes of a text. */
void screen_write_bytes(const struct screen *screen, enum screen_style style, const char *text, size_t size);

/** Writes a text wrapped to `width` (0 = not wrapped): the first line begins at the cursor, which is at column `indent`, the
 *  others are indented to it. Ends with a line end. */
void screen_wrap(const struct screen *screen, size_t width, size_t indent, const char *text);

#endif
