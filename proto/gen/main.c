/* protoc-gen-hensigt: a plugin of protoc. It reads a CodeGeneratorRequest from standard input and writes a CodeGeneratorResponse to
 * standard output, once, at the end. A contract that breaks a rule is an answer (its error text) and exits with 0, as protoc
 * demands; no answer at all exits with 1. */
#include "emit.h"

#include <stdio.h>
#include <stdlib.h>

typedef Google__Protobuf__Compiler__CodeGeneratorResponse proto_response;
typedef Google__Protobuf__Compiler__CodeGeneratorResponse__File response_file;

enum {
    CHUNK = 64 * 1024, /* bytes read at once */
    /* CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL: with it, protoc leaves refusing `optional` to us, who name the place. */
    FEATURE_PROTO3_OPTIONAL = 1,
};

static bool read_all(FILE *file, struct text *out)
{
    static char chunk[CHUNK];
    size_t size = 0;
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_append(out, chunk, size);
    return !ferror(file) && !out->failed;
}

/* Packs a response and writes it. */
static bool respond(const proto_response *response)
{
    size_t size = google__protobuf__compiler__code_generator_response__get_packed_size(response);
    uint8_t *bytes = malloc(size + 1);
    bool written = false;
    if (bytes) {
        google__protobuf__compiler__code_generator_response__pack(response, bytes);
        written = fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0;
    }
    free(bytes);
    return written;
}

/* Answers with the printed files. */
static bool respond_files(struct pool *pool, proto_response *response, struct output *outputs, size_t n)
{
    static char nothing[] = "";
    response_file *files = pool_array(pool, n, sizeof *files);
    response->file = pool_array(pool, n, sizeof *response->file);
    if (!files || !response->file)
        return false;
    for (size_t i = 0; i < n; i++) {
        google__protobuf__compiler__code_generator_response__file__init(&files[i]);
        files[i].name = (char *)outputs[i].path;
        files[i].content = outputs[i].text.data ? outputs[i].text.data : nothing;
        response->file[i] = &files[i];
    }
    response->n_file = n;
    return respond(response);
}

/* Everything between the request and the response. */
static bool generate(const proto_request *request)
{
    struct model model = {0};
    struct output *outputs = NULL;
    struct text errors = {0};
    size_t n = 0;
    bool answered = false;
    proto_response response = GOOGLE__PROTOBUF__COMPILER__CODE_GENERATOR_RESPONSE__INIT;
    response.has_supported_features = true;
    response.supported_features = FEATURE_PROTO3_OPTIONAL;

    if (model_build(&model, request)) {
        answered = emit_all(&model, &outputs, &n) && respond_files(&model.pool, &response, outputs, n);
    } else if (!model.pool.failed) {
        model_print_errors(&model, &errors);
        response.error = errors.data;
        answered = !errors.failed && respond(&response);
    }
    text_free(&errors);
    for (size_t i = 0; i < n; i++)
        text_free(&outputs[i].text);
    model_free(&model);
    return answered;
}

int main(void)
{
    struct text input = {0};
    proto_request *request = NULL;
    bool answered = false;

    if (!read_all(stdin, &input)) {
        fprintf(stderr, "protoc-gen-hensigt: cannot read the request\n");
        goto done;
    }
    request = google__protobuf__compiler__code_generator_request__unpack(NULL, input.size, (const uint8_t *)input.data);
    if (!request) {
        fprintf(stderr, "protoc-gen-hensigt: standard input holds no CodeGeneratorRequest; protoc calls this program\n");
        goto done;
    }
    answered = generate(request);
    if (!answered)
        fprintf(stderr, "protoc-gen-hensigt: no memory, or the answer could not be written\n");
done:
    if (request)
        google__protobuf__compiler__code_generator_request__free_unpacked(request, NULL);
    text_free(&input);
    return answered ? EXIT_SUCCESS : EXIT_FAILURE;
}
