/* The transport of the product: SP over unix and tcp sockets. */
#ifndef HS_STREAM_H
#define HS_STREAM_H

#include "transport.h"

extern const struct hs_transport hs_stream_transport;

#endif
