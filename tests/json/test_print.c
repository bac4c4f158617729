#include "shapes.h"
#include "wire/guard.h"
#include "json/json.h"

#include "google/protobuf/any.pb-c.h"
#include "google/protobuf/any_tables.h"
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

struct world {
    struct shapes shapes;
    struct hs_arena arena;
    struct hs_json_errors errors;
    struct hs_buffer text;
    shape message;
};

static struct world world;

static int set_up(void **state)
{
    (void)state;
    shapes_init(&world.shapes);
    hs_arena_init(&world.arena, 1 << 20);
    hs_json_errors_init(&world.errors, &world.arena);
    hensigt__tests__v1__shape__init(&world.message);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hs_buffer_free(&world.text);
    hs_arena_free(&world.arena);
    return 0;
}

static void assert_prints(const struct hs_message *type, const ProtobufCMessage *message, unsigned how, const char *expected)
{
    hs_buffer_reset(&world.text);
    if (!hs_json_print(type, message, how, &world.text, &world.errors)) {
        fail_msg("%s: %s", world.errors.errors[0].path, world.errors.errors[0].text);
    }
    assert_string_equal(world.text.text, expected);
}

static void assert_refuses(const struct hs_message *type, const ProtobufCMessage *message, const char *path, const char *reason)
{
    hs_buffer_reset(&world.text);
    hs_json_errors_init(&world.errors, &world.arena);
    assert_false(hs_json_print(type, message, 0, &world.text, &world.errors));
    assert_int_equal(world.errors.count, 1);
    assert_string_equal(world.errors.errors[0].path, path);
    assert_string_equal(world.errors.errors[0].reason, reason);
}

static void leaves_unset_fields_out(void **state)
{
    (void)state;
    assert_prints(&world.shapes.type, &world.message.base, 0, "{}");
    assert_prints(&world.shapes.type, &world.message.base, HS_JSON_PRETTY, "{}");
}

static void prints_every_kind_of_value(void **state)
{
    (void)state;
    world.message.flag = 1;
    world.message.signed_number = INT32_MIN;
    world.message.unsigned_number = UINT32_MAX;
    world.message.long_number = INT64_MIN;
    world.message.text = "Køge \"Kyst\"\\\b\t\n\v\f\r\x01";
    world.message.data = (ProtobufCBinaryData){4, (uint8_t *)"\xFB\xFF\x00\x01"};
    world.message.colour = HENSIGT__TESTS__V1__COLOUR__COLOUR_BLUE;
    assert_prints(&world.shapes.type, &world.message.base, 0,
                  "{\"flag\":true,\"signedNumber\":-2147483648,\"unsignedNumber\":4294967295,"
                  "\"longNumber\":\"-9223372036854775808\",\"text\":\"Køge "
                  "\\\"Kyst\\\"\\\\\\b\\t\\n\\u000b\\f\\r\\u0001\",\"data\":\"+/8AAQ==\","
                  "\"colour\":\"COLOUR_BLUE\"}");
}

static void prints_lists_and_unknown_enum_values(void **state)
{
    int32_t numbers[] = {0, -1};
    char *texts[] = {"", "a"};
    ProtobufCBinaryData datas[] = {{0, NULL}, {1, (uint8_t *)"f"}};
    Hensigt__Tests__V1__Colour colours[] = {HENSIGT__TESTS__V1__COLOUR__COLOUR_UNSPECIFIED, (Hensigt__Tests__V1__Colour)7};
    int64_t longs[] = {5};
    protobuf_c_boolean flags[] = {0, 1};
    (void)state;
    world.message.numbers = numbers;
    world.message.n_numbers = 2;
    world.message.texts = texts;
    world.message.n_texts = 2;
    world.message.datas = datas;
    world.message.n_datas = 2;
    world.message.colours = colours;
    world.message.n_colours = 2;
    world.message.zigzag_numbers = longs;
    world.message.n_zigzag_numbers = 1;
    world.message.flags = flags;
    world.message.n_flags = 2;
    assert_prints(&world.shapes.type, &world.message.base, 0,
                  "{\"flags\":[false,true],\"numbers\":[0,-1],\"zigzagNumbers\":[\"5\"],\"texts\":[\"\",\"a\"],"
                  "\"datas\":[\"\",\"Zg==\"],\"colours\":[\"COLOUR_UNSPECIFIED\",7]}");
}

