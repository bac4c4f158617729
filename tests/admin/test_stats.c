/* Figures of calls, and their text form. */
#include "../watch/support.h"

#include "service/metrics.h"
#include "service/stats.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char create_method[] = "hensigt.v1.OrganisationService/CreateOrganisation";

/* What was told of the methods. */
struct told {
    struct hs_method_stats methods[4];
    size_t n;
};

static void take(void *context, const struct hs_method_stats *method)
{
    struct told *told = context;
    assert_true(told->n < sizeof told->methods / sizeof told->methods[0]);
    told->methods[told->n++] = *method;
}

static const struct hs_method *method_of(const char *name)
{
    return hs_contract_method(name, strlen(name));
}

static void test_nothing(void **state)
{
    struct hs_stats *stats = hs_stats_new();
    struct told told = {.n = 0};
    (void)state;
    hs_stats_each(stats, take, &told);
    assert_int_equal(told.n, 0);
    hs_stats_free(stats);
    hs_stats_free(NULL);
}

static void test_quantiles(void **state)
{
    struct hs_stats *stats = hs_stats_new();
    struct told told = {.n = 0};
    (void)state;
    for (int64_t i = 1; i <= 10000; i++) {
        hs_stats_count(stats, method_of(create_method), i % 10 == 0 ? HS_NOT_FOUND : HS_OK, i);
    }
    hs_stats_each(stats, take, &told);
    assert_int_equal(told.n, 1);
    const struct hs_method_stats *found = &told.methods[0];
    assert_string_equal(found->method, create_method);
    assert_int_equal(found->calls, 10000);
    assert_int_equal(found->codes[HS_OK], 9000);
    assert_int_equal(found->codes[HS_NOT_FOUND], 1000);
    assert_int_equal(found->total, 50005000);
    assert_in_range(found->median, 5000, 5000 + 5000 / 16);
    assert_in_range(found->p90, 9000, 9000 + 9000 / 16);
    assert_in_range(found->p99, 9900, 10000);
    assert_int_equal(found->max, 10000);
    hs_stats_free(stats);
}

/* Single calls of every length are known to a sixteenth. */
static void test_precision(void **state)
{
    (void)state;
    for (int64_t time = 0; time < INT64_C(1) << 29; time += time / 7 + 1) {
        struct hs_stats *stats = hs_stats_new();
        struct told told = {.n = 0};
        hs_stats_count(stats, NULL, HS_OK, time);
        hs_stats_count(stats, NULL, HS_OK, time * 2);
        hs_stats_each(stats, take, &told);
        assert_string_equal(told.methods[0].method, "");
        assert_in_range(told.methods[0].median, time, time + time / 16);
        hs_stats_free(stats);
    }
}

static void test_beyond_every_bucket(void **state)
{
    struct hs_stats *stats = hs_stats_new();
    struct told told = {.n = 0};
    (void)state;
    hs_stats_count(stats, NULL, HS_OK, INT64_C(1) << 40);
    hs_stats_count(stats, NULL, HS_OK, -5);
    hs_stats_each(stats, take, &told);
    assert_int_equal(told.methods[0].calls, 2);
    assert_int_equal(told.methods[0].median, 0);
    assert_int_equal(told.methods[0].max, INT64_C(1) << 40);
    hs_stats_free(stats);
}

enum { N_THREADS = 4, N_CALLS = 50000 };

static void *count_many(void *context)
{
    for (int i = 0; i < N_CALLS; i++) {
        hs_stats_count(context, method_of(create_method), HS_OK, i % 100);
    }
    return NULL;
}

static void test_threads(void **state)
{
    struct hs_stats *stats = hs_stats_new();
    struct told told = {.n = 0};
    pthread_t threads[N_THREADS];
    (void)state;
    for (int i = 0; i < N_THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_many, stats), 0);
    }
    for (int i = 0; i < N_THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    hs_stats_each(stats, take, &told);
    assert_int_equal(told.methods[0].calls, N_THREADS * N_CALLS);
    assert_int_equal(told.methods[0].max, 99);
    hs_stats_free(stats);
}

/* A commit is counted a moment after its writes were answered. */
static void wait_for_writes(struct registry *r, int64_t writes)
{
    struct hs_store_stats stats;
    do {
        sched_yield();
        hs_store_get_stats(r->store, &stats);
    } while (stats.writes < writes);
}

static void test_text(void **state)
{
    static const char *const lines[] = {
        "hensigt_build_info{version=\"1.2.3\"} 1\n",
        "hensigt_calls_total{method=\"hensigt.v1.OrganisationService/CreateOrganisation\",code=\"OK\"} 2\n",
        "hensigt_calls_total{method=\"hensigt.v1.OrganisationService/CreateOrganisation\",code=\"ALREADY_EXISTS\"} 1\n",
        "hensigt_calls_total{method=\"\",code=\"UNIMPLEMENTED\"} 1\n",
        "hensigt_call_seconds_count{method=\"hensigt.v1.OrganisationService/CreateOrganisation\"} 3\n",
        "# TYPE hensigt_call_seconds summary\n",
        "hensigt_commit_writes_total 3\n",
        "hensigt_ledger_sequence 2\n",
        "hensigt_parked_calls 1\n",
        "hensigt_connections 0\n", /* what comes from within comes over none */
        "hensigt_max_connections 20000\n",
        "hensigt_refused_connection_calls_total 0\n",
    };
    struct registry *r = *state;
    struct asked asked, waiting;
    hensigt_list_changes_request request = HENSIGT_LIST_CHANGES_REQUEST_INIT;
    char *text = NULL;
    size_t size = 0;
    enter(r, "a");
    enter(r, "b");
    ask_for_organisation(r, &asked, "a");
    asked_wait(&asked);
    asked_free(&asked);
    assert_int_equal(ask_now(r, &asked, "hensigt.v1.NoService/NoMethod", &request.base), HS_UNIMPLEMENTED);
    asked_free(&asked);
    wait_for_writes(r, 3);
    request.after_sequence = 2;
    request.wait = wait_of(50000);
    ask_for_changes(r, &waiting, &request);
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    hs_metrics_print(stream, r->dispatch, "1.2.3");
    fclose(stream);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strstr(text, lines[i]) == NULL) {
            fail_msg("no %s in\n%s", lines[i], text);
        }
    }
    free(text);
    assert_true(hs_dispatch_drain(r->dispatch, 30000));
    asked_free(&waiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),   cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_precision), cmocka_unit_test(test_beyond_every_bucket),
        cmocka_unit_test(test_threads),   cmocka_unit_test_setup_teardown(test_text, registry_setup, registry_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
