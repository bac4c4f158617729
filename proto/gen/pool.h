/* Memory of one run: taken in pieces, given back at once, with one flag for "there was none". */
#ifndef GEN_POOL_H
#define GEN_POOL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct pool_block;

/** A zeroed struct is an empty pool. */
struct pool {
    struct pool_block *blocks;
    bool failed; /**< some allocation failed: what was built is incomplete and must not be printed */
};

/** Gives everything back. */
void pool_free(struct pool *pool);

/** `count` zeroed elements of `size` bytes, living until pool_free; NULL (and `failed` set) without memory. For no elements, one.
 */
void *pool_array(struct pool *pool, size_t count, size_t size);

/** A formatted string living until pool_free; without memory "" (and `failed` set), so that it can always be compared and printed.
 */
const char *pool_printf(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *pool_vprintf(struct pool *pool, const char *format, va_list arguments);

/** The first `length` bytes of a string, likewise. */
const char *pool_prefix(struct pool *pool, const char *text, size_t length);

#endif