static void prints_the_member_of_a_oneof_even_if_zero(void **state)
{
    (void)state;
    world.message.choice_case = HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER;
    world.message.chosen_number = 0;
    assert_prints(&world.shapes.type, &world.message.base, 0, "{\"chosenNumber\":\"0\"}");
}

static void prints_on_lines_of_their_own(void **state)
{
    shape empty = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&child, &empty};
    char *texts[] = {"a"};
    (void)state;
    child.flag = 1;
    world.message.texts = texts;
    world.message.n_texts = 1;
    world.message.children = children;
    world.message.n_children = 2;
    assert_prints(&world.shapes.type, &world.message.base, HS_JSON_PRETTY,
                  "{\n"
                  "  \"texts\": [\n"
                  "    \"a\"\n"
                  "  ],\n"
                  "  \"children\": [\n"
                  "    {\n"
                  "      \"flag\": true\n"
                  "    },\n"
                  "    {}\n"
                  "  ]\n"
                  "}");
}

static void prints_in_the_order_of_the_contract(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SHAPES_FIELDS; i++) {
        world.shapes.fields[i].position = (uint16_t)(SHAPES_FIELDS - 1 - i);
    }
    world.message.flag = 1;
    world.message.text = "b";
    assert_prints(&world.shapes.type, &world.message.base, 0, "{\"text\":\"b\",\"flag\":true}");
}

static void prints_well_known_types(void **state)
{
    char *paths[] = {"focus_areas", "purchase_period.start_date", "*"};
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Google__Protobuf__Duration duration = GOOGLE__PROTOBUF__DURATION__INIT;
    Google__Protobuf__FieldMask mask = GOOGLE__PROTOBUF__FIELD_MASK__INIT;
    (void)state;
    assert_prints(&pb_timestamp_type, &time.base, 0, "\"1970-01-01T00:00:00Z\"");
    assert_prints(&pb_duration_type, &duration.base, 0, "\"0s\"");
    duration.nanos = -500000000;
    assert_prints(&pb_duration_type, &duration.base, 0, "\"-0.500s\"");
    duration.seconds = -1;
    duration.nanos = -1;
    assert_prints(&pb_duration_type, &duration.base, 0, "\"-1.000000001s\"");
    duration.seconds = INT64_C(315576000000);
    duration.nanos = 1000;
    assert_prints(&pb_duration_type, &duration.base, 0, "\"315576000000.000001s\"");
    assert_prints(&pb_field_mask_type, &mask.base, 0, "\"\"");
    mask.paths = paths;
    mask.n_paths = 3;
    assert_prints(&pb_field_mask_type, &mask.base, 0, "\"focusAreas,purchasePeriod.startDate,*\"");
}

static void refuses_what_has_no_form(void **state)
{
    char *paths[] = {"a__b", "a_", "a_1", "A", "a,b", ""};
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Google__Protobuf__Duration duration = GOOGLE__PROTOBUF__DURATION__INIT;
    Google__Protobuf__FieldMask mask = GOOGLE__PROTOBUF__FIELD_MASK__INIT;
    (void)state;
    time.nanos = -1;
    assert_refuses(&pb_timestamp_type, &time.base, "", "UNPRINTABLE");
    duration.seconds = 1;
    duration.nanos = -1;
    assert_refuses(&pb_duration_type, &duration.base, "", "UNPRINTABLE");
    duration.seconds = INT64_C(315576000001);
    duration.nanos = 0;
    assert_refuses(&pb_duration_type, &duration.base, "", "UNPRINTABLE");
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        mask.paths = &paths[i];
        mask.n_paths = 1;
        assert_refuses(&pb_field_mask_type, &mask.base, "", "UNPRINTABLE");
    }
}

static void refuses_numbers_that_the_contract_does_not_use(void **state)
{
    (void)state;
    world.message.double_number = 1.5;
    assert_refuses(&world.shapes.type, &world.message.base, "doubleNumber", "UNPRINTABLE");
}

static void refuses_what_is_nested_too_deep(void **state)
{
    shape nested[HS_GUARD_MAX_DEPTH];
    (void)state;
    world.message.child = &nested[0];
    for (int i = 0; i < HS_GUARD_MAX_DEPTH; i++) {
        hensigt__tests__v1__shape__init(&nested[i]);
        nested[i].child = i + 1 < HS_GUARD_MAX_DEPTH ? &nested[i + 1] : NULL;
    }
    assert_false(hs_json_print(&world.shapes.type, &world.message.base, 0, &world.text, &world.errors));
    assert_string_equal(world.errors.errors[0].reason, "TOO_DEEP");
    nested[HS_GUARD_MAX_DEPTH - 2].child = NULL;
    hs_json_errors_init(&world.errors, &world.arena);
    assert_true(hs_json_print(&world.shapes.type, &world.message.base, 0, &world.text, &world.errors));
}

