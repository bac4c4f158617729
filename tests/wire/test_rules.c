#include "shapes.h"
#include "wire/arena.h"
#include "wire/rules.h"
#include "wire/type_checks.h"

#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/duration_tables.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/field_mask_tables.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/protobuf/timestamp_tables.h"
#include "hensigt/v1/common.h"
#include "hensigt/v1/common_tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Fresh for every test: tables without rules, an arena, an OK status, an empty message. */
struct world {
    struct shapes shapes;
    struct hs_arena arena;
    struct hs_status status;
    shape message;
};

static struct world world;

static int set_up(void **state)
{
    (void)state;
    shapes_init(&world.shapes);
    hs_arena_init(&world.arena, 1 << 20);
    hs_status_init(&world.status, &world.arena);
    hensigt__tests__v1__shape__init(&world.message);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hs_arena_free(&world.arena);
    return 0;
}

static struct hs_field *rules_of(const char *name)
{
    return shapes_field(&world.shapes, name);
}

static enum hs_code check(unsigned how)
{
    return hs_rules_check(&world.shapes.type, &world.message.base, how, "shape", 0, &world.status);
}

/* Expects a violation, by its place among all that there are. */
static void assert_violation(size_t index, const char *field, const char *reason, const char *text)
{
    assert_true(index < world.status.message.n_field_violations);
    const hensigt_rpc_field_violation *violation = world.status.message.field_violations[index];
    assert_string_equal(violation->field, field);
    assert_string_equal(violation->reason, reason);
    assert_string_equal(violation->description, text);
}

static void assert_violations(size_t count)
{
    assert_int_equal(world.status.message.n_field_violations, count);
    assert_int_equal(hs_status_code(&world.status), count > 0 ? HS_INVALID_ARGUMENT : HS_OK);
}

/* Expects exactly one. */
static void assert_only_violation(const char *field, const char *reason, const char *text)
{
    assert_violations(1);
    assert_violation(0, field, reason, text);
}

static void takes_an_empty_message_without_rules(void **state)
{
    (void)state;
    assert_int_equal(check(0), HS_OK);
    assert_violations(0);
}

static void names_every_field_that_is_missing(void **state)
{
    static const char *const names[] = {"signed_number", "text", "data", "colour", "child", "texts", "chosen_text"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        rules_of(names[i])->flags = HS_FIELD_REQUIRED;
    }
    assert_int_equal(check(0), HS_INVALID_ARGUMENT);
    assert_violations(7);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[64] = "shape.";
        assert_violation(i, strcat(path, names[i]), "REQUIRED", "must be given");
    }
}

static void lets_a_patch_leave_out_fields_but_not_within_elements(void **state)
{
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&child};
    (void)state;
    rules_of("text")->flags = HS_FIELD_REQUIRED;
    world.message.child = &child;
    assert_int_equal(check(HS_RULES_PARTIAL), HS_OK);
    world.message.children = children;
    world.message.n_children = 1;
    assert_int_equal(check(HS_RULES_PARTIAL), HS_INVALID_ARGUMENT);
    assert_only_violation("shape.children[0].text", "REQUIRED", "must be given");
}

static void counts_characters_and_bytes(void **state)
{
    (void)state;
    rules_of("text")->min_length = 3;
    rules_of("text")->max_length = 4;
    rules_of("data")->max_length = 2;
    world.message.text = "blåbær";
    world.message.data = (ProtobufCBinaryData){3, (uint8_t *)"abc"};
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.text", "TOO_LONG", "must have at most 4 characters, found 6");
    assert_violation(1, "shape.data", "TOO_LONG", "must have at most 2 bytes, found 3");
}

static void takes_texts_at_both_limits(void **state)
{
    (void)state;
    rules_of("text")->min_length = 3;
    rules_of("text")->max_length = 4;
    world.message.text = "båd";
    assert_int_equal(check(0), HS_OK);
    world.message.text = "både";
    assert_int_equal(check(0), HS_OK);
    world.message.text = "";
    assert_int_equal(check(0), HS_OK);
    world.message.text = "å";
    check(0);
    assert_only_violation("shape.text", "TOO_SHORT", "must have at least 3 characters, found 1");
}

