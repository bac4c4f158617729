/* All resources of a kind for which something holds, at hand. */
#ifndef HS_RULES_COLLECT_H
#define HS_RULES_COLLECT_H

#include "service/call.h"

/** Resources; they live in the call's arena. */
struct hs_collection {
    const ProtobufCMessage **messages; /**< by name */
    size_t count;
};

/** Reads what hs_call_each would visit. */
enum hs_code hs_collect(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                        const struct hs_match *matches, size_t n_matches, int64_t read_time, struct hs_collection *out);

/** Reads the same and adds it to what was read before. */
enum hs_code hs_collect_more(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                             const struct hs_match *matches, size_t n_matches, int64_t read_time, struct hs_collection *out);

#endif
