#include "shapes.h"
#include "wire/guard.h"
#include "wire/member.h"
#include "json/json.h"

#include "google/protobuf/any.pb-c.h"
#include "google/protobuf/any_tables.h"
#include "google/protobuf/duration.pb-c.h"
#include "google/protobuf/duration_tables.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/field_mask_tables.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "google/protobuf/timestamp_tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
    struct shapes shapes;
    struct hs_arena arena;
    struct hs_json_errors errors;
};

static struct world world;

static int set_up(void **state)
{
    (void)state;
    shapes_init(&world.shapes);
    hs_arena_init(&world.arena, 1 << 22);
    hs_json_errors_init(&world.errors, &world.arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hs_arena_free(&world.arena);
    return 0;
}

static ProtobufCMessage *read_as(const struct hs_message *type, const char *text)
{
    hs_json_errors_init(&world.errors, &world.arena);
    return hs_json_parse(type, text, strlen(text), &world.errors);
}

static shape *read_shape(const char *text)
{
    shape *message = (shape *)read_as(&world.shapes.type, text);
    if (message == NULL) {
        fail_msg("%s: %s: %s", text, world.errors.errors[0].path, world.errors.errors[0].text);
    }
    return message;
}

/* Expects one error of a type's text. */
static void assert_error_as(const struct hs_message *type, const char *text, const char *path, const char *reason, const char *what)
{
    if (read_as(type, text) != NULL) {
        fail_msg("taken: %s", text);
    }
    assert_int_equal(world.errors.count, 1);
    assert_string_equal(world.errors.errors[0].path, path);
    assert_string_equal(world.errors.errors[0].reason, reason);
    assert_string_equal(world.errors.errors[0].text, what);
}

static void assert_error(const char *text, const char *path, const char *reason, const char *what)
{
    assert_error_as(&world.shapes.type, text, path, reason, what);
}

static void reads_every_kind_of_value(void **state)
{
    (void)state;
    const shape *message = read_shape("{\"flag\": true, \"signedNumber\": -2147483648, \"unsignedNumber\": 4294967295,"
                                      " \"longNumber\": \"-9223372036854775808\", \"text\": \"K\\u00f8ge \\ud834\\udd1e\\n\","
                                      " \"data\": \"+/8AAQ==\", \"colour\": \"COLOUR_BLUE\", \"child\": {\"flag\": false}}");
    assert_true(message->flag);
    assert_int_equal(message->signed_number, INT32_MIN);
    assert_int_equal(message->unsigned_number, UINT32_MAX);
    assert_int_equal(message->long_number, INT64_MIN);
    assert_string_equal(message->text, "Køge 𝄞\n");
    assert_int_equal(message->data.len, 4);
    assert_memory_equal(message->data.data, "\xFB\xFF\x00\x01", 4);
    assert_int_equal(message->colour, -2);
    assert_non_null(message->child);
    assert_false(message->child->flag);
}

static void reads_other_spellings(void **state)
{
    (void)state;
    const shape *message =
        read_shape("{\"signed_number\": \"-7\", \"longNumber\": 9223372036854775807, \"unsignedNumber\": 1e5,"
                   " \"zigzagNumber\": 3.0, \"data\": \"-_8\", \"colour\": -2, \"colours\": [7, \"COLOUR_RED\"]}");
    assert_int_equal(message->signed_number, -7);
    assert_int_equal(message->long_number, INT64_MAX);
    assert_int_equal(message->unsigned_number, 100000);
    assert_int_equal(message->zigzag_number, 3);
    assert_memory_equal(message->data.data, "\xFB\xFF", 2);
    assert_int_equal(message->colour, -2);
    assert_int_equal(message->colours[0], 7);
    assert_int_equal(message->colours[1], 1);
}

static void reads_lists(void **state)
{
    (void)state;
    const shape *message =
        read_shape("{\"numbers\": [1, 2, 3], \"texts\": [\"\", \"a\"], \"children\": [{}, {\"text\": \"x\"}], \"flags\": []}");
    assert_int_equal(message->n_numbers, 3);
    assert_int_equal(message->numbers[2], 3);
    assert_int_equal(message->n_texts, 2);
    assert_string_equal(message->texts[1], "a");
    assert_int_equal(message->n_children, 2);
    assert_string_equal(message->children[1]->text, "x");
    assert_int_equal(message->n_flags, 0);
}

static void takes_null_for_unset(void **state)
{
    (void)state;
    const shape *message =
        read_shape("{\"text\": null, \"child\": null, \"numbers\": null, \"chosenText\": null, \"chosenNumber\": 0}");
    assert_string_equal(message->text, "");
    assert_null(message->child);
    assert_int_equal(message->n_numbers, 0);
    assert_int_equal(message->choice_case, HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER);
}

static void says_which_type_was_meant(void **state)
{
    (void)state;
    assert_error("{\"flag\": 1}", "flag", "WRONG_TYPE", "must be true or false, found a number");
    assert_error("{\"signedNumber\": true}", "signedNumber", "WRONG_TYPE", "must be a whole number, found true or false");
    assert_error("{\"text\": 5}", "text", "WRONG_TYPE", "must be a string, found a number");
    assert_error("{\"data\": []}", "data", "WRONG_TYPE", "must be a string in base64, found a list");
    assert_error("{\"colour\": {}}", "colour", "WRONG_TYPE", "must be the name of an enum value, found an object");
    assert_error("{\"child\": \"x\"}", "child", "WRONG_TYPE", "must be an object, found a string");
    assert_error("{\"numbers\": 5}", "numbers", "WRONG_TYPE", "must be a list, found a number");
    assert_error("{\"texts\": [\"a\", null]}", "texts[1]", "WRONG_TYPE", "must be a string, found null");
    assert_error("{\"children\": [{}, {\"child\": {\"text\": []}}]}", "children[1].child.text", "WRONG_TYPE",
                 "must be a string, found a list");
    assert_error("[]", "", "WRONG_TYPE", "must be an object, found a list");
    assert_error("null", "", "WRONG_TYPE", "must be an object, found null");
    assert_error("{\"doubleNumber\": 1}", "doubleNumber", "WRONG_TYPE", "has a type that the contract does not use");
}

static void keeps_numbers_exact_and_in_range(void **state)
{
    (void)state;
    assert_error("{\"signedNumber\": 2147483648}", "signedNumber", "OUT_OF_RANGE",
                 "must be a whole number from -2147483648 to 2147483647, found 2147483648");
    assert_error("{\"unsignedNumber\": -1}", "unsignedNumber", "OUT_OF_RANGE",
                 "must be a whole number from 0 to 4294967295, found -1");
    assert_error("{\"longNumber\": \"9223372036854775808\"}", "longNumber", "OUT_OF_RANGE",
                 "must be a whole number of 64 bits, found \"9223372036854775808\"");
    assert_error("{\"longNumber\": 1.5}", "longNumber", "FORMAT", "must be a whole number, found 1.5");
    assert_error("{\"longNumber\": 1e18}", "longNumber", "OUT_OF_RANGE", "must be written out in digits: 1e+18 is not exact");
    assert_error("{\"longNumber\": \"+1\"}", "longNumber", "FORMAT", "must be a whole number, found \"+1\"");
    assert_error("{\"longNumber\": \"01\"}", "longNumber", "FORMAT", "must be a whole number, found \"01\"");
    assert_error("{\"longNumber\": \"\"}", "longNumber", "FORMAT", "must be a whole number, found \"\"");
    assert_error("{\"longNumber\": \"-\"}", "longNumber", "FORMAT", "must be a whole number, found \"-\"");
    assert_error("{\"longNumber\": \"1 \"}", "longNumber", "FORMAT", "must be a whole number, found \"1 \"");
    assert_int_equal(read_shape("{\"longNumber\": 9007199254740992.0}")->long_number, INT64_C(9007199254740992));
    assert_int_equal(read_shape("{\"longNumber\": -0.0}")->long_number, 0);
}

static void refuses_unknown_names(void **state)
{
    (void)state;
    assert_error("{\"texx\": 1}", "texx", "UNKNOWN_FIELD", "must be a field of hensigt.tests.v1.Shape, found \"texx\"");
    assert_error("{\"child\": {\"@type\": 1}}", "child.@type", "UNKNOWN_FIELD",
                 "must be a field of hensigt.tests.v1.Shape, found \"@type\"");
    assert_error("{\"colour\": \"RED\"}", "colour", "UNKNOWN_ENUM_VALUE",
                 "must be a value of hensigt.tests.v1.Colour, found \"RED\"");
    assert_error("{\"colour\": \"1\"}", "colour", "UNKNOWN_ENUM_VALUE", "must be a value of hensigt.tests.v1.Colour, found \"1\"");
}

static void refuses_a_field_given_twice(void **state)
{
    (void)state;
    assert_error("{\"signedNumber\": 1, \"signed_number\": 1}", "signed_number", "DUPLICATE_KEY",
                 "must not be given as signedNumber and as signed_number");
    assert_error("{\"chosenText\": \"a\", \"chosenNumber\": 0}", "chosenNumber", "ONEOF",
                 "must not be given beside another field of its oneof");
    assert_null(read_as(&world.shapes.type, "{\n  \"text\": \"a\",\n  \"text\": \"b\"\n}"));
    assert_int_equal(world.errors.count, 1);
    assert_string_equal(world.errors.errors[0].reason, "DUPLICATE_KEY");
    assert_int_equal(world.errors.errors[0].line, 3);
}

static void says_where_the_text_breaks(void **state)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "{",
                                        "{\"text\": }",
                                        "{\"text\": \"a\"} x",
                                        "{text: 1}",
                                        "{\"text\": 'a'}",
                                        "{\"text\": \"\\u0000\"}",
                                        "{\"text\": \"\\ud834\"}",
                                        "{\"text\": \"\xE6\"}",
                                        "{\"numbers\": [1,]}",
                                        "{\"longNumber\": 01}",
                                        "NaN"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (read_as(&world.shapes.type, texts[i]) != NULL) {
            fail_msg("taken: %s", texts[i]);
        }
        assert_int_equal(world.errors.count, 1);
        assert_string_equal(world.errors.errors[0].reason, "JSON_SYNTAX");
        assert_string_equal(world.errors.errors[0].path, "");
        assert_true(world.errors.errors[0].line > 0);
    }
    read_as(&world.shapes.type, "{\n  \"flag\": true,\n  \"text\" \"x\"\n}");
    assert_int_equal(world.errors.errors[0].line, 3);
    assert_int_equal(world.errors.errors[0].column, 12);
    read_as(&world.shapes.type, "{\"longNumber\": 99999999999999999999}");
    assert_string_equal(world.errors.errors[0].reason, "OUT_OF_RANGE");
    assert_null(hs_json_parse(&world.shapes.type, "{}\0", 3, &world.errors));
}

