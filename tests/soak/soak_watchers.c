/* Many watchers parked in one service, a few changes, and what that costs.
 *
 *     soak_watchers HENSIGTD [WATCHERS [CHANNELS [ROUNDS [WAIT_SECONDS]]]]
 *
 * Half of them want changes of organisations, the others of centres. In each round one change of each kind is made; exactly the
 * half that wants it must be answered, once, and asks again. At the end all of them vanish without a word. */
#include "daemon.h"

#include "hensigt/async.h"
#include "hensigt/v1/admin_client.h"
#include "hensigt/v1/centre_client.h"
#include "hensigt/v1/ledger_client.h"
#include "hensigt/v1/organisation_client.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    MAX_CHANNELS = 64,
    PATIENCE_MS = 30000,    /* until what should happen at once has failed to */
    TIMEOUT_MARGIN = 20000, /* of a call beyond its wait */
    READS = 200,
};

static const char changes_method[] = "hensigt.v1.LedgerService/ListChanges";

struct soak {
    struct daemon daemon;
    struct hensigt_channel *channels[MAX_CHANNELS];
    struct hensigt_channel *own; /* for writes and figures */
    struct watcher *watchers;
    int n_watchers, n_channels, n_rounds, wait;
    atomic_int told[2];   /* watchers of each kind that were answered with a change in this round */
    atomic_int empty;     /* answers without a change */
    atomic_int failed;    /* calls that failed, or had a change that was not wanted */
    atomic_llong last[2]; /* when the last of them was answered, microseconds */
    bool ending;
};

