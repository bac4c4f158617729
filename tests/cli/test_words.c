/* Names of the contract in the forms people read and type, and the short form of resource names. */
#include "support.h"

#include "resource_name.h"
#include "typed.h"
#include "words.h"

static const ProtobufCEnumDescriptor *enum_of(const char *type, const char *field)
{
    return member_named(hs_contract_message(type), field).field->descriptor;
}

static void fields_are_words(void **state)
{
    struct run *run = *state;
    assert_string_equal(words_sentence(&run->arena, "region_code"), "Region code");
    assert_string_equal(words_sentence(&run->arena, "cpv_codes"), "CPV codes");
    assert_string_equal(words_sentence(&run->arena, "ocid"), "OCID");
    assert_string_equal(words_heading(&run->arena, "region_code"), "REGION CODE");
    assert_string_equal(words_kebab(&run->arena, "provenance.create_time"), "provenance.create-time");
    assert_string_equal(words_snake(&run->arena, "Region-Code"), "region_code");
}

static void enum_values_lose_their_prefix(void **state)
{
    struct run *run = *state;
    const ProtobufCEnumDescriptor *office = enum_of("hensigt.v1.Centre.Office", "kind");
    assert_string_equal(words_enum(&run->arena, office, 3), "board vice chair");
    assert_string_equal(words_enum_kebab(&run->arena, office, 3), "board-vice-chair");
    assert_string_equal(words_enum(&run->arena, enum_of("hensigt.v1.Instrument", "binding"), 2), "non-binding");
    assert_string_equal(words_enum(&run->arena, office, 0), "");
    assert_string_equal(words_enum(&run->arena, office, 4711), "4711");
}

static void enum_values_are_found_however_they_are_typed(void **state)
{
    (void)state;
    const ProtobufCEnumDescriptor *office = enum_of("hensigt.v1.Centre.Office", "kind");
    static const char *const spellings[] = {
        "board-chair", "board_chair", "BOARD_CHAIR", "Board Chair", "OFFICE_KIND_BOARD_CHAIR", "office-kind-board-chair"};
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        const ProtobufCEnumValue *value = words_enum_value(office, spellings[i]);
        assert_non_null(value);
        assert_int_equal(value->value, 2);
    }
    assert_null(words_enum_value(office, "board"));
    assert_null(words_enum_value(office, ""));
    assert_null(words_enum_value(office, "2"));
}

static const char *word_at(const void *context, size_t i)
{
    const char *const *words = context;
    return words[i];
}

static void the_nearest_word_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"create", "get", NULL, "list", "update", "delete"};
    assert_string_equal(words_nearest("creat", 6, word_at, words), "create");
    assert_string_equal(words_nearest("lits", 6, word_at, words), "list"); /* two letters swapped */
    assert_string_equal(words_nearest("gte", 6, word_at, words), "get");
    assert_string_equal(words_nearest("updaet", 6, word_at, words), "update");
    static const char *const close[] = {"get", "gate"};
    assert_string_equal(words_nearest("gte", 2, word_at, close), "get"); /* a swap is one mistake, as a lost letter is */
    assert_null(words_nearest("activate-centre", 6, word_at, words));
    assert_null(words_nearest("xyz", 6, word_at, words));
}

static void names_of_one_kind_are_shortened(void **state)
{
    struct run *run = *state;
    const struct hs_resource *centre = hs_contract_resource("Centre");
    const struct hs_resource *membership = hs_contract_resource("Membership");
    assert_string_equal(resource_name_short(&run->arena, centre, "centres/co-pi"), "co-pi");
    assert_string_equal(resource_name_short(&run->arena, membership, "partnerships/p/memberships/m"), "p/m");
    assert_string_equal(resource_name_short(&run->arena, centre, "organisations/kl"), "organisations/kl");
    assert_string_equal(resource_name_short(&run->arena, centre, ""), "");
}

static void short_names_are_completed(void **state)
{
    struct run *run = *state;
    const struct hs_resource *centre = hs_contract_resource("Centre");
    const struct hs_resource *membership = hs_contract_resource("Membership");
    const struct hs_resource *partnership = hs_contract_resource("Partnership");
    assert_string_equal(resource_name_full(&run->arena, centre, "co-pi"), "centres/co-pi");
    assert_string_equal(resource_name_full(&run->arena, centre, "centres/co-pi"), "centres/co-pi");
    assert_string_equal(resource_name_full(&run->arena, membership, "p/m"), "partnerships/p/memberships/m");
    assert_string_equal(resource_name_full(&run->arena, membership, "partnerships/p/memberships/m"),
                        "partnerships/p/memberships/m");
    assert_string_equal(resource_name_full(&run->arena, membership, "m"), "m");
    assert_string_equal(resource_name_full(&run->arena, membership, "partnerships/p"), "partnerships/p");
    assert_string_equal(resource_name_full(&run->arena, partnership, "-"), "partnerships/-");
}

static void names_are_parted_into_parent_and_id(void **state)
{
    struct run *run = *state;
    const char *parent = "untouched";
    const char *id = "untouched";
    assert_false(resource_name_part(&run->arena, hs_contract_resource("Centre"), "centres/co-pi", &parent, &id));
    assert_false(resource_name_part(&run->arena, hs_contract_resource("Membership"), "m", &parent, &id));
    assert_string_equal(parent, "untouched");
    assert_true(resource_name_part(&run->arena, hs_contract_resource("Membership"), "partnerships/p/memberships/m", &parent, &id));
    assert_string_equal(parent, "partnerships/p");
    assert_string_equal(id, "m");
}

static void texts_of_the_contract_say_what_is_typed(void **state)
{
    struct run *run = *state;
    static const struct {
        const char *text;
        const char *typed;
    } cases[] = {
        {"x is draft; ActivateInstrument needs it to be open", "x is draft; 'instrument activate' needs it to be open"},
        {"ConfirmIntention takes it, of kind PUBLISHED_DOCUMENT.", "'intention confirm' takes it, of kind published-document."},
        {"signs as SIGNATORY", "signs as signatory"},
        {"the duplicates become STATE_MERGED", "the duplicates become merged"},
        {"'-state=STATE_MERGED', 'state = STATE_MERGED' leave them out",
         "'-state=STATE_MERGED', 'state = STATE_MERGED' leave them out"},
        {"hensigt.v1.CentreService/GetCentre and Oslo, CPV or NOBODY",
         "hensigt.v1.CentreService/GetCentre and Oslo, CPV or NOBODY"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(typed_text(&run->arena, cases[i].text), cases[i].typed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_words, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(enum_values_lose_their_prefix, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(enum_values_are_found_however_they_are_typed, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(texts_of_the_contract_say_what_is_typed, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(the_nearest_word_is_near, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(names_of_one_kind_are_shortened, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(short_names_are_completed, run_setup, run_teardown),
        cmocka_unit_test_setup_teardown(names_are_parted_into_parent_and_id, run_setup, run_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