static void says_all_that_is_wrong_at_once(void **state)
{
    (void)state;
    assert_null(
        read_as(&world.shapes.type,
                "{\"flag\": 1, \"x\": 2, \"numbers\": [1, \"a\", 2.5], \"child\": {\"colour\": \"NO\"}, \"text\": \"fine\"}"));
    assert_int_equal(world.errors.count, 5);
    assert_string_equal(world.errors.errors[0].path, "flag");
    assert_string_equal(world.errors.errors[1].path, "x");
    assert_string_equal(world.errors.errors[2].path, "numbers[1]");
    assert_string_equal(world.errors.errors[3].path, "numbers[2]");
    assert_string_equal(world.errors.errors[4].path, "child.colour");
}

static void refuses_base64_with_other_characters(void **state)
{
    static const char *const texts[] = {"Z", "Zg=", "Zg===", "=", "====", "Zm9v=", "Z g=", "Zg==\\n", "Zm9vZ", "Zm=v", "Zg==Zg=="};
    static const char *const good[] = {"", "Zg", "Zg==", "Zm8", "Zm8=", "Zm9v", "-_-_", "+/+/"};
    char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        snprintf(text, sizeof text, "{\"data\": \"%s\"}", texts[i]);
        if (read_as(&world.shapes.type, text) != NULL) {
            fail_msg("taken: %s", text);
        }
        assert_string_equal(world.errors.errors[0].reason, "FORMAT");
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, "{\"data\": \"%s\"}", good[i]);
        read_shape(text);
    }
}