static void limits_lengths_where_the_contract_names_none(void **state)
{
    char text[5002];
    (void)state;
    memset(text, 'a', sizeof text);
    text[HS_DEFAULT_MAX_LENGTH + 1] = '\0';
    world.message.text = text;
    check(0);
    assert_only_violation("shape.text", "TOO_LONG", "must have at most 500 characters, found 501");
    rules_of("text")->format = HS_FORMAT_FILTER;
    hs_status_init(&world.status, &world.arena);
    assert_int_equal(check(0), HS_OK);
    memset(text, 'a', sizeof text);
    text[4001] = '\0';
    check(0);
    assert_only_violation("shape.text", "TOO_LONG", "must have at most 4000 characters, found 4001");
}

static void limits_the_number_of_elements(void **state)
{
    int32_t numbers[HS_DEFAULT_MAX_ITEMS + 1] = {0};
    (void)state;
    world.message.numbers = numbers;
    world.message.n_numbers = HS_DEFAULT_MAX_ITEMS;
    assert_int_equal(check(0), HS_OK);
    world.message.n_numbers++;
    check(0);
    assert_only_violation("shape.numbers", "TOO_MANY_ITEMS", "must have at most 200 elements, found 201");
    hs_status_init(&world.status, &world.arena);
    rules_of("numbers")->max_items = 300;
    assert_int_equal(check(0), HS_OK);
}

static void checks_numbers(void **state)
{
    int32_t numbers[] = {5, -1, 11};
    (void)state;
    rules_of("signed_number")->flags = HS_FIELD_NON_NEGATIVE;
    rules_of("long_number")->maximum = 2100;
    rules_of("unsigned_number")->maximum = 10;
    rules_of("numbers")->flags = HS_FIELD_NON_NEGATIVE;
    rules_of("numbers")->maximum = 10;
    world.message.signed_number = -3;
    world.message.long_number = INT64_C(5000000000);
    world.message.unsigned_number = UINT32_MAX;
    world.message.numbers = numbers;
    world.message.n_numbers = 3;
    check(0);
    assert_violations(5);
    assert_violation(0, "shape.signed_number", "NEGATIVE", "must not be negative, found -3");
    assert_violation(1, "shape.unsigned_number", "TOO_LARGE", "must be at most 10, found 4294967295");
    assert_violation(2, "shape.long_number", "TOO_LARGE", "must be at most 2100, found 5000000000");
    assert_violation(3, "shape.numbers[1]", "NEGATIVE", "must not be negative, found -1");
    assert_violation(4, "shape.numbers[2]", "TOO_LARGE", "must be at most 10, found 11");
}

static void takes_numbers_at_the_limit(void **state)
{
    (void)state;
    rules_of("long_number")->maximum = 2100;
    rules_of("long_number")->flags = HS_FIELD_NON_NEGATIVE;
    world.message.long_number = 2100;
    assert_int_equal(check(0), HS_OK);
}

static void refuses_unknown_enum_values(void **state)
{
    Hensigt__Tests__V1__Colour colours[] = {HENSIGT__TESTS__V1__COLOUR__COLOUR_BLUE, (Hensigt__Tests__V1__Colour)7};
    (void)state;
    world.message.colour = (Hensigt__Tests__V1__Colour)99;
    world.message.colours = colours;
    world.message.n_colours = 2;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.colour", "UNKNOWN_ENUM_VALUE", "must be a value of hensigt.tests.v1.Colour, found 99");
    assert_violation(1, "shape.colours[1]", "UNKNOWN_ENUM_VALUE", "must be a value of hensigt.tests.v1.Colour, found 7");
}

static void says_where_in_nested_messages(void **state)
{
    shape leaf = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape fine = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&fine, &leaf};
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    (void)state;
    rules_of("text")->format = HS_FORMAT_REGION;
    leaf.text = "Denmark";
    child.children = children;
    child.n_children = 2;
    world.message.child = &child;
    hs_rules_check(&world.shapes.type, &world.message.base, 0, "", 17, &world.status);
    assert_only_violation(
        "child.children[1].text", "FORMAT",
        "must be an ISO 3166-1 alpha-2 code: two upper-case letters, such as DK, found \"Denmark\"; DK is Denmark");
    assert_int_equal(world.status.message.field_violations[0]->line, 17);
}

