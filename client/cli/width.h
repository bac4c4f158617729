/* How much room text takes on a screen: the columns of UTF-8, cutting, wrapping, and what must not reach a terminal. */
#ifndef CLI_WIDTH_H
#define CLI_WIDTH_H

#include "wire/arena.h"

#include <stddef.h>
#include <stdio.h>

/** Prepares the process: the widths of characters come from the C library's locale, which must be one of UTF-8. */
void width_start(void);

/** The columns a text takes. Letters count 1, combining marks 0, wide characters 2. */
size_t width_of(const char *text);

/** The columns that the widest line of a text takes, and its widest word. @{ */
size_t width_of_lines(const char *text);
size_t width_of_words(const char *text);
/** @} */

/** The bytes of the longest beginning that takes at most `columns`. */
size_t width_prefix(const char *text, size_t columns);

/** The text without what a terminal would obey or could not show: control characters (escape sequences too), invisible
 *  direction marks and bytes that are not UTF-8 become U+FFFD; line ends and tabs become `line`. From the arena, or `text`
 *  itself where there is nothing to do; NULL without memory, or for a NULL text. */
const char *width_clean(struct hs_arena *arena, const char *text, char line);

/** The text cut to `columns` with an ellipsis where it takes more; NULL without memory. */
const char *width_cut(struct hs_arena *arena, const char *text, size_t columns);

/** One line of a text wrapped to `columns` (0 = not wrapped): breaks between words, and where one is too long behind its
 *  hyphens and slashes or else anywhere, and at line ends. Returns the bytes of the line and sets *next to where the following line
 * begins; the text is at its end when text[*next] is NUL. */
size_t width_line(const char *text, size_t columns, size_t *next);

/** The bytes of the first date of an interval of two, with the dots behind it; 0 for any other text. */
size_t width_first_date(const char *text);

/** The columns that a date takes, and of an interval its wider date, the first with its dots; 0 for what is no date. */
size_t width_of_dates(const char *text);

/** Writes spaces. */
void width_pad(FILE *out, size_t columns);

#endif
