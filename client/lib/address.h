/* Where a service listens. */
#ifndef HS_ADDRESS_H
#define HS_ADDRESS_H

#include "sp.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

/** An endpoint in the system's form. */
struct hs_address {
    enum hs_sp_framing framing;
    socklen_t length; /**< of the member of `form` that is meant */
    union {
        struct sockaddr any;
        struct sockaddr_un ipc;
        struct sockaddr_in tcp4;
        struct sockaddr_in6 tcp6;
    } form;
};

/** Reads "ipc://PATH", "tcp://127.0.0.1:5533", "tcp://[::1]:5533" or "tcp://localhost:5533". Names are not looked up, since
 *  that may wait without an end; `localhost` means 127.0.0.1. False if it is none of these: `why` is one line, *out untouched. */
bool hs_address_parse(struct hs_address *out, const char *url, char *why, size_t why_size);

#endif