static void checks_elements_of_texts(void **state)
{
    char *texts[] = {"DK", "", "dk"};
    (void)state;
    rules_of("texts")->format = HS_FORMAT_REGION;
    world.message.texts = texts;
    world.message.n_texts = 3;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.texts[1]", "REQUIRED", "must not be empty");
    assert_violation(1, "shape.texts[2]", "FORMAT",
                     "must be an ISO 3166-1 alpha-2 code: two upper-case letters, such as DK, found \"dk\"; DK is Denmark");
}

static void tells_impossible_dates_from_other_texts(void **state)
{
    char *texts[] = {"2022-02-31", "soon", "2022-04-12"};
    (void)state;
    rules_of("texts")->format = HS_FORMAT_DATE;
    world.message.texts = texts;
    world.message.n_texts = 3;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.texts[0]", "IMPOSSIBLE_DATE",
                     "must be a date of the calendar: 2022, 2022-04 or 2022-04-12, found \"2022-02-31\"");
    assert_violation(1, "shape.texts[1]", "FORMAT", "must be a date of the calendar: 2022, 2022-04 or 2022-04-12, found \"soon\"");
}

static void checks_the_kind_of_a_name(void **state)
{
    char *texts[] = {"centres/co-pi", "processes/sand", "organisations/kl", "Centre"};
    (void)state;
    rules_of("texts")->reference = "Centre|Process";
    world.message.texts = texts;
    world.message.n_texts = 4;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.texts[2]", "FORMAT", "must name a resource of kind Centre|Process, found \"organisations/kl\"");
    assert_violation(1, "shape.texts[3]", "FORMAT", "must be a resource name such as centres/co-pi, found \"Centre\"");
}

static void does_not_take_a_kind_for_a_longer_one(void **state)
{
    (void)state;
    rules_of("text")->reference = "ProcessModel";
    world.message.text = "processes/sand";
    check(0);
    assert_only_violation("shape.text", "FORMAT", "must name a resource of kind ProcessModel, found \"processes/sand\"");
}

static void takes_a_wildcard_in_a_parent_only(void **state)
{
    (void)state;
    rules_of("text")->reference = "Partnership";
    rules_of("text")->format = HS_FORMAT_PARENT;
    rules_of("chosen_text")->reference = "Partnership";
    world.message.text = "partnerships/-";
    assert_int_equal(check(0), HS_OK);
    world.message.choice_case = HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_TEXT;
    world.message.chosen_text = "partnerships/-";
    check(0);
    assert_only_violation("shape.chosen_text", "FORMAT",
                          "must be a resource name of the form partnerships/{partnership}, found \"partnerships/-\"");
}

static void puts_texts_into_their_stored_form(void **state)
{
    char *texts[] = {"45000000-7", "45000001"};
    (void)state;
    rules_of("texts")->format = HS_FORMAT_CPV;
    rules_of("text")->format = HS_FORMAT_DECIMAL;
    world.message.texts = texts;
    world.message.n_texts = 2;
    world.message.text = "-0.0";
    assert_int_equal(check(0), HS_OK);
    assert_string_equal(world.message.texts[0], "45000000");
    assert_string_equal(world.message.texts[1], "45000001");
    assert_string_equal(world.message.text, "0.0");
}

static void refuses_negative_decimals_where_told(void **state)
{
    (void)state;
    rules_of("text")->format = HS_FORMAT_DECIMAL;
    rules_of("text")->flags = HS_FIELD_NON_NEGATIVE;
    world.message.text = "-0";
    assert_int_equal(check(0), HS_OK);
    world.message.text = "-0.5";
    check(0);
    assert_only_violation("shape.text", "NEGATIVE", "must not be negative, found -0.5");
}

static void refuses_decimals_past_their_maximum(void **state)
{
    (void)state;
    rules_of("text")->format = HS_FORMAT_DECIMAL;
    rules_of("text")->maximum = 100;
    world.message.text = "100.00";
    assert_int_equal(check(0), HS_OK);
    world.message.text = "100.01";
    check(0);
    assert_only_violation("shape.text", "TOO_LARGE", "must be at most 100, found 100.01");
}

