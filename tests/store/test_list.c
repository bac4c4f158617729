#include "support.h"

#include "crypto/crypto.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hs_resource *organisations(void)
{
    return hs_contract_resource("Organisation");
}

static hensigt_organisation *put_organisation(struct fixture *f, const char *id, const char *title, const char *region,
                                              const char *end)
{
    hensigt_organisation *organisation = new_organisation(f, id, title);
    organisation->region_code = hs_arena_string(&f->arena, region);
    organisation->end_date = end != NULL ? new_date(f, end) : NULL;
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    return organisation;
}

/* Titles repeat, regions and end dates are absent here and there. */
static void put_some(struct fixture *f)
{
    put_organisation(f, "a", "Herøy", "NO", NULL);
    put_organisation(f, "b", "Herøy", "NO", "2020");
    put_organisation(f, "c", "Aarhus", "DK", "2020-05");
    put_organisation(f, "d", "Aarhus", "", "2019-12-31");
    put_organisation(f, "e", "Oulu", "FI", NULL);
    put_organisation(f, "g", "", "", "2020");
}

/* Lists page after page and returns all names. */
static const char *list_pages(struct fixture *f, struct hs_query query, int page_size)
{
    const char *all = "", *next = "";
    query.page_size = page_size;
    for (int pages = 0; pages < 100; pages++) {
        const char *page = list(f, &query, &next);
        all = hs_arena_printf(&f->arena, "%s%s%s", all, *all != '\0' && *page != '\0' ? " " : "", page);
        if (*next == '\0') {
            return all;
        }
        query.page_token = next;
    }
    return "without end";
}

/* ---- orders and pages ------------------------------------------------------------------------------------------- */

static void every_order_is_complete_in_pages_of_any_size(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *order_by;
        const char *expected;
    } orders[] = {
        {"", "a b c d e g"},
        {"name desc", "g e d c b a"},
        {"title", "g c d a b e"},
        {"title desc", "e a b c d g"},
        {"region_code", "d g c e a b"},
        {"region_code desc, title desc", "a b e c d g"},
        {"title, region_code desc", "g c d a b e"},
        {"end_date", "a e d b g c"},
        {"end_date desc, region_code", "c g b d e a"},
        {"kind, state desc, title", "g c d a b e"},
    };
    put_some(f);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct hs_query query = {.resource = organisations(), .order_by = orders[i].order_by};
        assert_string_equal(list(f, &query, NULL), orders[i].expected);
        for (int size = 1; size <= 7; size++) {
            assert_string_equal(list_pages(f, query, size), orders[i].expected);
        }
    }
}

static void a_key_too_long_for_the_token_is_looked_up(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .order_by = "title"};
    const char *next = NULL;
    char title[300];
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    put_organisation(f, "b", title, "", NULL);
    put_organisation(f, "c", title, "", NULL);
    title[sizeof title - 2] = 'y';
    put_organisation(f, "a", title, "", NULL);
    for (int size = 1; size <= 3; size++) {
        assert_string_equal(list_pages(f, query, size), "b c a");
    }
    query.page_size = 1;
    list(f, &query, &next);
    assert_true(strlen(next) < 100);
}

static void a_page_that_is_just_full_has_no_next(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .page_size = 6};
    const char *next = NULL;
    put_some(f);
    assert_string_equal(list(f, &query, &next), "a b c d e g");
    assert_string_equal(next, "");
    query.page_size = 5;
    assert_string_equal(list(f, &query, &next), "a b c d e");
    assert_string_not_equal(next, "");
}

static void a_page_ends_before_it_is_too_large(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations()};
    const char *next = NULL;
    char *title = hs_arena_alloc(&f->arena, HS_STORE_MAX_PAGE_BYTES / 3);
    memset(title, 'x', HS_STORE_MAX_PAGE_BYTES / 3 - 1);
    for (int i = 0; i < 5; i++) {
        put_organisation(f, hs_arena_printf(&f->arena, "o%d", i), title, "", NULL);
    }
    assert_string_equal(list(f, &query, &next), "o0 o1");
    query.page_token = next;
    assert_string_equal(list(f, &query, &next), "o2 o3");
    query.page_token = next;
    assert_string_equal(list(f, &query, &next), "o4");
    assert_string_equal(next, "");
    query.page_token = NULL;
    query.all = true;
    assert_string_equal(list(f, &query, &next), "o0 o1 o2 o3 o4");
    assert_string_equal(next, "");
}

