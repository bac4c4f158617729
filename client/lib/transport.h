/* What carries messages between a channel and one endpoint.
 *
 * A channel drives its links from one thread and waits in one place: no function of a transport blocks. The library's own
 * transport speaks SP over a socket (stream.h); the tests put libnanomsg's REQ and the service's dispatch in its place. */
#ifndef HS_TRANSPORT_H
#define HS_TRANSPORT_H

#include "hensigt/channel.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hs_link_state { HS_LINK_OPENING, HS_LINK_OPEN, HS_LINK_BROKEN };

enum {
    HS_LINK_BATCH = 32,  /**< messages offered to `send` at once, at most */
    HS_FAULT_SIZE = 200, /**< bytes of a fault in words */
};

/** One connection. A transport's own link begins with this. */
struct hs_link {
    enum hs_link_state state;
    char fault[HS_FAULT_SIZE]; /**< why it is HS_LINK_BROKEN */
};

/** A request, or a reply that came in. `id` has 31 bits and pairs them. */
struct hs_frame {
    uint32_t id;
    const uint8_t *data; /**< the envelope */
    size_t size;
};

/** A transport: functions and what they are given. */
struct hs_transport {
    void *context;

    /** Whether an endpoint has a form that `open` understands; if not, `why` is one line. */
    bool (*check)(void *context, const char *endpoint, char *why, size_t why_size);

    /** Begins to connect. A failure is the link's state; NULL means that there is no memory. */
    struct hs_link *(*open)(void *context, const char *endpoint);

    /** Sets which descriptor and events to poll for (fd -1: none), and returns when `advance` must be called at the latest
     *  (hs_clock_now; HS_NEVER). */
    int64_t (*wait)(struct hs_link *link, struct pollfd *poll);

    /** Goes on with what is under way after poll or the time said so; `revents` may be 0. Changes the state. */
    void (*advance)(struct hs_link *link, short revents);

    /** The next reply that has come in. Its data stay until the next call on the link. False if there is none now.
     *  Replies that came before a link broke are still given out. May find the link broken. */
    bool (*receive)(struct hs_link *link, struct hs_frame *reply);

    /** Offers requests to an open link, HS_LINK_BATCH at most, and returns how many it took, from the first on. A request
     *  that was taken may have reached the peer; of the others the peer has not seen one byte. With fewer taken than
     *  offered, the link polls for when it can take more. */
    size_t (*send)(struct hs_link *link, const struct hs_frame *requests, size_t n);

    /** Closes and frees. */
    void (*close)(struct hs_link *link);
};

/** hensigt_channel_open over another transport, which must outlive the channel. */
int hs_channel_open_over(struct hensigt_channel **out, const struct hensigt_channel_options *options,
                         const struct hs_transport *transport, struct hensigt_error *error);

#endif
