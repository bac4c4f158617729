/* Reading and filling the fields of any message through its descriptor. */
#ifndef CLI_ACCESS_H
#define CLI_ACCESS_H

#include "wire/arena.h"
#include "wire/contract.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A field of a message type: descriptor and table together. */
struct member {
    const ProtobufCFieldDescriptor *field;
    const struct hs_field *rules;
};

/** The field at an index of the descriptor. */
struct member member_at(const struct hs_message *type, size_t index);

/** The field at a place of the .proto file, from 0. */
struct member member_in_order(const struct hs_message *type, size_t position);

/** The field of a name; its members are NULL if there is none. */
struct member member_named(const struct hs_message *type, const char *name);

/** Whether the field repeats. */
bool member_repeats(struct member member);

/** Whether the field holds messages of a type ("hensigt.v1.Money"). */
bool member_is(struct member member, const char *type);

/** How many values a field holds: the elements of a repeated one; of another 1 if it is populated, else 0. */
size_t value_count(const ProtobufCMessage *message, struct member member);

/** The i-th value of a field of one class of types. The index must be below value_count, but a singular field may be read
 *  unpopulated at 0: as 0, "", or NULL. @{ */
int64_t value_number(const ProtobufCMessage *message, struct member member, size_t i); /**< integers, bool, enum */
const char *value_string(const ProtobufCMessage *message, struct member member, size_t i);
const ProtobufCBinaryData *value_bytes(const ProtobufCMessage *message, struct member member, size_t i);
const ProtobufCMessage *value_message(const ProtobufCMessage *message, struct member member, size_t i);
/** @} */

/** The same by name, for fields the contract promises; what is absent reads as unset. @{ */
const char *get_string(const ProtobufCMessage *message, const char *name);
int64_t get_number(const ProtobufCMessage *message, const char *name);
const ProtobufCMessage *get_message(const ProtobufCMessage *message, const char *name);
/** @} */

/** The table of a message's type. */
const struct hs_message *type_of(const ProtobufCMessage *message);

/** Makes room for one more value: the address of a repeated field's new, zeroed element, or of a singular field. NULL without
 *  memory. */
void *value_add(struct hs_arena *arena, ProtobufCMessage *message, struct member member);

/** Puts a number into a place that value_add returned. */
void value_put_number(void *place, struct member member, int64_t number);

/** Unsets a field. */
void value_clear(ProtobufCMessage *message, struct member member);

/** The message in a singular message field, made if it is not there; NULL without memory. */
ProtobufCMessage *value_enter(struct hs_arena *arena, ProtobufCMessage *message, struct member member);

#endif