static void pages_stay_complete_while_others_insert(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .page_size = 2, .order_by = "title"};
    const char *next = NULL;
    put_organisation(f, "a", "1", "", NULL);
    put_organisation(f, "b", "2", "", NULL);
    put_organisation(f, "c", "3", "", NULL);
    put_organisation(f, "d", "4", "", NULL);
    assert_string_equal(list(f, &query, &next), "a b");
    put_organisation(f, "e", "0", "", NULL);
    put_organisation(f, "g", "25", "", NULL);
    query.page_token = next;
    assert_string_equal(list(f, &query, &next), "g c");
    query.page_token = next;
    assert_string_equal(list(f, &query, &next), "d");
    assert_string_equal(next, "");
}

static void a_token_is_bound_to_its_query(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .page_size = 2, .order_by = "title"};
    const char *token = NULL, *next = NULL;
    put_some(f);
    list(f, &query, &token);
    query.page_token = token;
    assert_string_equal(list(f, &query, &next), "d a");

    struct hs_query others[] = {query, query, query, query, query};
    others[0].order_by = "title desc";
    others[1].filter = "title = \"Aarhus\"";
    others[2].show_deleted = true;
    others[3].resource = hs_contract_resource("Centre");
    others[4].order_by = "";
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_string_equal(list(f, &others[i], &next), "PAGE_TOKEN");
        assert_violation(&f->status, "page_token", "PAGE_TOKEN");
    }
    query.page_size = 3;
    assert_string_equal(list(f, &query, &next), "d a b");
}

static void a_damaged_token_is_refused_or_harmless(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .page_size = 2, .order_by = "title, end_date"};
    const char *token = NULL, *next = NULL;
    put_some(f);
    list(f, &query, &token);
    for (size_t cut = 1; cut < strlen(token); cut++) {
        query.page_token = hs_arena_bytes(&f->arena, token, cut);
        assert_string_equal(list(f, &query, &next), "PAGE_TOKEN");
    }
    uint8_t bytes[256];
    char longer[HS_BASE64URL_SIZE(sizeof bytes)];
    size_t size = 0;
    assert_true(hs_base64url_decode(token, bytes, sizeof bytes - 1, &size));
    bytes[size] = 0;
    hs_base64url_encode(bytes, size + 1, longer);
    query.page_token = longer;
    assert_string_equal(list(f, &query, &next), "PAGE_TOKEN");
    query.page_token = "?";
    assert_string_equal(list(f, &query, &next), "PAGE_TOKEN");
    for (size_t i = 0; i < strlen(token); i++) {
        char *spoiled = hs_arena_string(&f->arena, token);
        spoiled[i] = spoiled[i] == 'A' ? 'B' : 'A';
        query.page_token = spoiled;
        assert_non_null(list(f, &query, &next));
    }
}

/* ---- conditions ------------------------------------------------------------------------------------------------- */

static void violations_are_told_all_at_once(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .page_size = -1, .order_by = "need", .filter = "nothing = 1"};
    assert_string_equal(list(f, &query, NULL), "FILTER_FIELD");
    assert_int_equal(f->status.message.n_field_violations, 3);
    assert_string_equal(f->status.message.field_violations[0]->field, "filter");
    assert_string_equal(f->status.message.field_violations[1]->field, "order_by");
    assert_string_equal(f->status.message.field_violations[2]->field, "page_size");
}

static void a_filter_chooses(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .filter = "title = \"Herøy\" AND region_code = NO"};
    put_some(f);
    assert_string_equal(list(f, &query, NULL), "a b");
    query.filter = "end_date < 2020";
    assert_string_equal(list(f, &query, NULL), "d");
    query.filter = "NOT region_code:*";
    assert_string_equal(list(f, &query, NULL), "d g");
}

