#include "fuzz_guard.h"
#include "shapes.pb-c.h"
#include "wire/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef Hensigt__Tests__V1__Shape shape;

static const ProtobufCMessageDescriptor *const shape_type = &hensigt__tests__v1__shape__descriptor;

#define BYTES(...) ((const uint8_t[]){__VA_ARGS__}), sizeof((const uint8_t[]){__VA_ARGS__})

/* Tags of fields, as they stand on the wire. */
enum {
    FLAG = 0x08,       /* 1, varint */
    NUMBER = 0x10,     /* 2, varint */
    FIXED = 0x2D,      /* 5, fixed32 */
    FIXED_LONG = 0x51, /* 10, fixed64 */
    TEXT = 0x72,       /* 14, prefixed */
    DATA = 0x7A,       /* 15, prefixed */
    CHILD_1 = 0x8A,    /* 17, prefixed, and its second byte */
    CHILD_2 = 0x01,
    NUMBERS_1 = 0xB2, /* 22, packed */
    NUMBERS_2 = 0x01,
    FIXEDS_1 = 0xC2, /* 24, packed */
    FIXEDS_2 = 0x01,
    CHOSEN_1 = 0xD2, /* 42, the message of a oneof */
    CHOSEN_2 = 0x02,
    UNKNOWN_1 = 0xA0, /* 100, varint */
    UNKNOWN_2 = 0x06,
};

/* Bytes with one fault each, and where it is. */
static const struct {
    const char *what;
    const uint8_t *data;
    size_t size;
    enum hs_guard_fault fault;
    size_t offset;
    const char *field;
} faults[] = {
    {"a tag without end", BYTES(0x80), HS_GUARD_TRUNCATED, 0, NULL},
    {"a tag of six bytes", BYTES(0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 1), HS_GUARD_TRUNCATED, 0, NULL},
    {"a number without end", BYTES(FLAG, 0x80), HS_GUARD_TRUNCATED, 0, NULL},
    {"no number", BYTES(FLAG), HS_GUARD_TRUNCATED, 0, NULL},
    {"a number of eleven bytes", BYTES(FLAG, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1), HS_GUARD_TRUNCATED, 0,
     NULL},
    {"three bytes of fixed32", BYTES(FIXED, 1, 2, 3), HS_GUARD_TRUNCATED, 0, NULL},
    {"seven bytes of fixed64", BYTES(FIXED_LONG, 1, 2, 3, 4, 5, 6, 7), HS_GUARD_TRUNCATED, 0, NULL},
    {"a length past the end", BYTES(FLAG, 1, TEXT, 2, 'a'), HS_GUARD_TRUNCATED, 2, NULL},
    {"a length beyond INT_MAX", BYTES(TEXT, 0x80, 0x80, 0x80, 0x80, 0x08), HS_GUARD_TRUNCATED, 0, NULL},
    {"a length of six bytes", BYTES(TEXT, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 'a'), HS_GUARD_TRUNCATED, 0, NULL},
    {"field 0", BYTES(0x00, 1), HS_GUARD_TAG, 0, NULL},
    {"field 0 in two bytes", BYTES(0x80, 0x00, 1), HS_GUARD_TAG, 0, NULL},
    {"a field number past 2^29", BYTES(0x88, 0x80, 0x80, 0x80, 0x10, 1), HS_GUARD_TAG, 0, NULL},
    {"a group", BYTES(0x0B, 0x0C), HS_GUARD_TAG, 0, NULL},
    {"an unknown group", BYTES(0xA3, 0x06, 0xA4, 0x06), HS_GUARD_TAG, 0, NULL},
    {"wire type 6", BYTES(0x0E, 1), HS_GUARD_TAG, 0, NULL},
    {"a flag as a string", BYTES(0x0A, 1, 1), HS_GUARD_TAG, 0, "flag"},
    {"a text as a number", BYTES(0x70, 1), HS_GUARD_TAG, 0, "text"},
    {"a number as fixed32", BYTES(0x15, 1, 2, 3, 4), HS_GUARD_TAG, 0, "signed_number"},
    {"a repeated text as a number", BYTES(0xD0, 0x01, 1), HS_GUARD_TAG, 0, "texts"},
    {"Latin-1", BYTES(TEXT, 2, 0xE6, 'a'), HS_GUARD_UTF8, 2, "text"},
    {"a surrogate", BYTES(TEXT, 3, 0xED, 0xA0, 0x80), HS_GUARD_UTF8, 2, "text"},
    {"Latin-1 in a child", BYTES(CHILD_1, CHILD_2, 3, TEXT, 1, 0xE6), HS_GUARD_UTF8, 5, "text"},
    {"NUL", BYTES(TEXT, 3, 'a', 0, 'b'), HS_GUARD_NUL, 2, "text"},
    {"a child twice", BYTES(CHILD_1, CHILD_2, 0, FLAG, 1, CHILD_1, CHILD_2, 0), HS_GUARD_DOUBLED, 5, "child"},
    {"a oneof's message twice", BYTES(CHOSEN_1, CHOSEN_2, 0, CHOSEN_1, CHOSEN_2, 0), HS_GUARD_DOUBLED, 3, "chosen_shape"},
    {"a packed number without end", BYTES(NUMBERS_1, NUMBERS_2, 2, 1, 0x80), HS_GUARD_TRUNCATED, 3, "numbers"},
    {"packed fixed32 cut off", BYTES(FIXEDS_1, FIXEDS_2, 5, 1, 2, 3, 4, 5), HS_GUARD_TRUNCATED, 3, "fixed_numbers"},
};

