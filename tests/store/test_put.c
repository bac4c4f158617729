#include "support.h"

#include <stdio.h>
#include <string.h>

static hensigt_membership *new_membership(struct fixture *f, const char *name, const char *organisation, const char *start)
{
    hensigt_membership *membership = (void *)hs_arena_new(&f->arena, &hensigt__v1__membership__descriptor);
    membership->name = hs_arena_string(&f->arena, name);
    membership->organisation = hs_arena_string(&f->arena, organisation);
    membership->role = HENSIGT_MEMBERSHIP_ROLE_PARTNER;
    membership->state = HENSIGT_MEMBERSHIP_STATE_ACTIVE;
    membership->start_date = start != NULL ? new_date(f, start) : NULL;
    return membership;
}

static void put_partnership(struct fixture *f, const char *name)
{
    hensigt_partnership *partnership = (void *)hs_arena_new(&f->arena, &hensigt__v1__partnership__descriptor);
    partnership->name = hs_arena_string(&f->arena, name);
    partnership->title = "Partners";
    partnership->subject = "centres/co-pi";
    assert_int_equal(put(f, "Partnership", &partnership->base, HS_PUT_NEW, NULL), HS_OK);
}

static void put_organisation(struct fixture *f, const char *id)
{
    hensigt_organisation *organisation = new_organisation(f, id, id);
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_NEW, NULL), HS_OK);
}

static void delete_organisation(struct fixture *f, hensigt_organisation *organisation)
{
    organisation->delete_time = (void *)hs_arena_new(&f->arena, organisation->update_time->base.descriptor);
    organisation->delete_time->seconds = f->now / 1000000;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
}

/* ---- what is put is what is read -------------------------------------------------------------------------------- */

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

static void an_update_keeps_create_time_and_changes_the_etag(void **state)
{
    struct fixture *f = *state;
    int64_t sequence = 0;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    char *etag = hs_arena_string(&f->arena, organisation->etag);

    f->now += 5000000;
    hensigt_organisation *changed = new_organisation(f, "oslo", "Oslo kommune");
    assert_int_equal(put(f, "Organisation", &changed->base, 0, &sequence), HS_OK);
    assert_int_equal(sequence, 2);
    assert_string_not_equal(changed->etag, etag);
    assert_int_equal(changed->create_time->seconds, 1700000000);
    assert_int_equal(changed->update_time->seconds, 1700000005);
    hensigt_organisation *read = (void *)get(f, "organisations/oslo", 0);
    assert_string_equal(read->title, "Oslo kommune");
}

static void an_equal_message_changes_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t sequence = 0;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);

    f->now += 5000000;
    hensigt_organisation *same = new_organisation(f, "oslo", "Oslo");
    same->etag = "0123456789abcdef";
    assert_int_equal(put(f, "Organisation", &same->base, 0, &sequence), HS_OK);
    assert_int_equal(sequence, 1);
    assert_string_equal(same->etag, organisation->etag);
    assert_int_equal(same->update_time->seconds, 1700000000);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 1);
}

static void an_import_keeps_its_times_and_the_etag_that_follows_from_them(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    char *etag = hs_arena_string(&f->arena, organisation->etag);
    fixture_close(f);
    run_sql(f, "DELETE FROM ledger; DELETE FROM organisation");
    fixture_open(f);

    f->now += 5000000;
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_KEEP_TIMES | HS_PUT_NEW, NULL), HS_OK);
    hensigt_organisation *read = (void *)get(f, "organisations/oslo", 0);
    assert_int_equal(read->create_time->seconds, 1700000000);
    assert_int_equal(read->update_time->seconds, 1700000000);
    assert_string_equal(read->etag, etag);
    assert_int_equal(ask_sql(f, "SELECT time FROM ledger"), f->now);
}

static void an_absent_resource_is_not_found(void **state)
{
    struct fixture *f = *state;
    assert_null(get(f, "organisations/nobody", 0));
    assert_int_equal(hs_status_code(&f->status), HS_NOT_FOUND);
    assert_string_equal(reason_of(&f->status), "RESOURCE_NOT_FOUND");
    assert_string_equal(metadatum_of(&f->status, "resource"), "organisations/nobody");
    assert_null(get(f, "no name at all", 0));
    assert_int_equal(hs_status_code(&f->status), HS_NOT_FOUND);
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

static void a_name_is_given_once(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_NEW, NULL), HS_OK);
    hensigt_organisation *second = new_organisation(f, "oslo", "Another");
    assert_int_equal(put(f, "Organisation", &second->base, HS_PUT_NEW, NULL), HS_ALREADY_EXISTS);
    assert_string_equal(reason_of(&f->status), "RESOURCE_EXISTS");

    delete_organisation(f, organisation);
    assert_int_equal(put(f, "Organisation", &second->base, HS_PUT_NEW, NULL), HS_ALREADY_EXISTS);
    assert_string_equal(reason_of(&f->status), "ID_USED");
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation"), 1);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 2);
}

