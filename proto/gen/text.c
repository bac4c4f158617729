#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

/* Makes room for `size` more bytes and a NUL. */
static bool grow(struct text *text, size_t size)
{
    if (text->failed)
        return false;
    if (size < text->room - text->size)
        return true;
    size_t room = text->room ? text->room : 4096;
    while (room - text->size <= size && room <= SIZE_MAX / 2)
        room *= 2;
    char *data = room - text->size > size ? realloc(text->data, room) : NULL;
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->room = room;
    return true;
}

void text_append(struct text *text, const char *data, size_t size)
{
    if (!grow(text, size))
        return;
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_vprintf(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (size < 0)
        text->failed = true;
    else if (grow(text, (size_t)size))
        text->size += (size_t)vsnprintf(text->data + text->size, (size_t)size + 1, format, arguments);
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(text, format, arguments);
    va_end(arguments);
}

void text_literal(struct text *text, const char *value)
{
    text_append(text, "\"", 1);
    for (const char *c = value; *c; c++) {
        if (*c == '\n')
            text_append(text, "\\n", 2);
        else if (*c == '"' || *c == '\\')
            text_printf(text, "\\%c", *c);
        else if (*c == '?' && c[1] == '?') /* the beginning of a trigraph */
            text_append(text, "?\\", 2);
        else if ((unsigned char)*c < ' ' || *c == 0x7f)
            text_printf(text, "\\%03o", (unsigned)(unsigned char)*c);
        else
            text_append(text, c, 1);
    }
    text_append(text, "\"", 1);
}

/* Appends one word of a comment, parted where it would open or end a comment. */
static void append_word(struct text *text, const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        text_append(text, word + i, 1);
        if (i + 1 < size && ((word[i] == '*' && word[i + 1] == '/') || (word[i] == '/' && word[i + 1] == '*')))
            text_append(text, " ", 1);
    }
}

/* Columns, counting a UTF-8 sequence as one. */
static size_t columns(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* Ends a line; one that holds nothing but its beginning loses the blanks at its end. */
static void end_line(struct text *text)
{
    while (!text->failed && text->size && text->data[text->size - 1] == ' ')
        text->data[--text->size] = '\0';
    text_append(text, "\n", 1);
}

void text_wrap(struct text *text, const char *first, const char *rest, size_t width, const char *words)
{
    text_append(text, first, strlen(first));
    size_t column = columns(first, strlen(first));
    bool fresh = true;
    while (*words) {
        size_t size = strcspn(words, " \n");
        if (size && !fresh && column + 1 + columns(words, size) > width) {
            end_line(text);
            text_append(text, rest, strlen(rest));
            column = columns(rest, strlen(rest));
            fresh = true;
        }
        if (size) {
            if (!fresh)
                text_append(text, " ", 1);
            append_word(text, words, size);
            column += columns(words, size) + !fresh;
            fresh = false;
        }
        words += size;
        if (*words == '\n') {
            end_line(text);
            text_append(text, rest, strlen(rest));
            column = columns(rest, strlen(rest));
            fresh = true;
        }
        words += *words != '\0';
    }
    end_line(text);
}
