#include "failing_malloc.h"
#include "wire/arena.h"
#include "wire/member.h"

#include "hensigt/rpc/v1/envelope.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void gives_zeroed_aligned_bytes(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    for (size_t size = 0; size < 100; size++) {
        unsigned char *bytes = hs_arena_alloc(&arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(bytes[i], 0);
        }
        memset(bytes, 0xFF, size);
    }
    hs_arena_reset(&arena);
    unsigned char *again = hs_arena_alloc(&arena, 64);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(again[i], 0);
    }
    hs_arena_free(&arena);
}

static void stops_at_its_limit(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 100000);
    assert_null(hs_arena_alloc(&arena, 100001));
    size_t taken = 0;
    while (hs_arena_alloc(&arena, 1000) != NULL) {
        taken += 1000;
    }
    assert_true(taken > 80000);
    assert_true(arena.total <= 100000);
    assert_null(hs_arena_alloc(&arena, SIZE_MAX));
    assert_null(hs_arena_bytes(&arena, "x", SIZE_MAX));
    hs_arena_free(&arena);
    hs_arena_init(&arena, 0);
    assert_null(hs_arena_alloc(&arena, 0));
    hs_arena_free(&arena);
}

static void reserves_one_block(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 64 * 1024);
    assert_non_null(hs_arena_alloc(&arena, 100));
    assert_true(hs_arena_reserve(&arena, 40000));
    size_t total = arena.total;
    for (int i = 0; i < 40; i++) {
        assert_non_null(hs_arena_alloc(&arena, 1000 - 1000 % alignof(max_align_t)));
    }
    assert_int_equal(arena.total, total);
    assert_false(hs_arena_reserve(&arena, 40000));
    hs_arena_free(&arena);
}

static void keeps_the_first_block_only(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    assert_non_null(hs_arena_alloc(&arena, 10));
    size_t first = arena.total;
    void *block = arena.blocks;
    assert_non_null(hs_arena_alloc(&arena, 100000));
    assert_true(arena.total > first);
    hs_arena_reset(&arena);
    assert_int_equal(arena.total, first);
    assert_ptr_equal(arena.blocks, block);
    hs_arena_free(&arena);
    assert_int_equal(arena.total, 0);
    assert_non_null(hs_arena_alloc(&arena, 10));
    hs_arena_free(&arena);
    hs_arena_reset(&arena);
}

static void copies_texts(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    assert_string_equal(hs_arena_string(&arena, "Gråt ikke"), "Gråt ikke");
    assert_string_equal(hs_arena_string(&arena, NULL), "");
    assert_memory_equal(hs_arena_bytes(&arena, "a\0b", 3), "a\0b", 4);
    assert_string_equal(hs_arena_bytes(&arena, NULL, 0), "");
    assert_string_equal(hs_arena_printf(&arena, "%s-%d", "x", 42), "x-42");
    hs_arena_free(&arena);
}

static void grows_arrays(void **state)
{
    struct hs_arena arena;
    int *numbers = NULL;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < 1000; i++) {
        numbers = hs_arena_grow(&arena, numbers, i, sizeof *numbers);
        assert_non_null(numbers);
        numbers[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(numbers[i], i);
    }
    assert_null(hs_arena_grow(&arena, NULL, 0, SIZE_MAX / 2));
    hs_arena_free(&arena);
}

static void extends_arrays_of_others(void **state)
{
    static const int given[] = {1, 2, 3};
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    int *extended = hs_arena_extend(&arena, given, 3, sizeof *given);
    assert_non_null(extended);
    assert_ptr_not_equal(extended, given);
    extended[3] = 4;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(extended[i], i + 1);
    }
    assert_non_null(hs_arena_extend(&arena, NULL, 0, sizeof *given));
    assert_null(hs_arena_extend(&arena, given, SIZE_MAX / sizeof *given, sizeof *given));
    hs_arena_free(&arena);
}

static void copies_messages_whole(void **state)
{
    /* A metadatum with key "a" and an unknown field 9. */
    static const uint8_t packed[] = {0x0A, 1, 'a', 0x48, 7};
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    ProtobufCMessage *message =
        protobuf_c_message_unpack(&hensigt__rpc__v1__metadatum__descriptor, &arena.protobuf, sizeof packed, packed);
    ProtobufCMessage *copy = hs_arena_message(&arena, message);
    assert_non_null(copy);
    assert_ptr_not_equal(copy, message);
    assert_true(hs_message_equal(copy, message));
    assert_int_equal(copy->n_unknown_fields, 1);
    assert_null(hs_arena_message(&arena, NULL));

    hensigt_rpc_error_info broken = HENSIGT__RPC__V1__ERROR_INFO__INIT;
    broken.n_metadata = 1;
    assert_null(hs_arena_message(&arena, &broken.base));
    hs_arena_free(&arena);
}

static void makes_empty_messages(void **state)
{
    struct hs_arena arena;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    hensigt_rpc_metadatum *fact = (hensigt_rpc_metadatum *)hs_arena_new(&arena, &hensigt__rpc__v1__metadatum__descriptor);
    assert_non_null(fact);
    assert_string_equal(fact->key, "");
    hs_arena_free(&arena);
}

static void survives_a_failing_malloc(void **state)
{
    struct hs_arena arena;
    (void)state;
    for (int calls = 0; calls < 3; calls++) {
        hs_arena_init(&arena, 1 << 20);
        failing_malloc_after(calls);
        int got = 0;
        for (int i = 0; i < 3; i++) {
            got += hs_arena_alloc(&arena, 100000) != NULL ? 1 : 0;
        }
        assert_int_equal(got, 2);
        failing_malloc_after(-1);
        assert_non_null(hs_arena_alloc(&arena, 10));
        hs_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_bytes),
        cmocka_unit_test(stops_at_its_limit),
        cmocka_unit_test(reserves_one_block),
        cmocka_unit_test(keeps_the_first_block_only),
        cmocka_unit_test(copies_texts),
        cmocka_unit_test(grows_arrays),
        cmocka_unit_test(extends_arrays_of_others),
        cmocka_unit_test(copies_messages_whole),
        cmocka_unit_test(makes_empty_messages),
        cmocka_unit_test(survives_a_failing_malloc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
