#include "shapes.pb-c.h"
#include "wire/arena.h"
#include "wire/member.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Hensigt__Tests__V1__Shape shape;

static const ProtobufCFieldDescriptor *field(const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(&hensigt__tests__v1__shape__descriptor, name);
}

static size_t count(const shape *message, const char *name)
{
    return hs_member_count(&message->base, field(name));
}

static void counts_what_is_populated(void **state)
{
    shape message = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    int32_t numbers[] = {0, 0};
    (void)state;
    for (unsigned i = 0; i < hensigt__tests__v1__shape__descriptor.n_fields; i++) {
        assert_int_equal(hs_member_count(&message.base, &hensigt__tests__v1__shape__descriptor.fields[i]), 0);
    }
    message.flag = 1;
    message.signed_number = -1;
    message.unsigned_long_number = UINT64_C(1) << 40;
    message.text = "x";
    message.data = (ProtobufCBinaryData){1, (uint8_t *)"y"};
    message.colour = HENSIGT__TESTS__V1__COLOUR__COLOUR_RED;
    message.child = &child;
    message.numbers = numbers;
    message.n_numbers = 2;
    message.choice_case = HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER;
    assert_int_equal(count(&message, "flag"), 1);
    assert_int_equal(count(&message, "signed_number"), 1);
    assert_int_equal(count(&message, "unsigned_long_number"), 1);
    assert_int_equal(count(&message, "text"), 1);
    assert_int_equal(count(&message, "data"), 1);
    assert_int_equal(count(&message, "colour"), 1);
    assert_int_equal(count(&message, "child"), 1);
    assert_int_equal(count(&message, "numbers"), 2);
    assert_int_equal(count(&message, "chosen_number"), 1);
    assert_int_equal(count(&message, "chosen_text"), 0);
    assert_int_equal(count(&message, "flags"), 0);
    message.text = NULL;
    assert_int_equal(count(&message, "text"), 0);
    assert_string_equal(hs_member_text(&message.base, field("text"), 0), "");
}

static void reads_numbers_of_every_width(void **state)
{
    shape message = HENSIGT__TESTS__V1__SHAPE__INIT;
    int32_t numbers[] = {-5, 6};
    (void)state;
    message.flag = 7;
    message.signed_number = -1;
    message.unsigned_number = UINT32_MAX;
    message.long_number = INT64_MIN;
    message.colour = HENSIGT__TESTS__V1__COLOUR__COLOUR_BLUE;
    message.numbers = numbers;
    message.n_numbers = 2;
    assert_int_equal(hs_member_number(&message.base, field("flag"), 0), 1);
    assert_int_equal(hs_member_number(&message.base, field("signed_number"), 0), -1);
    assert_int_equal(hs_member_number(&message.base, field("unsigned_number"), 0), UINT32_MAX);
    assert_int_equal(hs_member_number(&message.base, field("long_number"), 0), INT64_MIN);
    assert_int_equal(hs_member_number(&message.base, field("colour"), 0), -2);
    assert_int_equal(hs_member_number(&message.base, field("numbers"), 0), -5);
    assert_int_equal(hs_member_number(&message.base, field("numbers"), 1), 6);
}

static void puts_and_clears(void **state)
{
    shape message = HENSIGT__TESTS__V1__SHAPE__INIT;
    char *texts[] = {"a", "b"};
    char *text = "chosen";
    int64_t number = 0;
    (void)state;
    hs_member_put(&message.base, field("text"), &text);
    hs_member_put_elements(&message.base, field("texts"), texts, 2);
    assert_string_equal(message.text, "chosen");
    assert_string_equal(hs_member_text(&message.base, field("texts"), 1), "b");
    hs_member_put(&message.base, field("chosen_number"), &number);
    assert_int_equal(message.choice_case, HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER);
    assert_true(hs_member_has_rival(&message.base, field("chosen_text")));
    assert_false(hs_member_has_rival(&message.base, field("chosen_number")));
    assert_false(hs_member_has_rival(&message.base, field("text")));
    hs_member_clear(&message.base, field("chosen_text"));
    assert_int_equal(message.choice_case, HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER);
    hs_member_clear(&message.base, field("chosen_number"));
    assert_int_equal(message.choice_case, 0);
    hs_member_clear(&message.base, field("text"));
    hs_member_clear(&message.base, field("texts"));
    assert_string_equal(message.text, "");
    assert_int_equal(protobuf_c_message_get_packed_size(&message.base), 0);
}

