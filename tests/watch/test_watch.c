/* Calls that wait for changes. */
#include "support.h"

#include "hensigt/v1/centre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONG = 50000 }; /* milliseconds that no test waits for */

static hensigt_list_changes_request after(int64_t sequence, int wait)
{
    hensigt_list_changes_request request = HENSIGT_LIST_CHANGES_REQUEST_INIT;
    request.after_sequence = sequence;
    request.wait = wait > 0 ? wait_of(wait) : NULL;
    return request;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- without waiting ----------------------------------------------------------------------------------------------------------
 */

static void test_lists_in_order(void **state)
{
    struct registry *r = *state;
    struct asked asked;
    enter(r, "a");
    enter_centre(r, "c");
    enter(r, "b");
    hensigt_list_changes_request request = after(0, 0);
    ask_for_changes(r, &asked, &request);
    const hensigt_list_changes_response *found = changes_of(&asked);
    assert_int_equal(found->n_changes, 3);
    assert_string_equal(found->changes[0]->name, "organisations/a");
    assert_string_equal(found->changes[1]->name, "centres/c");
    assert_string_equal(found->changes[2]->name, "organisations/b");
    assert_string_equal(found->changes[1]->method, "hensigt.v1.CentreService/CreateCentre");
    assert_int_equal(found->changes[2]->sequence, 3);
    assert_int_equal(found->last_sequence, 3);
    asked_free(&asked);
}

static void test_cursor_passes_what_is_not_wanted(void **state)
{
    struct registry *r = *state;
    struct asked asked;
    char *kinds[] = {"centre"};
    enter_centre(r, "c");
    enter(r, "a");
    enter(r, "b");
    hensigt_list_changes_request request = after(1, 0);
    request.kinds = kinds;
    request.n_kinds = 1;
    ask_for_changes(r, &asked, &request);
    assert_int_equal(changes_of(&asked)->n_changes, 0);
    assert_int_equal(changes_of(&asked)->last_sequence, 3);
    asked_free(&asked);
}

static void test_pages(void **state)
{
    struct registry *r = *state;
    int64_t cursor = 0;
    char id[16];
    for (int i = 0; i < 10; i++) {
        (void)snprintf(id, sizeof id, "o%d", i);
        enter(r, id);
    }
    for (int page = 0; page < 4; page++) {
        struct asked asked;
        hensigt_list_changes_request request = after(cursor, 0);
        request.page_size = 3;
        ask_for_changes(r, &asked, &request);
        assert_int_equal(changes_of(&asked)->n_changes, page < 3 ? 3 : 1);
        assert_int_equal(changes_of(&asked)->changes[0]->sequence, cursor + 1);
        cursor = changes_of(&asked)->last_sequence;
        asked_free(&asked);
    }
    assert_int_equal(cursor, 10);
}

/* A centre of some 19 kB. */
static void enter_large_centre(struct registry *r, int number)
{
    enum { N_TEXTS = 10, LENGTH = 1900 };
    static char text[LENGTH + 1];
    hensigt_create_centre_request request = HENSIGT_CREATE_CENTRE_REQUEST_INIT;
    hensigt_centre centre = HENSIGT_CENTRE_INIT;
    hensigt_localized_text texts[N_TEXTS];
    hensigt_localized_text *purposes[N_TEXTS];
    struct asked asked;
    char id[16];
    memset(text, 'x', LENGTH);
    for (int i = 0; i < N_TEXTS; i++) {
        texts[i] = (hensigt_localized_text)HENSIGT_LOCALIZED_TEXT_INIT;
        texts[i].language_code = (char *)(uintptr_t) "en";
        texts[i].text = text;
        purposes[i] = &texts[i];
    }
    (void)snprintf(id, sizeof id, "c%d", number);
    centre.title = id;
    centre.purposes = purposes;
    centre.n_purposes = N_TEXTS;
    request.centre_id = id;
    request.centre = &centre;
    assert_int_equal(ask_now(r, &asked, "hensigt.v1.CentreService/CreateCentre", &request.base), HS_OK);
    asked_free(&asked);
}

/* A page ends where the next change would make the reply too large to be sent. */
static void test_large_changes(void **state)
{
    enum { N = 5 };
    struct registry *r = *state;
    int64_t cursor = 0;
    for (int i = 0; i < N; i++) {
        enter_large_centre(r, i);
    }
    while (cursor < N) {
        struct asked asked;
        hensigt_list_changes_request request = after(cursor, LONG);
        ask_for_changes(r, &asked, &request);
        assert_int_equal(changes_of(&asked)->n_changes, N - cursor > 2 ? 2 : N - cursor);
        assert_int_equal(changes_of(&asked)->changes[0]->sequence, cursor + 1);
        cursor = changes_of(&asked)->last_sequence;
        asked_free(&asked);
    }
    assert_int_equal(cursor, N);
}

static void test_wrong_requests(void **state)
{
    struct registry *r = *state;
    struct asked asked;
    char *kinds[] = {"Centre", "Cetacean"};
    hensigt_list_changes_request request = after(0, LONG);
    request.kinds = kinds;
    request.n_kinds = 2;
    ask_for_changes(r, &asked, &request);
    asked_wait(&asked);
    assert_int_equal(code_of(&asked), HS_INVALID_ARGUMENT);
    assert_int_equal(asked.reply->status->n_field_violations, 1);
    assert_string_equal(asked.reply->status->field_violations[0]->field, "kinds[1]");
    asked_free(&asked);
    request = after(7, LONG);
    ask_for_changes(r, &asked, &request);
    asked_wait(&asked);
    assert_int_equal(code_of(&asked), HS_OUT_OF_RANGE);
    assert_string_equal(reason_of(&asked), "CURSOR_AHEAD");
    asked_free(&asked);
}

/* ---- waiting --------------------------------------------------------------------------------------------------------------------
 */

static void test_woken_by_what_is_wanted_only(void **state)
{
    struct registry *r = *state;
    struct asked any, centres;
    char *kinds[] = {"Centre"};
    hensigt_list_changes_request request = after(0, LONG);
    ask_for_changes(r, &any, &request);
    request.kinds = kinds;
    request.n_kinds = 1;
    ask_for_changes(r, &centres, &request);
    assert_false(asked_is_over(&any));
    enter(r, "a");
    assert_int_equal(changes_of(&any)->n_changes, 1);
    assert_string_equal(changes_of(&any)->changes[0]->name, "organisations/a");
    assert_int_equal(changes_of(&any)->last_sequence, 1);
    asked_free(&any);
    request = after(1, LONG);
    ask_for_changes(r, &any, &request);
    assert_false(asked_is_over(&centres));
    enter_centre(r, "c");
    assert_int_equal(changes_of(&centres)->n_changes, 1);
    assert_string_equal(changes_of(&centres)->changes[0]->name, "centres/c");
    assert_int_equal(changes_of(&centres)->last_sequence, 2);
    assert_int_equal(changes_of(&any)->n_changes, 1);
    asked_free(&any);
    asked_free(&centres);
}

/* However many commits there are, the ledger is looked at no more than every 50 ms. */
static void test_woken_now_and_then(void **state)
{
    enum { WAKES = 11, INTERVAL = 50 };
    struct registry *r = *state;
    int64_t begun = now_ms();
    int64_t cursor = 0;
    char id[16];
    for (int i = 0; i < WAKES; i++) {
        struct asked asked;
        hensigt_list_changes_request request = after(cursor, LONG);
        ask_for_changes(r, &asked, &request);
        (void)snprintf(id, sizeof id, "o%d", i);
        enter(r, id);
        asked_wait(&asked);
        cursor = changes_of(&asked)->last_sequence;
        asked_free(&asked);
    }
    assert_true(now_ms() - begun >= (WAKES - 1) * INTERVAL);
}

/* What a watcher asks for, and which of the names organisations/a, centres/c and organisations/ab make it be answered. */
static void test_conditions(void **state)
{
    static char *const organisation[] = {"Organisation"};
    static char *const both[] = {"Organisation", "centre"};
    static char *const names[] = {"organisations/ab", "centres/c"};
    static char *const parent[] = {"organisations/a"};
    struct {
        char *const *kinds;
        size_t n_kinds;
        char *const *resources;
        size_t n_resources;
        char *const *parents;
        size_t n_parents;
        const char *found;
    } cases[] = {
        {organisation, 1, NULL, 0, NULL, 0, "organisations/a organisations/ab "},
        {both, 2, NULL, 0, NULL, 0, "organisations/a centres/c organisations/ab "},
        {NULL, 0, names, 2, NULL, 0, "centres/c organisations/ab "},
        {organisation, 1, names, 2, NULL, 0, "organisations/ab "},
        {NULL, 0, NULL, 0, parent, 1, ""},
        {NULL, 0, names, 2, parent, 1, ""},
    };
    struct registry *r = *state;
    enter(r, "a");
    enter_centre(r, "c");
    enter(r, "ab");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct asked asked;
        char found[200] = "";
        hensigt_list_changes_request request = after(0, 0);
        request.kinds = (char **)(uintptr_t)cases[i].kinds;
        request.n_kinds = cases[i].n_kinds;
        request.resources = (char **)(uintptr_t)cases[i].resources;
        request.n_resources = cases[i].n_resources;
        request.parents = (char **)(uintptr_t)cases[i].parents;
        request.n_parents = cases[i].n_parents;
        ask_for_changes(r, &asked, &request);
        for (size_t k = 0; k < changes_of(&asked)->n_changes; k++) {
            strcat(strcat(found, changes_of(&asked)->changes[k]->name), " ");
        }
        assert_string_equal(found, cases[i].found);
        asked_free(&asked);
    }
}

