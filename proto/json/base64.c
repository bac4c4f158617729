#include "json/base64.h"

#include "wire/ascii.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The six bits of a character of either alphabet; -1 for any other. */
static int value_of(char c)
{
    if (hs_is_upper(c)) {
        return c - 'A';
    }
    if (hs_is_lower(c)) {
        return c - 'a' + 26;
    }
    if (hs_is_digit(c)) {
        return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

void hs_base64_print(const ProtobufCBinaryData *bytes, struct hs_buffer *out)
{
    for (size_t i = 0; i < bytes->len; i += 3) {
        size_t left = bytes->len - i;
        uint32_t bits = (uint32_t)bytes->data[i] << 16 | (left > 1 ? (uint32_t)bytes->data[i + 1] << 8 : 0) |
                        (left > 2 ? (uint32_t)bytes->data[i + 2] : 0);
        char group[4] = {
            alphabet[bits >> 18 & 63],
            alphabet[bits >> 12 & 63],
            left > 1 ? alphabet[bits >> 6 & 63] : '=',
            left > 2 ? alphabet[bits & 63] : '=',
        };
        hs_buffer_add(out, group, sizeof group);
    }
}

/* The characters before the padding. */
static size_t body_length(const char *text)
{
    size_t length = 0;
    while (value_of(text[length]) >= 0) {
        length++;
    }
    return length;
}

bool hs_base64_is_valid(const char *text)
{
    size_t length = body_length(text);
    size_t padding = strlen(text) - length;
    bool padded = padding > 0;
    return length % 4 != 1 && strspn(text + length, "=") == padding && padding <= 2 && (!padded || (length + padding) % 4 == 0);
}

bool hs_base64_read(const char *text, struct hs_arena *arena, ProtobufCBinaryData *out)
{
    size_t length = body_length(text);
    size_t size = length * 3 / 4;
    uint8_t *data = hs_arena_alloc(arena, size);
    uint32_t bits = 0;
    if (data == NULL) {
        return false;
    }
    for (size_t i = 0, written = 0; i < length; i++) {
        bits = bits << 6 | (uint32_t)value_of(text[i]);
        if (i % 4 != 0) {
            data[written++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    *out = (ProtobufCBinaryData){.len = size, .data = data};
    return true;
}
