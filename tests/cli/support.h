/* What the tests of the command line share: messages from JSON, screens that remember, and golden texts. */
#ifndef TEST_CLI_SUPPORT_H
#define TEST_CLI_SUPPORT_H

#include "cli.h"

#include "wire/arena.h"
#include "wire/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Needs the four above. */
#include <cmocka.h>

/** A run of the program without the program: its screens write into memory. */
struct run {
    struct hs_arena arena;
    struct cli cli;
    char *out; /**< what was written, after run_flush */
    char *err;
    size_t out_size;
    size_t err_size;
};

/** A cmocka setup and teardown: *state is a struct run with screens of 80 columns and without colours. @{ */
int run_setup(void **state);
int run_teardown(void **state);
/** @} */

/** Makes what was written readable in run->out and run->err. */
void run_flush(struct run *run);

/** A message of a type ("hensigt.v1.Centre") from JSON; the test fails if it is none. */
ProtobufCMessage *message_of(struct run *run, const char *type, const char *json);

/** A message as compact JSON. */
const char *json_of(struct run *run, const ProtobufCMessage *message);

/** The whole text of a file beside the tests. */
const char *read_golden(struct run *run, const char *name);

/** That run->out is the text of golden/NAME. With HENSIGT_GOLDEN=write in the environment the file is written instead. */
void assert_golden(struct run *run, const char *name);

#endif
