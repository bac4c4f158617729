#include "support.h"

#include "width.h"

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int run_setup(void **state)
{
    static char *argv[] = {"hensigt", NULL};
    struct run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    width_start();
    hs_arena_init(&run->arena, SIZE_MAX);
    run->cli = (struct cli){.arena = &run->arena, .in = stdin, .argv = argv};
    run->cli.out = (struct screen){.out = open_memstream(&run->out, &run->out_size), .width = 80};
    run->cli.err = (struct screen){.out = open_memstream(&run->err, &run->err_size), .width = 80};
    *state = run;
    return 0;
}

int run_teardown(void **state)
{
    struct run *run = *state;
    fclose(run->cli.out.out);
    fclose(run->cli.err.out);
    free(run->out);
    free(run->err);
    hs_arena_free(&run->arena);
    free(run);
    return 0;
}

void run_flush(struct run *run)
{
    assert_int_equal(fflush(run->cli.out.out), 0);
    assert_int_equal(fflush(run->cli.err.out), 0);
}

ProtobufCMessage *message_of(struct run *run, const char *type, const char *json)
{
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, &run->arena);
    ProtobufCMessage *message = hs_json_parse(hs_contract_message(type), json, strlen(json), &errors);
    if (message == NULL) {
        fail_msg("%s: %s", errors.count > 0 ? errors.errors[0].path : "", errors.count > 0 ? errors.errors[0].text : "no memory");
    }
    return message;
}

const char *json_of(struct run *run, const ProtobufCMessage *message)
{
    struct hs_buffer buffer = {0};
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, &run->arena);
    assert_true(hs_json_print(hs_contract_message(message->descriptor->name), message, 0, &buffer, &errors));
    const char *json = hs_arena_bytes(&run->arena, buffer.text, buffer.length);
    hs_buffer_free(&buffer);
    return json;
}

static const char *golden_path(struct run *run, const char *name)
{
    return hs_arena_printf(&run->arena, "%s/golden/%s", TEST_CLI_FOLDER, name);
}

const char *read_golden(struct run *run, const char *name)
{
    enum { MOST = 1024 * 1024 };
    char *text = hs_arena_alloc(&run->arena, MOST);
    FILE *in = fopen(golden_path(run, name), "r");
    if (in == NULL) {
        fail_msg("there is no golden/%s", name);
        return "";
    }
    size_t size = fread(text, 1, MOST - 1, in);
    text[size] = '\0';
    fclose(in);
    return text;
}

void assert_golden(struct run *run, const char *name)
{
    const char *mode = getenv("HENSIGT_GOLDEN");
    run_flush(run);
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(golden_path(run, name), "w");
        assert_non_null(out);
        fputs(run->out, out);
        fclose(out);
        return;
    }
    assert_string_equal(run->out, read_golden(run, name));
}
