/* libnanomsg's raw REQ under a channel, in the place of the library's own wire: what a channel does must not hang on either. */
#ifndef NANOMSG_TRANSPORT_H
#define NANOMSG_TRANSPORT_H

#include "transport.h"

extern const struct hs_transport nanomsg_transport;

#endif