struct watcher {
    struct soak *soak;
    int kind; /* 0 = organisations, 1 = centres */
    int64_t after;
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void pause_ms(long ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

/* ---- watchers -------------------------------------------------------------------------------------------------------- */

static void take_changes(void *context, const struct hensigt_outcome *outcome)
{
    struct watcher *watcher = context;
    struct soak *soak = watcher->soak;
    const hensigt_list_changes_response *reply = (const void *)outcome->reply;
    if (reply == NULL) {
        atomic_fetch_add(&soak->failed, soak->ending ? 0 : 1);
        return;
    }
    watcher->after = reply->last_sequence;
    if (reply->n_changes == 0) {
        atomic_fetch_add(&soak->empty, 1);
    } else {
        atomic_store(&soak->last[watcher->kind], now_us());
        atomic_fetch_add(&soak->told[watcher->kind], 1);
    }
    if (reply->n_changes > 1) {
        atomic_fetch_add(&soak->failed, 1);
    }
    protobuf_c_message_free_unpacked(outcome->reply, NULL);
}

static void watch(struct soak *soak, int index)
{
    static char *kinds[2][1] = {{"Organisation"}, {"Centre"}};
    struct watcher *watcher = &soak->watchers[index];
    hensigt_list_changes_request request = HENSIGT_LIST_CHANGES_REQUEST_INIT;
    Google__Protobuf__Duration wait = GOOGLE__PROTOBUF__DURATION__INIT;
    const struct hensigt_call_options options = {.timeout_ms = (uint32_t)soak->wait * 1000 + TIMEOUT_MARGIN};
    wait.seconds = soak->wait;
    request.after_sequence = watcher->after;
    request.kinds = kinds[watcher->kind];
    request.n_kinds = 1;
    request.wait = &wait;
    if (hensigt_start(soak->channels[index % soak->n_channels], hensigt_method(changes_method), &options, &request.base,
                      take_changes, watcher, NULL, NULL) != 0) {
        atomic_fetch_add(&soak->failed, 1);
    }
}

static void watch_all(struct soak *soak, int kind)
{
    for (int i = 0; i < soak->n_watchers; i++) {
        if (soak->watchers[i].kind == kind) {
            watch(soak, i);
        }
    }
}

/* ---- what the service says ---------------------------------------------------------------------------------------------- */

static int64_t parked_now(struct soak *soak)
{
    hensigt_get_stats_request request = HENSIGT_GET_STATS_REQUEST_INIT;
    hensigt_get_stats_response *stats = NULL;
    int64_t parked = -1;
    if (hensigt_get_stats(soak->own, NULL, &request, &stats, NULL) == 0) {
        parked = stats->parked_call_count;
        hensigt_get_stats_response_free(stats);
    }
    return parked;
}

static bool wait_for_parked(struct soak *soak, int64_t wanted, int64_t patience_ms)
{
    int64_t end = now_us() + patience_ms * 1000;
    while (parked_now(soak) != wanted && now_us() < end) {
        pause_ms(20);
    }
    return parked_now(soak) == wanted;
}

static bool make_change(struct soak *soak, int kind, int round)
{
    char id[32];
    int code = 0;
    (void)snprintf(id, sizeof id, "x%d", round);
    if (kind == 0) {
        hensigt_create_organisation_request request = HENSIGT_CREATE_ORGANISATION_REQUEST_INIT;
        hensigt_organisation organisation = HENSIGT_ORGANISATION_INIT;
        organisation.title = id;
        organisation.kind = HENSIGT_ORGANISATION_KIND_MUNICIPALITY;
        request.organisation_id = id;
        request.organisation = &organisation;
        hensigt_organisation *made = NULL;
        code = hensigt_create_organisation(soak->own, NULL, &request, &made, NULL);
        hensigt_organisation_free(made);
    } else {
        hensigt_create_centre_request request = HENSIGT_CREATE_CENTRE_REQUEST_INIT;
        hensigt_centre centre = HENSIGT_CENTRE_INIT;
        centre.title = id;
        request.centre_id = id;
        request.centre = &centre;
        hensigt_centre *made = NULL;
        code = hensigt_create_centre(soak->own, NULL, &request, &made, NULL);
        hensigt_centre_free(made);
    }
    return code == 0;
}

/* The mean time of a read, in microseconds. */
static int64_t read_time(struct soak *soak)
{
    int64_t begun = now_us();
    for (int i = 0; i < READS; i++) {
        (void)parked_now(soak);
    }
    return (now_us() - begun) / READS;
}

/* ---- the run --------------------------------------------------------------------------------------------------------------- */

static int wanting(const struct soak *soak, int kind)
{
    return kind == 0 ? (soak->n_watchers + 1) / 2 : soak->n_watchers / 2;
}

/* One change; the half that wants it is answered and asks again. */
static bool change_once(struct soak *soak, int kind, int round)
{
    int wanted = wanting(soak, kind);
    int others = atomic_load(&soak->told[!kind]);
    atomic_store(&soak->told[kind], 0);
    int64_t begun = now_us();
    if (!make_change(soak, kind, round)) {
        return false;
    }
    int64_t written = now_us();
    while (atomic_load(&soak->told[kind]) < wanted && now_us() - begun < PATIENCE_MS * INT64_C(1000)) {
        pause_ms(1);
    }
    int told = atomic_load(&soak->told[kind]);
    printf("  %s: write answered after %5.1f ms, %d of %d told, the last after %6.1f ms\n",
           kind == 0 ? "organisation" : "centre      ", (double)(written - begun) / 1000, told, wanted,
           (double)(atomic_load(&soak->last[kind]) - begun) / 1000);
    if (told != wanted || atomic_load(&soak->told[!kind]) != others) {
        return false;
    }
    watch_all(soak, kind);
    return wait_for_parked(soak, soak->n_watchers, PATIENCE_MS);
}

static bool open_channels(struct soak *soak)
{
    const char *endpoint = soak->daemon.endpoint;
    const struct hensigt_channel_options own = {.endpoints = &endpoint, .n_endpoints = 1};
    struct hensigt_channel_options many = own;
    many.window = (uint32_t)(soak->n_watchers / soak->n_channels + 1);
    bool opened = hensigt_channel_open(&soak->own, &own, NULL) == 0;
    for (int i = 0; opened && i < soak->n_channels; i++) {
        opened = hensigt_channel_open(&soak->channels[i], &many, NULL) == 0;
    }
    return opened;
}

static void close_channels(struct soak *soak)
{
    soak->ending = true;
    for (int i = 0; i < soak->n_channels; i++) {
        hensigt_channel_close(soak->channels[i]);
        soak->channels[i] = NULL;
    }
}

static bool soak_run(struct soak *soak)
{
    if (!open_channels(soak) || !make_change(soak, 0, 1000000) || !make_change(soak, 1, 1000000)) {
        return false;
    }
    int64_t quick = read_time(soak);
    long before = daemon_memory(&soak->daemon);
    int64_t begun = now_us();
    for (int i = 0; i < soak->n_watchers; i++) {
        soak->watchers[i] = (struct watcher){.soak = soak, .kind = i % 2, .after = 2};
        watch(soak, i);
    }
    if (!wait_for_parked(soak, soak->n_watchers, PATIENCE_MS)) {
        return false;
    }
    long with = daemon_memory(&soak->daemon);
    printf("%d watchers on %d connections parked within %.1f ms\n", soak->n_watchers, soak->n_channels,
           (double)(now_us() - begun) / 1000);
    printf("memory of the worker: %ld kB before, %ld kB with them: %.2f kB each\n", before, with,
           (double)(with - before) / soak->n_watchers);
    printf("a read takes %lld us without them, %lld us with them\n", (long long)quick, (long long)read_time(soak));
    for (int round = 0; round < soak->n_rounds; round++) {
        if (!change_once(soak, 0, round) || !change_once(soak, 1, round)) {
            return false;
        }
    }
    printf("after %d rounds: %ld kB\n", soak->n_rounds, daemon_memory(&soak->daemon));
    close_channels(soak);
    bool gone = wait_for_parked(soak, 0, soak->wait * INT64_C(1000) + PATIENCE_MS);
    printf("they vanished; when their time was up %lld were parked: %ld kB\n", (long long)parked_now(soak),
           daemon_memory(&soak->daemon));
    printf("%d answers without a change, %d failures\n", atomic_load(&soak->empty), atomic_load(&soak->failed));
    return gone && atomic_load(&soak->failed) == 0;
}

static int number(char **argv, int argc, int place, int otherwise)
{
    int given = argc > place ? (int)strtol(argv[place], NULL, 10) : 0;
    return given > 0 ? given : otherwise;
}

int main(int argc, char **argv)
{
    struct soak soak = {.n_watchers = number(argv, argc, 2, 10000),
                        .n_channels = number(argv, argc, 3, 4),
                        .n_rounds = number(argv, argc, 4, 5),
                        .wait = number(argv, argc, 5, 60)};
    if (argc < 2 || soak.n_channels > MAX_CHANNELS) {
        fprintf(stderr, "usage: soak_watchers HENSIGTD [WATCHERS [CHANNELS [ROUNDS [WAIT_SECONDS]]]]\n");
        return 2;
    }
    soak.watchers = calloc((size_t)soak.n_watchers, sizeof *soak.watchers);
    bool good = soak.watchers != NULL && daemon_start(&soak.daemon, argv[1]);
    if (good) {
        good = soak_run(&soak);
        close_channels(&soak);
        hensigt_channel_close(soak.own);
        daemon_stop(&soak.daemon);
    }
    free(soak.watchers);
    puts(good ? "all as it should be" : "FAILED");
    return good ? 0 : 1;
}