static void a_message_of_another_kind_is_refused(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    organisation->name = "centres/oslo";
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_INTERNAL);
    assert_string_equal(reason_of(&f->status), "NAME_INVALID");
}

static void a_resource_that_is_too_large_is_refused(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    char *title = hs_arena_alloc(&f->arena, HS_STORE_MAX_BODY + 1);
    memset(title, 'x', HS_STORE_MAX_BODY);
    organisation->title = title;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_INVALID_ARGUMENT);
    assert_string_equal(reason_of(&f->status), "RESOURCE_TOO_LARGE");
    assert_null(get(f, "organisations/oslo", 0));
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 0);
}

/* ---- values that only one may have ------------------------------------------------------------------------------ */

static void an_identifier_belongs_to_one_organisation(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *first = new_organisation(f, "oslo", "Oslo");
    add_identifier(f, first, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);

    hensigt_organisation *second = new_organisation(f, "other", "Other");
    add_identifier(f, second, "DK-CVR", "64942212");
    add_identifier(f, second, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &second->base, 0, NULL), HS_ALREADY_EXISTS);
    assert_string_equal(reason_of(&f->status), "VALUE_TAKEN");
    assert_string_equal(metadatum_of(&f->status, "holder"), "organisations/oslo");
    assert_violation(&f->status, "identifiers.value", "VALUE_TAKEN");
    assert_null(get(f, "organisations/other", 0));
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation__identifiers"), 1);
}

static void an_update_to_a_taken_identifier_names_its_holder(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *first = new_organisation(f, "oslo", "Oslo");
    add_identifier(f, first, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);
    hensigt_organisation *second = new_organisation(f, "other", "Other");
    add_identifier(f, second, "DK-CVR", "64942212");
    assert_int_equal(put(f, "Organisation", &second->base, 0, NULL), HS_OK);

    add_identifier(f, second, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &second->base, 0, NULL), HS_ALREADY_EXISTS);
    assert_string_equal(metadatum_of(&f->status, "holder"), "organisations/oslo");
    hensigt_organisation *read = (void *)get(f, "organisations/other", 0);
    assert_int_equal(read->n_identifiers, 1);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM organisation__identifiers"), 2);
}

static void the_same_identifier_twice_is_a_violation(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    add_identifier(f, organisation, "NO-BRC", "958935420");
    add_identifier(f, organisation, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_INVALID_ARGUMENT);
    assert_violation(&f->status, "identifiers.value", "DUPLICATE");
}

static void a_deleted_organisation_frees_its_identifier(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *first = new_organisation(f, "wrong", "Entered in error");
    add_identifier(f, first, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);
    delete_organisation(f, first);

    hensigt_organisation *second = new_organisation(f, "oslo", "Oslo");
    add_identifier(f, second, "NO-BRC", "958935420");
    assert_int_equal(put(f, "Organisation", &second->base, 0, NULL), HS_OK);
}

static void a_membership_stands_once(void **state)
{
    struct fixture *f = *state;
    static const char *const starts[] = {"2022", NULL};
    put_partnership(f, "partnerships/p");
    put_partnership(f, "partnerships/q");
    put_organisation(f, "oslo");
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        char name[64];
        snprintf(name, sizeof name, "partnerships/p/memberships/a%zu", i);
        hensigt_membership *first = new_membership(f, name, "organisations/oslo", starts[i]);
        assert_int_equal(put(f, "Membership", &first->base, HS_PUT_NEW, NULL), HS_OK);
        snprintf(name, sizeof name, "partnerships/p/memberships/b%zu", i);
        hensigt_membership *second = new_membership(f, name, "organisations/oslo", starts[i]);
        assert_int_equal(put(f, "Membership", &second->base, HS_PUT_NEW, NULL), HS_ALREADY_EXISTS);
        assert_string_equal(metadatum_of(&f->status, "holder"), first->name);
        assert_violation(&f->status, "start_date", "VALUE_TAKEN");
        snprintf(name, sizeof name, "partnerships/q/memberships/c%zu", i);
        hensigt_membership *elsewhere = new_membership(f, name, "organisations/oslo", starts[i]);
        assert_int_equal(put(f, "Membership", &elsewhere->base, HS_PUT_NEW, NULL), HS_OK);

        first->state = HENSIGT_MEMBERSHIP_STATE_ANNULLED;
        assert_int_equal(put(f, "Membership", &first->base, 0, NULL), HS_OK);
        assert_int_equal(put(f, "Membership", &second->base, HS_PUT_NEW, NULL), HS_OK);
        first->state = HENSIGT_MEMBERSHIP_STATE_ACTIVE;
        assert_int_equal(put(f, "Membership", &first->base, 0, NULL), HS_ALREADY_EXISTS);
        assert_string_equal(metadatum_of(&f->status, "holder"), second->name);
    }
}

