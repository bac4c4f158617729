/* A text that grows. */
#ifndef HS_BUFFER_H
#define HS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A growing text; a zeroed struct is an empty one. The first failure to grow stays: what is added later is dropped, so that
 *  only the end of a series of additions needs to be checked. */
struct hs_buffer {
    char *text; /**< with a NUL byte behind its length; NULL before anything was added */
    size_t length;
    size_t capacity;
    bool failed; /**< memory ran out */
};

/** Adds `size` bytes. */
void hs_buffer_add(struct hs_buffer *buffer, const void *bytes, size_t size);

/** Adds a string. */
void hs_buffer_text(struct hs_buffer *buffer, const char *text);

/** Adds one character. */
void hs_buffer_char(struct hs_buffer *buffer, char c);

/** Adds a formatted string. */
void hs_buffer_printf(struct hs_buffer *buffer, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/** Empties the buffer but keeps its memory, and forgets a failure. */
void hs_buffer_reset(struct hs_buffer *buffer);

/** Gives its memory back; the buffer is then empty and may be used again. */
void hs_buffer_free(struct hs_buffer *buffer);

#ifdef __cplusplus
}
#endif
#endif
