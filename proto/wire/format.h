/* The named text forms of the contract (hensigt.options.v1.Format): one function each. */
#ifndef HS_FORMAT_H
#define HS_FORMAT_H

#include "wire/arena.h"
#include "wire/contract.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a text (UTF-8) has a form; the empty text has none but HS_FORMAT_NONE, HS_FORMAT_FILTER and HS_FORMAT_ORDER.
 *  On false *rule is the form in words, a constant that follows the field's name in a sentence ("must be ..."). */
bool hs_format_check(enum hs_format format, const char *text, const char **rule);

/** The form in which a text that passed the check is stored: a CPV code without its check digit, a decimal without the
 *  minus of "-0". It is `text` itself where that is stored as it is, else from the arena; NULL without memory. */
const char *hs_format_stored(struct hs_arena *arena, enum hs_format format, const char *text);

/** The most characters of a text of this form where the contract names no other limit. */
size_t hs_format_max_length(enum hs_format format);

#ifdef __cplusplus
}
#endif
#endif
