/* The contract's comments, for help and descriptions. */
#ifndef HENSIGT_DOCS_H
#define HENSIGT_DOCS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the contract says of one of its elements. */
struct hs_doc {
    const char *name;  /**< "hensigt.v1.Centre", "hensigt.v1.Centre.title", "hensigt.v1.Centre.State.STATE_ACTIVE",
                            "hensigt.v1.CentreService", "hensigt.v1.CentreService/GetCentre" */
    const char *brief; /**< the first sentence */
    const char *text;  /**< all: paragraphs parted by an empty line, each one line; backquotes as in the contract */
};

/** Generated: all elements, in the byte order of their names. */
extern const struct hs_doc hs_docs[];
extern const size_t hs_docs_size;

/** The whole comment of an element, or NULL if there is no such element. */
const char *hs_doc_find(const char *full_name);

/** The first sentence of the comment of an element, or NULL likewise. */
const char *hs_doc_brief(const char *full_name);

#ifdef __cplusplus
}
#endif
#endif