static void reads_well_known_types(void **state)
{
    (void)state;
    const Google__Protobuf__Timestamp *time = (void *)read_as(&pb_timestamp_type, "\"2022-04-12T12:30:15.25+02:00\"");
    assert_int_equal(time->seconds, 1649759415);
    assert_int_equal(time->nanos, 250000000);
    const Google__Protobuf__Duration *duration = (void *)read_as(&pb_duration_type, "\"-0.5s\"");
    assert_int_equal(duration->seconds, 0);
    assert_int_equal(duration->nanos, -500000000);
    duration = (void *)read_as(&pb_duration_type, "\"315576000000.999999999s\"");
    assert_int_equal(duration->seconds, INT64_C(315576000000));
    const Google__Protobuf__FieldMask *mask = (void *)read_as(&pb_field_mask_type, "\"focusAreas,purchasePeriod.startDate\"");
    assert_int_equal(mask->n_paths, 2);
    assert_string_equal(mask->paths[0], "focus_areas");
    assert_string_equal(mask->paths[1], "purchase_period.start_date");
    mask = (void *)read_as(&pb_field_mask_type, "\"\"");
    assert_int_equal(mask->n_paths, 0);
}

static void refuses_other_texts_for_them(void **state)
{
    static const char *const durations[] = {"",     "1",   "s", "1.s", ".5s", "+1s", "1s ", "1.0000000001s", "315576000001s",
                                            "--1s", "1 s", "1S"};
    static const char *const masks[] = {"a,", ",a", "a,,b", "a_b", ","};
    char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        snprintf(text, sizeof text, "\"%s\"", durations[i]);
        assert_null(read_as(&pb_duration_type, text));
        assert_string_equal(world.errors.errors[0].reason, "FORMAT");
    }
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        snprintf(text, sizeof text, "\"%s\"", masks[i]);
        assert_null(read_as(&pb_field_mask_type, text));
        assert_string_equal(world.errors.errors[0].reason, "FORMAT");
    }
    assert_error_as(&pb_timestamp_type, "5", "", "WRONG_TYPE", "must be a string, found a number");
    assert_error_as(&pb_timestamp_type, "\"2022-04-12\"", "", "FORMAT",
                    "must be a time of the years 0001 to 9999 such as \"2022-04-12T10:30:00Z\", found \"2022-04-12\"");
}

