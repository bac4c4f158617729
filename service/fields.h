/* Reading and writing the conventional fields of requests and resources (name, etag, page_size...) by name, so that one engine
 * serves every resource. A field that a message does not have reads as unset; the generator has checked those that it must have. */
#ifndef HS_FIELDS_H
#define HS_FIELDS_H

#include "wire/arena.h"

#include <google/protobuf/timestamp.pb-c.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A singular string field; "" if it is unset or absent. */
const char *hs_field_string(const ProtobufCMessage *message, const char *name);
/** Sets a singular string field that exists. The text is not copied: it must live as long as the message. */
void hs_field_set_string(ProtobufCMessage *message, const char *name, char *value);

/** A singular message field, or NULL. */
ProtobufCMessage *hs_field_message(const ProtobufCMessage *message, const char *name);
/** Sets a singular message field that exists. */
void hs_field_set_message(ProtobufCMessage *message, const char *name, ProtobufCMessage *value);

/** A singular int32 field; 0 if unset. */
int32_t hs_field_int32(const ProtobufCMessage *message, const char *name);
/** A singular bool field; false if unset. */
bool hs_field_bool(const ProtobufCMessage *message, const char *name);

/** A google.protobuf.Timestamp field in microseconds since 1970; 0 if unset. */
int64_t hs_field_time(const ProtobufCMessage *message, const char *name);

/** Unpacks a message and appends it to a repeated field of `to` that only this function fills. False without memory. */
bool hs_field_append(ProtobufCMessage *to, const ProtobufCFieldDescriptor *field, struct hs_arena *arena, const uint8_t *body,
                     size_t size);

/** Microseconds since 1970 as a Timestamp. */
void hs_time_to_message(int64_t time, Google__Protobuf__Timestamp *out);
/** A Timestamp in microseconds since 1970; 0 for NULL. */
int64_t hs_time_of_message(const Google__Protobuf__Timestamp *message);

#endif
