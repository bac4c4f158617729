#include "store/fold.h"

#include "wire/ascii.h"

#include <stdint.h>
#include <string.h>

/* What a character does to a word. */
enum effect {
    SEPARATES,
    HYPHEN,
    VANISHES, /* it only changes how its neighbours look */
    COUNTS,
};

/* The letters that one character becomes: at most the four bytes of a character, or two of ASCII. */
enum { MAX_FOLDED = 5 };

enum { FIRST_MAPPED = 0xC0, LAST_MAPPED = 0x17F };

/* U+00C0 to U+017F, without case and accents; the signs for times and divided by are no letters. */
static const char latin[LAST_MAPPED - FIRST_MAPPED + 1][3] = {
    "a", "a", "a", "a", "a", "a", "a",  "c",  "e", "e", "e", "e", "i", "i", "i",  "i", "d", "n", "o",  "o",  "o", "o", "o", "",
    "o", "u", "u", "u", "u", "y", "th", "ss", "a", "a", "a", "a", "a", "a", "a",  "c", "e", "e", "e",  "e",  "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o",  "",   "o", "u", "u", "u", "u", "y", "th", "y", "a", "a", "a",  "a",  "a", "a", "c", "c",
    "c", "c", "c", "c", "c", "c", "d",  "d",  "d", "d", "e", "e", "e", "e", "e",  "e", "e", "e", "e",  "e",  "g", "g", "g", "g",
    "g", "g", "g", "g", "h", "h", "h",  "h",  "i", "i", "i", "i", "i", "i", "i",  "i", "i", "i", "ij", "ij", "j", "j", "k", "k",
    "k", "l", "l", "l", "l", "l", "l",  "l",  "l", "l", "l", "n", "n", "n", "n",  "n", "n", "n", "n",  "n",  "o", "o", "o", "o",
    "o", "o", "o", "o", "r", "r", "r",  "r",  "r", "r", "s", "s", "s", "s", "s",  "s", "s", "s", "t",  "t",  "t", "t", "t", "t",
    "u", "u", "u", "u", "u", "u", "u",  "u",  "u", "u", "u", "u", "w", "w", "y",  "y", "y", "z", "z",  "z",  "z", "z", "z", "s",
};

/* Blocks beyond Latin whose characters are no letters; all others of no known effect are taken for letters. */
static const struct {
    uint32_t first, last;
    enum effect effect;
} blocks[] = {
    {0x0080, 0x00BF, SEPARATES},    {0x0300, 0x036F, VANISHES},    /* accents that stand alone */
    {0x200B, 0x200D, VANISHES},                                    /* spaces and joiners without width */
    {0x2010, 0x2011, HYPHEN},       {0x2060, 0x2060, VANISHES},    /* a joiner */
    {0x2000, 0x206F, SEPARATES},    {0x20A0, 0x20CF, SEPARATES},   /* punctuation; currencies */
    {0x2100, 0x2BFF, SEPARATES},    {0x2E00, 0x2E7F, SEPARATES},   /* symbols; more punctuation */
    {0x3000, 0x303F, SEPARATES},    {0xE000, 0xF8FF, SEPARATES},   /* punctuation of East Asia; private use */
    {0xFE00, 0xFE0F, VANISHES},     {0xFEFF, 0xFEFF, VANISHES},    /* how an emoji looks; byte order mark */
    {0xFFF0, 0xFFFF, SEPARATES},    {0x1F000, 0x1FAFF, SEPARATES}, /* emoji */
    {0xE0000, 0x10FFFF, SEPARATES},
};

/* Runs of characters that are digits, in order: superscript, subscript, full width. */
static const struct {
    uint32_t zero;
    uint32_t first, last;
} digits[] = {{0x2070, 0x2074, 0x2079}, {0x2080, 0x2080, 0x2089}, {0xFF10, 0xFF10, 0xFF19}};

/* Reads a character; its size in bytes. What is no UTF-8 is read as a space, byte by byte. */
static size_t read_character(const char *text, uint32_t *out)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    uint32_t character = size == 1 ? bytes[0] : bytes[0] & (0x7FU >> size);
    if (size > 1 && bytes[0] < 0xC0) {
        *out = ' ';
        return 1;
    }
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            *out = ' ';
            return 1;
        }
        character = character << 6 | (bytes[i] & 0x3FU);
    }
    *out = character;
    return size;
}

static uint32_t lower(uint32_t c)
{
    bool plus_32 = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
                   (c >= 0x410 && c <= 0x42F) || (c >= 0xFF21 && c <= 0xFF3A);
    bool even_first = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
    bool odd_first = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if (plus_32) {
        return c + 32;
    }
    if (c >= 0x400 && c <= 0x40F) {
        return c + 80;
    }
    return (even_first && c % 2 == 0) || (odd_first && c % 2 == 1) ? c + 1 : c;
}