static void test_answered_in_time(void **state)
{
    struct registry *r = *state;
    struct asked waiting, hurried;
    int64_t begun = now_ms();
    enter(r, "a");
    hensigt_list_changes_request request = after(1, 300);
    ask_for_changes(r, &waiting, &request);
    assert_int_equal(changes_of(&waiting)->n_changes, 0);
    assert_int_equal(changes_of(&waiting)->last_sequence, 1);
    assert_true(now_ms() - begun >= 300);
    asked_free(&waiting);
    begun = now_ms();
    request = after(1, LONG);
    ask(r, &hurried, "hensigt.v1.LedgerService/ListChanges", &request.base, 1000, 0);
    assert_int_equal(changes_of(&hurried)->n_changes, 0); /* rather than DEADLINE_EXCEEDED */
    assert_true(now_ms() - begun >= 900);
    asked_free(&hurried);
}

/* Who is so far behind reads first, and waits then. */
static void test_far_behind(void **state)
{
    enum { N = 1500 };
    struct registry *r = *state;
    struct asked *writes = calloc(N, sizeof *writes);
    struct asked asked;
    char *kinds[] = {"Centre"};
    char id[16];
    assert_non_null(writes);
    for (int i = 0; i < N; i++) {
        (void)snprintf(id, sizeof id, "o%d", i);
        ask_for_organisation(r, &writes[i], id);
    }
    for (int i = 0; i < N; i++) {
        asked_wait(&writes[i]);
        asked_free(&writes[i]);
    }
    free(writes);
    hensigt_list_changes_request request = after(0, LONG);
    request.kinds = kinds;
    request.n_kinds = 1;
    ask_for_changes(r, &asked, &request);
    enter_centre(r, "c");
    assert_int_equal(changes_of(&asked)->n_changes, 1);
    assert_int_equal(changes_of(&asked)->last_sequence, N + 1);
    asked_free(&asked);
}

