/* A message's members by descriptor: what populates them, where they stand, how to clear and compare them. */
#ifndef HS_MEMBER_H
#define HS_MEMBER_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The bytes of one value of a type: a scalar, a pointer to text or message, or a ProtobufCBinaryData. */
size_t hs_member_size(ProtobufCType type);

/** How many values a field holds: the elements of a repeated one; for a singular one 1 if it is populated (in a oneof: if it
 *  is the one that is set), else 0. */
size_t hs_member_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/** Where a value stands: the element `index` of a repeated field, the member itself of a singular one (`index` is 0). */
void *hs_member_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index);

/** The text of a string value: hs_member_at, read. Never NULL. */
const char *hs_member_text(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index);

/** The message of a message value: hs_member_at, read. NULL where a singular field is not set. */
ProtobufCMessage *hs_member_message(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index);

/** The number of an integer, enum or bool value; an unsigned one of 64 bits by its bits. */
int64_t hs_member_number(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index);

/** Sets a singular field from a value of hs_member_size bytes; in a oneof, it becomes the one that is set. */
void hs_member_put(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, const void *value);

/** Makes `count` elements the value of a repeated field. The array is not copied: it must live as long as the message. */
void hs_member_put_elements(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, void *elements, size_t count);

/** Whether another field of this field's oneof is set; false outside a oneof. */
bool hs_member_has_rival(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/** Makes a field unset. What it pointed to is not freed. */
void hs_member_clear(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/** Makes a field of `to` what it is in `from`, a message of the same type. What it points to is shared. */
void hs_member_copy(const ProtobufCMessage *from, ProtobufCMessage *to, const ProtobufCFieldDescriptor *field);

/** Whether a field is equal in two messages of one type. */
bool hs_member_same(const ProtobufCMessage *a, const ProtobufCMessage *b, const ProtobufCFieldDescriptor *field);

/** Whether two messages of one type are equal, unknown fields included. */
bool hs_message_equal(const ProtobufCMessage *a, const ProtobufCMessage *b);

/** Whether two values of one field's type are equal. `a` and `b` are as from hs_member_at. */
bool hs_member_equal(ProtobufCType type, const void *a, const void *b);

#ifdef __cplusplus
}
#endif
#endif
