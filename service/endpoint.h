/* An address to listen on: what may be one, and whether it is free. Knows no messaging library. */
#ifndef HS_ENDPOINT_H
#define HS_ENDPOINT_H

#include "service/refusal.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    HS_MAX_IPC_PATH = 107, /**< bytes of a socket's path that sockaddr_un holds with its NUL; libnanomsg aborts on longer ones */
    HS_MAX_URL = sizeof("ipc://") + HS_MAX_IPC_PATH,
};

enum hs_transport { HS_TRANSPORT_IPC, HS_TRANSPORT_TCP, HS_TRANSPORT_WS };

/** An address whose form is right. */
struct hs_endpoint {
    enum hs_transport transport;
    char url[HS_MAX_URL]; /**< in one form: equal addresses have equal texts */
    uint32_t address;     /**< tcp and ws: IPv4, in host order */
    uint16_t port;        /**< tcp and ws */
};

/** Reads a URL: `ipc://PATH`, `tcp://A.B.C.D:PORT` or `ws://A.B.C.D:PORT`. HS_EXIT_USAGE, with *out untouched, for anything else.
 */
enum hs_exit hs_endpoint_parse(const char *url, struct hs_endpoint *out, struct hs_refusal *refusal);

/** Whether others than this machine can reach it. */
bool hs_endpoint_is_remote(const struct hs_endpoint *endpoint);

/** The path of an ipc endpoint's socket; a part of its URL. */
const char *hs_endpoint_path(const struct hs_endpoint *endpoint);

/** Looks whether it can be listened on, and changes nothing. HS_EXIT_ADDRESS where
 *   - a process listens there,
 *   - something that is no socket has the path (libnanomsg would delete it),
 *   - the path's directory is not ours, or open to others, or absent and cannot be made. */
enum hs_exit hs_endpoint_look(const struct hs_endpoint *endpoint, struct hs_refusal *refusal);

/** The same, and makes the directory of an ipc path, mode 0700, where it is absent. */
enum hs_exit hs_endpoint_prepare(const struct hs_endpoint *endpoint, struct hs_refusal *refusal);

/** Removes an ipc endpoint's socket at the end of the service. */
void hs_endpoint_remove(const struct hs_endpoint *endpoint);

#endif