static void finds_equal_elements_in_their_stored_form(void **state)
{
    char *texts[] = {"45000000", "45000001", "45000000-7", "45000000"};
    (void)state;
    rules_of("texts")->format = HS_FORMAT_CPV;
    rules_of("texts")->flags = HS_FIELD_DISTINCT;
    world.message.texts = texts;
    world.message.n_texts = 4;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.texts[2]", "DUPLICATE", "must not be given twice: it equals element 0");
    assert_violation(1, "shape.texts[3]", "DUPLICATE", "must not be given twice: it equals element 0");
}

static void finds_equal_numbers_and_messages(void **state)
{
    int32_t numbers[] = {1, 2, 1};
    shape a = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape b = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&a, &b};
    (void)state;
    a.text = "same";
    b.text = "same";
    rules_of("numbers")->flags = HS_FIELD_DISTINCT;
    rules_of("children")->flags = HS_FIELD_DISTINCT;
    world.message.numbers = numbers;
    world.message.n_numbers = 3;
    world.message.children = children;
    world.message.n_children = 2;
    check(0);
    assert_violations(2);
    assert_violation(0, "shape.numbers[2]", "DUPLICATE", "must not be given twice: it equals element 0");
    assert_violation(1, "shape.children[1]", "DUPLICATE", "must not be given twice: it equals element 0");
}

static void clears_output_at_every_depth(void **state)
{
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape element = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&element};
    int32_t numbers[] = {1};
    (void)state;
    rules_of("text")->flags = HS_FIELD_OUTPUT_ONLY;
    rules_of("text")->format = HS_FORMAT_REGION;
    rules_of("numbers")->flags = HS_FIELD_OUTPUT_ONLY;
    rules_of("colour")->flags = HS_FIELD_OUTPUT_ONLY;
    world.message.text = child.text = element.text = "no region";
    world.message.numbers = numbers;
    world.message.n_numbers = 1;
    world.message.colour = (Hensigt__Tests__V1__Colour)99;
    world.message.child = &child;
    world.message.children = children;
    world.message.n_children = 1;
    assert_int_equal(check(0), HS_OK);
    assert_string_equal(world.message.text, "");
    assert_string_equal(child.text, "");
    assert_string_equal(element.text, "");
    assert_int_equal(world.message.n_numbers, 0);
    assert_int_equal(world.message.colour, 0);
}

static void keeps_and_checks_output_where_told(void **state)
{
    (void)state;
    rules_of("text")->flags = HS_FIELD_OUTPUT_ONLY;
    rules_of("text")->format = HS_FORMAT_REGION;
    world.message.text = "DK";
    assert_int_equal(check(HS_RULES_KEEP_OUTPUT), HS_OK);
    assert_string_equal(world.message.text, "DK");
    world.message.text = "no region";
    assert_int_equal(check(HS_RULES_KEEP_OUTPUT), HS_INVALID_ARGUMENT);
}

static void cuts_what_was_found(void **state)
{
    (void)state;
    rules_of("text")->format = HS_FORMAT_DECIMAL;
    world.message.text = "ærøskøbing ærøskøbing ærøskøbing ærøskøbing ærøskøbing";
    check(0);
    assert_only_violation("shape.text", "FORMAT",
                          "must be a decimal number such as 1250 or -0.5: at most 18 digits, at most 9 of them after the point, "
                          "found \"ærøskøbing ærøskøbing ærøskøbing ærøskøb...\"");
}

static enum hs_code check_type(const struct hs_message *type, ProtobufCMessage *message)
{
    hs_status_init(&world.status, &world.arena);
    return hs_rules_check(type, message, 0, "date", 0, &world.status);
}