static void matches_choose_now_and_then(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct hs_match match;
        const char *expected;
    } cases[] = {
        {{"region_code", "NO"}, "a b"},     {{"region_code", ""}, "d g"},   {{"identifiers.value", "42"}, "c d"},
        {{"identifiers.scheme", "B"}, "d"}, {{"kind", "KIND_REGION"}, "e"}, {{"kind", "2"}, "e"},
        {{"name", "organisations/c"}, "c"}, {{"title", "nothing"}, ""},
    };
    put_some(f);
    hensigt_organisation *c = (void *)get(f, "organisations/c", 0);
    add_identifier(f, c, "A", "42");
    assert_int_equal(put(f, "Organisation", &c->base, 0, NULL), HS_OK);
    hensigt_organisation *d = (void *)get(f, "organisations/d", 0);
    add_identifier(f, d, "B", "42");
    assert_int_equal(put(f, "Organisation", &d->base, 0, NULL), HS_OK);
    hensigt_organisation *e = (void *)get(f, "organisations/e", 0);
    e->kind = HENSIGT_ORGANISATION_KIND_REGION;
    f->now += 1000;
    assert_int_equal(put(f, "Organisation", &e->base, 0, NULL), HS_OK);
    int64_t then = f->now;
    f->now += 1000;
    put_organisation(f, "h", "nothing", "NO", NULL);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hs_query query = {.resource = organisations(), .matches = &cases[i].match, .n_matches = 1, .read_time = then};
        assert_string_equal(list(f, &query, NULL), cases[i].expected);
    }
    struct hs_query query = {.resource = organisations(), .matches = &cases[0].match, .n_matches = 1};
    assert_string_equal(list(f, &query, NULL), "a b h");
    struct hs_match wrong = {"no_such_field", "1"};
    query.matches = &wrong;
    assert_string_equal(list(f, &query, NULL), "MATCH_INVALID");
}

static void deleted_ones_are_shown_on_request(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations()};
    put_some(f);
    int64_t before = f->now + 100;
    f->now += 1000;
    hensigt_organisation *a = (void *)get(f, "organisations/a", 0);
    a->delete_time = a->create_time;
    assert_int_equal(put(f, "Organisation", &a->base, 0, NULL), HS_OK);
    assert_string_equal(list(f, &query, NULL), "b c d e g");
    query.show_deleted = true;
    assert_string_equal(list(f, &query, NULL), "a b c d e g");
    query.read_time = before;
    query.show_deleted = false;
    assert_string_equal(list(f, &query, NULL), "a b c d e g");
    query.read_time = f->now;
    f->now += 1000;
    put_organisation(f, "h", "later", "NO", NULL);
    assert_string_equal(list(f, &query, NULL), "b c d e g");
    query.show_deleted = true;
    assert_string_equal(list(f, &query, NULL), "a b c d e g");
}

static void put_membership(struct fixture *f, const char *name)
{
    hensigt_membership *membership = (void *)hs_arena_new(&f->arena, &hensigt__v1__membership__descriptor);
    membership->name = hs_arena_string(&f->arena, name);
    membership->organisation = "organisations/a";
    membership->role = (hensigt_membership_role)(strlen(name) % 7);
    membership->start_date = new_date(f, name[strlen(name) - 1] == '1' ? "2021" : "2022");
    assert_int_equal(put(f, "Membership", &membership->base, 0, NULL), HS_OK);
}

static void children_are_listed_under_their_parent(void **state)
{
    struct fixture *f = *state;
    static const char *const parents[] = {"p", "p-q", "p0", "pq", "q"};
    put_organisation(f, "a", "A", "", NULL);
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        hensigt_partnership *partnership = (void *)hs_arena_new(&f->arena, &hensigt__v1__partnership__descriptor);
        partnership->name = hs_arena_printf(&f->arena, "partnerships/%s", parents[i]);
        assert_int_equal(put(f, "Partnership", &partnership->base, 0, NULL), HS_OK);
        put_membership(f, hs_arena_printf(&f->arena, "partnerships/%s/memberships/%s1", parents[i], parents[i]));
        put_membership(f, hs_arena_printf(&f->arena, "partnerships/%s/memberships/%s2", parents[i], parents[i]));
    }
    int64_t then = f->now + 100000;
    f->now += 200000;
    put_membership(f, "partnerships/q/memberships/r11");

    struct hs_query query = {.resource = hs_contract_resource("Membership"), .parent = "partnerships/p"};
    assert_string_equal(list(f, &query, NULL), "p1 p2");
    query.order_by = "start_date desc";
    assert_string_equal(list(f, &query, NULL), "p2 p1");
    query.order_by = NULL;
    query.read_time = then;
    assert_string_equal(list(f, &query, NULL), "p1 p2");
    query.parent = "partnerships/q";
    assert_string_equal(list(f, &query, NULL), "q1 q2");
    query.parent = "partnerships/-";
    query.read_time = 0;
    assert_string_equal(list_pages(f, query, 2), "p-q1 p-q2 p1 p2 p01 p02 pq1 pq2 q1 q2 r11");
    query.parent = "partnerships/none";
    assert_string_equal(list(f, &query, NULL), "");
}

/* ---- read times ------------------------------------------------------------------------------------------------- */

