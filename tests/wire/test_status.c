#include "wire/guard.h"
#include "wire/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void names_every_code(void **state)
{
    (void)state;
    for (int code = 0; code <= 16; code++) {
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(&hensigt__rpc__v1__code__descriptor, code);
        assert_non_null(value);
        assert_string_equal(value->name + strlen("CODE_"), hs_code_name(code));
    }
    assert_string_equal(hs_code_name(17), "UNKNOWN");
    assert_string_equal(hs_code_name(-1), "UNKNOWN");
    assert_true(hs_code_is_retryable(HS_UNAVAILABLE));
    assert_true(hs_code_is_retryable(HS_RESOURCE_EXHAUSTED));
    assert_false(hs_code_is_retryable(HS_ABORTED));
    assert_false(hs_code_is_retryable(99));
}

static void keeps_the_first_failure(void **state)
{
    struct hs_arena arena;
    struct hs_status status;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    hs_status_init(&status, &arena);
    assert_int_equal(hs_status_code(&status), HS_OK);
    hs_status_metadata(&status, "early", "ignored");
    assert_int_equal(hs_status_fail(&status, HS_NOT_FOUND, "RESOURCE_NOT_FOUND", "there is no %s", "centres/x"), HS_NOT_FOUND);
    assert_int_equal(hs_status_fail(&status, HS_INTERNAL, "OTHER", "later"), HS_NOT_FOUND);
    hs_status_metadata(&status, "resource", "centres/x");
    assert_string_equal(status.message.message, "there is no centres/x");
    assert_string_equal(status.message.error_info->reason, "RESOURCE_NOT_FOUND");
    assert_string_equal(status.message.error_info->domain, "hensigt");
    assert_int_equal(status.message.error_info->n_metadata, 1);
    assert_string_equal(status.message.error_info->metadata[0]->key, "resource");
    assert_string_equal(status.message.error_info->metadata[0]->value, "centres/x");
    hs_arena_free(&arena);
}

static void collects_field_violations(void **state)
{
    struct hs_arena arena;
    struct hs_status status;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    hs_status_init(&status, &arena);
    for (int i = 0; i < 10; i++) {
        hs_status_field(&status, i, "centre.title", "TOO_LONG", "must be at most %d", i);
    }
    assert_int_equal(hs_status_code(&status), HS_INVALID_ARGUMENT);
    assert_string_equal(status.message.error_info->reason, "FIELD_VIOLATIONS");
    assert_string_equal(status.message.message, "centre.title: must be at most 0");
    assert_int_equal(status.message.n_field_violations, 10);
    assert_string_equal(status.message.field_violations[9]->description, "must be at most 9");
    assert_string_equal(status.message.field_violations[9]->reason, "TOO_LONG");
    assert_int_equal(status.message.field_violations[9]->line, 9);
    hs_arena_free(&arena);
}

static void collects_what_is_lacking(void **state)
{
    static const char *const suppliers[] = {"organisations/a", "organisations/b"};
    struct hs_arena arena;
    struct hs_status status;
    (void)state;
    hs_arena_init(&arena, 1 << 20);
    hs_status_init(&status, &arena);
    hs_status_lack(&status, "CONFIRMED_COMMITMENTS", "processes/sand", suppliers, 2, "needs %d, has %d", 1, 0);
    hs_status_lack(&status, "EVENTS_HELD", "processes/sand", NULL, 0, "needs an event");
    assert_int_equal(hs_status_code(&status), HS_FAILED_PRECONDITION);
    assert_int_equal(status.message.n_precondition_violations, 2);
    assert_string_equal(status.message.precondition_violations[0]->description, "needs 1, has 0");
    assert_int_equal(status.message.precondition_violations[0]->n_suppliers, 2);
    assert_string_equal(status.message.precondition_violations[0]->suppliers[1], "organisations/b");
    assert_int_equal(status.message.precondition_violations[1]->n_suppliers, 0);
    hs_arena_free(&arena);
}

static void counts_what_it_leaves_out(void **state)
{
    struct hs_arena arena;
    struct hs_status status;
    (void)state;
    hs_arena_init(&arena, 1 << 24);
    hs_status_init(&status, &arena);
    for (int i = 0; i < 1234; i++) {
        char field[32];
        snprintf(field, sizeof field, "names[%d]", i);
        hs_status_field(&status, 0, field, "REQUIRED", "must be given");
    }
    assert_int_equal(status.message.n_field_violations, 200);
    assert_string_equal(status.message.error_info->metadata[0]->key, "omitted_violations");
    assert_string_equal(status.message.error_info->metadata[0]->value, "1034");
    assert_true(protobuf_c_message_get_packed_size(&status.message.base) < 64 * 1024);
    hs_arena_free(&arena);
}

static void says_a_violation_once(void **state)
{
    struct hs_arena arena;
    struct hs_status status;
    (void)state;
    hs_arena_init(&arena, 1 << 24);
    hs_status_init(&status, &arena);
    hs_status_field(&status, 0, "name", "REQUIRED", "must be given");
    hs_status_field(&status, 0, "name", "REQUIRED", "must be given");
    hs_status_field(&status, 0, "name", "FORMAT", "must be a name");
    hs_status_field(&status, 0, "title", "REQUIRED", "must be given");
    hs_status_field(&status, 7, "name", "REQUIRED", "must be given");
    assert_int_equal(status.message.n_field_violations, 4);
    assert_string_equal(status.message.field_violations[0]->description, "must be given");
    hs_arena_free(&arena);
}

/* Whatever memory there is: the code is right, and the message can be packed and read again. */
static void stays_right_without_memory(void **state)
{
    static const char *const suppliers[] = {"a", "b", "c"};
    size_t complete = 0;
    (void)state;
    for (size_t limit = 0; limit < 4096; limit += 16) {
        struct hs_arena arena;
        struct hs_arena reader;
        struct hs_status status;
        struct hs_guard_report report;
        uint8_t packed[4096];
        hs_arena_init(&arena, limit);
        hs_status_init(&status, &arena);
        hs_status_lack(&status, "REASON", "subject", suppliers, 3, "text %s", "of some length");
        hs_status_field(&status, 3, "path.of.field", "REASON", "text %s", "of some length");
        hs_status_metadata(&status, "key", "value");
        assert_int_equal(hs_status_code(&status), HS_FAILED_PRECONDITION);
        assert_true(protobuf_c_message_check(&status.message.base));
        assert_true(protobuf_c_message_get_packed_size(&status.message.base) <= sizeof packed);
        size_t size = protobuf_c_message_pack(&status.message.base, packed);
        hs_arena_init(&reader, 1 << 20);
        assert_non_null(hs_guard_unpack(&reader, &hensigt__rpc__v1__status__descriptor, packed, size, true, &report));
        complete += status.message.n_field_violations + status.message.n_precondition_violations == 2 ? 1 : 0;
        hs_arena_free(&reader);
        hs_arena_free(&arena);
    }
    assert_true(complete > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_every_code),           cmocka_unit_test(keeps_the_first_failure),
        cmocka_unit_test(collects_field_violations),  cmocka_unit_test(collects_what_is_lacking),
        cmocka_unit_test(counts_what_it_leaves_out),  cmocka_unit_test(says_a_violation_once),
        cmocka_unit_test(stays_right_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