static void test_drain_answers_at_once(void **state)
{
    enum { N = 600 }; /* more than are answered at a time */
    struct registry *r = *state;
    struct asked *asked = calloc(N, sizeof *asked);
    assert_non_null(asked);
    hensigt_list_changes_request request = after(0, LONG);
    for (int i = 0; i < N; i++) {
        ask_for_changes(r, &asked[i], &request);
    }
    assert_true(hs_dispatch_drain(r->dispatch, 30000));
    for (int i = 0; i < N; i++) {
        assert_true(asked_is_over(&asked[i]));
        assert_int_equal(changes_of(&asked[i])->n_changes, 0);
        asked_free(&asked[i]);
    }
    free(asked);
}

/* The same message sent again by the same connection takes the place of the first. */
static void test_sent_again(void **state)
{
    enum { ORIGIN = 77, OTHER = 78 };
    struct registry *r = *state;
    struct asked first, other, again;
    hensigt_list_changes_request request = after(0, LONG);
    ask(r, &first, "hensigt.v1.LedgerService/ListChanges", &request.base, LONG, ORIGIN);
    ask(r, &other, "hensigt.v1.LedgerService/ListChanges", &request.base, LONG, OTHER);
    ask(r, &again, "hensigt.v1.LedgerService/ListChanges", &request.base, LONG, ORIGIN);
    asked_wait(&first);
    assert_true(first.dropped);
    assert_false(asked_is_over(&other));
    enter(r, "a");
    assert_int_equal(changes_of(&other)->n_changes, 1);
    assert_int_equal(changes_of(&again)->n_changes, 1);
    asked_free(&first);
    asked_free(&other);
    asked_free(&again);
}

