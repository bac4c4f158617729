/* The wire guard: one walk over foreign bytes before protobuf-c may unpack them. */
#ifndef HS_GUARD_H
#define HS_GUARD_H

#include "wire/arena.h"
#include "wire/utf8.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the guard found; HS_GUARD_OK = 0. */
enum hs_guard_fault {
    HS_GUARD_OK,
    HS_GUARD_TRUNCATED,     /**< a length or a number runs past the end */
    HS_GUARD_TAG,           /**< field number 0 or too large, a group, or a wire type other than declared */
    HS_GUARD_DEPTH,         /**< nested deeper than HS_GUARD_MAX_DEPTH */
    HS_GUARD_UTF8,          /**< a string that is not UTF-8, or holds a surrogate */
    HS_GUARD_NUL,           /**< a string with a NUL character */
    HS_GUARD_DOUBLED,       /**< a singular message field given twice: protobuf-c would corrupt it */
    HS_GUARD_UNKNOWN_FIELD, /**< an unknown field, where these are refused */
    HS_GUARD_REQUIRED,      /**< a required field (of proto2, as descriptors have them) is missing */
    HS_GUARD_MEMORY,        /**< unpacking would take more than HS_GUARD_MAX_MEMORY */
};

/** Messages nested deeper are refused: the contract's own depth is below 10. */
enum { HS_GUARD_MAX_DEPTH = 32 };

/** Bytes that unpacking one message may take: a request of the largest size that is all empty elements needs less. */
enum { HS_GUARD_MAX_MEMORY = 64 * 1024 * 1024 };

/** What was found and where. */
struct hs_guard_report {
    enum hs_guard_fault fault;
    size_t offset;       /**< of the fault in the bytes */
    const char *message; /**< full name of the message type in which it is */
    const char *field;   /**< proto name of the field, or NULL */
    size_t memory;       /**< without a fault: an upper bound of the bytes that unpacking takes */
};

/** Walks packed bytes by descriptor. With `refuse_unknown`, unknown fields are a fault. Returns report->fault. */
enum hs_guard_fault hs_guard_check(const ProtobufCMessageDescriptor *descriptor, const uint8_t *data, size_t size,
                                   bool refuse_unknown, struct hs_guard_report *report);

/** A fault in words ("a string is not UTF-8"). Never NULL. */
const char *hs_guard_text(enum hs_guard_fault fault);

/** Guards, then unpacks into the arena. NULL on a fault (report says which) or without memory (HS_GUARD_MEMORY). */
ProtobufCMessage *hs_guard_unpack(struct hs_arena *arena, const ProtobufCMessageDescriptor *descriptor, const uint8_t *data,
                                  size_t size, bool refuse_unknown, struct hs_guard_report *report);

#ifdef __cplusplus
}
#endif
#endif
