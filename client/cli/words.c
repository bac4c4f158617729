#include "words.h"

#include "wire/ascii.h"

#include <string.h>

static char lower(char c)
{
    return hs_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return hs_is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static char keep(char c)
{
    return c;
}

/* A copy with one character for another, and the letters in another case. */
static char *translate(struct hs_arena *arena, const char *text, char old, char new, char (*letter)(char))
{
    char *copy = hs_arena_string(arena, text);
    if (copy != NULL) {
        for (char *c = copy; *c != '\0'; c++) {
            *c = *c == old ? new : letter(*c);
        }
    }
    return copy;
}

/* The letters of a first word that is written in capitals. */
static size_t capitals(const char *words)
{
    static const char *const abbreviations[] = {"cpv", "nuts", "ocid"};
    size_t length = strcspn(words, " ");
    for (size_t i = 0; i < sizeof abbreviations / sizeof abbreviations[0]; i++) {
        if (strlen(abbreviations[i]) == length && strncmp(words, abbreviations[i], length) == 0) {
            return length;
        }
    }
    return 1;
}

const char *words_sentence(struct hs_arena *arena, const char *snake)
{
    char *words = translate(arena, snake, '_', ' ', keep);
    for (size_t i = 0, n = words != NULL ? capitals(words) : 0; i < n; i++) {
        words[i] = upper(words[i]);
    }
    return words;
}

const char *words_heading(struct hs_arena *arena, const char *snake)
{
    return translate(arena, snake, '_', ' ', upper);
}

const char *words_kebab(struct hs_arena *arena, const char *snake)
{
    return translate(arena, snake, '_', '-', lower);
}

const char *words_snake(struct hs_arena *arena, const char *kebab)
{
    return translate(arena, kebab, '-', '_', lower);
}

/* The letters that all names of an enum begin with. Its zero value is that prefix and this suffix, by the contract's rules. */
static size_t enum_prefix(const ProtobufCEnumDescriptor *type)
{
    static const char suffix[] = "UNSPECIFIED";
    const ProtobufCEnumValue *zero = protobuf_c_enum_descriptor_get_value(type, 0);
    size_t length = zero != NULL ? strlen(zero->name) : 0;
    size_t tail = sizeof suffix - 1;
    return length > tail && strcmp(zero->name + length - tail, suffix) == 0 ? length - tail : 0;
}

/* A value's name behind the enum's prefix. Values of foreign enums may lack it. */
static const char *short_value_name(const ProtobufCEnumDescriptor *type, const ProtobufCEnumValue *value)
{
    const ProtobufCEnumValue *zero = protobuf_c_enum_descriptor_get_value(type, 0);
    size_t prefix = enum_prefix(type);
    return prefix > 0 && strncmp(value->name, zero->name, prefix) == 0 ? value->name + prefix : value->name;
}

static char *enum_words(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int number, char between)
{
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    if (value == NULL) {
        return hs_arena_printf(arena, "%d", number);
    }
    bool unspecified = number == 0 && enum_prefix(type) > 0;
    return unspecified ? "" : translate(arena, short_value_name(type, value), '_', between, lower);
}

/* Whether a word is a prefix to the next: "non-binding". */
static bool is_prefix(const char *word, size_t length)
{
    return (length == 3 && strncmp(word, "non", length) == 0) || (length == 2 && strncmp(word, "co", length) == 0);
}

const char *words_enum(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value)
{
    char *words = enum_words(arena, type, value, ' ');
    for (char *word = words; word != NULL && *word != '\0';) {
        char *end = word + strcspn(word, " ");
        bool more = *end == ' ';
        *end = more && is_prefix(word, (size_t)(end - word)) ? '-' : *end;
        word = more ? end + 1 : end;
    }
    return words;
}

const char *words_enum_kebab(struct hs_arena *arena, const ProtobufCEnumDescriptor *type, int value)
{
    return enum_words(arena, type, value, '-');
}

/* Equal but for case and for what stands between words. */
static bool same_words(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = *a == '-' || *a == ' ' ? '_' : upper(*a);
        char y = *b == '-' || *b == ' ' ? '_' : upper(*b);
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

const ProtobufCEnumValue *words_enum_value(const ProtobufCEnumDescriptor *type, const char *text)
{
    for (unsigned i = 0; i < type->n_values; i++) {
        const ProtobufCEnumValue *value = &type->values[i];
        if (same_words(text, value->name) || same_words(text, short_value_name(type, value))) {
            return value;
        }
    }
    return NULL;
}

/* Words longer than this are not corrected. */
enum { MAX_WORD = 63 };

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* How many letters must be added, dropped, replaced or swapped with their neighbour to make one word of another. */
static size_t distance(const char *a, const char *b)
{
    size_t before[MAX_WORD + 1] = {0};
    size_t last[MAX_WORD + 1];
    size_t now[MAX_WORD + 1];
    size_t columns = strlen(b);
    for (size_t j = 0; j <= columns; j++) {
        last[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        now[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t replaced = last[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least_of(last[j] + 1, now[j - 1] + 1, replaced);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < now[j]) {
                now[j] = before[j - 2] + 1;
            }
        }
        memcpy(before, last, sizeof before);
        memcpy(last, now, sizeof last);
    }
    return last[columns];
}

const char *words_nearest(const char *word, size_t n, const char *(*get)(const void *context, size_t i), const void *context)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    size_t best = length / 3 + 2; /* a third of the letters, and one more, may be wrong */
    for (size_t i = 0; i < n && length <= MAX_WORD; i++) {
        const char *candidate = get(context, i);
        if (candidate == NULL || strlen(candidate) > MAX_WORD) {
            continue;
        }
        size_t far = distance(word, candidate);
        if (far < best) {
            best = far;
            nearest = candidate;
        }
    }
    return nearest;
}
