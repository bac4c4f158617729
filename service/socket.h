/* Messages over libnanomsg's raw REQ and REP sockets. The only part that knows the library.
 *
 * libnanomsg can abort the process it lives in, and closing a listening socket is one way to make it: so sockets are never closed,
 * and a process that opened one ends with _exit. */
#ifndef HS_SOCKET_H
#define HS_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HS_WORD = 4,        /**< bytes of one word of a header */
    HS_MAX_HEADER = 12, /**< bytes: a connection's key for each of two sockets on the way, and the request's id */
};

enum hs_socket_kind { HS_SOCKET_REP, HS_SOCKET_REQ };

/** A message as the library gave it. */
struct hs_packet {
    void *body;  /**< not aligned: to be copied from, not cast */
    size_t size; /**< bytes of it */
    size_t header_size;
    uint8_t header[HS_MAX_HEADER]; /**< leads the reply back. Of a request it ends with the id; of a reply it has the first word
                                      only, and what follows leads the body */
};

/** Opens a raw socket with large buffers: a reply that finds its connection's buffer full is dropped silently. Messages of more
 * than `max_size` bytes, with all words of their headers but the first, end their connection; those that passed more than `hops`
 * sockets are dropped. Returns -1 if it cannot, with the reason in hs_socket_error(). */
int hs_socket_open(enum hs_socket_kind kind, size_t max_size, int hops);

/** Takes connections at a URL, or makes one; false if it cannot be. A connection that is not there yet is made in the background.
 */
bool hs_socket_bind(int socket, const char *url);
bool hs_socket_connect(int socket, const char *url);

/** Waits for a message. Returns false where the socket can take no more; *out is untouched then. */
bool hs_socket_receive(int socket, struct hs_packet *out);

/** Sends a copy of bytes to where a header leads; drops it if nobody is there any more. Returns false where the socket is unusable.
 */
bool hs_socket_send(int socket, const uint8_t *header, size_t header_size, const uint8_t *bytes, size_t size);

/** Passes a message on and takes its body; a REQ socket waits until a connection takes it. Returns false where the socket is
 * unusable. */
bool hs_socket_pass(int socket, struct hs_packet *packet);

/** Gives a message's body back. */
void hs_packet_free(struct hs_packet *packet);

/** Why the last call on this thread failed. */
const char *hs_socket_error(void);

/** Allows as many file descriptors as may be: each connection is one, and where they run out the library spins. */
void hs_sockets_raise_limit(void);

/** Has what is sent over tcp leave at once, for connections of sockets bound so far: the library has no such option for ws. */
void hs_sockets_hasten(void);

/** Waits until what was sent has left for its readers: at most `timeout_ms`, since a reader may be gone or asleep. */
void hs_sockets_flush(unsigned timeout_ms);

#endif
