#include "wire/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Every list, with how many codes it may have: fewer were lost on the way, more have come from elsewhere. */
static const struct {
    const char *name;
    const struct hs_code_list *list;
    size_t least;
    size_t most;
    size_t shortest;
    size_t longest;
} lists[] = {
    {"countries", &hs_countries, 249, 252, 2, 2},   {"currencies", &hs_currencies, 195, 220, 3, 3},
    {"languages", &hs_languages, 7500, 8500, 2, 3}, {"scripts", &hs_scripts, 180, 240, 4, 4},
    {"schemes", &hs_schemes, 13, 100, 5, 20},
};

static void every_list_is_sorted_and_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct hs_code_list *list = lists[i].list;
        assert_in_range(list->n_codes, lists[i].least, lists[i].most);
        for (size_t k = 0; k < list->n_codes; k++) {
            const struct hs_code_entry *entry = &list->codes[k];
            assert_in_range(strlen(entry->code), lists[i].shortest, lists[i].longest);
            assert_ptr_equal(hs_code_find(list, entry->code), entry);
            if (k > 0 && strcmp(list->codes[k - 1].code, entry->code) >= 0) {
                fail_msg("%s: %s after %s", lists[i].name, entry->code, list->codes[k - 1].code);
            }
        }
        for (size_t k = 0; k < list->n_aliases; k++) {
            const struct hs_code_alias *alias = &list->aliases[k];
            assert_null(hs_code_find(list, alias->written));
            assert_non_null(hs_code_find(list, alias->meant));
            assert_true(k == 0 || strcmp(list->aliases[k - 1].written, alias->written) < 0);
        }
    }
}