static void finds_each_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct hs_guard_report report;
        struct hs_arena arena;
        hs_arena_init(&arena, 1 << 20);
        if (hs_guard_check(shape_type, faults[i].data, faults[i].size, false, &report) != faults[i].fault) {
            fail_msg("%s: %s", faults[i].what, hs_guard_text(report.fault));
        }
        assert_int_equal(report.offset, faults[i].offset);
        assert_string_equal(report.message, "hensigt.tests.v1.Shape");
        if (faults[i].field == NULL) {
            assert_null(report.field);
        } else {
            assert_string_equal(report.field, faults[i].field);
        }
        assert_null(hs_guard_unpack(&arena, shape_type, faults[i].data, faults[i].size, false, &report));
        hs_arena_free(&arena);
    }
}

/* What other readers take, too. */
static const struct {
    const char *what;
    const uint8_t *data;
    size_t size;
} sound[] = {
    {"a scalar twice", BYTES(FLAG, 1, NUMBER, 1, NUMBER, 2)},
    {"a text twice", BYTES(TEXT, 1, 'a', TEXT, 1, 'b')},
    {"a tag of five bytes", BYTES(0x88, 0x80, 0x80, 0x80, 0x00, 1)},
    {"a number of ten bytes", BYTES(NUMBER, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)},
    {"packed and loose numbers mixed", BYTES(NUMBERS_1, NUMBERS_2, 2, 1, 2, 0xB0, 0x01, 3)},
    {"no packed numbers", BYTES(NUMBERS_1, NUMBERS_2, 0)},
    {"an unknown field", BYTES(UNKNOWN_1, UNKNOWN_2, 5, FLAG, 1)},
    {"an unknown string that is not UTF-8", BYTES(0xA2, 0x06, 1, 0xFF)},
    {"one member of a oneof after another", BYTES(CHOSEN_1, CHOSEN_2, 0, 0xD8, 0x02, 7)},
    {"an empty text", BYTES(TEXT, 0)},
    {"NUL in bytes", BYTES(DATA, 2, 0, 0)},
};

static void lets_sound_bytes_pass(void **state)
{
    struct hs_guard_report report;
    struct hs_arena arena;
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
        hs_arena_init(&arena, 1 << 20);
        if (hs_guard_unpack(&arena, shape_type, sound[i].data, sound[i].size, false, &report) == NULL) {
            fail_msg("%s: %s", sound[i].what, hs_guard_text(report.fault));
        }
        LLVMFuzzerTestOneInput(sound[i].data, sound[i].size);
        hs_arena_free(&arena);
    }
    hs_arena_init(&arena, 1 << 20);
    assert_non_null(hs_guard_unpack(&arena, shape_type, NULL, 0, true, &report));
    hs_arena_free(&arena);
}

static void reads_what_was_meant(void **state)
{
    static const uint8_t data[] = {NUMBER, 1, NUMBER, 2, NUMBERS_1, NUMBERS_2, 2, 1, 2, 0xB0, 0x01, 3, TEXT, 1, 'x', TEXT, 1, 'y'};
    struct hs_guard_report report;
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    shape *message = (shape *)hs_guard_unpack(&arena, shape_type, data, sizeof data, true, &report);
    assert_int_equal(message->signed_number, 2);
    assert_int_equal(message->n_numbers, 3);
    assert_int_equal(message->numbers[2], 3);
    assert_string_equal(message->text, "y");
    hs_arena_free(&arena);
}