/* ---- references ------------------------------------------------------------------------------------------------- */

static void a_reference_to_nothing_is_named(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    organisation->parent_organisation = "organisations/nobody";
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_INVALID_ARGUMENT);
    assert_violation(&f->status, "parent_organisation", "REFERENCE_NOT_FOUND");

    hensigt_organisation_successor successor;
    hensigt_organisation_successor *successors[] = {&successor};
    hensigt__v1__organisation__successor__init(&successor);
    successor.organisation = "organisations/nobody";
    organisation->parent_organisation = "";
    organisation->successors = successors;
    organisation->n_successors = 1;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_INVALID_ARGUMENT);
    assert_violation(&f->status, "successors.organisation", "REFERENCE_NOT_FOUND");

    hensigt_membership *membership = new_membership(f, "partnerships/none/memberships/m", "", NULL);
    assert_int_equal(put(f, "Membership", &membership->base, 0, NULL), HS_INVALID_ARGUMENT);
    assert_violation(&f->status, "parent", "REFERENCE_NOT_FOUND");
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM ledger"), 0);
}

static const char *referrers(struct fixture *f, const char *name, int limit)
{
    struct hs_view *view = NULL;
    const char *const *names = NULL;
    const char *text = "";
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    int count = hs_view_referrers(view, name, limit, &f->arena, &names, &f->status);
    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        text = hs_arena_printf(&f->arena, "%s%s%s", text, i > 0 ? " " : "", names[i]);
    }
    hs_view_close(view);
    return text;
}

static void who_refers_to_whom_follows_from_keys_and_messages(void **state)
{
    struct fixture *f = *state;
    put_partnership(f, "partnerships/p");
    put_organisation(f, "oslo");
    put_organisation(f, "part");
    hensigt_organisation *part = (void *)get(f, "organisations/part", 0);
    part->parent_organisation = "organisations/oslo";
    assert_int_equal(put(f, "Organisation", &part->base, 0, NULL), HS_OK);
    hensigt_membership *membership = new_membership(f, "partnerships/p/memberships/m", "organisations/oslo", NULL);
    hensigt_provenance provenance;
    char *sources[] = {"sources/paper"};
    hensigt__v1__provenance__init(&provenance);
    provenance.sources = sources;
    provenance.n_sources = 1;
    membership->provenance = &provenance;
    assert_int_equal(put(f, "Membership", &membership->base, 0, NULL), HS_OK);

    assert_string_equal(referrers(f, "organisations/oslo", 10), "partnerships/p/memberships/m organisations/part");
    assert_string_equal(referrers(f, "organisations/oslo", 1), "partnerships/p/memberships/m");
    assert_string_equal(referrers(f, "partnerships/p", 10), "partnerships/p/memberships/m");
    assert_string_equal(referrers(f, "centres/co-pi", 10), "partnerships/p");
    assert_string_equal(referrers(f, "sources/paper", 10), "partnerships/p/memberships/m");
    assert_string_equal(referrers(f, "organisations/part", 10), "");

    provenance.n_sources = 0;
    assert_int_equal(put(f, "Membership", &membership->base, 0, NULL), HS_OK);
    assert_string_equal(referrers(f, "sources/paper", 10), "");
    delete_organisation(f, part);
    assert_string_equal(referrers(f, "organisations/oslo", 10), "partnerships/p/memberships/m");
    provenance.n_sources = 1;
    membership->delete_time = membership->update_time;
    assert_int_equal(put(f, "Membership", &membership->base, 0, NULL), HS_OK);
    assert_string_equal(referrers(f, "partnerships/p", 10), "");
    assert_string_equal(referrers(f, "organisations/oslo", 10), "");
    assert_string_equal(referrers(f, "sources/paper", 10), "");
}

static void elements_refer_until_their_resource_is_deleted(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation_successor successor;
    hensigt_organisation_successor *successors[] = {&successor};
    hensigt_organisation *old = new_organisation(f, "old", "Old");
    put_organisation(f, "oslo");
    hensigt__v1__organisation__successor__init(&successor);
    successor.organisation = "organisations/oslo";
    old->successors = successors;
    old->n_successors = 1;
    assert_int_equal(put(f, "Organisation", &old->base, 0, NULL), HS_OK);
    assert_string_equal(referrers(f, "organisations/oslo", 10), "organisations/old");
    delete_organisation(f, old);
    assert_string_equal(referrers(f, "organisations/oslo", 10), "");
}

