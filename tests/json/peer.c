/* The C side of oracle.py: answers each question on stdin with one answer on stdout.
 *
 * A question is a letter, a type's full name and a length in one line, then so many bytes:
 *   B hensigt.v1.Centre 17   a packed message: the answer is its JSON form
 *   J hensigt.v1.Centre 40   a JSON text: the answer is the packed message
 * An answer is `ok` or `no` and a length in one line, then the bytes; with `no` they say what is wrong. */
#include "wire/guard.h"
#include "json/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_LIMIT = 64 * 1024 * 1024,
    LINE_SIZE = 256,
};

static void answer(const char *word, const void *bytes, size_t size)
{
    printf("%s %zu\n", word, size);
    fwrite(bytes, 1, size, stdout);
    fflush(stdout);
}

static void answer_errors(const struct hs_json_errors *errors)
{
    struct hs_buffer text = {0};
    for (size_t i = 0; i < errors->count; i++) {
        const struct hs_json_error *error = &errors->errors[i];
        hs_buffer_printf(&text, "%s: %s: %s\n", error->path, error->reason, error->text);
    }
    hs_buffer_text(&text, errors->no_memory ? "no memory\n" : "");
    answer("no", text.text, text.length);
    hs_buffer_free(&text);
}

static void print(const struct hs_message *type, const uint8_t *bytes, size_t size, struct hs_arena *arena)
{
    struct hs_guard_report report;
    struct hs_json_errors errors;
    struct hs_buffer text = {0};
    hs_json_errors_init(&errors, arena);
    ProtobufCMessage *message = hs_guard_unpack(arena, type->descriptor, bytes, size, true, &report);
    if (message == NULL) {
        answer("no", hs_guard_text(report.fault), strlen(hs_guard_text(report.fault)));
    } else if (hs_json_print(type, message, 0, &text, &errors)) {
        answer("ok", text.text, text.length);
    } else {
        answer_errors(&errors);
    }
    hs_buffer_free(&text);
}

static void parse(const struct hs_message *type, const char *text, size_t size, struct hs_arena *arena)
{
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, arena);
    ProtobufCMessage *message = hs_json_parse(type, text, size, &errors);
    if (message == NULL) {
        answer_errors(&errors);
        return;
    }
    size_t packed_size = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = hs_arena_alloc(arena, packed_size);
    if (packed == NULL) {
        abort();
    }
    protobuf_c_message_pack(message, packed);
    answer("ok", packed, packed_size);
}

/* Reads one question and answers it; false at the end of the input. */
static bool serve(struct hs_arena *arena)
{
    char line[LINE_SIZE];
    char form;
    char name[LINE_SIZE];
    size_t size;
    if (fgets(line, sizeof line, stdin) == NULL) {
        return false;
    }
    if (sscanf(line, "%c %255s %zu", &form, name, &size) != 3) {
        abort();
    }
    const struct hs_message *type = hs_contract_message(name);
    char *bytes = malloc(size + 1);
    if (type == NULL || bytes == NULL || fread(bytes, 1, size, stdin) != size) {
        abort();
    }
    if (form == 'B') {
        print(type, (const uint8_t *)bytes, size, arena);
    } else {
        parse(type, bytes, size, arena);
    }
    free(bytes);
    hs_arena_reset(arena);
    return true;
}

int main(void)
{
    struct hs_arena arena;
    hs_arena_init(&arena, ARENA_LIMIT);
    while (serve(&arena)) {
    }
    hs_arena_free(&arena);
    return 0;
}
