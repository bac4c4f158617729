#include "names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Character classes of ASCII, whatever the locale. */
static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char to_upper(char c)
{
    return is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static char to_lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Room for a name derived from `source`: no rule more than doubles it. NULL without memory. */
static char *room_for(struct pool *pool, const char *source)
{
    return pool_array(pool, 2 * strlen(source) + 1, 1);
}

static const char *finished(char *name)
{
    return name ? name : "";
}

const char *names_c_type(struct pool *pool, const char *full_name)
{
    char *name = room_for(pool, full_name);
    bool capital = true;
    for (char *out = name; out && *full_name; full_name++) {
        if (*full_name == '.') {
            *out++ = '_';
            *out++ = '_';
        } else if (*full_name != '_') {
            *out++ = capital ? to_upper(*full_name) : *full_name;
        }
        capital = *full_name == '.' || *full_name == '_';
    }
    return finished(name);
}

/* Each piece between dots: an underscore before a capital that does not follow a capital. */
static const char *c_case(struct pool *pool, const char *full_name, char (*convert)(char))
{
    char *name = room_for(pool, full_name);
    bool after_capital = true;
    for (char *out = name; out && *full_name; full_name++) {
        if (*full_name == '.') {
            *out++ = '_';
            *out++ = '_';
            after_capital = true;
        } else {
            if (is_upper(*full_name) && !after_capital)
                *out++ = '_';
            *out++ = convert(*full_name);
            after_capital = is_upper(*full_name);
        }
    }
    return finished(name);
}

const char *names_c_lower(struct pool *pool, const char *full_name)
{
    return c_case(pool, full_name, to_lower);
}

const char *names_c_upper(struct pool *pool, const char *full_name)
{
    return c_case(pool, full_name, to_upper);
}

/* Whether a piece of a package is a version: "v1", "v2". */
static bool is_version(const char *piece, size_t size)
{
    bool digits = size > 1 && piece[0] == 'v';
    for (size_t i = 1; digits && i < size; i++)
        digits = is_digit(piece[i]);
    return digits;
}

const char *names_prefix(struct pool *pool, const char *package)
{
    if (strcmp(package, "google.protobuf") == 0)
        return "pb";
    char *name = room_for(pool, package);
    char *out = name;
    while (out && *package) {
        size_t size = strcspn(package, ".");
        if (!is_version(package, size)) {
            if (out > name)
                *out++ = '_';
            memcpy(out, package, size);
            out += size;
        }
        package += size + (package[size] == '.');
    }
    return finished(name);
}

/* Parts the words of a camel-case name: a word begins at a capital that follows a small letter or digit, and at the last capital
 * of several before a small letter ("OCDSRelease": ocds, release). */
static const char *words(struct pool *pool, const char *camel, char separator, char (*convert)(char))
{
    char *name = room_for(pool, camel);
    char *out = name;
    for (const char *c = camel; out && *c; c++) {
        if (*c == '.') {
            *out++ = separator;
            continue;
        }
        bool begins = c > camel && is_upper(*c) && c[-1] != '.' && (!is_upper(c[-1]) || is_lower(c[1]));
        if (begins)
            *out++ = separator;
        *out++ = convert(*c);
    }
    return finished(name);
}

const char *names_snake(struct pool *pool, const char *camel)
{
    return words(pool, camel, '_', to_lower);
}

const char *names_kebab(struct pool *pool, const char *camel)
{
    return words(pool, camel, '-', to_lower);
}

const char *names_upper(struct pool *pool, const char *camel)
{
    return words(pool, camel, '_', to_upper);
}

const char *names_capitalised(struct pool *pool, const char *text)
{
    char *name = room_for(pool, text);
    if (name) {
        strcpy(name, text);
        name[0] = to_upper(name[0]);
    }
    return finished(name);
}

const char *names_json(struct pool *pool, const char *field)
{
    char *name = room_for(pool, field);
    bool capital = false;
    for (char *out = name; out && *field; field++) {
        if (*field != '_')
            *out++ = capital ? to_upper(*field) : *field;
        capital = *field == '_';
    }
    return finished(name);
}

const char *names_guard(struct pool *pool, const char *path)
{
    char *name = room_for(pool, path);
    for (char *out = name; out && *path; path++)
        *out++ = is_upper(*path) || is_lower(*path) || is_digit(*path) ? to_upper(*path) : '_';
    return finished(name);
}

/* Words of letters for which `is_letter` holds, and digits, parted by single underscores. */
static bool is_words(const char *name, bool (*is_letter)(char))
{
    if (!is_letter(name[0]))
        return false;
    for (const char *c = name + 1; *c; c++) {
        bool parts = *c == '_' && c[-1] != '_' && c[1] != '\0';
        if (!is_letter(*c) && !is_digit(*c) && !parts)
            return false;
    }
    return true;
}

bool names_is_snake(const char *name)
{
    return is_words(name, is_lower);
}

bool names_is_upper(const char *name)
{
    return is_words(name, is_upper);
}

static bool is_alphanumeric(const char *name)
{
    while (is_upper(*name) || is_lower(*name) || is_digit(*name))
        name++;
    return *name == '\0';
}

bool names_is_pascal(const char *name)
{
    return is_upper(name[0]) && is_alphanumeric(name);
}

bool names_is_camel(const char *name)
{
    return is_lower(name[0]) && is_alphanumeric(name);
}

/* Whether a word stands in a sorted list. */
static int compare_words(const void *word, const void *entry)
{
    return strcmp(word, *(const char *const *)entry);
}

#define IS_IN(word, list) (bsearch(word, list, sizeof(list) / sizeof *(list), sizeof *(list), compare_words) != NULL)

const char *names_refusal(const char *word)
{
    static const char *const c[] = {
        "auto",   "break",    "case",     "char",   "const",    "continue", "default",  "do",     "double",
        "else",   "enum",     "extern",   "float",  "for",      "goto",     "if",       "inline", "int",
        "long",   "register", "restrict", "return", "short",    "signed",   "sizeof",   "static", "struct",
        "switch", "typedef",  "typeof",   "union",  "unsigned", "void",     "volatile", "while",
    };
    static const char *const cpp[] = {
        "alignas",
        "alignof",
        "and",
        "and_eq",
        "asm",
        "bitand",
        "bitor",
        "bool",
        "catch",
        "char16_t",
        "char32_t",
        "char8_t",
        "class",
        "co_await",
        "co_return",
        "co_yield",
        "compl",
        "concept",
        "const_cast",
        "consteval",
        "constexpr",
        "constinit",
        "decltype",
        "delete",
        "dynamic_cast",
        "explicit",
        "export",
        "false",
        "friend",
        "mutable",
        "namespace",
        "new",
        "noexcept",
        "not",
        "not_eq",
        "nullptr",
        "operator",
        "or",
        "or_eq",
        "private",
        "protected",
        "public",
        "reinterpret_cast",
        "requires",
        "static_assert",
        "static_cast",
        "template",
        "this",
        "thread_local",
        "throw",
        "true",
        "try",
        "typeid",
        "typename",
        "using",
        "virtual",
        "wchar_t",
        "xor",
        "xor_eq",
    };
    /* Of the C library and of the compilers' older dialects. */
    static const char *const macros[] = {
        "assert", "complex",  "errno",    "i386",   "linux", "major",  "makedev",
        "minor",  "noreturn", "offsetof", "stderr", "stdin", "stdout", "unix",
    };
    const char *reason = NULL;
    if (IS_IN(word, c))
        reason = "is a keyword of C";
    else if (IS_IN(word, cpp))
        reason = "is a keyword of C++";
    else if (IS_IN(word, macros))
        reason = "is a macro of common C headers";
    return reason;
}

void names_claim(struct pool *pool, struct name_claims *claims, const char *name, const char *owner, const void *place)
{
    if (claims->n == claims->room) {
        size_t room = claims->room ? 2 * claims->room : 256;
        struct name_claim *larger = pool_array(pool, room, sizeof *larger);
        if (!larger)
            return;
        if (claims->n)
            memcpy(larger, claims->claims, claims->n * sizeof *larger);
        claims->claims = larger;
        claims->room = room;
    }
    claims->claims[claims->n] = (struct name_claim){name, owner, claims->n, place};
    claims->n++;
}

static int compare_claims(const void *left, const void *right)
{
    const struct name_claim *a = left;
    const struct name_claim *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

void names_sort_claims(struct name_claims *claims)
{
    if (claims->n)
        qsort(claims->claims, claims->n, sizeof *claims->claims, compare_claims);
}
