/* Too much at once: writes are refused with a hint, and reads stay quick. */
#include "../watch/support.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_writes_are_shed_and_reads_are_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
