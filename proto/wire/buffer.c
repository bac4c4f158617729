#include "wire/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* Makes room for `size` bytes and a NUL byte. */
static bool make_room(struct hs_buffer *buffer, size_t size)
{
    if (buffer->failed || size < buffer->capacity - buffer->length) {
        return !buffer->failed;
    }
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : FIRST_CAPACITY;
    while (capacity <= SIZE_MAX / 2 && capacity - buffer->length <= size) {
        capacity *= 2;
    }
    char *text = capacity - buffer->length > size ? realloc(buffer->text, capacity) : NULL;
    if (text == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void hs_buffer_add(struct hs_buffer *buffer, const void *bytes, size_t size)
{
    if (!make_room(buffer, size)) {
        return;
    }
    if (size > 0) {
        memcpy(buffer->text + buffer->length, bytes, size);
    }
    buffer->length += size;
    buffer->text[buffer->length] = '\0';
}

void hs_buffer_text(struct hs_buffer *buffer, const char *text)
{
    hs_buffer_add(buffer, text, strlen(text));
}

void hs_buffer_char(struct hs_buffer *buffer, char c)
{
    hs_buffer_add(buffer, &c, 1);
}

void hs_buffer_printf(struct hs_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0 && make_room(buffer, (size_t)length)) {
        vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void hs_buffer_reset(struct hs_buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->text != NULL) {
        buffer->text[0] = '\0';
    }
}

void hs_buffer_free(struct hs_buffer *buffer)
{
    free(buffer->text);
    *buffer = (struct hs_buffer){0};
}
