/* Memory of one request: taken in pieces, given back at once. */
#ifndef HS_ARENA_H
#define HS_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct hs_arena_block;

/** An arena. Not safe for use by two threads at once. A zeroed struct is not valid: call hs_arena_init. */
struct hs_arena {
    struct hs_arena_block *blocks;
    size_t used;                 /**< bytes handed out of the newest block */
    size_t total;                /**< bytes of all blocks */
    size_t limit;                /**< of total, rounded down to the strictest alignment; past it the functions return NULL */
    ProtobufCAllocator protobuf; /**< allocates from this arena; its free does nothing */
};

/** Prepares an arena that may grow to `limit` bytes. Takes no memory yet. The struct must not be moved afterwards. */
void hs_arena_init(struct hs_arena *arena, size_t limit);

/** Gives all memory back to the system; the arena may be used again. */
void hs_arena_free(struct hs_arena *arena);

/** Forgets everything allocated but keeps the first block, for the next request. */
void hs_arena_reset(struct hs_arena *arena);

/** `size` zeroed bytes, aligned for any type; NULL past the limit or without memory. They live until reset or free. */
void *hs_arena_alloc(struct hs_arena *arena, size_t size);

/** A copy of a string, or NULL without memory. A NULL `text` is copied as "". */
char *hs_arena_string(struct hs_arena *arena, const char *text);

/** A copy of `size` bytes with a NUL byte behind them, or NULL without memory. */
char *hs_arena_bytes(struct hs_arena *arena, const void *data, size_t size);

/** A formatted string, or NULL without memory. */
char *hs_arena_printf(struct hs_arena *arena, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/** The same with the arguments of a variadic caller. */
char *hs_arena_vprintf(struct hs_arena *arena, const char *format, va_list arguments)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 0)))
#endif
    ;

/** Makes sure that the next `size` bytes come from one block; false past the limit or without memory. */
bool hs_arena_reserve(struct hs_arena *arena, size_t size);

/** The bytes of an arena that an allocation of `size` bytes takes: `size`, and what alignment adds. */
size_t hs_arena_taken(size_t size);

/** Room for one element more in an array of `count` elements of `size` bytes that only this function has grown (NULL and
 *  0 at first): the array itself, or a larger copy. NULL without memory; the old array is then as it was. */
void *hs_arena_grow(struct hs_arena *arena, void *elements, size_t count, size_t size);

/** A copy of an array of `count` elements of `size` bytes, whoever made it, with room for one more: for lists of messages that were
 *  unpacked, which have no room to spare. NULL without memory. */
void *hs_arena_extend(struct hs_arena *arena, const void *elements, size_t count, size_t size);

/** A deep copy of a message (through its packed form; unknown fields are kept), or NULL without memory or where an array
 *  or element of it is missing (protobuf_c_message_check). A NULL message is copied as NULL. */
ProtobufCMessage *hs_arena_message(struct hs_arena *arena, const ProtobufCMessage *message);

/** An initialised, empty message of a type, or NULL without memory. */
ProtobufCMessage *hs_arena_new(struct hs_arena *arena, const ProtobufCMessageDescriptor *descriptor);

#ifdef __cplusplus
}
#endif
#endif
