/* Names of the contract in the forms people read and type. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "wire/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/** All results live in the arena (or are constants), and are NULL without memory. @{ */

/** "region_code" -> "Region code". */
const char *words_sentence(struct hs_arena *arena, const char *snake);
/** "region_code" -> "REGION CODE". */
const char *words_heading(struct hs_arena *arena, const char *snake);
/** "region_code" -> "region-code"; dots stay. */
const char *words_kebab(struct hs_arena *arena, const char *snake);
/** "region-code", "Region-Code" -> "region_code"; dots stay. */
const char *words_snake(struct hs_arena *arena, const char *kebab);
/** A value of an enum without its prefix in lower words: OFFICE_KIND_BOARD_CHAIR -> "board chair"; the zero value -> ""; a
 *  number that the contract does not know -> the number. */
const char *words_enum(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value);
/** The same as it is typed: "board-chair". */
const char *words_enum_kebab(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value);
/** @} */

/** The value of an enum that a text names: with or without the prefix, in any case, with `-`, `_` or spaces between words.
 *  NULL if it names none. */
const ProtobufCEnumValue *words_enum_value(const ProtobufCEnumDescriptor *type, const char *text);

/** The nearest of some words to a misspelt one: few letters away, or NULL. `get(context, i)` gives the i-th of `n` words, or NULL
 *  for one that does not take part. */
const char *words_nearest(const char *word, size_t n, const char *(*get)(const void *context, size_t i), const void *context);

#endif
