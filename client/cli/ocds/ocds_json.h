/* Writes JSON as it comes, indented, leaving out what is empty: texts, and objects and lists in which nothing was written. */
#ifndef CLI_OCDS_JSON_H
#define CLI_OCDS_JSON_H

#include "wire/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/** The most objects and lists within one another. */
enum { OCDS_JSON_DEPTH = 16 };

/** A text under construction. What failed to be added is remembered by the buffer. */
struct ocds_json {
    struct hs_buffer *out;
    size_t indent; /**< levels around the outermost object */
    size_t depth;
    size_t opened; /**< of depth: those written already */
    struct {
        const char *key; /**< NULL in a list */
        char bracket;    /**< '{' or '[' */
        bool filled;
    } levels[OCDS_JSON_DEPTH];
};

/** Begins; `indent` levels stand around it. */
void ocds_json_init(struct ocds_json *json, struct hs_buffer *out, size_t indent);

/** Begins an object or a list. The key is NULL within a list, and lives until the level is closed. */
void ocds_json_object(struct ocds_json *json, const char *key);
void ocds_json_list(struct ocds_json *json, const char *key);

/** Ends the innermost of them. */
void ocds_json_close(struct ocds_json *json);

/** Adds a text; nothing where it is NULL or "". */
void ocds_json_text(struct ocds_json *json, const char *key, const char *text);

/** Adds a number from its decimal text; nothing where it is NULL or "". */
void ocds_json_number(struct ocds_json *json, const char *key, const char *number);

/** Adds a text of JSON as it is, which begins a line of its own. */
void ocds_json_raw(struct ocds_json *json, const char *text);

#endif
