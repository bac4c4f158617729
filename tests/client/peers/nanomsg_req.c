/* One call through libnanomsg's REQ socket. */
#include "peer.h"

#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <stdio.h>

static long complain(const char *what, int socket)
{
    fprintf(stderr, "%s: %s\n", what, nn_strerror(nn_errno()));
    if (socket >= 0) {
        nn_close(socket);
    }
    return -1;
}

static long exchange(const char *endpoint, const uint8_t *request, size_t size, uint8_t *reply, size_t room)
{
    const int timeout = PEER_TIMEOUT_MS;
    const int socket = nn_socket(AF_SP, NN_REQ);
    if (socket < 0 || nn_setsockopt(socket, NN_SOL_SOCKET, NN_RCVTIMEO, &timeout, sizeof timeout) < 0 ||
        nn_connect(socket, endpoint) < 0) {
        return complain("cannot connect", socket);
    }
    if (nn_send(socket, request, size, 0) < 0) {
        return complain("cannot send", socket);
    }
    const int reply_size = nn_recv(socket, reply, room, 0);
    if (reply_size < 0) {
        return complain("no answer", socket);
    }
    nn_close(socket);
    return reply_size;
}

int main(int argc, char **argv)
{
    return peer_main(argc, argv, exchange);
}
