/* The generator without memory: whichever allocation fails, it ends in order and prints nothing. Usage: test_memory REQUEST, a
 * file with a CodeGeneratorRequest. */
#include "gen/emit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    MAX_REQUEST = 1 << 20,
    EACH = 300, /* so many first allocations fail one by one... */
    STEP = 151, /* ...and then every so manieth */
};

/* Allocations still allowed; negative = all. The linker leads the generator's calls here. */
static long allowed = -1;

void *__real_calloc(size_t count, size_t size);
void *__real_malloc(size_t size);
void *__real_realloc(void *data, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *data, size_t size);

static bool take(void)
{
    if (allowed > 0)
        allowed--;
    else if (allowed == 0)
        return false;
    return true;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return take() ? __real_calloc(count, size) : NULL;
}

void *__wrap_malloc(size_t size)
{
    return take() ? __real_malloc(size) : NULL;
}

void *__wrap_realloc(void *data, size_t size)
{
    return take() ? __real_realloc(data, size) : NULL;
}

static const char *path;

static proto_request *read_request(void)
{
    uint8_t *bytes = malloc(MAX_REQUEST);
    FILE *file = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(file);
    size_t size = fread(bytes, 1, MAX_REQUEST, file);
    assert_true(size > 0 && size < MAX_REQUEST);
    fclose(file);
    proto_request *request = google__protobuf__compiler__code_generator_request__unpack(NULL, size, bytes);
    free(bytes);
    assert_non_null(request);
    return request;
}

/* Generates with `n` allocations. Returns whether that was enough; if not, no error of the contract may be claimed. */
static bool generate(const proto_request *request, long n)
{
    struct model model = {0};
    struct output *outputs = NULL;
    size_t n_outputs = 0;
    allowed = n;
    bool built = model_build(&model, request);
    bool printed = built && emit_all(&model, &outputs, &n_outputs);
    allowed = -1;
    assert_int_equal(model.n_errors, 0);
    for (size_t i = 0; i < n_outputs; i++)
        text_free(&outputs[i].text);
    model_free(&model);
    return printed;
}

static void test_failures(void **state)
{
    (void)state;
    proto_request *request = read_request();
    long n = 0;
    while (!generate(request, n))
        n += n < EACH ? 1 : STEP;
    assert_true(n > 2 * EACH);
    google__protobuf__compiler__code_generator_request__free_unpacked(request, NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_failures)};
    if (argc != 2)
        return EXIT_FAILURE;
    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
