#include "engine.h"

#include "wire/contract.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum hs_lane_index hs_lane_of(const struct hs_method *method)
{
    return method->cost == HS_COST_WAIT ? HS_LANE_WATCH : HS_LANE_PROMPT;
}

static struct hs_lane *lane_of(struct hensigt_channel *channel, const struct hensigt_pending *call)
{
    return &channel->lanes[hs_lane_of(call->method)];
}

/* Neither can fail on an eventfd that does not block and is far from its limit. */
void hs_event_set(int fd)
{
    const uint64_t one = 1;
    const ssize_t written = write(fd, &one, sizeof one);
    (void)written;
}

void hs_event_clear(int fd)
{
    uint64_t count = 0;
    const ssize_t read_size = read(fd, &count, sizeof count);
    (void)read_size;
}

void hs_engine_wake(struct hensigt_channel *channel)
{
    if (!channel->woken) {
        channel->woken = true;
        hs_event_set(channel->wake);
    }
}

/* Whether an answer with this code says what became of every attempt: an attempt that was only turned away tells nothing
 * about those before it. */
static bool is_definite(int code)
{
    return code != HS_CANCELLED && code != HS_UNKNOWN && code != HS_DEADLINE_EXCEEDED && code != HS_RESOURCE_EXHAUSTED &&
           code != HS_UNAVAILABLE;
}

static void complete_later(struct hensigt_channel *channel, struct hensigt_pending *call)
{
    pthread_mutex_lock(&channel->mutex);
    if (channel->completed.first == NULL) {
        hs_event_set(channel->due);
    }
    hs_pending_append(&channel->completed, call);
    pthread_mutex_unlock(&channel->mutex);
}

void hs_engine_end(struct hensigt_channel *channel, struct hensigt_pending *call)
{
    hs_lane_remove(lane_of(channel, call), call);
    hs_timers_remove(&channel->timers, call);
    call->state = HS_PENDING_ENDED;
    if (call->error.code != HS_OK && call->method->write) {
        const bool said = call->error.status != NULL && call->error.status->outcome_unknown;
        const bool open = call->unanswered > 0 || call->doubtful;
        call->error.outcome_unknown = said || (!is_definite(call->error.code) && open);
        memcpy(call->error.request_id, call->request_id, sizeof call->request_id);
    }
    atomic_fetch_sub(&channel->load[hs_lane_of(call->method)], 1);
    if (call->completed != NULL && channel->due >= 0) {
        complete_later(channel, call);
    } else {
        hs_pending_complete(call);
        hs_pending_drop(call);
    }
}

void hs_engine_fail(struct hensigt_channel *channel, struct hensigt_pending *call, enum hs_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    hs_error_set_list(&call->error, code, format, arguments);
    va_end(arguments);
    hs_engine_end(channel, call);
}

static void begin(struct hensigt_channel *channel, struct hensigt_pending *call)
{
    if (!hs_timers_reserve(&channel->timers)) {
        hs_engine_fail(channel, call, HS_RESOURCE_EXHAUSTED, "there is no memory for another call");
        return;
    }
    hs_lane_add(lane_of(channel, call), call);
    hs_timers_set(&channel->timers, call, call->deadline);
}

static void cancel(struct hensigt_channel *channel, struct hensigt_pending *call)
{
    if (call->state != HS_PENDING_ENDED) {
        hs_engine_fail(channel, call, HS_CANCELLED, "the caller cancelled the call");
    }
    hs_pending_drop(call);
}

/* Takes over what callers handed in. Returns whether the channel is to close. */
static bool take_in(struct hensigt_channel *channel)
{
    pthread_mutex_lock(&channel->mutex);
    if (channel->woken) {
        hs_event_clear(channel->wake);
        channel->woken = false;
    }
    struct hensigt_pending *started = channel->started.first;
    struct hensigt_pending *cancelled = channel->cancelled;
    const bool closing = channel->closing;
    channel->started = (struct hs_pending_list){0};
    channel->cancelled = NULL;
    pthread_mutex_unlock(&channel->mutex);

    while (started != NULL) {
        struct hensigt_pending *next = started->next;
        started->list = NULL;
        begin(channel, started);
        started = next;
    }
    while (cancelled != NULL) {
        struct hensigt_pending *next = cancelled->next_cancelled;
        cancel(channel, cancelled);
        cancelled = next;
    }
    return closing;
}

