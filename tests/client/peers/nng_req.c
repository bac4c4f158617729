/* One call through nng's REQ socket. */
#include "peer.h"

#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <stdio.h>

static long complain(const char *what, int error, nng_socket socket)
{
    fprintf(stderr, "%s: %s\n", what, nng_strerror(error));
    nng_close(socket);
    return -1;
}

static long exchange(const char *endpoint, const uint8_t *request, size_t size, uint8_t *reply, size_t room)
{
    nng_socket socket = NNG_SOCKET_INITIALIZER;
    size_t reply_size = room;
    int error = nng_req0_open(&socket);
    if (error == 0) {
        error = nng_socket_set_ms(socket, NNG_OPT_RECVTIMEO, PEER_TIMEOUT_MS);
    }
    if (error == 0) {
        error = nng_dial(socket, endpoint, NULL, 0);
    }
    if (error != 0) {
        return complain("cannot connect", error, socket);
    }
    error = nng_send(socket, (void *)(uintptr_t)request, size, 0);
    if (error != 0) {
        return complain("cannot send", error, socket);
    }
    error = nng_recv(socket, reply, &reply_size, 0);
    if (error != 0) {
        return complain("no answer", error, socket);
    }
    nng_close(socket);
    return (long)reply_size;
}

int main(int argc, char **argv)
{
    return peer_main(argc, argv, exchange);
}