static void reads_what_an_any_holds(void **state)
{
    static const uint8_t money[] = {0x0A, 3, 'D', 'K', 'K', 0x10, 5};
    static const char *const types[] = {"hensigt.v1.Money", "type.googleapis.com/hensigt.v1.Money"};
    char text[128];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "{\"units\": 5, \"@type\": \"%s\", \"currencyCode\": \"DKK\"}", types[i]);
        const Google__Protobuf__Any *any = (void *)read_as(&pb_any_type, text);
        assert_non_null(any);
        assert_string_equal(any->type_url, "type.googleapis.com/hensigt.v1.Money");
        assert_int_equal(any->value.len, sizeof money);
        assert_memory_equal(any->value.data, money, sizeof money);
    }
    const Google__Protobuf__Any *time =
        (void *)read_as(&pb_any_type, "{\"@type\": \"google.protobuf.Timestamp\", \"value\": \"1970-01-01T00:00:01Z\"}");
    assert_non_null(time);
    assert_memory_equal(time->value.data, "\x08\x01", 2);
    const Google__Protobuf__Any *empty = (void *)read_as(&pb_any_type, "{}");
    assert_non_null(empty);
    assert_string_equal(empty->type_url, "");
}

static void says_what_is_wrong_with_an_any(void **state)
{
    (void)state;
    assert_error_as(&pb_any_type, "{\"units\": 5}", "@type", "WRONG_TYPE", "must be a string that names the type of the message");
    assert_error_as(&pb_any_type, "{\"@type\": 5}", "@type", "WRONG_TYPE", "must be a string that names the type of the message");
    assert_error_as(&pb_any_type, "{\"@type\": \"hensigt.v9.X\"}", "@type", "UNKNOWN_TYPE",
                    "must name a type of the contract such as hensigt.v1.Centre, found \"hensigt.v9.X\"");
    assert_error_as(&pb_any_type, "{\"@type\": \"example.org/hensigt.v1.Money\"}", "@type", "UNKNOWN_TYPE",
                    "must name a type of the contract such as hensigt.v1.Centre, found \"example.org/hensigt.v1.Money\"");
    assert_error_as(&pb_any_type, "{\"@type\": \"hensigt.v1.Money\", \"unit\": 5}", "unit", "UNKNOWN_FIELD",
                    "must be a field of hensigt.v1.Money, found \"unit\"");
    assert_error_as(&pb_any_type, "{\"@type\": \"google.protobuf.Timestamp\"}", "value", "WRONG_TYPE",
                    "must be given in an Any of google.protobuf.Timestamp");
    assert_error_as(&pb_any_type, "{\"@type\": \"google.protobuf.Timestamp\", \"value\": \"1970-01-01T00:00:01Z\", \"x\": 1}", "x",
                    "UNKNOWN_FIELD", "must not stand beside \"value\"");
}