static void a_read_time_shows_what_was_known(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .filter = "region_code = NO"};
    f->now = 1000000;
    put_organisation(f, "a", "A", "NO", NULL);
    f->now = 2000000;
    put_organisation(f, "b", "B", "NO", NULL);
    f->now = 3000000;
    put_organisation(f, "a", "A", "SE", NULL);
    assert_string_equal(list(f, &query, NULL), "b");
    query.read_time = 999999;
    assert_string_equal(list(f, &query, NULL), "");
    query.read_time = 1000000;
    assert_string_equal(list(f, &query, NULL), "a");
    query.read_time = 2999999;
    assert_string_equal(list_pages(f, query, 1), "a b");
    query.read_time = 3000000;
    assert_string_equal(list(f, &query, NULL), "b");
    query.read_time = INT64_MAX;
    assert_string_equal(list(f, &query, NULL), "b");
}

static void a_read_time_has_one_order(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations(), .read_time = 5, .order_by = "title"};
    assert_string_equal(list(f, &query, NULL), "ORDER_READ_TIME");
    assert_violation(&f->status, "order_by", "ORDER_READ_TIME");
}

/* Whatever is asked of the present must be answered the same when it is asked as of the read time of the view. */
static void the_present_and_its_read_time_agree(void **state)
{
    struct fixture *f = *state;
    static const char *const filters[] = {"", "title = \"T3\" OR region_code = \"R1\"", "end_date < 2021 AND NOT title = \"T1\"",
                                          "identifiers.value: \"7\"", "kind = MUNICIPALITY AND end_date:*"};
    srand(7);
    for (int i = 0; i < 120; i++) {
        hensigt_organisation *organisation =
            new_organisation(f, hs_arena_printf(&f->arena, "o%d", rand() % 40), hs_arena_printf(&f->arena, "T%d", rand() % 5));
        organisation->region_code = hs_arena_printf(&f->arena, "R%d", rand() % 3);
        organisation->kind = (hensigt_organisation_kind)(rand() % 4);
        organisation->end_date = rand() % 2 != 0 ? new_date(f, hs_arena_printf(&f->arena, "20%02d", 18 + rand() % 6)) : NULL;
        if (rand() % 4 == 0) {
            add_identifier(f, organisation, hs_arena_printf(&f->arena, "S%d", i), hs_arena_printf(&f->arena, "%d", rand() % 10));
        }
        f->now += 1000;
        assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    }
    int64_t then = f->now;
    const char *answers[sizeof filters / sizeof filters[0]];
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        struct hs_query query = {.resource = organisations(), .filter = filters[i], .all = true};
        answers[i] = list(f, &query, NULL);
    }
    f->now += 1000;
    for (int i = 0; i < 40; i++) {
        put_organisation(f, hs_arena_printf(&f->arena, "o%d", i), "changed", "X", "1999");
    }
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        struct hs_query query = {.resource = organisations(), .filter = filters[i], .all = true, .read_time = then};
        assert_string_equal(list(f, &query, NULL), answers[i]);
        assert_string_equal(
            list_pages(f, (struct hs_query){.resource = organisations(), .filter = filters[i], .read_time = then}, 3), answers[i]);
    }
}

static enum hs_code stop(void *context, const struct hs_record *record)
{
    (void)record;
    ++*(int *)context;
    return HS_CANCELLED;
}

static void a_visitor_can_stop(void **state)
{
    struct fixture *f = *state;
    struct hs_query query = {.resource = organisations()};
    struct hs_view *view = NULL;
    int visits = 0;
    put_some(f);
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    assert_int_equal(hs_view_list(view, &query, stop, &visits, &f->arena, NULL, &f->status), HS_CANCELLED);
    assert_int_equal(visits, 1);
    hs_view_close(view);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_order_is_complete_in_pages_of_any_size),
        TEST(a_key_too_long_for_the_token_is_looked_up),
        TEST(a_page_that_is_just_full_has_no_next),
        TEST(a_page_ends_before_it_is_too_large),
        TEST(pages_stay_complete_while_others_insert),
        TEST(a_token_is_bound_to_its_query),
        TEST(a_damaged_token_is_refused_or_harmless),
        TEST(violations_are_told_all_at_once),
        TEST(a_filter_chooses),
        TEST(matches_choose_now_and_then),
        TEST(deleted_ones_are_shown_on_request),
        TEST(children_are_listed_under_their_parent),
        TEST(a_read_time_shows_what_was_known),
        TEST(a_read_time_has_one_order),
        TEST(the_present_and_its_read_time_agree),
        TEST(a_visitor_can_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
