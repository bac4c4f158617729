#include "engine.h"
#include "stream.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    DEFAULT_WINDOW = 128, /* with replies below 64 KiB this fits the buffers of a service's connection */
    MAX_WINDOW = 65536,
    DEFAULT_QUEUE = 65536,
    DEFAULT_ATTEMPT_MS = 2000,
    MAX_ENDPOINTS = 16,
    WATCH_QUIET_FACTOR = 10, /* a watch is silent by nature: its service is asked so much later whether it lives */
};

static uint32_t or_default(uint32_t value, uint32_t fallback)
{
    return value == 0 ? fallback : value;
}

static int check_options(const struct hensigt_channel_options *options, const struct hs_transport *transport,
                         struct hensigt_error *error)
{
    char why[HS_FAULT_SIZE] = "";
    if (options->n_endpoints == 0 || options->n_endpoints > MAX_ENDPOINTS) {
        return hs_error_set(error, HS_INVALID_ARGUMENT, "endpoints: from 1 to %d are needed, %zu are given", MAX_ENDPOINTS,
                            options->n_endpoints);
    }
    for (size_t i = 0; i < options->n_endpoints; i++) {
        if (!transport->check(transport->context, options->endpoints[i], why, sizeof why)) {
            return hs_error_set(error, HS_INVALID_ARGUMENT, "endpoints: %s", why);
        }
    }
    if (options->window > MAX_WINDOW) {
        return hs_error_set(error, HS_INVALID_ARGUMENT, "window: at most %d, not %" PRIu32, MAX_WINDOW, options->window);
    }
    return HS_OK;
}

static void forget_key(char *key)
{
    if (key != NULL) {
        explicit_bzero(key, strlen(key));
        free(key);
    }
}

static void close_descriptor(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}

static void free_channel(struct hensigt_channel *channel)
{
    for (size_t i = 0; i < HS_LANES; i++) {
        hs_lane_free(&channel->lanes[i]);
    }
    for (size_t i = 0; channel->endpoints != NULL && i < channel->n_endpoints; i++) {
        free(channel->endpoints[i]);
    }
    hs_timers_free(&channel->timers);
    close_descriptor(channel->wake);
    close_descriptor(channel->due);
    forget_key(channel->access_key);
    free(channel->endpoints);
    free(channel->scratch);
    pthread_mutex_destroy(&channel->mutex);
    free(channel);
}

static bool copy_strings(struct hensigt_channel *channel, const struct hensigt_channel_options *options)
{
    channel->endpoints = calloc(options->n_endpoints, sizeof *channel->endpoints);
    if (channel->endpoints == NULL) {
        return false;
    }
    for (size_t i = 0; i < options->n_endpoints; i++) {
        channel->endpoints[i] = strdup(options->endpoints[i]);
        if (channel->endpoints[i] == NULL) {
            return false;
        }
    }
    channel->access_key = options->access_key == NULL ? NULL : strdup(options->access_key);
    return options->access_key == NULL || channel->access_key != NULL;
}

static bool make_lanes(struct hensigt_channel *channel)
{
    for (size_t i = 0; i < HS_LANES; i++) {
        if (!hs_lane_init(&channel->lanes[i], channel)) {
            return false;
        }
    }
    channel->lanes[HS_LANE_PROMPT].resends = true;
    channel->lanes[HS_LANE_PROMPT].quiet = channel->attempt;
    channel->lanes[HS_LANE_WATCH].quiet = channel->attempt * WATCH_QUIET_FACTOR;
    return true;
}

static struct hensigt_channel *new_channel(const struct hensigt_channel_options *options, const struct hs_transport *transport)
{
    struct hensigt_channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL) {
        return NULL;
    }
    pthread_mutex_init(&channel->mutex, NULL); /* cannot fail on Linux with default attributes */
    channel->transport = transport;
    channel->n_endpoints = options->n_endpoints;
    channel->timeout_ms = or_default(options->timeout_ms, HENSIGT_DEFAULT_TIMEOUT_MS);
    channel->window = or_default(options->window, DEFAULT_WINDOW);
    channel->limit = (uint64_t)channel->window + or_default(options->queue, DEFAULT_QUEUE);
    channel->attempt = or_default(options->attempt_ms, DEFAULT_ATTEMPT_MS) * HS_MILLISECOND;
    channel->unreachable = options->unreachable_ms == 0 ? HS_NEVER : options->unreachable_ms * HS_MILLISECOND;
    channel->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    channel->due = options->polled ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
    channel->scratch = malloc(HS_SCRATCH_SIZE);
    if (channel->wake < 0 || (options->polled && channel->due < 0) || channel->scratch == NULL || !copy_strings(channel, options) ||
        !make_lanes(channel)) {
        free_channel(channel);
        return NULL;
    }
    return channel;
}

int hs_channel_open_over(struct hensigt_channel **out, const struct hensigt_channel_options *options,
                         const struct hs_transport *transport, struct hensigt_error *error)
{
    if (check_options(options, transport, error) != HS_OK) {
        return HS_INVALID_ARGUMENT;
    }
    struct hensigt_channel *channel = new_channel(options, transport);
    if (channel == NULL) {
        return hs_error_set(error, HS_RESOURCE_EXHAUSTED, "there is no memory or no descriptor for a channel");
    }
    hensigt_error_clear(error);
    *out = channel;
    return HS_OK;
}

int hensigt_channel_open(struct hensigt_channel **out, const struct hensigt_channel_options *options, struct hensigt_error *error)
{
    return hs_channel_open_over(out, options, &hs_stream_transport, error);
}

void hensigt_channel_close(struct hensigt_channel *channel)
{
    if (channel == NULL) {
        return;
    }
    pthread_mutex_lock(&channel->mutex);
    const bool running = channel->running;
    channel->closing = true;
    hs_engine_wake(channel);
    pthread_mutex_unlock(&channel->mutex);
    if (running) {
        pthread_join(channel->thread, NULL);
    }
    hensigt_channel_dispatch(channel, 0);
    while (channel->cancelled != NULL) { /* too late, after the thread's last look */
        struct hensigt_pending *call = channel->cancelled;
        channel->cancelled = call->next_cancelled;
        hs_pending_drop(call);
    }
    free_channel(channel);
}

int hensigt_channel_fd(const struct hensigt_channel *channel)
{
    return channel->due;
}
