/* The flags that are no fields: where the service is, how to call it, how to show what it answers. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "arguments.h"

#include "hensigt/channel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a reply is shown. */
enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_JSONL };

/** What a command takes, beside its own flags. */
enum {
    OPTIONS_HELP = 1 << 0,  /**< every command */
    OPTIONS_CALL = 1 << 1,  /**< commands that call the service */
    OPTIONS_WRITE = 1 << 2, /**< calls that change something */
    OPTIONS_DATA = 1 << 3,  /**< calls that take a message */
    OPTIONS_REPLY = 1 << 4, /**< commands that show a message */
    OPTIONS_LIST = 1 << 5,  /**< commands that show a list */
    OPTIONS_KEY = 1 << 6,   /**< the command that makes an access key */
};

/** The values given. A zeroed struct holds the defaults. */
struct options {
    const char **endpoints;
    size_t n_endpoints;
    const char *key_file;
    uint32_t timeout_ms; /**< 0 = the library's default */
    uint8_t request_id[HENSIGT_REQUEST_ID_SIZE];
    bool has_request_id;
    bool receipt;
    enum output output;
    const char *data;         /**< a file, or "-" */
    const char *new_key_file; /**< where a key that is made is kept; NULL = none is made */
    const char *columns;      /**< fields, separated by commas */
    int64_t limit;            /**< 0 = none */
    bool help;
};

/** What became of a flag. */
enum option_result {
    OPTION_TAKEN,
    OPTION_UNKNOWN, /**< it is none of these */
    OPTION_WRONG,   /**< its value is; *error says how (NULL without memory) */
};

/** Takes a flag if it is one of those that the command takes (OPTIONS_*). */
enum option_result options_take(struct options *options, unsigned takes, struct hs_arena *arena, struct arguments *arguments,
                                const struct argument *argument, const char **error);

/** The endpoints and the key file from the environment, where the command line names none. False without memory. */
bool options_add_environment(struct options *options, struct hs_arena *arena);

/** One of the flags, for help. */
struct option_help {
    const char *flag;        /**< "endpoint" */
    const char *placeholder; /**< "URL"; "" for a flag without a value */
    const char *text;
};

/** The i-th flag of those that a command takes; false behind the last one. */
bool options_help(unsigned takes, size_t i, struct option_help *out);

/** The name of the i-th flag, whatever the command, or NULL if the command does not take it or behind the last one; with
 *  options_count for looking for the nearest. */
const char *options_name(unsigned takes, size_t i);
size_t options_count(void);

/** Reads a whole number from 1 up. */
bool options_read_count(const char *text, int64_t *out);

#endif
