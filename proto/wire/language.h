/* Language tags (BCP 47, RFC 5646). */
#ifndef HS_LANGUAGE_H
#define HS_LANGUAGE_H

#include <stdbool.h>

/** Whether a text is a well-formed tag in its usual case: a language of two or three lower-case letters, optional script
 *  (`Latn`), region (`FI`, `419`), variants, extensions and private part. Grandfathered tags and extended languages are not. */
bool hs_language_is_tag(const char *text);

#endif
