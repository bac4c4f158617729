/* A handler that writes down what came in. */
#ifndef CLIENT_SEEN_H
#define CLIENT_SEEN_H

#include "fake_server.h"

enum { SEEN_SIZE = 16 };

struct seen {
    unsigned n;
    struct {
        char method[64], access_key[64], traceparent[64];
        uint8_t request_id[16];
        size_t request_id_size;
        int64_t timeout; /* ns */
    } requests[SEEN_SIZE];

    /* Set before the server starts: */
    unsigned ignore; /* the first so many are not answered */
    unsigned refuse; /* the first so many are refused with UNAVAILABLE, in this way: */
    bool outcome_unknown;
    int64_t retry_delay; /* s */
};

/** The handler; its context is the struct seen. Answers with the request's body. */
void note(struct fake_peer *peer, const struct fake_request *request, void *context);

#endif
