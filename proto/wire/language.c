#include "wire/language.h"

#include "wire/ascii.h"
#include "wire/reference.h"

#include <stddef.h>
#include <string.h>

/* One part between hyphens. */
struct subtag {
    const char *text;
    size_t length;
};

static struct subtag subtag_at(const char *text)
{
    return (struct subtag){text, strcspn(text, "-")};
}

/* The part after this one; an empty one at the end. */
static struct subtag next(struct subtag subtag)
{
    const char *end = subtag.text + subtag.length;
    return subtag_at(*end == '-' ? end + 1 : end);
}

static bool is_all(struct subtag subtag, bool (*kind)(char), size_t least, size_t most)
{
    for (size_t i = 0; i < subtag.length; i++) {
        if (!kind(subtag.text[i])) {
            return false;
        }
    }
    return subtag.length >= least && subtag.length <= most;
}

static bool is_script(struct subtag subtag)
{
    return subtag.length == 4 && hs_is_upper(subtag.text[0]) && is_all((struct subtag){subtag.text + 1, 3}, hs_is_lower, 3, 3);
}

static bool is_region(struct subtag subtag)
{
    return is_all(subtag, hs_is_upper, 2, 2) || is_all(subtag, hs_is_digit, 3, 3);
}

static bool is_variant(struct subtag subtag)
{
    return is_all(subtag, hs_is_lower_or_digit, 5, 8) ||
           (is_all(subtag, hs_is_lower_or_digit, 4, 4) && hs_is_digit(subtag.text[0]));
}

static bool is_singleton(struct subtag subtag)
{
    return is_all(subtag, hs_is_lower_or_digit, 1, 1);
}

/* Moves past the parts of one extension, each of `least` to 8 letters or digits; false if there is none. */
static bool skip_extension(struct subtag *subtag, size_t least)
{
    int parts = 0;
    while (is_all(*subtag, hs_is_lower_or_digit, least, 8)) {
        *subtag = next(*subtag);
        parts++;
    }
    return parts > 0;
}

bool hs_language_is_tag(const char *text)
{
    struct subtag subtag = subtag_at(text);
    size_t length = strlen(text);
    if (!is_all(subtag, hs_is_lower, 2, 3) || text[length - 1] == '-') {
        return false;
    }
    subtag = next(subtag);
    if (is_script(subtag)) {
        subtag = next(subtag);
    }
    if (is_region(subtag)) {
        subtag = next(subtag);
    }
    while (is_variant(subtag)) {
        subtag = next(subtag);
    }
    bool private_part = false;
    while (!private_part && is_singleton(subtag)) {
        private_part = *subtag.text == 'x';
        subtag = next(subtag);
        if (!skip_extension(&subtag, private_part ? 1 : 2)) {
            return false;
        }
    }
    return *subtag.text == '\0';
}

/* Copies a subtag; it has at most 8 characters in a well-formed tag. */
static void copy_subtag(struct subtag subtag, char out[HS_SUBTAG_SIZE])
{
    memcpy(out, subtag.text, subtag.length);
    out[subtag.length] = '\0';
}

/* Whether a subtag is in a list; *list becomes that list. */
static bool is_known(struct subtag subtag, const struct hs_code_list *in, const struct hs_code_list **list,
                     char out[HS_SUBTAG_SIZE])
{
    *list = in;
    copy_subtag(subtag, out);
    return hs_code_find(in, out) != NULL;
}

bool hs_language_is_known(const char *tag, const struct hs_code_list **list, char unknown[HS_SUBTAG_SIZE])
{
    struct subtag subtag = subtag_at(tag);
    if (!is_known(subtag, &hs_languages, list, unknown)) {
        return false;
    }
    subtag = next(subtag);
    if (is_script(subtag)) {
        if (!is_known(subtag, &hs_scripts, list, unknown)) {
            return false;
        }
        subtag = next(subtag);
    }
    /* Regions of three digits are the United Nations' own, of which there is no list here. */
    return !is_all(subtag, hs_is_upper, 2, 2) || is_known(subtag, &hs_countries, list, unknown);
}