static void checks_partial_dates(void **state)
{
    hensigt_partial_date date = HENSIGT__V1__PARTIAL_DATE__INIT;
    (void)state;
    check_type(&hensigt_partial_date_type, &date.base);
    assert_only_violation("date", "REQUIRED", "must have a date, an earliest or latest date, or the wording of its source");
    date.stated = "late October";
    assert_int_equal(check_type(&hensigt_partial_date_type, &date.base), HS_OK);
    date.latest = "2022-04";
    assert_int_equal(check_type(&hensigt_partial_date_type, &date.base), HS_OK);
    date.earliest = "2022-04-30";
    assert_int_equal(check_type(&hensigt_partial_date_type, &date.base), HS_OK);
    date.earliest = "2022-05";
    check_type(&hensigt_partial_date_type, &date.base);
    assert_only_violation("date.latest", "INTERVAL", "must not be before earliest, found \"2022-04\"");
    date.earliest = "2022-02-31";
    check_type(&hensigt_partial_date_type, &date.base);
    assert_violations(1);
    assert_string_equal(world.status.message.field_violations[0]->reason, "IMPOSSIBLE_DATE");
    date.earliest = "";
    date.date = "2022";
    check_type(&hensigt_partial_date_type, &date.base);
    assert_only_violation("date.date", "INTERVAL", "must not be given beside earliest or latest");
}

static void checks_money(void **state)
{
    hensigt_money money = HENSIGT__V1__MONEY__INIT;
    (void)state;
    money.currency_code = "DKK";
    money.units = 19;
    money.nanos = 600000000;
    assert_int_equal(check_type(&hensigt_money_type, &money.base), HS_OK);
    money.units = 0;
    money.nanos = -999999999;
    assert_int_equal(check_type(&hensigt_money_type, &money.base), HS_OK);
    money.units = 19;
    check_type(&hensigt_money_type, &money.base);
    assert_only_violation("date.nanos", "FORMAT", "must have the sign of units, found -999999999 beside 19");
    money.nanos = 1000000000;
    check_type(&hensigt_money_type, &money.base);
    assert_only_violation("date.nanos", "TOO_LARGE", "must be between -999999999 and 999999999, found 1000000000");
    money.nanos = INT32_MIN;
    assert_int_equal(check_type(&hensigt_money_type, &money.base), HS_INVALID_ARGUMENT);
}

/* The sign is the business of the field that holds an amount. */
static void check_sign(const ProtobufCMessage *amount)
{
    const struct hs_rules_walk walk = {.status = &world.status};
    const struct hs_path path = hs_path_field(NULL, "amount");
    hs_status_init(&world.status, &world.arena);
    hs_type_check_sign(&walk, &path, amount);
}

static void refuses_amounts_below_zero(void **state)
{
    hensigt_money money = HENSIGT__V1__MONEY__INIT;
    hensigt_quantity quantity = HENSIGT__V1__QUANTITY__INIT;
    (void)state;
    check_sign(&money.base);
    assert_int_equal(hs_status_code(&world.status), HS_OK);
    money.nanos = -1;
    check_sign(&money.base);
    assert_only_violation("amount.nanos", "NEGATIVE", "must not be negative, found -1");
    money.units = -3;
    check_sign(&money.base);
    assert_only_violation("amount.units", "NEGATIVE", "must not be negative, found -3");
    quantity.value = "-0";
    check_sign(&quantity.base);
    assert_int_equal(hs_status_code(&world.status), HS_OK);
    quantity.value = "-0.5";
    check_sign(&quantity.base);
    assert_only_violation("amount.value", "NEGATIVE", "must not be negative, found -0.5");
    check_sign(&world.message.base);
    assert_int_equal(hs_status_code(&world.status), HS_OK);
}

static void checks_timestamps(void **state)
{
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    (void)state;
    time.seconds = INT64_C(253402300799);
    time.nanos = 999999000;
    assert_int_equal(check_type(&pb_timestamp_type, &time.base), HS_OK);
    time.nanos = 1500;
    check_type(&pb_timestamp_type, &time.base);
    assert_only_violation("date", "PRECISION", "must be a whole number of microseconds, found 1500 nanoseconds");
    time.nanos = -1;
    check_type(&pb_timestamp_type, &time.base);
    assert_string_equal(world.status.message.field_violations[0]->reason, "IMPOSSIBLE_DATE");
    time.nanos = 0;
    time.seconds = INT64_C(253402300800);
    check_type(&pb_timestamp_type, &time.base);
    assert_only_violation("date", "IMPOSSIBLE_DATE",
                          "must be a time of the years 0001 to 9999, found 253402300800 seconds and 0 nanoseconds");
}

