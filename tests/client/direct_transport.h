/* A function in the place of the network: a channel whose requests are handed to a service in the same process. */
#ifndef DIRECT_TRANSPORT_H
#define DIRECT_TRANSPORT_H

#include "transport.h"

/** One request on its way through the service. */
struct direct_exchange;

/** Takes a packed request. The bytes stay until the exchange is answered, which happens exactly once, on any thread, perhaps
 *  before this returns. */
typedef void direct_take(void *service, struct direct_exchange *exchange, const uint8_t *request, size_t size);

/** Answers with a packed reply, which is copied. */
void direct_answer(struct direct_exchange *exchange, const uint8_t *reply, size_t size);

/** A service and how to hand it requests. */
struct direct_service {
    direct_take *take;
    void *service;
};

/** The transport to a service, which must outlive it, as must every exchange under way. */
struct hs_transport direct_transport(struct direct_service *service);

#endif
