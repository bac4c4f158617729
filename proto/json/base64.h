/* Base64 as JSON texts of messages use it (RFC 4648). */
#ifndef HS_JSON_BASE64_H
#define HS_JSON_BASE64_H

#include "wire/arena.h"
#include "wire/buffer.h"

#include <stdbool.h>

/** Adds bytes in the standard alphabet with padding. */
void hs_base64_print(const ProtobufCBinaryData *bytes, struct hs_buffer *out);

/** Whether a text is base64 in the standard or the URL-safe alphabet, padded or not. */
bool hs_base64_is_valid(const char *text);

/** Reads such a text into the arena; false without memory. */
bool hs_base64_read(const char *text, struct hs_arena *arena, ProtobufCBinaryData *out);

#endif