static void refuses_unknown_fields_where_told(void **state)
{
    static const uint8_t data[] = {FLAG, 1, CHILD_1, CHILD_2, 3, UNKNOWN_1, UNKNOWN_2, 5};
    struct hs_guard_report report;
    (void)state;
    assert_int_equal(hs_guard_check(shape_type, data, sizeof data, false, &report), HS_GUARD_OK);
    assert_int_equal(hs_guard_check(shape_type, data, sizeof data, true, &report), HS_GUARD_UNKNOWN_FIELD);
    assert_int_equal(report.offset, 5);
}

/* Messages nested `depth` deep, the outermost being 1. */
static size_t nest(uint8_t *data, int depth)
{
    uint8_t inner[1024] = {0};
    size_t size = 0;
    for (int i = 1; i < depth; i++) {
        memcpy(inner, data, size);
        uint8_t head[] = {CHILD_1, CHILD_2, (uint8_t)(size & 0x7F) | (size > 127 ? 0x80 : 0), (uint8_t)(size >> 7)};
        size_t head_size = size > 127 ? 4 : 3;
        memcpy(data, head, head_size);
        memcpy(data + head_size, inner, size);
        size += head_size;
    }
    return size;
}

static void limits_the_depth(void **state)
{
    struct hs_guard_report report;
    uint8_t data[1024];
    (void)state;
    size_t size = nest(data, HS_GUARD_MAX_DEPTH);
    assert_int_equal(hs_guard_check(shape_type, data, size, false, &report), HS_GUARD_OK);
    LLVMFuzzerTestOneInput(data, size);
    size = nest(data, HS_GUARD_MAX_DEPTH + 1);
    assert_int_equal(hs_guard_check(shape_type, data, size, false, &report), HS_GUARD_DEPTH);
    assert_string_equal(report.field, "child");
}

static void limits_the_memory(void **state)
{
    /* Empty children: 2 bytes of tag and one of length become a whole message each. */
    enum { CHILDREN = 400000, CHILD_BYTES = 3 };
    struct hs_guard_report report;
    struct hs_arena arena;
    uint8_t *data = malloc((size_t)CHILDREN * CHILD_BYTES);
    (void)state;
    assert_non_null(data);
    for (size_t i = 0; i < CHILDREN; i++) {
        memcpy(data + i * CHILD_BYTES, (const uint8_t[]){0xEA, 0x01, 0x00}, CHILD_BYTES);
    }
    assert_int_equal(hs_guard_check(shape_type, data, (size_t)CHILDREN * CHILD_BYTES, false, &report), HS_GUARD_MEMORY);
    assert_int_equal(hs_guard_check(shape_type, data, 300, false, &report), HS_GUARD_OK);
    hs_arena_init(&arena, report.memory - 16);
    assert_null(hs_guard_unpack(&arena, shape_type, data, 300, false, &report));
    assert_int_equal(report.fault, HS_GUARD_MEMORY);
    hs_arena_free(&arena);
    free(data);
}

/* A type of so many fields that protobuf-c allocates a bitmap of them, made by hand: int32 fields from number 1 on. */
struct wide_type {
    ProtobufCMessageDescriptor descriptor;
    ProtobufCFieldDescriptor fields[600];
    unsigned by_name[600];
    ProtobufCIntRange ranges[2];
};

static void make_wide_type(struct wide_type *type, unsigned fields)
{
    memset(type, 0, sizeof *type);
    for (unsigned i = 0; i < fields; i++) {
        type->fields[i] = (ProtobufCFieldDescriptor){
            .name = "number",
            .id = i + 1,
            .label = PROTOBUF_C_LABEL_NONE,
            .type = PROTOBUF_C_TYPE_INT32,
            .offset = (unsigned)(sizeof(ProtobufCMessage) + i * sizeof(int32_t)),
        };
    }
    type->ranges[0] = (ProtobufCIntRange){.start_value = 1, .orig_index = 0};
    type->ranges[1] = (ProtobufCIntRange){.start_value = 0, .orig_index = fields};
    type->descriptor = (ProtobufCMessageDescriptor){
        .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
        .name = "Wide",
        .short_name = "Wide",
        .c_name = "Wide",
        .package_name = "",
        .sizeof_message = sizeof(ProtobufCMessage) + fields * sizeof(int32_t),
        .n_fields = fields,
        .fields = type->fields,
        .fields_sorted_by_name = type->by_name,
        .n_field_ranges = 1,
        .field_ranges = type->ranges,
    };
}

