#include "pool.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Every allocation is a block of its own: a run makes some ten thousand, and then ends. */
struct pool_block {
    struct pool_block *next;
    max_align_t data[];
};

void pool_free(struct pool *pool)
{
    while (pool->blocks) {
        struct pool_block *next = pool->blocks->next;
        free(pool->blocks);
        pool->blocks = next;
    }
    pool->failed = false;
}

void *pool_array(struct pool *pool, size_t count, size_t size)
{
    if (count == 0)
        count = 1;
    struct pool_block *block = NULL;
    if (size > 0 && count <= (SIZE_MAX - sizeof *block) / size)
        block = calloc(1, sizeof *block + count * size);
    if (!block) {
        pool->failed = true;
        return NULL;
    }
    block->next = pool->blocks;
    pool->blocks = block;
    return block->data;
}

const char *pool_vprintf(struct pool *pool, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = NULL;
    if (length >= 0)
        text = pool_array(pool, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    else
        pool->failed = true;
    return text ? text : "";
}

const char *pool_printf(struct pool *pool, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = pool_vprintf(pool, format, arguments);
    va_end(arguments);
    return text;
}

const char *pool_prefix(struct pool *pool, const char *text, size_t length)
{
    return pool_printf(pool, "%.*s", (int)length, text);
}
