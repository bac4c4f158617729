/* From the sockets to dispatch and back. Its sockets stay open until the process ends with _exit (see socket.h). */
#ifndef HS_SERVER_H
#define HS_SERVER_H

#include "service/dispatch.h"
#include "service/endpoint.h"
#include "service/refusal.h"

#include <stddef.h>

struct hs_server;

/** What to serve, and where. Pointers must outlive the server. */
struct hs_server_options {
    struct hs_dispatch *dispatch;
    const struct hs_endpoint *endpoints; /**< ipc ones are the owner's, tcp ones keyed; ws ones are passed over */
    size_t n_endpoints;
    const struct hs_endpoint *inside; /**< where the front hands on calls, which are keyed; NULL = there is none */
    /** Called on a receiver's thread where a socket can take no more: the process must end. */
    void (*failed)(void *context, const char *why);
    void *context;
};

/** Binds all addresses and begins to take calls, on a thread for each class of caller. HS_EXIT_ADDRESS where one cannot be bound;
 * *out is untouched then, but what was bound stays bound until the process ends. Signals should be blocked before. */
enum hs_exit hs_server_start(struct hs_server **out, const struct hs_server_options *options, struct hs_refusal *refusal);

/** From its return on, no call reaches dispatch: later ones are dropped unanswered. */
void hs_server_stop(struct hs_server *server);

#endif
