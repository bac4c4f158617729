/* The name of one write, by which the service recognises a repeat. */
#ifndef HS_REQUEST_ID_H
#define HS_REQUEST_ID_H

#include "hensigt/channel.h"

/** Makes a UUID of version 7 (RFC 9562) for a time of day: the service keeps ids in an index, and new ones go to its end.
 *  False if the system has no random source; then the id is undefined. */
bool hs_request_id_make(uint8_t id[HENSIGT_REQUEST_ID_SIZE], int64_t unix_ms);

#endif