static void put_with_sources(struct fixture *f, size_t count, const char *const *names)
{
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    hensigt_provenance provenance;
    char *sources[8];
    hensigt__v1__provenance__init(&provenance);
    for (size_t i = 0; i < count; i++) {
        sources[i] = hs_arena_printf(&f->arena, "sources/%s", names[i]);
    }
    provenance.sources = sources;
    provenance.n_sources = count;
    organisation->provenance = &provenance;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
}

static void references_follow_the_message(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *names[4];
        size_t count;
        const char *expected;
    } steps[] = {
        {{"c", "a", "c"}, 3, "a c"}, {{"b", "c", "d"}, 3, "b c d"}, {{"d"}, 1, "d"}, {{"a", "b"}, 2, "a b"}, {{""}, 0, ""},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        put_with_sources(f, steps[i].count, steps[i].names);
        const char *sql = hs_arena_printf(
            &f->arena,
            "SELECT coalesce(group_concat(substr(target, 9), ' '), '') = '%s' FROM (SELECT target FROM reference ORDER BY target)",
            steps[i].expected);
        assert_int_equal(ask_sql(f, sql), 1);
    }
}

/* Every row that is written anew costs pages of the disk. */
static void index_rows_that_did_not_change_are_left_alone(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *first = new_organisation(f, "a", "A"), *second = new_organisation(f, "b", "B");
    add_identifier(f, first, "TEST", "1");
    add_identifier(f, first, "TEST", "2");
    add_identifier(f, second, "TEST", "3");
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);
    assert_int_equal(put(f, "Organisation", &second->base, 0, NULL), HS_OK);
    first->title = "Another";
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);
    assert_int_equal(ask_sql(f, "SELECT max(rowid) FROM organisation__identifiers"), 3);
    add_identifier(f, first, "TEST", "4");
    assert_int_equal(put(f, "Organisation", &first->base, 0, NULL), HS_OK);
    assert_int_equal(
        ask_sql(f, "SELECT group_concat(value, '') = '3124' FROM (SELECT value FROM organisation__identifiers ORDER BY rowid)"), 1);
}

static void an_organisation_that_refers_to_itself_is_not_its_referrer(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "oslo");
    hensigt_organisation *oslo = (void *)get(f, "organisations/oslo", 0);
    oslo->parent_organisation = "organisations/oslo";
    assert_int_equal(put(f, "Organisation", &oslo->base, 0, NULL), HS_OK);
    assert_string_equal(referrers(f, "organisations/oslo", 10), "");
}

/* ---- a view outside a write ------------------------------------------------------------------------------------- */

static void a_reader_cannot_put(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    hensigt_organisation *organisation = new_organisation(f, "oslo", "Oslo");
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_put(view, hs_contract_resource("Organisation"), &organisation->base, 0, &f->status), HS_INTERNAL);
    assert_string_equal(reason_of(&f->status), "NO_WRITE");
    hs_view_close(view);
}

static void settings_are_read(void **state)
{
    struct fixture *f = *state;
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    const char *id = hs_view_setting(view, "registry_id", &f->arena);
    assert_non_null(id);
    assert_int_equal(strlen(id), 32);
    assert_null(hs_view_setting(view, "nothing", &f->arena));
    hs_view_close(view);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_resource_is_read_as_it_was_put),
        TEST(an_update_keeps_create_time_and_changes_the_etag),
        TEST(an_equal_message_changes_nothing),
        TEST(an_import_keeps_its_times_and_the_etag_that_follows_from_them),
        TEST(an_absent_resource_is_not_found),
        TEST(a_name_is_given_once),
        TEST(a_message_of_another_kind_is_refused),
        TEST(a_resource_that_is_too_large_is_refused),
        TEST(an_identifier_belongs_to_one_organisation),
        TEST(an_update_to_a_taken_identifier_names_its_holder),
        TEST(the_same_identifier_twice_is_a_violation),
        TEST(a_deleted_organisation_frees_its_identifier),
        TEST(a_membership_stands_once),
        TEST(a_reference_to_nothing_is_named),
        TEST(who_refers_to_whom_follows_from_keys_and_messages),
        TEST(elements_refer_until_their_resource_is_deleted),
        TEST(references_follow_the_message),
        TEST(index_rows_that_did_not_change_are_left_alone),
        TEST(an_organisation_that_refers_to_itself_is_not_its_referrer),
        TEST(a_reader_cannot_put),
        TEST(settings_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
