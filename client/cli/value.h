/* Values as people type them, put into fields. */
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

#include "access.h"

#include <stdbool.h>

/** Whether a field takes several values in one text, with commas: repeated words, names and codes, which have no commas in them. */
bool value_takes_several(struct member member);

/** Sets a field from its text form, or adds an element (or several) to a repeated one. The empty text unsets the field. Names may
 * be in their short form where the field can only point to one kind. False with *error in words that follow the field's name ("must
 * be
 *  ..."; NULL without memory). Everything lives in the arena. */
bool value_set(struct hs_arena *arena, ProtobufCMessage *message, struct member member, const char *text, const char **error);

/** The same for the field at the end of a path of singular message fields ("provenance.note", hyphens for underscores allowed). */
bool value_set_path(struct hs_arena *arena, ProtobufCMessage *message, const char *path, const char *text, const char **error);

/** The field at the end of a path, without setting anything: false with *error if it leads nowhere. Every field on the way is
 *  told to `visit` (may be NULL), which refuses with a text. */
bool value_find_path(struct hs_arena *arena, const struct hs_message *type, const char *path, struct member *out,
                     const char *(*visit)(struct member member), const char **error);

/** What a field's text form is called in help ("DATE"), and in words with an example ("2022-04-12, 2022-04, ..."); the words are
 *  NULL where the name says all. */
const char *value_placeholder(struct member member);
const char *value_form_words(struct member member);

#endif
