#include "record.h"

#include "wire/ascii.h"

#include <stddef.h>
#include <string.h>

/* The bytes of a key: letters, digits, `_`, `-` and `.`. */
static size_t key_length(const char *text)
{
    size_t length = 0;
    while (hs_is_lower(text[length]) || hs_is_upper(text[length]) || hs_is_digit(text[length]) ||
           (text[length] != '\0' && strchr("_-.", text[length]) != NULL)) {
        length++;
    }
    return length;
}

bool record_looks_so(const char *text)
{
    size_t length = key_length(text);
    return length > 0 && text[length] == '=';
}

/* Reads a quoted value that begins behind its quotation mark; NULL where it has no end. */
static const char *take_quoted(const char *text, char *value)
{
    while (*text != '\0' && *text != '"') {
        bool escaped = text[0] == '\\' && (text[1] == '"' || text[1] == '\\');
        text += escaped ? 1 : 0;
        *value++ = *text++;
    }
    *value = '\0';
    return *text == '"' ? text + 1 : NULL;
}

/* Reads a value, quoted or up to the next comma, into room for all of the text. Returns what follows it, or NULL with the error. */
static const char *take_value(const char *text, char *value, const char **error)
{
    if (*text != '"') {
        size_t length = strcspn(text, ",");
        memcpy(value, text, length);
        value[length] = '\0';
        return text + length;
    }
    text = take_quoted(text + 1, value);
    if (text == NULL) {
        *error = "has a quotation mark without its end";
    } else if (*text != '\0' && *text != ',') {
        *error = "has something between a quotation mark and the next comma";
        text = NULL;
    }
    return text;
}

bool record_take(struct hs_arena *arena, const char **text, struct record_pair *pair, const char **error)
{
    size_t length = key_length(*text);
    *error = NULL;
    if (length == 0 || (*text)[length] != '=') {
        *error =
            hs_arena_printf(arena, "needs KEY=VALUE where it has '%s'; a value with a comma in it is quoted: KEY=\"a, b\"", *text);
        return false;
    }
    char *key = hs_arena_bytes(arena, *text, length);
    char *value = hs_arena_alloc(arena, strlen(*text) + 1);
    if (key == NULL || value == NULL) {
        return false;
    }
    const char *rest = take_value(*text + length + 1, value, error);
    if (rest == NULL) {
        return false;
    }
    *pair = (struct record_pair){.key = key, .value = value};
    *text = *rest == ',' ? rest + 1 : rest;
    return true;
}