static Google__Protobuf__Any any_of(char *type_url, const void *packed, size_t size)
{
    Google__Protobuf__Any any = GOOGLE__PROTOBUF__ANY__INIT;
    any.type_url = type_url;
    any.value = (ProtobufCBinaryData){size, (uint8_t *)(uintptr_t)packed};
    return any;
}

static void prints_what_an_any_holds(void **state)
{
    /* Money of DKK 5, and a timestamp of 1 second. */
    static const uint8_t money[] = {0x0A, 3, 'D', 'K', 'K', 0x10, 5};
    static const uint8_t second[] = {0x08, 1};
    (void)state;
    Google__Protobuf__Any empty = any_of("", NULL, 0);
    Google__Protobuf__Any of_money = any_of("type.googleapis.com/hensigt.v1.Money", money, sizeof money);
    Google__Protobuf__Any of_nothing = any_of("type.googleapis.com/hensigt.v1.Money", NULL, 0);
    Google__Protobuf__Any of_time = any_of("type.googleapis.com/google.protobuf.Timestamp", second, sizeof second);
    assert_prints(&pb_any_type, &empty.base, 0, "{}");
    assert_prints(&pb_any_type, &of_money.base, 0,
                  "{\"@type\":\"type.googleapis.com/hensigt.v1.Money\",\"currencyCode\":\"DKK\",\"units\":\"5\"}");
    assert_prints(&pb_any_type, &of_money.base, HS_JSON_SHORT_TYPES | HS_JSON_PRETTY,
                  "{\n  \"@type\": \"hensigt.v1.Money\",\n  \"currencyCode\": \"DKK\",\n  \"units\": \"5\"\n}");
    assert_prints(&pb_any_type, &of_nothing.base, 0, "{\"@type\":\"type.googleapis.com/hensigt.v1.Money\"}");
    assert_prints(&pb_any_type, &of_time.base, 0,
                  "{\"@type\":\"type.googleapis.com/google.protobuf.Timestamp\",\"value\":\"1970-01-01T00:00:01Z\"}");
}

static void refuses_an_any_it_cannot_read(void **state)
{
    (void)state;
    Google__Protobuf__Any unknown = any_of("type.googleapis.com/hensigt.v9.Nothing", NULL, 0);
    Google__Protobuf__Any damaged = any_of("type.googleapis.com/hensigt.v1.Money", "\x0A\x05", 2);
    Google__Protobuf__Any nameless = any_of("", "\x08\x01", 2);
    assert_refuses(&pb_any_type, &unknown.base, "", "UNKNOWN_TYPE");
    assert_refuses(&pb_any_type, &damaged.base, "", "UNPRINTABLE");
    assert_refuses(&pb_any_type, &nameless.base, "", "UNKNOWN_TYPE");
}

static void says_where_and_what_at_once(void **state)
{
    shape children[2] = {HENSIGT__TESTS__V1__SHAPE__INIT, HENSIGT__TESTS__V1__SHAPE__INIT};
    shape *list[] = {&children[0], &children[1]};
    (void)state;
    children[0].float_number = 1;
    children[1].unsigned_long_number = 1;
    world.message.children = list;
    world.message.n_children = 2;
    assert_false(hs_json_print(&world.shapes.type, &world.message.base, 0, &world.text, &world.errors));
    assert_int_equal(world.errors.count, 2);
    assert_string_equal(world.errors.errors[0].path, "children[0].floatNumber");
    assert_string_equal(world.errors.errors[1].path, "children[1].unsignedLongNumber");
    assert_false(world.errors.no_memory);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(leaves_unset_fields_out),
        TEST(prints_every_kind_of_value),
        TEST(prints_lists_and_unknown_enum_values),
        TEST(prints_the_member_of_a_oneof_even_if_zero),
        TEST(prints_on_lines_of_their_own),
        TEST(prints_in_the_order_of_the_contract),
        TEST(prints_well_known_types),
        TEST(refuses_what_has_no_form),
        TEST(refuses_numbers_that_the_contract_does_not_use),
        TEST(refuses_what_is_nested_too_deep),
        TEST(prints_what_an_any_holds),
        TEST(refuses_an_any_it_cannot_read),
        TEST(says_where_and_what_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
