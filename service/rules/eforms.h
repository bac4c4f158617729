/* Codes of eForms, the European Union's notices about public procurement. */
#ifndef HS_RULES_EFORMS_H
#define HS_RULES_EFORMS_H

#include <stdbool.h>

/** Whether a text is the subtype of a notice: `4`, `16`, `E3`. */
bool hs_eforms_is_subtype(const char *code);

/** The same in words, for what a violation says. */
extern const char hs_eforms_subtypes[];

#endif