static void limits_the_depth(void **state)
{
    struct hs_buffer text = {0};
    (void)state;
    for (int depth = HS_GUARD_MAX_DEPTH; depth <= HS_GUARD_MAX_DEPTH + 1; depth++) {
        hs_buffer_reset(&text);
        for (int i = 1; i < depth; i++) {
            hs_buffer_text(&text, "{\"child\":");
        }
        hs_buffer_text(&text, "{}");
        for (int i = 1; i < depth; i++) {
            hs_buffer_char(&text, '}');
        }
        assert_int_equal(read_as(&world.shapes.type, text.text) != NULL, depth == HS_GUARD_MAX_DEPTH);
    }
    assert_string_equal(world.errors.errors[0].reason, "TOO_DEEP");
    hs_buffer_reset(&text);
    for (int i = 0; i < 100000; i++) {
        hs_buffer_char(&text, '[');
    }
    assert_null(read_as(&world.shapes.type, text.text));
    hs_buffer_free(&text);
}

/* With any amount of memory: the message, or that it is wrong, and never both or neither. */
static void stays_right_without_memory(void **state)
{
    static const char good[] =
        "{\"text\": \"abc\", \"texts\": [\"a\", \"b\"], \"data\": \"Zm9v\", \"children\": [{}, {\"flag\": true}]}";
    static const char bad[] = "{\"text\": 1, \"texts\": [2], \"children\": [{\"x\": 1}]}";
    static const char any[] = "{\"@type\": \"hensigt.v1.LocalizedText\", \"languageCode\": \"da\", \"text\": \"x\"}";
    static const char mask[] = "\"a,b,c,d,e,f\"";
    size_t read = 0;
    (void)state;
    for (size_t limit = 0; limit < 8192; limit += 16) {
        const struct {
            const struct hs_message *type;
            const char *text;
        } cases[] = {{&world.shapes.type, good}, {&pb_any_type, any}, {&pb_field_mask_type, mask}, {&world.shapes.type, bad}};
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct hs_arena arena;
            struct hs_json_errors errors;
            hs_arena_init(&arena, limit);
            hs_json_errors_init(&errors, &arena);
            const ProtobufCMessage *message = hs_json_parse(cases[i].type, cases[i].text, strlen(cases[i].text), &errors);
            assert_int_equal(message != NULL, hs_json_errors_none(&errors));
            assert_true(cases[i].text != bad || message == NULL);
            assert_true(cases[i].text == bad || errors.count == 0);
            read += message != NULL ? 1 : 0;
            hs_arena_free(&arena);
        }
    }
    assert_true(read > 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_every_kind_of_value),
        TEST(reads_other_spellings),
        TEST(reads_lists),
        TEST(takes_null_for_unset),
        TEST(says_which_type_was_meant),
        TEST(keeps_numbers_exact_and_in_range),
        TEST(refuses_unknown_names),
        TEST(refuses_a_field_given_twice),
        TEST(says_where_the_text_breaks),
        TEST(says_all_that_is_wrong_at_once),
        TEST(refuses_base64_with_other_characters),
        TEST(reads_well_known_types),
        TEST(refuses_other_texts_for_them),
        TEST(reads_what_an_any_holds),
        TEST(says_what_is_wrong_with_an_any),
        TEST(limits_the_depth),
        TEST(stays_right_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
