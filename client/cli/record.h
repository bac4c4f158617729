/* The text form of a message with several fields: `kind=director,person="Gjellerup, Pia",start_date=2022-02`. */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "wire/arena.h"

#include <stdbool.h>

/** One pair of a record. */
struct record_pair {
    const char *key; /**< as written, perhaps with dots */
    const char *value;
};

/** Whether a text begins as a record does: with a key and `=`. */
bool record_looks_so(const char *text);

/** Takes the first pair of *text and moves *text behind it and its comma. A value with a comma in it is quoted: "...", where
 *  \" and \\ stand for the two characters. False with *error in words (NULL without memory) where the text is no record. */
bool record_take(struct hs_arena *arena, const char **text, struct record_pair *pair, const char **error);

#endif
