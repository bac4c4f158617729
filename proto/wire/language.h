/* Language tags (BCP 47, RFC 5646). */
#ifndef HS_LANGUAGE_H
#define HS_LANGUAGE_H

#include "wire/reference.h"

#include <stdbool.h>

/** Whether a text is a well-formed tag in its usual case: a language of two or three lower-case letters, optional script
 *  (`Latn`), region (`FI`, `419`), variants, extensions and private part. Grandfathered tags and extended languages are not. */
bool hs_language_is_tag(const char *text);

enum { HS_SUBTAG_SIZE = 9 }; /**< room for a part of a tag, with its NUL byte */

/** Whether the language, the script and the region of a well-formed tag are known ones. On false `unknown` is the first that
 *  is not, and *list is where it was sought; on true both are undefined. */
bool hs_language_is_known(const char *tag, const struct hs_code_list **list, char unknown[HS_SUBTAG_SIZE]);

#endif
