/* The generated functions, called: client stubs over a call that this test answers, handlers over an implementation that it gives.
 */
#include "hensigt/service_registry.h"
#include "hensigt/v1/book_client.h"
#include "hensigt/v1/book_service.h"
#include "hensigt/v1/book_tables.h"
#include "hensigt/v1/shelf_client.h"
#include "hensigt/v1/shelf_service.h"
#include "hensigt/v1/shelf_tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* What hensigt_call was called with, and what it shall answer. */
static struct {
    struct hensigt_channel *channel;
    const struct hs_method *method;
    const struct hensigt_call_options *options;
    const ProtobufCMessage *request;
    struct hensigt_error *error;
    int code;
} seen;

int hensigt_call(struct hensigt_channel *channel, const struct hs_method *method, const struct hensigt_call_options *options,
                 const ProtobufCMessage *request, ProtobufCMessage **reply, struct hensigt_error *error)
{
    seen.channel = channel;
    seen.method = method;
    seen.options = options;
    seen.request = request;
    seen.error = error;
    if (seen.code == 0)
        *reply = protobuf_c_message_unpack(method->output->descriptor, NULL, 0, NULL);
    return seen.code;
}

static void test_client(void **state)
{
    (void)state;
    char place = 0;
    struct hensigt_channel *channel = (struct hensigt_channel *)&place;
    struct hensigt_call_options options = {.timeout_ms = 5};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_list_shelves_request request = HENSIGT_LIST_SHELVES_REQUEST_INIT;
    hensigt_list_shelves_response *reply = NULL;

    seen.code = 0;
    assert_int_equal(hensigt_list_shelves(channel, &options, &request, &reply, &error), 0);
    assert_ptr_equal(seen.channel, channel);
    assert_ptr_equal(seen.method, &hensigt_list_shelves_method);
    assert_ptr_equal(seen.options, &options);
    assert_ptr_equal(seen.request, &request);
    assert_ptr_equal(seen.error, &error);
    assert_ptr_equal(reply->base.descriptor, hensigt_list_shelves_response_type.descriptor);

    hensigt_list_shelves_response *before = reply;
    seen.code = 5;
    assert_int_equal(hensigt_list_shelves(channel, NULL, &request, &reply, NULL), 5);
    assert_ptr_equal(reply, before);
    hensigt_list_shelves_response_free(reply);
    hensigt_list_shelves_response_free(NULL);
}

static enum hs_code close_shelf(struct hs_call *call, const hensigt_close_shelf_request *request, hensigt_shelf *reply)
{
    assert_null(call);
    reply->name = request->name;
    return HS_FAILED_PRECONDITION;
}

const struct hensigt_shelf_service hensigt_shelf_service_implementation = {.close_shelf = close_shelf};
const struct hensigt_book_service hensigt_book_service_implementation = {0};
const struct hensigt_report_service hensigt_report_service_implementation = {0};
const struct hs_rules hensigt_shelf_rules = {0};
const struct hs_rules hensigt_book_rules = {0};

static void test_handlers(void **state)
{
    (void)state;
    for (size_t i = 0; i < hensigt_shelf_service_type.n_methods; i++) {
        const struct hs_handler *handler = &hensigt_shelf_service_handlers[i];
        assert_ptr_equal(handler->method, &hensigt_shelf_service_type.methods[i]);
        assert_int_equal(handler->present(&hensigt_shelf_service_implementation), handler->method == &hensigt_close_shelf_method);
    }
    hensigt_close_shelf_request request = HENSIGT_CLOSE_SHELF_REQUEST_INIT;
    hensigt_shelf reply = HENSIGT_SHELF_INIT;
    char name[] = "shelves/a";
    request.name = name;
    const struct hs_handler *close = &hensigt_shelf_service_handlers[&hensigt_close_shelf_method - hensigt_shelf_service_methods];
    assert_int_equal(close->handle(NULL, &hensigt_shelf_service_implementation, &request.base, &reply.base),
                     HS_FAILED_PRECONDITION);
    assert_ptr_equal(reply.name, name);
}

static void test_registry(void **state)
{
    (void)state;
    assert_int_equal(hs_service_registry_size, 3);
    for (size_t i = 0; i < hs_service_registry_size; i++)
        assert_ptr_equal(hs_service_registry[i].service, hs_contract.services[i]);
    assert_ptr_equal(hs_service_registry[0].rules, &hensigt_book_rules);
    assert_null(hs_service_registry[1].rules);
    assert_ptr_equal(hs_service_registry[2].implementation, &hensigt_shelf_service_implementation);
    assert_ptr_equal(hs_service_registry[2].handlers, hensigt_shelf_service_handlers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_client),
        cmocka_unit_test(test_handlers),
        cmocka_unit_test(test_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
