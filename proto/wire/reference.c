#include "wire/reference.h"

#include "wire/ascii.h"

#include <stdlib.h>
#include <string.h>

enum { COUNTRY_LENGTH = 2 }; /* of the letters before a region's own */

/* Every entry of a table begins with its key. */
static int compare_key(const void *key, const void *entry)
{
    return strcmp(key, *(const char *const *)entry);
}

static const void *find(const char *key, const void *table, size_t count, size_t size)
{
    return count > 0 ? bsearch(key, table, count, size, compare_key) : NULL;
}

const struct hs_code_entry *hs_code_find(const struct hs_code_list *list, const char *code)
{
    return find(code, list->codes, list->n_codes, sizeof *list->codes);
}

static char folded(char c)
{
    return hs_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Whether two texts differ in the case of ASCII letters at most. */
static bool is_same_word(const char *a, const char *b)
{
    while (*a != '\0' && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return folded(*a) == folded(*b);
}

const struct hs_code_entry *hs_code_nearest(const struct hs_code_list *list, const char *text)
{
    const struct hs_code_alias *alias = find(text, list->aliases, list->n_aliases, sizeof *list->aliases);
    for (size_t i = 0; i < list->n_codes && alias == NULL; i++) {
        if (is_same_word(list->codes[i].code, text) || is_same_word(list->codes[i].name, text)) {
            return &list->codes[i];
        }
    }
    for (size_t i = 0; i < list->n_aliases && alias == NULL; i++) {
        alias = is_same_word(list->aliases[i].written, text) ? &list->aliases[i] : NULL;
    }
    return alias == NULL ? NULL : hs_code_find(list, alias->meant);
}

/* ---- regions ------------------------------------------------------------------------------------------------------------- */

const struct hs_nuts_region *hs_nuts_find(const char *code)
{
    return find(code, hs_nuts.regions, hs_nuts.n_regions, sizeof *hs_nuts.regions);
}

const struct hs_nuts_region *hs_nuts_nearest(const char *code)
{
    const struct hs_nuts_region *nearest = NULL;
    for (size_t i = 0; i < hs_nuts.n_regions; i++) {
        const struct hs_nuts_region *region = &hs_nuts.regions[i];
        size_t length = strlen(region->code);
        if (strncmp(region->code, code, length) == 0 && (nearest == NULL || length > strlen(nearest->code))) {
            nearest = region;
        }
    }
    return nearest;
}

bool hs_nuts_has_country(const char *code)
{
    return hs_nuts_nearest(code) != NULL;
}

/* The place of a year among the known versions; their number where it is none of them. */
static size_t version_index(int year)
{
    size_t index = 0;
    while (index < hs_nuts.n_versions && hs_nuts.versions[index] != year) {
        index++;
    }
    return index;
}

bool hs_nuts_may_be_version(int year)
{
    return version_index(year) < hs_nuts.n_versions || year < hs_nuts.versions[0] ||
           year > hs_nuts.versions[hs_nuts.n_versions - 1];
}

bool hs_nuts_version_has(const struct hs_nuts_region *region, int year)
{
    size_t index = version_index(year);
    return index == hs_nuts.n_versions || (region->versions >> index & 1U) != 0;
}

const struct hs_nuts_region *hs_nuts_same_name(const struct hs_nuts_region *region, int year)
{
    for (size_t i = 0; i < hs_nuts.n_regions; i++) {
        const struct hs_nuts_region *other = &hs_nuts.regions[i];
        if (strcmp(other->name, region->name) == 0 && strlen(other->code) == strlen(region->code) &&
            strncmp(other->code, region->code, COUNTRY_LENGTH) == 0 && hs_nuts_version_has(other, year)) {
            return other;
        }
    }
    return NULL;
}

/* ---- registers ----------------------------------------------------------------------------------------------------------- */

const struct hs_scheme *hs_scheme_find(const char *code)
{
    const struct hs_code_entry *entry = hs_code_find(&hs_schemes, code);
    return entry == NULL ? NULL : &hs_scheme_rules[entry - hs_schemes.codes];
}
