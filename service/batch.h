/* Several requests in one write: all of them or none. */
#ifndef HS_BATCH_H
#define HS_BATCH_H

#include "service/call.h"

/** Carries out a part of a request. The call's status is the part's own, its prefix the part's path. */
typedef enum hs_code hs_part_handler(struct hs_call *call, void *context);

/** Carries out the part of a request that stands at `path` (below the call's prefix: "lines[2].signatories[0]"), and adds what is
 * wrong with it to the call's status, whatever was wrong before. Returns the part's own code. */
enum hs_code hs_part_carry_out(struct hs_call *call, const char *path, hs_part_handler *handle, void *context);

/** Asks one of several independent questions about a request, whatever the others found, since nothing can be read once a call has
 * failed; what it finds is added to the call's status. */
typedef void hs_question(struct hs_call *call, const void *context);
void hs_part_ask(struct hs_call *call, hs_question *ask, const void *context);

/** Carries out one request of the batch. The call's status is the request's own, its prefix `requests[i].` */
typedef enum hs_code hs_batch_visitor(struct hs_call *call, size_t index, void *context);

/** Carries out `count` requests in order, each seeing what the earlier ones did, and says everything that is wrong with any of them
 * at once: the code is that of the first that failed. */
enum hs_code hs_batch_each(struct hs_call *call, size_t count, hs_batch_visitor *visit, void *context);

#endif
