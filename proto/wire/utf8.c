#include "wire/utf8.h"

#include <stdio.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The bytes of the character that `lead` begins; 0 where none can begin so (0xC0 and 0xC1 only begin overlong forms). */
static size_t character_size(unsigned char lead)
{
    if (lead < 0x80) {
        return lead != 0 ? 1 : 0;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* Whether the second byte keeps clear of overlong forms, surrogates and what lies past U+10FFFF. */
static bool second_is_in_range(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

bool hs_utf8_is_valid(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t i = 0;
    while (i < size) {
        size_t length = character_size(bytes[i]);
        if (length == 0 || length > size - i) {
            return false;
        }
        for (size_t k = 1; k < length; k++) {
            if (!is_continuation(bytes[i + k])) {
                return false;
            }
        }
        if (length > 1 && !second_is_in_range(bytes[i], bytes[i + 1])) {
            return false;
        }
        i += length;
    }
    return true;
}

size_t hs_utf8_length(const char *text)
{
    size_t characters = 0;
    for (; *text != '\0'; text++) {
        characters += is_continuation((unsigned char)*text) ? 0 : 1;
    }
    return characters;
}

size_t hs_utf8_prefix(const char *text, size_t characters)
{
    size_t i = 0;
    for (; text[i] != '\0'; i++) {
        if (!is_continuation((unsigned char)text[i]) && characters-- == 0) {
            break;
        }
    }
    return i;
}

void hs_utf8_quote(const char *text, char out[HS_UTF8_QUOTE_SIZE])
{
    size_t length = hs_utf8_prefix(text, HS_UTF8_QUOTE_LENGTH);
    int size = snprintf(out, HS_UTF8_QUOTE_SIZE, "\"%.*s%s\"", (int)length, text, text[length] != '\0' ? "..." : "");
    for (int i = 0; i < size; i++) {
        if ((unsigned char)out[i] < ' ' || out[i] == 0x7F) {
            out[i] = '?';
        }
    }
}
