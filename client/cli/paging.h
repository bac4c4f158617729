/* Lists that come a page at a time. */
#ifndef CLI_PAGING_H
#define CLI_PAGING_H

#include "access.h"
#include "cli.h"

/** The field of a paged method's reply that holds the elements; NULLs if the method is not paged. */
struct member paging_list(const struct hs_method *method);

/** Told of each page, whose messages live no longer than the call. Returns EXIT_OK to go on. */
typedef enum exit_code (*paging_visit)(struct cli *cli, void *context, ProtobufCMessage *page);

/** Reads pages until the last one, or until `limit` elements have come (0 = all). */
enum exit_code paging_each(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request, int64_t limit,
                           paging_visit visit, void *context);

/** The same into one reply that holds all elements, of the run's arena; its next_page_token is that of the last page. */
enum exit_code paging_all(struct cli *cli, const struct hs_method *method, ProtobufCMessage *request, int64_t limit,
                          ProtobufCMessage **reply);

#endif
