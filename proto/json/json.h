/* The canonical JSON form of messages (https://protobuf.dev/programming-guides/proto3/#json).
 *
 * Written: names in lowerCamelCase in the order of the contract, unset fields left out, numbers of 64 bits as strings, enum
 * values by name, bytes in base64, times in RFC 3339, field masks as one string.
 * Read: also the contract's own field names, numbers of 64 bits without quotes, enum values by number, URL-safe base64, times with
 * offsets. A null is an unset field. Refused: unknown fields, a key or field given twice, a number that is not exact. */
#ifndef HS_JSON_H
#define HS_JSON_H

#include "wire/arena.h"
#include "wire/buffer.h"
#include "wire/contract.h"
#include "wire/path.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One thing that is wrong. */
struct hs_json_error {
    const char *path;   /**< of the field, by the names used in the text: "offices[2].startDate"; "" = the text as a whole */
    const char *reason; /**< JSON_SYNTAX, DUPLICATE_KEY, UNKNOWN_FIELD, WRONG_TYPE, OUT_OF_RANGE, FORMAT, UNKNOWN_ENUM_VALUE,
                             UNKNOWN_TYPE, ONEOF, TOO_DEEP or UNPRINTABLE */
    const char *text;   /**< the rule in words, and what was found */
    int line;           /**< from 1, where the reader stood, for JSON_SYNTAX and DUPLICATE_KEY; else 0 */
    int column;         /**< in characters, from 1; else 0 */
};

/** Everything that is wrong, in the order in which it was found. */
struct hs_json_errors {
    struct hs_arena *arena;       /**< holds the errors and their texts */
    struct hs_json_error *errors; /**< `count` of them */
    size_t count;
    bool no_memory; /**< the arena's limit was reached, or memory ran out: the list is not complete */
};

/** Makes an empty list. */
void hs_json_errors_init(struct hs_json_errors *errors, struct hs_arena *arena);

/** Whether nothing is wrong. */
bool hs_json_errors_none(const struct hs_json_errors *errors);

/** Adds an error at a path. */
void hs_json_errors_add(struct hs_json_errors *errors, const struct hs_path *path, const char *reason, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 4, 5)))
#endif
    ;

/** Bits of how to print. */
enum {
    HS_JSON_PRETTY = 1 << 0,      /**< on lines of their own, indented by two spaces; otherwise without any white space */
    HS_JSON_SHORT_TYPES = 1 << 1, /**< "@type" as "hensigt.v1.Centre", without "type.googleapis.com/" */
};

/** Adds a message to `out`. False where something in it has no JSON form, which `errors` says: a time out of range, a field
 *  mask that would not read back, an Any of an unknown type. `out` then holds a part of the text. */
bool hs_json_print(const struct hs_message *type, const ProtobufCMessage *message, unsigned how, struct hs_buffer *out,
                   struct hs_json_errors *errors);

/** Adds a string in quotes. The text is valid UTF-8. */
void hs_json_print_string(const char *text, struct hs_buffer *out);

/** Reads a text of `size` bytes into a new message in errors->arena, NULL with everything that is wrong in `errors`. An
 *  Any's "@type" may be written with or without "type.googleapis.com/". */
ProtobufCMessage *hs_json_parse(const struct hs_message *type, const char *text, size_t size, struct hs_json_errors *errors);

#ifdef __cplusplus
}
#endif
#endif
