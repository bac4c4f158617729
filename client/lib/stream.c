#include "stream.h"

#include "address.h"
#include "clock.h"
#include "sp.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    INPUT_SIZE = 64 * 1024, /* read at once: a window of small replies, or one of the largest */
    KEEPALIVE_IDLE = 15,    /* seconds of silence after which the kernel asks whether a tcp peer's host still stands: */
    KEEPALIVE_INTERVAL = 5, /* a watcher that waits for hours would not notice otherwise */
    KEEPALIVE_PROBES = 3,
};

/* A unix listener with a full backlog (nanomsg's has 10 places) says EAGAIN and cannot be polled for. */
static const int64_t backlog_delay = 10 * HS_MILLISECOND;

enum phase { PHASE_CONNECTING, PHASE_CONNECTED };

struct stream {
    struct hs_link link;
    struct hs_address address;
    int fd;
    enum phase phase;
    int64_t retry_at; /* of a connect that met a full backlog */
    bool blocked;     /* the socket took less than it was offered */
    bool deaf;        /* the peer reads no more; what it has sent is still to be read */
    struct hs_sp_reader reader;
    uint8_t *tail; /* what must go out before anything else: the greeting, the rest of a request */
    size_t tail_begin, tail_end;
    size_t begin, end; /* of what is read and not yet given out */
    uint8_t input[INPUT_SIZE];
};

static bool check(void *context, const char *endpoint, char *why, size_t why_size)
{
    struct hs_address parsed;
    (void)context;
    return hs_address_parse(&parsed, endpoint, why, why_size);
}

static void fail(struct stream *stream, const char *what, int error)
{
    stream->link.state = HS_LINK_BROKEN;
    if (error == 0) {
        snprintf(stream->link.fault, sizeof stream->link.fault, "%s", what);
    } else {
        char text[80] = "";
        (void)strerror_r(error, text, sizeof text);
        snprintf(stream->link.fault, sizeof stream->link.fault, "%s: %s", what, text);
    }
}

/* Without these the connection works all the same, later or longer. */
static void tune_tcp(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {IPPROTO_TCP, TCP_NODELAY, 1},
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE},
        {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL},
        {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        (void)setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
    }
}

static void greet(struct stream *stream)
{
    stream->phase = PHASE_CONNECTED;
    memcpy(stream->tail, hs_sp_greeting, sizeof hs_sp_greeting);
    stream->tail_begin = 0;
    stream->tail_end = sizeof hs_sp_greeting;
}

static void begin_connect(struct stream *stream)
{
    stream->retry_at = HS_NEVER;
    if (connect(stream->fd, &stream->address.form.any, stream->address.length) == 0) {
        greet(stream);
    } else if (errno == EAGAIN) {
        stream->retry_at = hs_clock_now() + hs_jittered(backlog_delay);
    } else if (errno != EINPROGRESS) {
        fail(stream, "cannot connect", errno);
    }
}

static void end_connect(struct stream *stream)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
        error = errno;
    }
    if (error != 0) {
        fail(stream, "cannot connect", error);
    } else {
        greet(stream);
    }
}

static void stream_close(struct hs_link *link)
{
    struct stream *stream = (struct stream *)link;
    if (stream->fd >= 0) {
        close(stream->fd);
    }
    hs_sp_reader_free(&stream->reader);
    free(stream->tail);
    free(stream);
}

