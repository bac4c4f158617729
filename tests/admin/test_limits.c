/* Too much at once: writes are refused with a hint, and reads stay quick. */
#include "../watch/support.h"

#include "hensigt/v1/centre.h"
#include "hensigt/v1/organisation.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUEUE = 8, GROUP = 128, READS = 2000 };

/* A loaded machine may take this long for one read; a writer that is waited for takes for ever. */
static const int64_t slowest_read = 2000000;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int compare_times(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* Reads again and again; returns the slowest of 99 of a hundred. */
static int64_t read_many(struct registry *r)
{
    int64_t *times = calloc(READS, sizeof *times);
    hensigt_get_organisation_request request = HENSIGT_GET_ORGANISATION_REQUEST_INIT;
    request.name = (char *)(uintptr_t) "organisations/first";
    assert_non_null(times);
    for (int i = 0; i < READS; i++) {
        struct asked asked;
        int64_t begun = now_us();
        assert_int_equal(ask_now(r, &asked, "hensigt.v1.OrganisationService/GetOrganisation", &request.base), HS_OK);
        times[i] = now_us() - begun;
        asked_free(&asked);
    }
    qsort(times, READS, sizeof *times, compare_times);
    int64_t p99 = times[READS * 99 / 100];
    assert_true(times[READS - 1] < slowest_read);
    print_message("reads: median %lld us, 99%% %lld us, slowest %lld us\n", (long long)times[READS / 2], (long long)p99,
                  (long long)times[READS - 1]);
    free(times);
    return p99;
}

static void test_writes_are_shed_and_reads_are_not(void **state)
{
    struct registry r;
    sqlite3 *other = NULL;
    struct asked writes[GROUP + QUEUE + 1];
    size_t n = 0;
    char id[32];
    (void)state;
    registry_begin(&r, QUEUE);
    enter(&r, "first");
    print_message("without writes\n");
    read_many(&r);

    /* Somebody else holds the file: the writer waits in its first transaction, and the queue fills up behind it. */
    assert_int_equal(sqlite3_open(r.path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    do {
        assert_true(n < sizeof writes / sizeof writes[0]);
        (void)snprintf(id, sizeof id, "o%zu", n);
        ask_for_organisation(&r, &writes[n], id);
    } while (!asked_is_over(&writes[n++]));
    struct asked *refused = &writes[n - 1];
    assert_int_equal(code_of(refused), HS_RESOURCE_EXHAUSTED);
    assert_string_equal(reason_of(refused), "WRITE_QUEUE_FULL");
    const Google__Protobuf__Duration *delay = refused->reply->status->retry_delay;
    assert_non_null(delay);
    assert_true(delay->seconds > 0 || delay->nanos > 0);
    print_message("while writes are refused\n");
    read_many(&r);
    assert_false(asked_is_over(&writes[0]));

    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    for (size_t i = 0; i + 1 < n; i++) {
        asked_wait(&writes[i]);
        assert_int_equal(code_of(&writes[i]), HS_OK);
        asked_free(&writes[i]);
    }
    asked_free(refused);
    enter(&r, id); /* what was refused left nothing behind */
    registry_end(&r);
}

/* ---- reports -------------------------------------------------------------------------------------------------------------- */

static const char report[] = "hensigt.v1.CentreService/ListCentres";

/* A thread that answers reports is held by who takes its reply. */
struct hold {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int held;
    bool over;
};

struct held {
    struct hs_exchange exchange;
    struct hold *hold;
};

static void take_slowly(struct hs_exchange *exchange, const uint8_t *reply, size_t size)
{
    struct hold *hold = ((struct held *)(void *)exchange)->hold;
    (void)reply;
    (void)size;
    pthread_mutex_lock(&hold->lock);
    hold->held++;
    pthread_cond_broadcast(&hold->changed);
    while (!hold->over)
        pthread_cond_wait(&hold->changed, &hold->lock);
    hold->held--;
    pthread_cond_broadcast(&hold->changed);
    pthread_mutex_unlock(&hold->lock);
}

static void await(struct hold *hold, int held)
{
    pthread_mutex_lock(&hold->lock);
    while (hold->held != held)
        pthread_cond_wait(&hold->changed, &hold->lock);
    pthread_mutex_unlock(&hold->lock);
}

static void let_go(struct hold *hold)
{
    pthread_mutex_lock(&hold->lock);
    hold->over = true;
    pthread_cond_broadcast(&hold->changed);
    pthread_mutex_unlock(&hold->lock);
}

/* Past the queue's length a report is refused with a hint, while single resources are read; one whose time runs out in the queue is
 * not begun. */
static void test_reports_are_shed_and_late_ones_not_begun(void **state)
{
    enum { LATE_MS = 1 };
    struct registry r;
    struct hold hold = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct held held[HS_SCAN_THREADS];
    struct asked waiting[HS_SCAN_QUEUE], refused, point;
    hensigt_list_centres_request request = HENSIGT_LIST_CENTRES_REQUEST_INIT;
    hensigt_get_organisation_request get = HENSIGT_GET_ORGANISATION_REQUEST_INIT;
    uint8_t envelope[80];
    (void)state;
    registry_begin(&r, 0);
    enter(&r, "first");
    hensigt_rpc_request packed = HENSIGT_RPC_REQUEST_INIT;
    packed.method = (char *)(uintptr_t)report;
    size_t size = protobuf_c_message_pack(&packed.base, envelope);
    for (int i = 0; i < HS_SCAN_THREADS; i++) {
        held[i] = (struct held){.exchange = {.request = envelope, .size = size, .trust = HS_TRUST_OWNER, .reply = take_slowly},
                                .hold = &hold};
        hs_dispatch_take(r.dispatch, &held[i].exchange);
    }
    await(&hold, HS_SCAN_THREADS);

    int64_t begun = now_us();
    for (int i = 0; i < HS_SCAN_QUEUE; i++)
        ask(&r, &waiting[i], report, &request.base, i % 2 == 0 ? 0 : LATE_MS, 0);
    assert_int_equal(ask_now(&r, &refused, report, &request.base), HS_RESOURCE_EXHAUSTED);
    assert_string_equal(reason_of(&refused), "SCAN_QUEUE_FULL");
    assert_int_equal(refused.reply->status->retry_delay->seconds, HS_SCAN_RETRY_MS / 1000);
    get.name = (char *)(uintptr_t) "organisations/first";
    assert_int_equal(ask_now(&r, &point, "hensigt.v1.OrganisationService/GetOrganisation", &get.base), HS_OK);
    do
        assert_false(asked_is_over(&waiting[0]));
    while (now_us() - begun <= 1000 * LATE_MS);

    let_go(&hold);
    for (int i = 0; i < HS_SCAN_QUEUE; i++) {
        asked_wait(&waiting[i]);
        assert_int_equal(code_of(&waiting[i]), i % 2 == 0 ? HS_OK : HS_DEADLINE_EXCEEDED);
        assert_string_equal(reason_of(&waiting[i]), i % 2 == 0 ? "" : "NOT_BEGUN");
        asked_free(&waiting[i]);
    }
    await(&hold, 0);
    asked_free(&refused);
    asked_free(&point);
    registry_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes_are_shed_and_reads_are_not),
        cmocka_unit_test(test_reports_are_shed_and_late_ones_not_begun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
