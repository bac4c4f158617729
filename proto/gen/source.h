/* Where an element stands in its file, and the comment before it. */
#ifndef GEN_SOURCE_H
#define GEN_SOURCE_H

#include "model.h"

/** The place of an element in its file's descriptor: the numbers of SourceCodeInfo.Location.path, from the innermost outwards. */
struct source_path {
    const struct source_path *above; /**< NULL for an element of the file itself */
    int32_t kind;                    /**< the field's number in the descriptor around it */
    int32_t index;                   /**< the element's index there, or SOURCE_SINGLE */
};

enum {
    SOURCE_SINGLE = -1, /**< the field is not repeated: no index */
};

/** Numbers of the descriptors' fields that appear in paths. */
enum {
    SOURCE_FILE_PACKAGE = 2,
    SOURCE_FILE_MESSAGE = 4,
    SOURCE_FILE_ENUM = 5,
    SOURCE_FILE_SERVICE = 6,
    SOURCE_MESSAGE_FIELD = 2,
    SOURCE_MESSAGE_NESTED = 3,
    SOURCE_MESSAGE_ENUM = 4,
    SOURCE_MESSAGE_ONEOF = 8,
    SOURCE_ENUM_VALUE = 2,
    SOURCE_SERVICE_METHOD = 2,
};

/** Describes an element: its names as given, its place and its comment from the file's source information. An element without
 *  information (it was stripped) stands at 1:1 without comment. */
struct element source_element(struct pool *pool, const proto_file *file, const struct source_path *path, const char *name,
                              const char *full_name);

#endif
