#include "lane.h"

#include "engine.h"
#include "envelope.h"
#include "wire/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The pause after all endpoints failed, and after the service said UNAVAILABLE; doubled each time up to the longest. */
static const int64_t shortest_pause = 20 * HS_MILLISECOND;
static const int64_t longest_pause = HS_SECOND;
static const int64_t shortest_refusal_pause = 50 * HS_MILLISECOND;
static const int64_t longest_refusal_pause = 2 * HS_SECOND;

/* An attempt is repeated after twice the time of the one before, up to so many times the first. */
enum { MAX_ATTEMPT_DOUBLINGS = 4 };

/* A method that reads much may take long and costs much to repeat: its attempts last so many times as long. */
enum { SCAN_FACTOR = 5 };

/* Timeouts that are sent are never shorter: a service may round down. */
static const int64_t shortest_timeout = HS_MILLISECOND;

static const uint32_t id_mask = 0x7fffffffu;

/* Answered at once by a service that lives, whoever asks. */
static const char probe_method[] = "hensigt.v1.HealthService/CheckHealth";

static int64_t doubled(int64_t time, unsigned times, int64_t most)
{
    while (times-- > 0 && time < most) {
        time *= 2;
    }
    return time < most ? time : most;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool hs_lane_init(struct hs_lane *lane, struct hensigt_channel *channel)
{
    uint32_t size = 1;
    while (size < 2 * channel->window) {
        size *= 2; /* twice the window, so that a free place is soon found */
    }
    *lane = (struct hs_lane){.channel = channel, .mask = size - 1, .probe_end = HS_NEVER, .down_since = HS_NEVER};
    lane->window = calloc(size, sizeof *lane->window);
    return lane->window != NULL && hs_random_bytes(&lane->next_id, sizeof lane->next_id);
}

void hs_lane_free(struct hs_lane *lane)
{
    if (lane->link != NULL) {
        lane->channel->transport->close(lane->link);
        lane->link = NULL;
    }
    free(lane->window);
    lane->window = NULL;
}

static bool has_place(const struct hensigt_pending *call)
{
    return call->state == HS_PENDING_UNSENT || call->state == HS_PENDING_SENT;
}

static bool is_wanted(const struct hs_lane *lane)
{
    return lane->unsent.first != NULL || lane->waiting.first != NULL;
}

static bool is_open(const struct hs_lane *lane)
{
    return lane->link != NULL && lane->link->state == HS_LINK_OPEN;
}

const char *hs_lane_fault(const struct hs_lane *lane)
{
    if (is_open(lane)) {
        return "";
    }
    return lane->fault[0] == '\0' ? lane->channel->endpoints[lane->endpoint] : lane->fault;
}

void hs_lane_add(struct hs_lane *lane, struct hensigt_pending *call)
{
    call->state = HS_PENDING_WAITING;
    hs_pending_append(&lane->waiting, call);
}

void hs_lane_remove(struct hs_lane *lane, struct hensigt_pending *call)
{
    hs_pending_remove(call);
    if (has_place(call)) {
        lane->window[call->id & lane->mask] = NULL;
        lane->taken--;
    }
}

static void make_unsent(struct hs_lane *lane, struct hensigt_pending *call)
{
    call->state = HS_PENDING_UNSENT;
    hs_pending_append(&lane->unsent, call);
}

void hs_lane_resend(struct hs_lane *lane, struct hensigt_pending *call)
{
    make_unsent(lane, call);
}

/* The next id whose place in the window is free. */
static uint32_t take_id(struct hs_lane *lane)
{
    do {
        lane->next_id = (lane->next_id + 1) & id_mask;
    } while (lane->window[lane->next_id & lane->mask] != NULL);
    return lane->next_id;
}

/* Gives waiting calls the free places. A call keeps its id through all attempts, so that the answer to any of them is its own. */
static void admit(struct hs_lane *lane)
{
    while (lane->waiting.first != NULL && lane->taken < lane->channel->window) {
        struct hensigt_pending *call = lane->waiting.first;
        call->id = take_id(lane);
        lane->window[call->id & lane->mask] = call;
        lane->taken++;
        hs_pending_remove(call);
        make_unsent(lane, call);
    }
}

static void expect_answer(struct hs_lane *lane, int64_t now)
{
    if (!lane->owed) {
        lane->owed = true;
        lane->quiet_since = now;
    }
}

static void mark_sent(struct hs_lane *lane, struct hensigt_pending *call, int64_t now)
{
    const int64_t first = lane->channel->attempt * (call->method->cost == HS_COST_SCAN ? SCAN_FACTOR : 1);
    const int64_t attempt = doubled(first, call->on_this_link, first << MAX_ATTEMPT_DOUBLINGS);
    hs_pending_remove(call);
    call->state = HS_PENDING_SENT;
    call->attempts++;
    call->unanswered++;
    call->on_this_link++;
    hs_timers_set(&lane->channel->timers, call, lane->resends ? sooner(call->deadline, now + attempt) : call->deadline);
    expect_answer(lane, now);
}

static struct hs_envelope envelope_of(const struct hensigt_pending *call, int64_t now)
{
    const int64_t left = call->deadline - now;
    return (struct hs_envelope){
        .method = call->method->full_name,
        .body = call->body,
        .body_size = call->body_size,
        .request_id = call->method->write ? call->request_id : NULL,
        .timeout = left < shortest_timeout ? shortest_timeout : left,
        .access_key = call->channel->access_key,
        .traceparent = call->traceparent,
    };
}

/* Packs unsent calls, in order, as many as fit into one batch. */
static size_t pack_batch(struct hs_lane *lane, struct hs_frame frames[HS_LINK_BATCH], int64_t now)
{
    uint8_t *scratch = lane->channel->scratch;
    size_t used = 0;
    size_t n = 0;
    for (const struct hensigt_pending *call = lane->unsent.first; call != NULL && n < HS_LINK_BATCH; call = call->next) {
        const struct hs_envelope envelope = envelope_of(call, now);
        if (used + hs_envelope_size(&envelope) > HS_SCRATCH_SIZE) {
            break;
        }
        frames[n] = (struct hs_frame){call->id, scratch + used, hs_envelope_pack(&envelope, scratch + used)};
        used += frames[n++].size;
    }
    return n;
}

static void send_calls(struct hs_lane *lane, int64_t now)
{
    struct hs_frame frames[HS_LINK_BATCH];
    size_t offered = 0;
    size_t taken = 0;
    do {
        admit(lane);
        offered = pack_batch(lane, frames, now);
        taken = offered == 0 ? 0 : lane->channel->transport->send(lane->link, frames, offered);
        for (size_t i = 0; i < taken; i++) {
            mark_sent(lane, lane->unsent.first, now);
        }
    } while (taken > 0 && taken == offered && is_open(lane));
}

/* A service may take long over one call and still answer this at once; one that does not even do that is gone. */
static void send_probe(struct hs_lane *lane, int64_t now)
{
    const struct hs_envelope envelope = {
        .method = probe_method, .timeout = lane->channel->attempt, .access_key = lane->channel->access_key};
    struct hs_frame frame = {.data = lane->channel->scratch, .size = hs_envelope_pack(&envelope, lane->channel->scratch)};
    frame.id = take_id(lane);
    lane->channel->transport->send(lane->link, &frame, 1);
    lane->probe_end = now + lane->channel->attempt;
}

static void open_link(struct hs_lane *lane, int64_t now)
{
    lane->proved = false;
    lane->owed = false;
    lane->probe_end = HS_NEVER;
    lane->opening_end = now + lane->channel->attempt;
    lane->link = lane->channel->transport->open(lane->channel->transport->context, lane->channel->endpoints[lane->endpoint]);
}

/* Whatever was on the broken link goes out again on the next one, the oldest first. */
static void take_back(struct hs_lane *lane)
{
    for (uint32_t i = 1; i <= lane->mask + 1; i++) {
        struct hensigt_pending *call = lane->window[(lane->next_id + i) & lane->mask];
        if (call != NULL) {
            call->on_this_link = 0;
        }
        if (call != NULL && call->state == HS_PENDING_SENT) {
            make_unsent(lane, call);
        }
    }
}

static void fail_unreachable(struct hs_lane *lane)
{
    struct hensigt_channel *channel = lane->channel;
    lane->down_since = HS_NEVER;
    while (lane->unsent.first != NULL) {
        hs_engine_fail(channel, lane->unsent.first, HS_UNAVAILABLE, "the service cannot be reached: %s", lane->fault);
    }
    while (lane->waiting.first != NULL) {
        hs_engine_fail(channel, lane->waiting.first, HS_UNAVAILABLE, "the service cannot be reached: %s", lane->fault);
    }
}

static void next_endpoint(struct hs_lane *lane, int64_t now)
{
    lane->tried++;
    lane->endpoint = (lane->endpoint + 1) % lane->channel->n_endpoints;
    if (lane->tried < lane->channel->n_endpoints) {
        return;
    }
    lane->tried = 0;
    lane->endpoint = 0;
    lane->pause_end = now + hs_jittered(doubled(shortest_pause, lane->rounds++, longest_pause));
    if (lane->down_since != HS_NEVER && lane->channel->unreachable != HS_NEVER) {
        const int64_t limit = lane->down_since + lane->channel->unreachable;
        lane->pause_end = sooner(lane->pause_end, limit);
        if (now >= limit) {
            fail_unreachable(lane);
        }
    }
}

/* Closes a link that is of no more use. With `again`, a way is at once sought from the first endpoint on. */
static void lose_link(struct hs_lane *lane, const char *why, bool again, int64_t now)
{
    snprintf(lane->fault, sizeof lane->fault, "%.90s: %.100s", lane->channel->endpoints[lane->endpoint], why);
    if (lane->link != NULL) {
        lane->channel->transport->close(lane->link);
        lane->link = NULL;
    }
    take_back(lane);
    if (again) {
        lane->endpoint = 0;
    } else {
        next_endpoint(lane, now);
    }
}

/* Loses the link if it is of no more use. */
static void check_link(struct hs_lane *lane, int64_t now)
{
    if (lane->link->state == HS_LINK_BROKEN) {
        lose_link(lane, lane->link->fault, lane->proved, now);
    } else if (lane->link->state == HS_LINK_OPENING && now >= lane->opening_end) {
        lose_link(lane, "no answer while connecting", false, now);
    } else if (now >= lane->probe_end) {
        lose_link(lane, "the service is silent", false, now);
    }
}

static void reach(struct hs_lane *lane, int64_t now)
{
    if (!is_wanted(lane)) {
        lane->down_since = HS_NEVER;
    } else if (lane->down_since == HS_NEVER) {
        lane->down_since = now;
    }
    while (lane->link == NULL && is_wanted(lane) && now >= lane->pause_end) {
        open_link(lane, now);
        if (lane->link == NULL) {
            lose_link(lane, "there is no memory for a connection", false, now);
        } else {
            check_link(lane, now);
        }
    }
}

void hs_lane_drive(struct hs_lane *lane, int64_t now)
{
    if (lane->link != NULL) {
        check_link(lane, now);
    }
    if (lane->link == NULL) {
        reach(lane, now);
    }
    if (!is_open(lane)) {
        return;
    }
    if (lane->owed && lane->probe_end == HS_NEVER && now >= lane->quiet_since + lane->quiet) {
        send_probe(lane, now);
    }
    send_calls(lane, now);
}

int64_t hs_lane_wait(struct hs_lane *lane, struct pollfd *poll)
{
    *poll = (struct pollfd){.fd = -1};
    if (lane->link == NULL) {
        return is_wanted(lane) ? lane->pause_end : HS_NEVER;
    }
    const int64_t wake = lane->channel->transport->wait(lane->link, poll);
    switch (lane->link->state) {
    case HS_LINK_OPENING:
        return sooner(wake, lane->opening_end);
    case HS_LINK_OPEN:
        return sooner(wake, lane->owed && lane->probe_end == HS_NEVER ? lane->quiet_since + lane->quiet : lane->probe_end);
    default:
        return 0;
    }
}

/* The service refused for now. True if there is time for another attempt. */
static bool pause_call(struct hs_lane *lane, struct hensigt_pending *call, const hensigt_rpc_status *status, int64_t now)
{
    int64_t delay = hs_jittered(doubled(shortest_refusal_pause, call->refusals, longest_refusal_pause));
    if (status->retry_delay != NULL && status->retry_delay->seconds >= 0) {
        const int64_t asked = status->retry_delay->seconds;
        delay += asked > HS_NEVER / HS_SECOND / 4 ? HS_NEVER / 4 : asked * HS_SECOND + status->retry_delay->nanos;
    }
    if (delay >= call->deadline - now) {
        return false;
    }
    hs_lane_remove(lane, call);
    call->state = HS_PENDING_PAUSED;
    call->refusals++;
    hs_timers_set(&lane->channel->timers, call, now + delay);
    return true;
}

static void set_result(struct hensigt_pending *call, hensigt_rpc_reply *reply)
{
    char why[200] = "";
    call->has_receipt = hs_receipt_read(reply->receipt, &call->receipt);
    call->reply = hs_message_read(call->method->output->descriptor, reply->body.data, reply->body.len, why, sizeof why);
    if (call->reply == NULL) {
        hs_error_set(&call->error, HS_INTERNAL, "the answer cannot be read: %s", why);
        call->error.answered = true;
    }
}

/* An answer to a call. False if it is no answer. */
static bool take_answer(struct hs_lane *lane, struct hensigt_pending *call, const struct hs_frame *frame, int64_t now)
{
    hensigt_rpc_reply *reply = hs_envelope_read(frame->data, frame->size);
    if (reply == NULL) {
        return false;
    }
    lane->proved = true;
    lane->tried = 0;
    lane->rounds = 0;
    call->unanswered--;
    if (reply->status == NULL || (int)reply->status->code == HS_OK) {
        set_result(call, reply);
        hs_engine_end(lane->channel, call);
    } else {
        call->doubtful = call->doubtful || reply->status->outcome_unknown;
        if ((int)reply->status->code != HS_UNAVAILABLE || !pause_call(lane, call, reply->status, now)) {
            hs_error_answer(&call->error, reply->status);
            reply->status = NULL; /* the error owns it */
            hs_engine_end(lane->channel, call);
        }
    }
    protobuf_c_message_free_unpacked(&reply->base, NULL);
    return true;
}

static void take_frame(struct hs_lane *lane, const struct hs_frame *frame, int64_t now)
{
    struct hensigt_pending *call = lane->window[frame->id & lane->mask];
    if (call == NULL || call->id != frame->id || call->unanswered == 0) {
        return; /* too late, twice, or a probe's */
    }
    if (!take_answer(lane, call, frame, now)) {
        lane->link->state = HS_LINK_BROKEN;
        snprintf(lane->link->fault, sizeof lane->link->fault, "the peer sent what is no reply");
    }
}

void hs_lane_hear(struct hs_lane *lane, short revents, int64_t now)
{
    const struct hs_transport *transport = lane->channel->transport;
    struct hs_frame frame;
    if (lane->link == NULL) {
        return;
    }
    transport->advance(lane->link, revents);
    while (transport->receive(lane->link, &frame)) {
        take_frame(lane, &frame, now);
        lane->owed = lane->taken > 0;
        lane->quiet_since = now;
        lane->probe_end = HS_NEVER;
    }
    if (is_open(lane)) {
        lane->down_since = HS_NEVER;
    }
}