static void expire(struct hensigt_channel *channel, struct hensigt_pending *call)
{
    const char *fault = hs_lane_fault(lane_of(channel, call));
    const char *separator = fault[0] == '\0' ? "" : "; ";
    if (call->attempts > 0) {
        hs_engine_fail(channel, call, HS_DEADLINE_EXCEEDED, "no answer within %u ms (attempts: %u)%s%s", call->timeout_ms,
                       call->attempts, separator, fault);
    } else if (fault[0] != '\0') {
        hs_engine_fail(channel, call, HS_DEADLINE_EXCEEDED, "no connection within %u ms; %s", call->timeout_ms, fault);
    } else {
        hs_engine_fail(channel, call, HS_DEADLINE_EXCEEDED, "not sent within %u ms: too many calls are under way",
                       call->timeout_ms);
    }
}

static void bring_up(struct hensigt_channel *channel, struct hensigt_pending *call, int64_t now)
{
    struct hs_lane *lane = lane_of(channel, call);
    if (now >= call->deadline) {
        expire(channel, call);
        return;
    }
    hs_timers_set(&channel->timers, call, call->deadline);
    if (call->state == HS_PENDING_SENT) {
        hs_lane_resend(lane, call);
    } else if (call->state == HS_PENDING_PAUSED) {
        hs_lane_add(lane, call);
    }
}

static void run_timers(struct hensigt_channel *channel, int64_t now)
{
    struct hensigt_pending *call = NULL;
    while ((call = hs_timers_first(&channel->timers)) != NULL && call->due <= now) {
        bring_up(channel, call, now);
    }
}

/* Rounded up, so that nothing happens before its time. */
static int milliseconds_until(int64_t time, int64_t now)
{
    if (time == HS_NEVER) {
        return -1;
    }
    if (time <= now) {
        return 0;
    }
    const int64_t milliseconds = (time - now + HS_MILLISECOND - 1) / HS_MILLISECOND;
    return milliseconds < INT_MAX ? (int)milliseconds : INT_MAX;
}

static void wait_and_hear(struct hensigt_channel *channel)
{
    struct pollfd polls[HS_LANES + 1];
    const struct hensigt_pending *first = hs_timers_first(&channel->timers);
    int64_t wake = first == NULL ? HS_NEVER : first->due;
    for (int i = 0; i < HS_LANES; i++) {
        const int64_t lane_wake = hs_lane_wait(&channel->lanes[i], &polls[i]);
        wake = lane_wake < wake ? lane_wake : wake;
    }
    polls[HS_LANES] = (struct pollfd){.fd = channel->wake, .events = POLLIN};
    if (poll(polls, HS_LANES + 1, milliseconds_until(wake, hs_clock_now())) < 0) {
        return; /* interrupted, or without memory: the next round tries again */
    }
    const int64_t now = hs_clock_now();
    for (int i = 0; i < HS_LANES; i++) {
        hs_lane_hear(&channel->lanes[i], polls[i].revents, now);
    }
}

static void end_all(struct hensigt_channel *channel)
{
    struct hensigt_pending *call = NULL;
    while ((call = hs_timers_first(&channel->timers)) != NULL) {
        hs_engine_fail(channel, call, HS_CANCELLED, "the channel was closed");
    }
}

void *hs_engine_run(void *argument)
{
    struct hensigt_channel *channel = argument;
    while (!take_in(channel)) {
        const int64_t now = hs_clock_now();
        run_timers(channel, now);
        for (int i = 0; i < HS_LANES; i++) {
            hs_lane_drive(&channel->lanes[i], now);
        }
        wait_and_hear(channel);
    }
    end_all(channel);
    return NULL;
}
