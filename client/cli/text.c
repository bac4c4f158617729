#include "text.h"

#include <stdarg.h>
#include <string.h>

enum { FIRST_ROOM = 128 };

void text_init(struct text *text, struct hs_arena *arena)
{
    *text = (struct text){.arena = arena};
}

/* Makes room for `size` more bytes and a NUL. */
static bool grow(struct text *text, size_t size)
{
    size_t needed = text->length + size + 1;
    if (text->failed || needed <= text->room) {
        return !text->failed;
    }
    size_t room = text->room > 0 ? text->room : FIRST_ROOM;
    while (room < needed) {
        room *= 2;
    }
    char *bytes = hs_arena_alloc(text->arena, room);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    if (text->length > 0) {
        memcpy(bytes, text->bytes, text->length);
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
    if (!grow(text, size)) {
        return;
    }
    memcpy(text->bytes + text->length, bytes, size);
    text->length += size;
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *string = hs_arena_vprintf(text->arena, format, arguments);
    va_end(arguments);
    if (string == NULL) {
        text->failed = true;
        return;
    }
    text_add(text, string);
}

const char *text_end(struct text *text)
{
    if (!grow(text, 0)) {
        return NULL;
    }
    text->bytes[text->length] = '\0';
    return text->bytes;
}
