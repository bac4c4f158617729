/* Numbers of the registers of organisations: their form and their check digits. */
#ifndef HS_IDENTIFIER_H
#define HS_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Writes `value` into `out` as the register of `scheme` (an org-id.guide code) writes it: DK-CVR, NO-BRC and SE-ON as digits
 *  alone, FI-PRO as 1234567-8 (proto/reference/schemes.csv has them all). The value may carry spaces, hyphens and its
 *  country's prefix. Of other schemes nothing is known: their values are trimmed of spaces at both ends.
 *  False, with *rule the broken rule in words (a constant) and `out` untouched, where the value has not the register's
 *  form, its check digit is wrong, or the text does not fit into `size` bytes. */
bool hs_identifier_normalise(const char *scheme, const char *value, char *out, size_t size, const char **rule);

/** Whether a value has the register's form, whatever its check digit says; true of schemes that are not known. Tells the
 *  reason CHECK_DIGIT from FORMAT after a refusal. */
bool hs_identifier_has_shape(const char *scheme, const char *value);

#ifdef __cplusplus
}
#endif
#endif
