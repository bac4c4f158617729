/* The named text forms of the contract (hensigt.options.v1.Format): one function each. */
#ifndef HS_FORMAT_H
#define HS_FORMAT_H

#include "wire/arena.h"
#include "wire/contract.h"
#include "wire/reference.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Whether a text (UTF-8) has a form, and where it is a code whether its list has it; the empty text has none but HS_FORMAT_NONE,
 * HS_FORMAT_FILTER and HS_FORMAT_ORDER. On false *rule is the form in words, a constant that follows the field's name in a sentence
 * ("must be ..."). */
bool hs_format_check(enum hs_format format, const char *text, const char **rule);

/** Why a text does not pass the check, as the reason of a violation: FORMAT, IMPOSSIBLE_DATE, or UNKNOWN_CODE for a text that
 *  has the form and is in no list. */
const char *hs_format_reason(enum hs_format format, const char *text);

/** What may be meant by a text that does not pass the check: a code and what it stands for, which is "" where it has no name.
 *  False, and *out untouched, where nothing is near. */
bool hs_format_help(enum hs_format format, const char *text, struct hs_code_entry *out);

/** The form in which a text that passed the check is stored: a CPV code without its check digit, a decimal without the
 *  minus of "-0". It is `text` itself where that is stored as it is, else from the arena; NULL without memory. */
const char *hs_format_stored(struct hs_arena *arena, enum hs_format format, const char *text);

/** The most characters of a text of this form where the contract names no other limit. */
size_t hs_format_max_length(enum hs_format format);

#ifdef __cplusplus
}
#endif
#endif