static void every_list_has_what_the_field_uses(void **state)
{
    static const struct {
        const struct hs_code_list *list;
        const char *code;
        const char *name;
    } known[] = {
        {&hs_countries, "DK", "Denmark"},
        {&hs_countries, "FO", "Faroe Islands"},
        {&hs_countries, "AX", "Åland Islands"},
        {&hs_currencies, "DKK", "Danish Krone"},
        {&hs_currencies, "ISK", "Iceland Krona"},
        {&hs_currencies, "FIM", "Finnish Markka"},
        {&hs_currencies, "XCG", "Caribbean Guilder"},
        {&hs_languages, "da", "Danish"},
        {&hs_languages, "se", "Northern Sami"},
        {&hs_languages, "smj", ""},
        {&hs_languages, "fkv", ""},
        {&hs_languages, "sh", "Serbo-Croatian"},
        {&hs_scripts, "Latn", "Latin"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct hs_code_entry *entry = hs_code_find(known[i].list, known[i].code);
        if (entry == NULL) {
            fail_msg("%s is missing", known[i].code);
        }
        assert_string_equal(entry->name, known[i].name);
    }
}

static void finds_what_may_be_meant(void **state)
{
    static const struct {
        const struct hs_code_list *list;
        const char *text;
        const char *meant; /* NULL = nothing is near */
    } cases[] = {
        {&hs_countries, "UK", "GB"},      {&hs_countries, "uk", "GB"},       {&hs_countries, "EL", "GR"},
        {&hs_countries, "DNK", "DK"},     {&hs_countries, "dk", "DK"},       {&hs_countries, "denmark", "DK"},
        {&hs_countries, "QQ", NULL},      {&hs_countries, "D", NULL},        {&hs_currencies, "EURO", "EUR"},
        {&hs_currencies, "DKr", "DKK"},   {&hs_currencies, "nok", "NOK"},    {&hs_currencies, "KR", NULL},
        {&hs_languages, "dan", "da"},     {&hs_languages, "dk", "da"},       {&hs_languages, "ger", "de"},
        {&hs_languages, "Swedish", "sv"}, {&hs_languages, "hbs", "sh"},      {&hs_languages, "klingonish", NULL},
        {&hs_schemes, "SE-BLV", "SE-ON"}, {&hs_schemes, "dk-cvr", "DK-CVR"}, {&hs_schemes, "DE-CR", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct hs_code_entry *nearest = hs_code_nearest(cases[i].list, cases[i].text);
        if ((nearest == NULL) != (cases[i].meant == NULL)) {
            fail_msg("%s: found %s", cases[i].text, nearest == NULL ? "nothing" : nearest->code);
        }
        assert_true(nearest == NULL || strcmp(nearest->code, cases[i].meant) == 0);
    }
}

/* ---- regions ------------------------------------------------------------------------------------------------------------- */

/* A region lies in a region in each of its versions, and its code has that one's before its own last character. */
static void assert_lies_in_a_region(const struct hs_nuts_region *region)
{
    char around[8];
    size_t length = strlen(region->code);
    assert_in_range(length, 2, 5);
    if (length == 2) {
        return;
    }
    memcpy(around, region->code, length - 1);
    around[length - 1] = '\0';
    const struct hs_nuts_region *outer = hs_nuts_find(around);
    if (outer == NULL || (region->versions & ~outer->versions) != 0) {
        fail_msg("%s lies in no region of its versions", region->code);
    }
}

static void regions_are_sorted_and_nested(void **state)
{
    (void)state;
    assert_in_range(hs_nuts.n_regions, 158, 2500);
    for (size_t i = 0; i < hs_nuts.n_regions; i++) {
        const struct hs_nuts_region *region = &hs_nuts.regions[i];
        assert_ptr_equal(hs_nuts_find(region->code), region);
        assert_true(i == 0 || strcmp(hs_nuts.regions[i - 1].code, region->code) < 0);
        assert_int_not_equal(region->versions, 0);
        assert_int_equal(region->versions >> hs_nuts.n_versions, 0);
        assert_lies_in_a_region(region);
    }
}

static void versions_are_in_order(void **state)
{
    static const int expected[] = {2013, 2016, 2021, 2024};
    (void)state;
    assert_int_equal(hs_nuts.n_versions, sizeof expected / sizeof expected[0]);
    assert_memory_equal(hs_nuts.versions, expected, sizeof expected);
    assert_true(hs_nuts_may_be_version(2010));
    assert_true(hs_nuts_may_be_version(2021));
    assert_true(hs_nuts_may_be_version(2027));
    assert_false(hs_nuts_may_be_version(2014));
    assert_false(hs_nuts_may_be_version(2022));
}

static size_t count_smallest(const char *country, int version)
{
    size_t count = 0;
    for (size_t i = 0; i < hs_nuts.n_regions; i++) {
        const struct hs_nuts_region *region = &hs_nuts.regions[i];
        count += strncmp(region->code, country, 2) == 0 && strlen(region->code) == 5 && region->code[4] != 'Z' &&
                 hs_nuts_version_has(region, version);
    }
    return count;
}

/* Level 3 has as many regions as the nomenclature says. In 2016 Norway has Trøndelag and its halves. */
static void every_version_has_its_regions(void **state)
{
    static const struct {
        const char *country;
        size_t counts[4];
    } cases[] = {
        {"DK", {11, 11, 11, 11}}, {"FI", {19, 19, 19, 19}}, {"IS", {2, 2, 2, 2}},
        {"NO", {19, 20, 13, 17}}, {"SE", {21, 21, 21, 21}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 0; k < hs_nuts.n_versions; k++) {
            size_t count = count_smallest(cases[i].country, hs_nuts.versions[k]);
            if (count != cases[i].counts[k]) {
                fail_msg("%s has %zu regions in %d", cases[i].country, count, hs_nuts.versions[k]);
            }
        }
    }
}

static void regions_change_between_versions(void **state)
{
    static const struct {
        const char *code;
        bool in[4];
    } cases[] = {
        {"DK02", {true, true, true, true}},     {"NO012", {true, true, false, false}},  {"NO082", {false, false, true, false}},
        {"NO084", {false, false, false, true}}, {"NO060", {false, true, true, true}},   {"NO061", {true, true, false, false}},
        {"NO072", {true, true, false, true}},   {"NO074", {false, false, true, false}}, {"NO0A2", {false, false, true, true}},
        {"FI1D4", {true, false, false, false}}, {"FI1D8", {false, true, true, true}},   {"FI197", {true, true, true, false}},
        {"FI19B", {false, false, false, true}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct hs_nuts_region *region = hs_nuts_find(cases[i].code);
        assert_non_null(region);
        for (size_t k = 0; k < hs_nuts.n_versions; k++) {
            if (hs_nuts_version_has(region, hs_nuts.versions[k]) != cases[i].in[k]) {
                fail_msg("%s in %d", region->code, hs_nuts.versions[k]);
            }
        }
        assert_true(hs_nuts_version_has(region, 2010));
    }
}

static void finds_regions_that_may_be_meant(void **state)
{
    (void)state;
    assert_string_equal(hs_nuts_nearest("NO099")->code, "NO09");
    assert_string_equal(hs_nuts_nearest("DK9")->code, "DK");
    assert_null(hs_nuts_nearest("DE21"));
    assert_true(hs_nuts_has_country("NO099"));
    assert_false(hs_nuts_has_country("DE21"));
    assert_string_equal(hs_nuts_same_name(hs_nuts_find("NO012"), 2024)->code, "NO084");
    assert_string_equal(hs_nuts_same_name(hs_nuts_find("FI19B"), 2021)->code, "FI197");
    assert_null(hs_nuts_same_name(hs_nuts_find("NO012"), 2021));
}

/* ---- registers ----------------------------------------------------------------------------------------------------------- */

static void every_register_has_its_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < hs_schemes.n_codes; i++) {
        const struct hs_scheme *scheme = hs_scheme_find(hs_schemes.codes[i].code);
        assert_string_equal(scheme->code, hs_schemes.codes[i].code);
        assert_in_range(scheme->length, 1, HS_SCHEME_MAX_LENGTH);
        assert_true(scheme->hyphen < scheme->length);
        assert_true(*scheme->prefix == '\0' || hs_code_find(&hs_countries, scheme->prefix) != NULL);
        assert_ptr_equal(strstr(scheme->form_rule, "must be a"), scheme->form_rule);
    }
    assert_null(hs_scheme_find("XI-ROR"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_sorted_and_whole),  cmocka_unit_test(every_list_has_what_the_field_uses),
        cmocka_unit_test(finds_what_may_be_meant),         cmocka_unit_test(regions_are_sorted_and_nested),
        cmocka_unit_test(versions_are_in_order),           cmocka_unit_test(every_version_has_its_regions),
        cmocka_unit_test(regions_change_between_versions), cmocka_unit_test(finds_regions_that_may_be_meant),
        cmocka_unit_test(every_register_has_its_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