static void checks_durations(void **state)
{
    Google__Protobuf__Duration duration = GOOGLE__PROTOBUF__DURATION__INIT;
    (void)state;
    duration.seconds = -5;
    duration.nanos = -1;
    assert_int_equal(check_type(&pb_duration_type, &duration.base), HS_OK);
    duration.nanos = 1;
    check_type(&pb_duration_type, &duration.base);
    assert_only_violation("date", "FORMAT", "must have seconds and nanoseconds of one sign, found -5 and 1");
    duration.seconds = INT64_C(315576000001);
    assert_int_equal(check_type(&pb_duration_type, &duration.base), HS_INVALID_ARGUMENT);
    duration.seconds = 0;
    duration.nanos = INT32_MIN;
    check_type(&pb_duration_type, &duration.base);
    assert_string_equal(world.status.message.field_violations[0]->reason, "TOO_LARGE");
}

static void checks_field_masks(void **state)
{
    char *paths[] = {"title", "*", "purchase_period.start_date", "a1_b", "Title", "title.", "a..b", "", ".a", "a b", "1a"};
    Google__Protobuf__FieldMask mask = GOOGLE__PROTOBUF__FIELD_MASK__INIT;
    (void)state;
    mask.paths = paths;
    mask.n_paths = 4;
    assert_int_equal(check_type(&pb_field_mask_type, &mask.base), HS_OK);
    mask.n_paths = 11;
    check_type(&pb_field_mask_type, &mask.base);
    assert_violations(7);
    assert_violation(0, "date.paths[4]", "FORMAT", "must be the path of a field, such as title or offices, or *, found \"Title\"");
}

/* With any amount of memory: the code says whether the message is good, and what is said of it can be packed. */
static void stays_right_without_memory(void **state)
{
    (void)state;
    rules_of("texts")->format = HS_FORMAT_CPV;
    rules_of("text")->flags = HS_FIELD_REQUIRED;
    for (size_t limit = 0; limit < 2048; limit += 16) {
        char *texts[] = {"45000000-7"};
        struct hs_arena arena;
        struct hs_status status;
        hs_arena_init(&arena, limit);
        hs_status_init(&status, &arena);
        world.message.texts = texts;
        world.message.n_texts = 1;
        enum hs_code code = hs_rules_check(&world.shapes.type, &world.message.base, 0, "", 0, &status);
        assert_true(code == HS_INVALID_ARGUMENT || (code == HS_RESOURCE_EXHAUSTED && limit < 256));
        assert_true(protobuf_c_message_check(&status.message.base));
        hs_arena_free(&arena);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_an_empty_message_without_rules),
        TEST(names_every_field_that_is_missing),
        TEST(lets_a_patch_leave_out_fields_but_not_within_elements),
        TEST(counts_characters_and_bytes),
        TEST(takes_texts_at_both_limits),
        TEST(limits_lengths_where_the_contract_names_none),
        TEST(limits_the_number_of_elements),
        TEST(checks_numbers),
        TEST(takes_numbers_at_the_limit),
        TEST(refuses_unknown_enum_values),
        TEST(says_where_in_nested_messages),
        TEST(checks_elements_of_texts),
        TEST(tells_impossible_dates_from_other_texts),
        TEST(checks_the_kind_of_a_name),
        TEST(does_not_take_a_kind_for_a_longer_one),
        TEST(takes_a_wildcard_in_a_parent_only),
        TEST(puts_texts_into_their_stored_form),
        TEST(refuses_negative_decimals_where_told),
        TEST(refuses_decimals_past_their_maximum),
        TEST(finds_equal_elements_in_their_stored_form),
        TEST(finds_equal_numbers_and_messages),
        TEST(clears_output_at_every_depth),
        TEST(keeps_and_checks_output_where_told),
        TEST(cuts_what_was_found),
        TEST(checks_partial_dates),
        TEST(checks_money),
        TEST(refuses_amounts_below_zero),
        TEST(checks_timestamps),
        TEST(checks_durations),
        TEST(checks_field_masks),
        TEST(stays_right_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
