#include "support.h"

#include <string.h>

static void a_resource_is_read_as_it_was_put(void **state)
{
    struct fixture *f = *state;
    int64_t sequence = 0;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo kommune");
    add_identifier(f, organisation, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_NEW, &sequence), HS_OK);
    assert_int_equal(sequence, 1);

    hensigt_organisation *read = (void *)get(f, "organisations/oslo", 0);
    assert_non_null(read);
    assert_string_equal(read->title, "Oslo kommune");
    assert_string_equal(read->identifiers[0]->value, "958935420");
    assert_int_equal(read->create_time->seconds, 1700000000);
    assert_int_equal(read->update_time->seconds, 1700000000);
    assert_int_equal(strlen(read->etag), 16);
    assert_string_equal(read->etag, organisation->etag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_resource_is_read_as_it_was_put, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
