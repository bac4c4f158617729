#include "input.h"

#include "errors.h"

#include "json/json.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const char *input_name(const char *file)
{
    return strcmp(file, "-") == 0 ? "standard input" : file;
}

FILE *input_open(const struct cli *cli, const char *file)
{
    if (strcmp(file, "-") == 0) {
        return cli->in;
    }
    FILE *in = fopen(file, "re");
    if (in == NULL) {
        cli_say(cli, "%s cannot be read: %s", file, strerror(errno));
    }
    return in;
}

void input_close(const struct cli *cli, FILE *in)
{
    if (in != NULL && in != cli->in) {
        (void)fclose(in);
    }
}

/* Reads all there is. */
static enum exit_code read_all(const struct cli *cli, const char *file, FILE *in, struct hs_buffer *buffer)
{
    char chunk[8192];
    size_t size = 0;
    while ((size = fread(chunk, 1, sizeof chunk, in)) > 0 && buffer->length <= INPUT_MAX) {
        hs_buffer_add(buffer, chunk, size);
    }
    if (ferror(in)) {
        cli_say(cli, "%s cannot be read: %s", input_name(file), strerror(errno));
        return EXIT_LOCAL;
    }
    if (buffer->length > INPUT_MAX) {
        cli_say(cli, "%s is larger than %d MiB", input_name(file), INPUT_MAX / 1024 / 1024);
        return EXIT_INVALID;
    }
    return buffer->failed ? cli_no_memory(cli) : EXIT_OK;
}

static bool is_blank(const struct hs_buffer *buffer)
{
    return buffer->length == 0 || strspn(buffer->text, " \t\r\n") == buffer->length;
}

static enum exit_code parse(const struct cli *cli, const char *file, const struct hs_message *type, const struct hs_buffer *buffer,
                            ProtobufCMessage **message)
{
    if (is_blank(buffer)) {
        *message = hs_arena_new(cli->arena, type->descriptor);
        return *message != NULL ? EXIT_OK : cli_no_memory(cli);
    }
    struct hs_json_errors errors;
    hs_json_errors_init(&errors, cli->arena);
    ProtobufCMessage *parsed = hs_json_parse(type, buffer->text, buffer->length, &errors);
    if (parsed == NULL) {
        return errors_of_json(cli, input_name(file), &errors);
    }
    *message = parsed;
    return EXIT_OK;
}

enum exit_code input_message(const struct cli *cli, const char *file, const struct hs_message *type, ProtobufCMessage **message)
{
    struct hs_buffer buffer = {0};
    FILE *in = input_open(cli, file);
    if (in == NULL) {
        return EXIT_LOCAL;
    }
    enum exit_code code = read_all(cli, file, in, &buffer);
    if (code == EXIT_OK) {
        code = parse(cli, file, type, &buffer, message);
    }
    hs_buffer_free(&buffer);
    input_close(cli, in);
    return code;
}

static enum exit_code read_key(const struct cli *cli, const char *file, FILE *in, const char **key)
{
    enum { MAX_KEY = 512 };
    char line[MAX_KEY] = "";
    struct stat status;
    if (fstat(fileno(in), &status) != 0) {
        cli_say(cli, "%s cannot be read: %s", file, strerror(errno));
        return EXIT_LOCAL;
    }
    if (S_ISREG(status.st_mode) && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        cli_say(cli, "%s can be read by others: nobody but its owner may (chmod 600)", file);
        return EXIT_LOCAL;
    }
    char *read = fgets(line, sizeof line, in);
    size_t length = strcspn(line, "\r\n");
    if (read == NULL || length == 0 || length == sizeof line - 1) {
        cli_say(cli, "%s holds no access key", file);
        return EXIT_LOCAL;
    }
    *key = hs_arena_bytes(cli->arena, line, length);
    return *key != NULL ? EXIT_OK : cli_no_memory(cli);
}

enum exit_code input_key(const struct cli *cli, const char *file, const char **key)
{
    FILE *in = fopen(file, "re");
    if (in == NULL) {
        cli_say(cli, "%s cannot be read: %s", file, strerror(errno));
        return EXIT_LOCAL;
    }
    enum exit_code code = read_key(cli, file, in, key);
    (void)fclose(in);
    return code;
}