static void knows_types_of_many_fields(void **state)
{
    static struct wide_type type;
    static const uint8_t data[] = {0xC0, 0x0C, 5}; /* field 200 */
    struct hs_guard_report report;
    struct hs_arena arena;
    (void)state;
    make_wide_type(&type, 300);
    assert_int_equal(hs_guard_check(&type.descriptor, data, sizeof data, true, &report), HS_GUARD_OK);
    hs_arena_init(&arena, report.memory);
    assert_non_null(hs_guard_unpack(&arena, &type.descriptor, data, sizeof data, true, &report));
    hs_arena_free(&arena);
    make_wide_type(&type, 600);
    assert_int_equal(hs_guard_check(&type.descriptor, data, sizeof data, true, &report), HS_GUARD_MEMORY);
}

/* A sequence that is the same on every machine. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Adds fields of made-up kinds and sizes. */
static size_t make_fields(uint8_t *data, size_t capacity, uint32_t *seed)
{
    static const uint8_t heads[][3] = {
        {FLAG, 1},       {NUMBER, 7},     {TEXT, 3},       {DATA, 2},       {CHILD_1, CHILD_2, 2},     {NUMBERS_1, NUMBERS_2, 3},
        {0xD2, 0x01, 1}, {0xDA, 0x01, 2}, {0xEA, 0x01, 0}, {0xF0, 0x01, 9}, {UNKNOWN_1, UNKNOWN_2, 1}, {0xAA, 0x01, 3}};
    size_t size = 0;
    while (size + 8 < capacity && next_random(seed) % 40 != 0) {
        const uint8_t *head = heads[next_random(seed) % (sizeof heads / sizeof heads[0])];
        size_t head_size = head[0] < 0x80 ? 2 : 3;
        bool prefixed = (head[0] & 7) == 2;
        memcpy(data + size, head, head_size);
        size += head_size;
        for (uint8_t i = 0; prefixed && i < head[head_size - 1]; i++) {
            data[size++] = (uint8_t)(i % 2 == 0 ? FLAG : 1);
        }
    }
    return size;
}

static void bounds_the_memory_closely(void **state)
{
    uint32_t seed = 1;
    size_t passed = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        uint8_t data[600];
        struct hs_guard_report report;
        struct hs_arena arena;
        size_t size = make_fields(data, sizeof data, &seed);
        if (hs_guard_check(shape_type, data, size, false, &report) != HS_GUARD_OK) {
            continue;
        }
        size_t memory = report.memory;
        hs_arena_init(&arena, memory);
        assert_non_null(hs_guard_unpack(&arena, shape_type, data, size, false, &report));
        assert_int_equal(arena.total, memory);
        /* Beyond what is used there are at most 15 bytes for each array. */
        assert_true(memory - arena.used <= 15 * 10 * (size + 1));
        assert_true(memory <= arena.used + arena.used / 10 + 256);
        hs_arena_free(&arena);
        passed++;
    }
    assert_true(passed > 300);
}

/* Sound bytes cut off at each place, and with each byte changed: refused, or unpacked as reported. */
static void survives_damage(void **state)
{
    uint32_t seed = 2;
    (void)state;
    for (int round = 0; round < 20; round++) {
        uint8_t data[60];
        size_t size = make_fields(data, sizeof data, &seed);
        for (size_t i = 0; i < size; i++) {
            uint8_t kept = data[i];
            LLVMFuzzerTestOneInput(data, i);
            data[i] = (uint8_t)next_random(&seed);
            LLVMFuzzerTestOneInput(data, size);
            data[i] = kept;
        }
    }
}

static void has_words_for_every_fault(void **state)
{
    (void)state;
    for (int fault = HS_GUARD_OK; fault <= HS_GUARD_MEMORY; fault++) {
        assert_true(strlen(hs_guard_text((enum hs_guard_fault)fault)) > 10);
        assert_string_not_equal(hs_guard_text((enum hs_guard_fault)fault), hs_guard_text((enum hs_guard_fault)99));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_fault),
        cmocka_unit_test(lets_sound_bytes_pass),
        cmocka_unit_test(reads_what_was_meant),
        cmocka_unit_test(refuses_unknown_fields_where_told),
        cmocka_unit_test(limits_the_depth),
        cmocka_unit_test(limits_the_memory),
        cmocka_unit_test(knows_types_of_many_fields),
        cmocka_unit_test(bounds_the_memory_closely),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(has_words_for_every_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
