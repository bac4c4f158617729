/* What the programs that call a service through a foreign REQ socket share. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>

enum { PEER_TIMEOUT_MS = 10000 };

/** Sends one packed request and receives the reply into `reply`, which has room for `room` bytes. Returns the reply's size,
 *  or -1 with a line on standard error. */
typedef long peer_exchange(const char *endpoint, const uint8_t *request, size_t size, uint8_t *reply, size_t room);

/** main() of a peer: ENDPOINT METHOD [ACCESS_KEY_FILE], the packed request message on standard input, the packed response message
 *  on standard output. Returns 0, or the code with which the service refused (its message on standard error), or 100 where no
 *  answer came. */
int peer_main(int argc, char **argv, peer_exchange *exchange);

#endif