static void test_limit(void **state)
{
    struct registry *r = *state;
    struct asked *asked = calloc(HS_MAX_PARKED + 1, sizeof *asked);
    struct asked *last = &asked[HS_MAX_PARKED];
    assert_non_null(asked);
    hensigt_list_changes_request request = after(0, LONG);
    for (int i = 0; i <= HS_MAX_PARKED; i++) {
        ask_for_changes(r, &asked[i], &request);
    }
    assert_true(asked_is_over(last));
    assert_int_equal(code_of(last), HS_RESOURCE_EXHAUSTED);
    assert_string_equal(reason_of(last), "PARKED_FULL");
    assert_non_null(last->reply->status->retry_delay);
    assert_int_equal(last->reply->status->retry_delay->seconds, HS_PARKED_RETRY_MS / 1000);
    enter(r, "a");
    for (int i = 0; i < HS_MAX_PARKED; i++) {
        assert_int_equal(changes_of(&asked[i])->n_changes, 1);
        asked_free(&asked[i]);
    }
    asked_free(last);
    free(asked);
}

/* ---- nothing lost, nothing twice ----------------------------------------------------------------------------------------------
 */

enum { N_WRITERS = 3, N_EACH = 200 };

struct writer {
    struct registry *registry;
    pthread_t thread;
    int number;
};

static void *write_many(void *context)
{
    struct writer *writer = context;
    char id[32];
    for (int i = 0; i < N_EACH; i++) {
        (void)snprintf(id, sizeof id, "w%d-%d", writer->number, i);
        enter(writer->registry, id);
    }
    return NULL;
}

static void test_none_lost_none_twice(void **state)
{
    struct registry *r = *state;
    struct writer writers[N_WRITERS];
    int64_t cursor = 0;
    for (int i = 0; i < N_WRITERS; i++) {
        writers[i] = (struct writer){.registry = r, .number = i};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_many, &writers[i]), 0);
    }
    while (cursor < N_WRITERS * N_EACH) {
        struct asked asked;
        hensigt_list_changes_request request = after(cursor, LONG);
        request.page_size = 7;
        ask_for_changes(r, &asked, &request);
        const hensigt_list_changes_response *found = changes_of(&asked);
        assert_true(found->n_changes > 0);
        for (size_t i = 0; i < found->n_changes; i++) {
            assert_int_equal(found->changes[i]->sequence, ++cursor);
        }
        assert_int_equal(found->last_sequence, cursor);
        asked_free(&asked);
    }
    for (int i = 0; i < N_WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
    }
}

/* Half of them want what happens. */
static void test_many_watchers(void **state)
{
    enum { N = 500 };
    struct registry *r = *state;
    struct asked *asked = calloc(N, sizeof *asked);
    char *kinds[2][1] = {{"Organisation"}, {"Centre"}};
    assert_non_null(asked);
    for (int i = 0; i < N; i++) {
        hensigt_list_changes_request request = after(0, LONG);
        request.kinds = kinds[i % 2];
        request.n_kinds = 1;
        ask_for_changes(r, &asked[i], &request);
    }
    enter(r, "a");
    for (int i = 0; i < N; i += 2) {
        assert_int_equal(changes_of(&asked[i])->n_changes, 1);
        assert_false(asked_is_over(&asked[i + 1]));
    }
    enter_centre(r, "c");
    for (int i = 1; i < N; i += 2) {
        assert_int_equal(changes_of(&asked[i])->n_changes, 1);
        assert_string_equal(changes_of(&asked[i])->changes[0]->name, "centres/c");
    }
    for (int i = 0; i < N; i++) {
        asked_free(&asked[i]);
    }
    free(asked);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, registry_setup, registry_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lists_in_order),
        TEST(test_cursor_passes_what_is_not_wanted),
        TEST(test_pages),
        TEST(test_large_changes),
        TEST(test_wrong_requests),
        TEST(test_woken_by_what_is_wanted_only),
        TEST(test_woken_now_and_then),
        TEST(test_conditions),
        TEST(test_answered_in_time),
        TEST(test_far_behind),
        TEST(test_drain_answers_at_once),
        TEST(test_sent_again),
        TEST(test_limit),
        TEST(test_none_lost_none_twice),
        TEST(test_many_watchers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