static struct hs_link *stream_open(void *context, const char *endpoint)
{
    char why[HS_FAULT_SIZE] = "";
    struct stream *stream = malloc(sizeof *stream);
    (void)context;
    if (stream == NULL) {
        return NULL;
    }
    memset(stream, 0, offsetof(struct stream, input));
    stream->link.state = HS_LINK_OPENING;
    stream->fd = -1;
    stream->retry_at = HS_NEVER;
    stream->tail = malloc(sizeof hs_sp_greeting);
    if (stream->tail == NULL) {
        stream_close(&stream->link);
        return NULL;
    }
    if (!hs_address_parse(&stream->address, endpoint, why, sizeof why)) {
        fail(stream, why, 0);
        return &stream->link;
    }
    hs_sp_reader_init(&stream->reader, stream->address.framing);
    stream->fd = socket(stream->address.form.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (stream->fd < 0) {
        fail(stream, "cannot make a socket", errno);
        return &stream->link;
    }
    if (stream->address.framing == HS_SP_TCP) {
        tune_tcp(stream->fd);
    }
    begin_connect(stream);
    return &stream->link;
}

static bool has_tail(const struct stream *stream)
{
    return stream->tail_begin < stream->tail_end;
}

static int64_t stream_wait(struct hs_link *link, struct pollfd *poll)
{
    const struct stream *stream = (const struct stream *)link;
    *poll = (struct pollfd){.fd = stream->fd};
    if (stream->retry_at != HS_NEVER) {
        poll->fd = -1;
    } else if (stream->phase == PHASE_CONNECTING) {
        poll->events = POLLOUT;
    } else {
        poll->events = (short)(POLLIN | (!stream->deaf && (stream->blocked || has_tail(stream)) ? POLLOUT : 0));
    }
    return stream->deaf ? 0 : stream->retry_at; /* 0: at once */
}

/* Bytes that went out; 0 if the socket takes none now. A peer that has closed may have answered before: its answers are
 * read first, and the end of them breaks the link. */
static size_t write_out(struct stream *stream, struct iovec *pieces, size_t n)
{
    const struct msghdr message = {.msg_iov = pieces, .msg_iovlen = n};
    const ssize_t sent = sendmsg(stream->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
        return (size_t)sent;
    }
    stream->deaf = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR && errno != ENOBUFS && errno != ENOMEM;
    return 0;
}

static void flush_tail(struct stream *stream)
{
    struct iovec piece = {stream->tail + stream->tail_begin, stream->tail_end - stream->tail_begin};
    if (has_tail(stream) && !stream->deaf) {
        stream->tail_begin += write_out(stream, &piece, 1);
    }
}

static void read_in(struct stream *stream)
{
    if (stream->begin < stream->end) {
        return; /* not yet given out */
    }
    const ssize_t n = recv(stream->fd, stream->input, sizeof stream->input, MSG_DONTWAIT);
    if (n > 0) {
        stream->begin = 0;
        stream->end = (size_t)n;
    } else if (n == 0) {
        fail(stream, "the service closed the connection", 0);
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
        fail(stream, "the connection broke", errno);
    } else if (stream->deaf) {
        fail(stream, "the service reads no more", 0);
    }
}

static void stream_advance(struct hs_link *link, short revents)
{
    struct stream *stream = (struct stream *)link;
    if (link->state == HS_LINK_BROKEN) {
        return;
    }
    if (stream->retry_at <= hs_clock_now()) {
        begin_connect(stream);
    } else if (stream->phase == PHASE_CONNECTING && revents != 0) {
        end_connect(stream);
    }
    if (link->state == HS_LINK_BROKEN || stream->phase == PHASE_CONNECTING) {
        return;
    }
    if ((revents & POLLOUT) != 0) {
        stream->blocked = false;
    }
    flush_tail(stream);
    if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0 || stream->deaf) {
        read_in(stream);
    }
}

static bool stream_receive(struct hs_link *link, struct hs_frame *reply)
{
    struct stream *stream = (struct stream *)link;
    while (stream->begin < stream->end) {
        size_t used = 0;
        const enum hs_sp_event event =
            hs_sp_read(&stream->reader, stream->input + stream->begin, stream->end - stream->begin, &used);
        stream->begin += used;
        switch (event) {
        case HS_SP_GREETING:
            link->state = link->state == HS_LINK_OPENING ? HS_LINK_OPEN : link->state;
            break;
        case HS_SP_REPLY:
            *reply = (struct hs_frame){stream->reader.id, stream->reader.data, stream->reader.size};
            return true;
        case HS_SP_BROKEN:
            fail(stream, stream->reader.fault, 0);
            stream->begin = stream->end;
            break;
        case HS_SP_MORE:
            break;
        }
    }
    return false;
}

/* Keeps what the socket did not take of a request whose first bytes are gone. */
static bool keep_tail(struct stream *stream, const struct iovec *pieces, size_t skip)
{
    const size_t size = pieces[0].iov_len + pieces[1].iov_len - skip;
    uint8_t *tail = malloc(size);
    if (tail == NULL) {
        return false;
    }
    size_t filled = 0;
    for (int i = 0; i < 2; i++) {
        const size_t begin = skip < pieces[i].iov_len ? skip : pieces[i].iov_len;
        if (begin < pieces[i].iov_len) {
            memcpy(tail + filled, (const uint8_t *)pieces[i].iov_base + begin, pieces[i].iov_len - begin);
        }
        filled += pieces[i].iov_len - begin;
        skip -= begin;
    }
    free(stream->tail);
    stream->tail = tail;
    stream->tail_begin = 0;
    stream->tail_end = size;
    return true;
}

static size_t stream_send(struct hs_link *link, const struct hs_frame *requests, size_t n)
{
    struct stream *stream = (struct stream *)link;
    uint8_t headers[HS_LINK_BATCH][HS_SP_MAX_HEADER];
    struct iovec pieces[2 * HS_LINK_BATCH];
    size_t taken = 0;
    flush_tail(stream);
    if (has_tail(stream) || stream->deaf) {
        stream->blocked = true;
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        pieces[2 * i].iov_len = hs_sp_header(stream->address.framing, requests[i].id, requests[i].size, headers[i]);
        pieces[2 * i].iov_base = headers[i];
        pieces[2 * i + 1] = (struct iovec){(void *)(uintptr_t)requests[i].data, requests[i].size};
    }
    size_t sent = write_out(stream, pieces, 2 * n);
    while (sent > 0) {
        const struct iovec *piece = &pieces[2 * taken];
        const size_t size = piece[0].iov_len + piece[1].iov_len;
        taken++;
        if (sent < size && !keep_tail(stream, piece, sent)) {
            fail(stream, "there is no memory for the rest of a request", 0);
        }
        sent -= sent < size ? sent : size;
    }
    stream->blocked = taken < n;
    return taken;
}

const struct hs_transport hs_stream_transport = {
    .check = check,
    .open = stream_open,
    .wait = stream_wait,
    .advance = stream_advance,
    .receive = stream_receive,
    .send = stream_send,
    .close = stream_close,
};
