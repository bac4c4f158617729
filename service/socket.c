#include "service/socket.h"

#include <dirent.h>
#include <errno.h>
#include <linux/sockios.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <nanomsg/tcp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONTROL_SIZE = 128, /* room for the headers a transport may add to ours */
    SOCKET_BUFFER = 4 * 1024 * 1024,
    LOOK_INTERVAL_MS = 10,
    QUIET_LOOKS = 3, /* the library hands messages to the kernel on its own thread: one look is not enough */
};

/* The control data of a packet, as the library lays it out; more may follow it. */
struct control {
    struct nn_cmsghdr head;
    size_t size;
    uint8_t header[HS_MAX_HEADER];
};

/* ---- sockets ------------------------------------------------------------------------------------------------------ */

static bool set_option(int socket, int level, int option, int value)
{
    return nn_setsockopt(socket, level, option, &value, sizeof value) == 0;
}

static bool set_options(int socket, size_t max_size, int hops)
{
    return set_option(socket, NN_SOL_SOCKET, NN_MAXTTL, hops) && set_option(socket, NN_SOL_SOCKET, NN_RCVMAXSIZE, (int)max_size) &&
           set_option(socket, NN_SOL_SOCKET, NN_SNDBUF, SOCKET_BUFFER) &&
           set_option(socket, NN_SOL_SOCKET, NN_RCVBUF, SOCKET_BUFFER) && set_option(socket, NN_TCP, NN_TCP_NODELAY, 1);
}

int hs_socket_open(enum hs_socket_kind kind, size_t max_size, int hops)
{
    int socket = nn_socket(AF_SP_RAW, kind == HS_SOCKET_REP ? NN_REP : NN_REQ);

    return socket >= 0 && set_options(socket, max_size, hops) ? socket : -1;
}

bool hs_socket_bind(int socket, const char *url)
{
    return nn_bind(socket, url) >= 0;
}

bool hs_socket_connect(int socket, const char *url)
{
    return nn_connect(socket, url) >= 0;
}

const char *hs_socket_error(void)
{
    return nn_strerror(nn_errno());
}

/* ---- messages ----------------------------------------------------------------------------------------------------- */

void hs_packet_free(struct hs_packet *packet)
{
    if (packet->body)
        (void)nn_freemsg(packet->body);
    packet->body = NULL;
}

static bool take_header(const void *data, struct hs_packet *packet)
{
    struct control control;

    memcpy(&control, data, sizeof control);
    if (control.head.cmsg_level != PROTO_SP || control.head.cmsg_type != SP_HDR || control.size > HS_MAX_HEADER)
        return false;
    memcpy(packet->header, control.header, control.size);
    packet->header_size = control.size;
    return true;
}

/* Signals, and messages that the library drops, end a wait too. */
static bool is_passing(int error)
{
    return error == EINTR || error == EAGAIN || error == ETIMEDOUT;
}

bool hs_socket_receive(int socket, struct hs_packet *out)
{
    _Alignas(size_t) uint8_t control[CONTROL_SIZE];

    for (;;) {
        struct hs_packet packet = {.body = NULL};
        struct nn_iovec part = {.iov_base = &packet.body, .iov_len = NN_MSG};
        struct nn_msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        memset(control, 0, sizeof control);
        int received = nn_recvmsg(socket, &head, 0);
        if (received < 0 && !is_passing(nn_errno()))
            return false;
        if (received < 0)
            continue;
        packet.size = (size_t)received;
        if (take_header(control, &packet)) {
            *out = packet;
            return true;
        }
        hs_packet_free(&packet);
    }
}

static bool send_part(int socket, const uint8_t *header, size_t header_size, struct nn_iovec *part)
{
    struct control control = {
        .head = {.cmsg_len = sizeof control, .cmsg_level = PROTO_SP, .cmsg_type = SP_HDR},
        .size = header_size,
    };
    struct nn_msghdr head = {.msg_iov = part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int sent;

    memcpy(control.header, header, header_size);
    do
        sent = nn_sendmsg(socket, &head, 0);
    while (sent < 0 && is_passing(nn_errno()));
    return sent >= 0;
}

bool hs_socket_send(int socket, const uint8_t *header, size_t header_size, const uint8_t *bytes, size_t size)
{
    struct nn_iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};

    return send_part(socket, header, header_size, &part);
}

bool hs_socket_pass(int socket, struct hs_packet *packet)
{
    struct nn_iovec part = {.iov_base = &packet->body, .iov_len = NN_MSG};
    bool sent = send_part(socket, packet->header, packet->header_size, &part);

    if (sent)
        packet->body = NULL;
    hs_packet_free(packet);
    return sent;
}

/* ---- all sockets of the process ------------------------------------------------------------------------------------ */

void hs_sockets_raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Whether `visit` returned true for one of the process's descriptors, beyond the standard ones: those may be a journal's. */
static bool any_descriptor(bool (*visit)(int fd))
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    bool found = false;

    if (folder == NULL)
        return false;
    while (!found && (entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name);
        found = fd > STDERR_FILENO && visit(fd);
    }
    (void)closedir(folder);
    return found;
}

/* Connections inherit the option of the socket that listens. */
static bool hasten(int fd)
{
    int yes = 1;
    int listens = 0;
    socklen_t size = sizeof listens;

    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* others than tcp sockets refuse it */
    return false;
}

void hs_sockets_hasten(void)
{
    (void)any_descriptor(hasten);
}

/* Whether a connected socket still holds bytes for its peer. On a unix socket they count until the peer has read them. */
static bool has_unsent(int fd)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int bytes = 0;

    return getpeername(fd, (struct sockaddr *)&peer, &size) == 0 && ioctl(fd, SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

void hs_sockets_flush(unsigned timeout_ms)
{
    const struct timespec interval = {.tv_nsec = LOOK_INTERVAL_MS * 1000000L};
    unsigned looks = timeout_ms / LOOK_INTERVAL_MS;
    unsigned quiet = 0;

    while (quiet < QUIET_LOOKS && looks-- > 0) {
        quiet = any_descriptor(has_unsent) ? 0 : quiet + 1;
        (void)nanosleep(&interval, NULL);
    }
}
