#include "nanomsg_transport.h"

#include "clock.h"

#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the header that nanomsg keeps apart: its size, then the id. */
enum { ID_SIZE = 4, CONTROL_SIZE = 128, MAX_REPLY = 1024 * 1024 };

/* nanomsg has a descriptor of its own for when it can send; this transport asks again instead. */
static const int64_t send_delay = 5 * HS_MILLISECOND;

struct socket {
    struct hs_link link;
    int socket, fd;
    bool blocked;
    void *reply;
};

static bool check(void *context, const char *endpoint, char *why, size_t why_size)
{
    (void)context;
    (void)endpoint;
    (void)why;
    (void)why_size;
    return true;
}

static void fail(struct socket *self, const char *what)
{
    self->link.state = HS_LINK_BROKEN;
    snprintf(self->link.fault, sizeof self->link.fault, "%s: %s", what, nn_strerror(nn_errno()));
}

static struct hs_link *open_socket(void *context, const char *endpoint)
{
    struct socket *self = calloc(1, sizeof *self);
    const int limit = MAX_REPLY;
    size_t size = sizeof self->fd;
    (void)context;
    if (self == NULL) {
        return NULL;
    }
    self->link.state = HS_LINK_OPEN; /* nanomsg does not tell whether it is connected */
    self->socket = nn_socket(AF_SP_RAW, NN_REQ);
    if (self->socket < 0 || nn_setsockopt(self->socket, NN_SOL_SOCKET, NN_RCVMAXSIZE, &limit, sizeof limit) < 0 ||
        nn_connect(self->socket, endpoint) < 0 || nn_getsockopt(self->socket, NN_SOL_SOCKET, NN_RCVFD, &self->fd, &size) < 0) {
        fail(self, "cannot connect");
    }
    return &self->link;
}

static int64_t wait_for(struct hs_link *link, struct pollfd *poll)
{
    const struct socket *self = (const struct socket *)link;
    *poll = (struct pollfd){.fd = self->fd, .events = POLLIN};
    return self->blocked ? hs_clock_now() + send_delay : HS_NEVER;
}

static void advance(struct hs_link *link, short revents)
{
    (void)revents;
    ((struct socket *)link)->blocked = false;
}

/* The header of a raw message: a control message that holds a size and so many bytes. */
static size_t put_id(uint8_t control[CONTROL_SIZE], uint32_t id)
{
    struct nn_cmsghdr head = {.cmsg_len = NN_CMSG_LEN(sizeof(size_t) + ID_SIZE), .cmsg_level = PROTO_SP, .cmsg_type = SP_HDR};
    const size_t size = ID_SIZE;
    const uint8_t bytes[ID_SIZE] = {(uint8_t)(0x80 | id >> 24), (uint8_t)(id >> 16), (uint8_t)(id >> 8), (uint8_t)id};
    memset(control, 0, CONTROL_SIZE);
    memcpy(control, &head, sizeof head);
    memcpy(control + sizeof head, &size, sizeof size);
    memcpy(control + sizeof head + sizeof size, bytes, sizeof bytes);
    return NN_CMSG_SPACE(sizeof(size_t) + ID_SIZE);
}

static size_t send_all(struct hs_link *link, const struct hs_frame *requests, size_t n)
{
    struct socket *self = (struct socket *)link;
    uint8_t control[CONTROL_SIZE];
    size_t taken = 0;
    for (; taken < n; taken++) {
        struct nn_iovec piece = {(void *)(uintptr_t)requests[taken].data, requests[taken].size};
        struct nn_msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control};
        message.msg_controllen = put_id(control, requests[taken].id);
        if (nn_sendmsg(self->socket, &message, NN_DONTWAIT) < 0) {
            self->blocked = true;
            break;
        }
    }
    return taken;
}

static void drop_reply(struct socket *self)
{
    if (self->reply != NULL) {
        nn_freemsg(self->reply);
        self->reply = NULL;
    }
}

static bool receive(struct hs_link *link, struct hs_frame *reply)
{
    struct socket *self = (struct socket *)link;
    uint8_t control[CONTROL_SIZE] = {0};
    const uint8_t *id = control + sizeof(struct nn_cmsghdr) + sizeof(size_t);
    drop_reply(self);
    struct nn_iovec piece = {&self->reply, NN_MSG};
    struct nn_msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    const int size = nn_recvmsg(self->socket, &message, NN_DONTWAIT);
    if (size < 0) {
        return false;
    }
    const uint32_t word = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
    *reply = (struct hs_frame){word & 0x7fffffffu, self->reply, (size_t)size};
    return true;
}

static void close_socket(struct hs_link *link)
{
    struct socket *self = (struct socket *)link;
    drop_reply(self);
    if (self->socket >= 0) {
        nn_close(self->socket);
    }
    free(self);
}

const struct hs_transport nanomsg_transport = {
    .check = check,
    .open = open_socket,
    .wait = wait_for,
    .advance = advance,
    .receive = receive,
    .send = send_all,
    .close = close_socket,
};