static void copies_single_fields(void **state)
{
    static const char *const names[] = {"text", "texts", "numbers", "chosen_number"};
    shape from = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape to = HENSIGT__TESTS__V1__SHAPE__INIT;
    char *texts[] = {"a", "b"};
    int32_t number = 5;
    (void)state;
    from.text = "t";
    from.texts = texts;
    from.n_texts = 2;
    from.choice_case = HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_NUMBER; /* and its value is zero */
    to.text = "other";
    to.numbers = &number;
    to.n_numbers = 1;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(hs_member_same(&from.base, &to.base, field(names[i])));
        hs_member_copy(&from.base, &to.base, field(names[i]));
        assert_true(hs_member_same(&from.base, &to.base, field(names[i])));
    }
    assert_true(hs_message_equal(&from.base, &to.base));
    assert_string_equal(to.text, "t");
    assert_int_equal(to.n_texts, 2);
    assert_int_equal(to.n_numbers, 0);
}

/* Two copies of one message are equal; a change of any field makes them differ. */
static void compares_messages(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    shape child = HENSIGT__TESTS__V1__SHAPE__INIT;
    shape *children[] = {&child, &child};
    shape message = HENSIGT__TESTS__V1__SHAPE__INIT;
    child.text = "child";
    message.text = "parent";
    message.data = (ProtobufCBinaryData){2, (uint8_t *)"ab"};
    message.children = children;
    message.n_children = 2;
    message.choice_case = HENSIGT__TESTS__V1__SHAPE__CHOICE_CHOSEN_SHAPE;
    message.chosen_shape = &child;
    shape *copy = (shape *)hs_arena_message(&arena, &message.base);
    assert_true(hs_message_equal(&message.base, &copy->base));
    copy->children[1]->text = "other";
    assert_false(hs_message_equal(&message.base, &copy->base));
    copy->children[1]->text = "child";
    copy->data.data[1] = 'c';
    assert_false(hs_message_equal(&message.base, &copy->base));
    copy->data.data[1] = 'b';
    copy->n_children = 1;
    assert_false(hs_message_equal(&message.base, &copy->base));
    copy->n_children = 2;
    copy->chosen_shape->flag = 1;
    assert_false(hs_message_equal(&message.base, &copy->base));
    copy->chosen_shape->flag = 0;
    assert_true(hs_message_equal(&message.base, &copy->base));
    hs_arena_free(&arena);
}

static void compares_unknown_fields(void **state)
{
    static const uint8_t one[] = {0xF8, 0x07, 1};
    static const uint8_t two[] = {0xF8, 0x07, 2};
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    const ProtobufCMessageDescriptor *type = &hensigt__tests__v1__shape__descriptor;
    ProtobufCMessage *a = protobuf_c_message_unpack(type, &arena.protobuf, sizeof one, one);
    ProtobufCMessage *b = protobuf_c_message_unpack(type, &arena.protobuf, sizeof one, one);
    ProtobufCMessage *c = protobuf_c_message_unpack(type, &arena.protobuf, sizeof two, two);
    ProtobufCMessage *d = protobuf_c_message_unpack(type, &arena.protobuf, 0, NULL);
    assert_true(hs_message_equal(a, b));
    assert_false(hs_message_equal(a, c));
    assert_false(hs_message_equal(a, d));
    hs_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_is_populated), cmocka_unit_test(reads_numbers_of_every_width),
        cmocka_unit_test(puts_and_clears),          cmocka_unit_test(compares_messages),
        cmocka_unit_test(compares_unknown_fields),  cmocka_unit_test(copies_single_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
