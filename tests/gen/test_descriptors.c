/* The contract's embedded descriptors are, byte for byte, what protoc itself writes. Usage: test_descriptors FILE, made by
 * protoc --include_imports --descriptor_set_out. */
#include "wire/contract.h"

#include "google/protobuf/descriptor.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *path;

static void test_same_bytes(void **state)
{
    (void)state;
    size_t room = hs_contract.descriptor_set_size + 1;
    uint8_t *expected = malloc(room);
    FILE *file = fopen(path, "rb");
    assert_non_null(expected);
    assert_non_null(file);
    assert_int_equal(fread(expected, 1, room, file), hs_contract.descriptor_set_size);
    assert_memory_equal(expected, hs_contract.descriptor_set, hs_contract.descriptor_set_size);
    fclose(file);
    free(expected);
}

static void test_readable(void **state)
{
    (void)state;
    Google__Protobuf__FileDescriptorSet *set =
        google__protobuf__file_descriptor_set__unpack(NULL, hs_contract.descriptor_set_size, hs_contract.descriptor_set);
    assert_non_null(set);
    for (size_t i = 0; i < set->n_file; i++)
        assert_null(set->file[i]->source_code_info);
    google__protobuf__file_descriptor_set__free_unpacked(set, NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_readable)};
    if (argc != 2)
        return EXIT_FAILURE;
    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