static void write_character(uint32_t c, char out[MAX_FOLDED])
{
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size; i-- > 1; c >>= 6) {
        out[i] = (char)(0x80 | (c & 0x3F));
    }
    out[0] = (char)(marks[size] | c);
    out[size] = '\0';
}

/* A character of Latin, or a digit in disguise; false for others. */
static bool fold_known(uint32_t c, char out[MAX_FOLDED])
{
    if (c >= FIRST_MAPPED && c <= LAST_MAPPED) {
        strcpy(out, latin[c - FIRST_MAPPED]);
        return *out != '\0';
    }
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++) {
        if (c >= digits[i].first && c <= digits[i].last) {
            write_character('0' + c - digits[i].zero, out);
            return true;
        }
    }
    static const struct {
        uint32_t character;
        char folded[3];
    } others[] = {{0xAA, "a"},  {0xB2, "2"},  {0xB3, "3"},  {0xB5, "u"},  {0xB9, "1"},   {0xBA, "o"},
                  {0x218, "s"}, {0x219, "s"}, {0x21A, "t"}, {0x21B, "t"}, {0x2070, "0"}, {0x1E9E, "ss"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (c == others[i].character) {
            strcpy(out, others[i].folded);
            return true;
        }
    }
    return false;
}

static enum effect fold(uint32_t c, char out[MAX_FOLDED])
{
    if (c < 0x80) {
        bool counts = hs_is_lower((char)c) || hs_is_upper((char)c) || hs_is_digit((char)c);
        write_character(lower(c), out);
        return counts ? COUNTS : c == '-' ? HYPHEN : SEPARATES;
    }
    if (fold_known(c, out)) {
        return COUNTS;
    }
    if (c == 0xAD) { /* a hyphen that shows where a line may break */
        return VANISHES;
    }
    if (c == 0xD7 || c == 0xF7) {
        return SEPARATES;
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (c >= blocks[i].first && c <= blocks[i].last) {
            return blocks[i].effect;
        }
    }
    uint32_t small = lower(c);
    bool is_wide = small >= 0xFF41 && small <= 0xFF5A;
    write_character(is_wide ? small - 0xFF41 + 'a' : small, out);
    return COUNTS;
}

/* Whether a letter only spells out the one before it: aa and ae, oe, ue. */
static bool spells_out(char before, char letter)
{
    return (before == 'a' && (letter == 'a' || letter == 'e')) || ((before == 'o' || before == 'u') && letter == 'e');
}

/* Adds a character's letters; *full says that an earlier one found no room, so that nothing may follow. */
static void append(struct hs_word *word, const char *folded, bool *full)
{
    size_t size = strlen(folded);
    if (size == 1 && word->length > 0 && spells_out(word->text[word->length - 1], *folded)) {
        return;
    }
    *full = *full || size > HS_WORD_SIZE - word->length;
    if (!*full) {
        memcpy(word->text + word->length, folded, size + 1);
        word->length += size;
    }
}

/* Whether the hyphen in front of `text` stands within a word. */
static bool goes_on(const char *text)
{
    char folded[MAX_FOLDED];
    uint32_t character = 0;
    (void)read_character(text, &character);
    return fold(character, folded) == COUNTS;
}

bool hs_word_next(const char *text, size_t *at, enum hs_word_form form, struct hs_word *out)
{
    struct hs_word word = {.length = 0};
    bool full = false, ended = false;
    size_t i = *at;
    while (text[i] != '\0' && !ended) {
        char folded[MAX_FOLDED];
        uint32_t character = 0;
        size_t size = read_character(text + i, &character);
        enum effect effect = fold(character, folded);
        if (effect == COUNTS) {
            word.begin = word.length == 0 ? i : word.begin;
            word.end = i + size;
            append(&word, folded, &full);
        } else if (effect == VANISHES && word.length > 0) {
            word.end = i + size;
        } else {
            bool joins = effect == HYPHEN && form == HS_WORD_JOINED && goes_on(text + i + size);
            ended = word.length > 0 && effect != VANISHES && !joins;
        }
        i += size;
    }
    *at = i;
    if (word.length > 0) {
        *out = word;
    }
    return word.length > 0;
}

bool hs_letters_begin(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t i = 0, j = 0;
    bool same = true;
    while (same && i < a_size && j < b_size) {
        uint32_t x = 0, y = 0;
        i += read_character(a + i, &x);
        j += read_character(b + j, &y);
        same = lower(x) == lower(y);
    }
    return same && j >= b_size;
}
