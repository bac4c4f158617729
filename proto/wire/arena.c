#include "wire/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first block holds what a usual request needs; later ones double what there is, so that their number stays small. */
enum { FIRST_BLOCK = 8 * 1024 };

struct hs_arena_block {
    struct hs_arena_block *older;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

size_t hs_arena_taken(size_t size)
{
    size_t least = size > 0 ? size : 1;
    return (least + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

/* Puts a block of at least `size` bytes in front; false past the limit or without memory. */
static bool add_block(struct hs_arena *arena, size_t size)
{
    size_t left = arena->limit - arena->total;
    size_t wanted = arena->total > 0 ? arena->total : FIRST_BLOCK;
    if (size > left || size > SIZE_MAX - sizeof(struct hs_arena_block)) {
        return false;
    }
    if (wanted < size) {
        wanted = size;
    }
    if (wanted > left) {
        wanted = left;
    }
    struct hs_arena_block *block = malloc(sizeof *block + wanted);
    if (block == NULL) {
        return false;
    }
    block->older = arena->blocks;
    block->size = wanted;
    arena->blocks = block;
    arena->total += wanted;
    arena->used = 0;
    return true;
}

static bool has_room(const struct hs_arena *arena, size_t size)
{
    return arena->blocks != NULL && size <= arena->blocks->size - arena->used;
}

/* `size` bytes, not zeroed. */
static void *take(struct hs_arena *arena, size_t size)
{
    if (size > SIZE_MAX - alignof(max_align_t)) {
        return NULL;
    }
    size = hs_arena_taken(size);
    if (!has_room(arena, size) && !add_block(arena, size)) {
        return NULL;
    }
    void *bytes = arena->blocks->bytes + arena->used;
    arena->used += size;
    return bytes;
}

static void *protobuf_alloc(void *data, size_t size)
{
    return take(data, size);
}

static void protobuf_free(void *data, void *pointer)
{
    (void)data;
    (void)pointer;
}

void hs_arena_init(struct hs_arena *arena, size_t limit)
{
    *arena = (struct hs_arena){
        .limit = limit & ~(alignof(max_align_t) - 1),
        .protobuf = {.alloc = protobuf_alloc, .free = protobuf_free, .allocator_data = arena},
    };
}

static void free_blocks(struct hs_arena_block *newest, const struct hs_arena_block *keep)
{
    while (newest != keep) {
        struct hs_arena_block *older = newest->older;
        free(newest);
        newest = older;
    }
}

void hs_arena_free(struct hs_arena *arena)
{
    free_blocks(arena->blocks, NULL);
    arena->blocks = NULL;
    arena->used = 0;
    arena->total = 0;
}

void hs_arena_reset(struct hs_arena *arena)
{
    struct hs_arena_block *first = arena->blocks;
    while (first != NULL && first->older != NULL) {
        first = first->older;
    }
    free_blocks(arena->blocks, first);
    arena->blocks = first;
    arena->used = 0;
    arena->total = first != NULL ? first->size : 0;
}

bool hs_arena_reserve(struct hs_arena *arena, size_t size)
{
    if (size > SIZE_MAX - alignof(max_align_t)) {
        return false;
    }
    size = hs_arena_taken(size);
    return has_room(arena, size) || add_block(arena, size);
}

void *hs_arena_alloc(struct hs_arena *arena, size_t size)
{
    void *bytes = take(arena, size);
    if (bytes != NULL) {
        memset(bytes, 0, size);
    }
    return bytes;
}

char *hs_arena_bytes(struct hs_arena *arena, const void *data, size_t size)
{
    char *copy = size < SIZE_MAX ? take(arena, size + 1) : NULL;
    if (copy == NULL) {
        return NULL;
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    copy[size] = '\0';
    return copy;
}

char *hs_arena_string(struct hs_arena *arena, const char *text)
{
    return hs_arena_bytes(arena, text, text != NULL ? strlen(text) : 0);
}

char *hs_arena_vprintf(struct hs_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    char *text = NULL;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0) {
        text = take(arena, (size_t)length + 1);
    }
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *hs_arena_printf(struct hs_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = hs_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

void *hs_arena_grow(struct hs_arena *arena, void *elements, size_t count, size_t size)
{
    enum { FIRST_ELEMENTS = 4 };
    bool full = count == 0 || (count >= FIRST_ELEMENTS && (count & (count - 1)) == 0);
    if (!full) {
        return elements;
    }
    size_t capacity = count == 0 ? FIRST_ELEMENTS : count * 2;
    if (capacity < count || size > SIZE_MAX / capacity) {
        return NULL;
    }
    void *grown = hs_arena_alloc(arena, capacity * size);
    if (grown != NULL && count > 0) {
        memcpy(grown, elements, count * size);
    }
    return grown;
}

void *hs_arena_extend(struct hs_arena *arena, const void *elements, size_t count, size_t size)
{
    if (count >= SIZE_MAX / size) {
        return NULL;
    }
    void *extended = hs_arena_alloc(arena, (count + 1) * size);
    if (extended != NULL && count > 0) {
        memcpy(extended, elements, count * size);
    }
    return extended;
}

ProtobufCMessage *hs_arena_message(struct hs_arena *arena, const ProtobufCMessage *message)
{
    if (message == NULL || !protobuf_c_message_check(message)) {
        return NULL;
    }
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = take(arena, size);
    if (packed == NULL) {
        return NULL;
    }
    protobuf_c_message_pack(message, packed);
    return protobuf_c_message_unpack(message->descriptor, &arena->protobuf, size, packed);
}

ProtobufCMessage *hs_arena_new(struct hs_arena *arena, const ProtobufCMessageDescriptor *descriptor)
{
    ProtobufCMessage *message = take(arena, descriptor->sizeof_message);
    if (message != NULL) {
        protobuf_c_message_init(descriptor, message);
    }
    return message;
}
