/* UTF-8: whether it is, how long it is. */
#ifndef HS_UTF8_H
#define HS_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whether `size` bytes are UTF-8 without surrogates and NUL. */
bool hs_utf8_is_valid(const char *text, size_t size);

/** The number of characters (code points) in valid UTF-8. */
size_t hs_utf8_length(const char *text);

/** Characters of a text that hs_utf8_quote shows, and the room it needs with quotes, dots and NUL byte. */
enum { HS_UTF8_QUOTE_LENGTH = 40, HS_UTF8_QUOTE_SIZE = 4 * HS_UTF8_QUOTE_LENGTH + 6 };

/** Writes valid UTF-8 for a message of one line: in double quotes, cut to 40 characters and then followed by dots, control
 *  characters shown as question marks. */
void hs_utf8_quote(const char *text, char out[HS_UTF8_QUOTE_SIZE]);

/** The bytes of the first `characters` characters of valid UTF-8, or of all of it where it has no more. */
size_t hs_utf8_prefix(const char *text, size_t characters);

#ifdef __cplusplus
}
#endif
#endif
