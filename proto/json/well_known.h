/* The well-known types whose JSON form is a string: Timestamp, Duration, FieldMask; and which type is Any. */
#ifndef HS_JSON_WELL_KNOWN_H
#define HS_JSON_WELL_KNOWN_H

#include "wire/arena.h"
#include "wire/buffer.h"

#include <stdbool.h>

enum hs_well_known {
    HS_WELL_KNOWN_NONE, /**< an object of its fields */
    HS_WELL_KNOWN_ANY,
    HS_WELL_KNOWN_TEXT, /**< a string */
};

/** How a type is written. */
enum hs_well_known hs_well_known_kind(const ProtobufCMessageDescriptor *descriptor);

/** Adds the text of a HS_WELL_KNOWN_TEXT message, without quotes. False, with *rule saying why, where it has none. */
bool hs_well_known_print(const ProtobufCMessage *message, struct hs_buffer *out, const char **rule);

enum hs_well_known_result { HS_WELL_KNOWN_READ, HS_WELL_KNOWN_MALFORMED, HS_WELL_KNOWN_NO_MEMORY };

/** Reads the text into a message that was just made; *rule says why it is malformed. */
enum hs_well_known_result hs_well_known_read(const char *text, struct hs_arena *arena, ProtobufCMessage *message,
                                             const char **rule);

#endif
