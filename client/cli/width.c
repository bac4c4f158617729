/* wcwidth is of X/Open. */
#define _XOPEN_SOURCE 700

#include "width.h"

#include "text.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

static const char ellipsis[] = "…";
static const char replacement[] = "\xEF\xBF\xBD";
enum { REPLACEMENT = 0xFFFD };

void width_start(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
}

/* One character of UTF-8. Bytes that are none are read one at a time. */
struct character {
    uint32_t code;
    size_t size;
    bool valid;
};

static struct character invalid(void)
{
    return (struct character){.code = REPLACEMENT, .size = 1, .valid = false};
}

static struct character read_character(const char *text)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t least;
    } shapes[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    const unsigned char *bytes = (const unsigned char *)text;
    size_t more = 0;
    while (more < 4 && (bytes[0] & shapes[more].mask) != shapes[more].lead) {
        more++;
    }
    if (more == 4) {
        return invalid();
    }
    uint32_t code = bytes[0] & (unsigned char)~shapes[more].mask;
    for (size_t i = 1; i <= more; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return invalid();
        }
        code = code << 6 | (bytes[i] & 0x3Fu);
    }
    if (code < shapes[more].least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return invalid();
    }
    return (struct character){.code = code, .size = more + 1, .valid = true};
}

static size_t character_width(struct character character)
{
    int width = wcwidth((wchar_t)character.code);
    return width < 0 ? 1 : (size_t)width;
}

/* The columns that the first `size` bytes take. */
static size_t span_width(const char *text, size_t size)
{
    size_t columns = 0;
    for (const char *end = text + size; text < end;) {
        struct character character = read_character(text);
        columns += character_width(character);
        text += character.size;
    }
    return columns;
}

size_t width_of(const char *text)
{
    return span_width(text, strlen(text));
}

size_t width_prefix(const char *text, size_t columns)
{
    size_t bytes = 0;
    size_t taken = 0;
    while (text[bytes] != '\0') {
        struct character character = read_character(text + bytes);
        taken += character_width(character);
        if (taken > columns) {
            break;
        }
        bytes += character.size;
    }
    return bytes;
}

/* The marks and overrides of writing direction: invisible, and able to show a text as another. */
static bool is_direction_mark(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static bool is_line_space(uint32_t code)
{
    return code == '\n' || code == '\r' || code == '\t';
}

static bool is_clean(struct character character)
{
    return character.valid && !is_direction_mark(character.code) && wcwidth((wchar_t)character.code) >= 0;
}

const char *width_clean(struct hs_arena *arena, const char *text, char line)
{
    if (text == NULL) {
        return NULL;
    }
    size_t good = 0;
    while (text[good] != '\0' && is_clean(read_character(text + good))) {
        good += read_character(text + good).size;
    }
    if (text[good] == '\0') {
        return text;
    }
    struct text clean;
    text_init(&clean, arena);
    text_add_bytes(&clean, text, good);
    for (const char *at = text + good; *at != '\0';) {
        struct character character = read_character(at);
        if (is_clean(character)) {
            text_add_bytes(&clean, at, character.size);
        } else if (is_line_space(character.code)) {
            text_add_bytes(&clean, &line, 1);
        } else {
            text_add(&clean, replacement);
        }
        at += character.size;
    }
    return text_end(&clean);
}

const char *width_cut(struct hs_arena *arena, const char *text, size_t columns)
{
    if (text[width_prefix(text, columns)] == '\0') {
        return text;
    }
    size_t kept = columns > 0 ? width_prefix(text, columns - 1) : 0;
    while (kept > 0 && text[kept - 1] == ' ') {
        kept--;
    }
    return hs_arena_printf(arena, "%.*s%s", (int)kept, text, columns > 0 ? ellipsis : "");
}

static size_t skip_spaces(const char *text, size_t at)
{
    while (text[at] == ' ') {
        at++;
    }
    return at;
}

static size_t trim_spaces(const char *text, size_t end)
{
    while (end > 0 && text[end - 1] == ' ') {
        end--;
    }
    return end;
}

/* Where a word that is longer than a line may be parted: behind its last hyphen or slash that fits, or simply where the line
 * ends. */
static size_t part_word(const char *text, size_t fits)
{
    size_t end = fits;
    while (end > 1 && text[end - 1] != '-' && text[end - 1] != '/') {
        end--;
    }
    if (end > 1) {
        return end;
    }
    return fits > 0 ? fits : read_character(text).size;
}

size_t width_line(const char *text, size_t columns, size_t *next)
{
    size_t line = strcspn(text, "\n");
    size_t fits = columns > 0 ? width_prefix(text, columns) : line;
    if (fits >= line) {
        *next = text[line] == '\n' ? line + 1 : line;
        return trim_spaces(text, line);
    }
    size_t end = fits;
    while (end > 0 && text[end] != ' ') {
        end--;
    }
    end = trim_spaces(text, end);
    if (end == 0) {
        end = part_word(text, fits);
    }
    *next = skip_spaces(text, end);
    return end;
}

size_t width_of_lines(const char *text)
{
    size_t widest = 0;
    for (size_t line = strcspn(text, "\n"); *text != '\0'; line = strcspn(text, "\n")) {
        size_t width = span_width(text, line);
        widest = width > widest ? width : widest;
        text += line + (text[line] == '\n');
    }
    return widest;
}

size_t width_of_words(const char *text)
{
    size_t widest = 0;
    for (size_t word = strcspn(text, " \n"); *text != '\0'; word = strcspn(text, " \n")) {
        size_t width = span_width(text, word);
        widest = width > widest ? width : widest;
        text += word + (text[word] != '\0');
    }
    return widest;
}

/* Whether a text is a date or an interval of dates, and nothing else. */
static bool is_date(const char *text)
{
    return text[strspn(text, "0123456789-.")] == '\0';
}

size_t width_first_date(const char *text)
{
    const char *dots = strstr(text, "..");
    bool has_two = is_date(text) && dots != NULL && dots != text && dots[2] != '\0';
    return has_two ? (size_t)(dots + 2 - text) : 0;
}

size_t width_of_dates(const char *text)
{
    size_t first = width_first_date(text);
    size_t rest = strlen(text) - first;
    size_t widest = first > rest ? first : rest;
    return is_date(text) ? widest : 0;
}

void width_pad(FILE *out, size_t columns)
{
    fprintf(out, "%*s", (int)columns, "");
}
