/* The codes of public lists: countries, currencies, languages, scripts, regions, registers of organisations.
 *
 * The tables are made by the build from the data files in proto/reference and from Debian's iso-codes; each is sorted by
 * code (strcmp) and has no code twice. */
#ifndef HS_REFERENCE_H
#define HS_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A code and what it stands for; the name is "" for languages that have a three-letter code alone. */
struct hs_code_entry {
    const char *code;
    const char *name;
};

/** What people write for a code, sorted; never itself a code of the list. */
struct hs_code_alias {
    const char *written;
    const char *meant;
};

struct hs_code_list {
    const struct hs_code_entry *codes;
    size_t n_codes;
    const struct hs_code_alias *aliases;
    size_t n_aliases;
};

extern const struct hs_code_list hs_countries;  /**< ISO 3166-1 alpha-2 */
extern const struct hs_code_list hs_currencies; /**< ISO 4217, and those that the euro replaced */
extern const struct hs_code_list hs_languages;  /**< ISO 639: two letters where there are two, else three */
extern const struct hs_code_list hs_scripts;    /**< ISO 15924 */
extern const struct hs_code_list hs_schemes;    /**< registers of org-id.guide whose numbers are known; there are others */

/** The entry of a code as it is written; NULL where the list has none. */
const struct hs_code_entry *hs_code_find(const struct hs_code_list *list, const char *code);

/** The entry that is meant by a text that is no code: a known mistake, a code in the wrong case, a name. NULL where nothing
 *  is near. */
const struct hs_code_entry *hs_code_nearest(const struct hs_code_list *list, const char *text);

/** A region of NUTS. Bit i of `versions` is set where version hs_nuts.versions[i] has it. */
struct hs_nuts_region {
    const char *code;
    const char *name;
    unsigned versions;
};

struct hs_nuts {
    const struct hs_nuts_region *regions;
    size_t n_regions;
    const int *versions; /**< years, in order */
    size_t n_versions;
};

extern const struct hs_nuts hs_nuts;

/** The region of a code in any version; NULL where there is none. */
const struct hs_nuts_region *hs_nuts_find(const char *code);

/** Whether the regions of a code's country are known; of other countries' codes nothing can be said but their form. */
bool hs_nuts_has_country(const char *code);

/** The smallest known region that a code would lie in, were it one; NULL where its country is unknown. */
const struct hs_nuts_region *hs_nuts_nearest(const char *code);

/** Whether there is a version of that year, as far as is known: one before the first or after the last known year may be. */
bool hs_nuts_may_be_version(int year);

/** Whether a version has a region; true of versions that are not known. */
bool hs_nuts_version_has(const struct hs_nuts_region *region, int year);

/** The region of the same name and size in a version that has not this one; NULL where there is none. */
const struct hs_nuts_region *hs_nuts_same_name(const struct hs_nuts_region *region, int year);

/** How the numbers of a register are checked. */
enum hs_check {
    HS_CHECK_NONE,
    HS_CHECK_LUHN,
    HS_CHECK_ISO7064, /**< MOD 97-10, of letters and digits */
    HS_CHECK_SUM,     /**< the weighted sum leaves `remainder` when divided by `modulus` */
    HS_CHECK_DIGIT,   /**< the last digit is the remainder of the others' weighted sum; for 10 the second weights decide, then 0 */
};

enum { HS_SCHEME_MAX_LENGTH = 20 };

/** A register of organisations whose numbers are known. */
struct hs_scheme {
    const char *code;
    const char *prefix; /**< the country, which may stand before a number; "" = none */
    uint8_t length;     /**< of a number, check digit included, without hyphen; at most HS_SCHEME_MAX_LENGTH */
    uint8_t hyphen;     /**< the characters before the stored form's hyphen; 0 = it has none */
    bool letters;       /**< capital letters may stand beside digits */
    enum hs_check check;
    int16_t modulus;
    int16_t remainder;
    int16_t weights[HS_SCHEME_MAX_LENGTH];
    int16_t second_weights[HS_SCHEME_MAX_LENGTH]; /**< all zero = none */
    const char *form_rule;
    const char *check_rule;
};

/** As many as hs_schemes has codes, and in their order. */
extern const struct hs_scheme hs_scheme_rules[];

/** The rules of a scheme; NULL where nothing is known of its numbers. */
const struct hs_scheme *hs_scheme_find(const char *code);

#ifdef __cplusplus
}
#endif
#endif
