/* The generated functions against the service: over the library's own wire, over libnanomsg's REQ, and straight into dispatch. */
#include "hensigt/v1/health_client.h"
#include "hensigt/v1/organisation_client.h"
#include "hensigt/v1/report_client.h"
#include "nanomsg_transport.h"
#include "service.h"
#include "stream.h"
#include "support.h"
#include "wire/status.h"

#include <stdio.h>
#include <string.h>

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void asks_for_health(struct hensigt_channel *channel)
{
    const hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
    hensigt_check_health_response *health = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    assert_int_equal(hensigt_check_health(channel, NULL, &request, &health, &error), HS_OK);
    assert_int_equal(health->state, HENSIGT__V1__CHECK_HEALTH_RESPONSE__STATE__STATE_SERVING);
    hensigt_check_health_response_free(health);
}

/* Twice with one request id: one effect, one answer. */
static void creates_once(struct hensigt_channel *channel, const char *id)
{
    static const uint8_t request_id[HENSIGT_REQUEST_ID_SIZE] = {1, 0x8b, 0xcf, 0xe5, 0x68, 0, 0x70, 1, 0x80, 1};
    uint8_t own_id[HENSIGT_REQUEST_ID_SIZE];
    hensigt_organisation organisation = HENSIGT_ORGANISATION_INIT;
    hensigt_create_organisation_request request = HENSIGT_CREATE_ORGANISATION_REQUEST_INIT;
    hensigt_organisation *first = NULL, *second = NULL;
    struct hensigt_receipt receipts[2] = {{0}, {0}};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    memcpy(own_id, request_id, sizeof own_id);
    own_id[sizeof own_id - 1] = (uint8_t)id[strlen(id) - 1];
    organisation.title = text("Københavns Kommune");
    organisation.kind = HENSIGT__V1__ORGANISATION__KIND__KIND_MUNICIPALITY;
    request.organisation_id = text(id);
    request.organisation = &organisation;
    struct hensigt_call_options options = {.request_id = own_id, .receipt = &receipts[0]};
    assert_int_equal(hensigt_create_organisation(channel, &options, &request, &first, &error), HS_OK);
    options.receipt = &receipts[1];
    assert_int_equal(hensigt_create_organisation(channel, &options, &request, &second, &error), HS_OK);
    assert_string_equal(first->title, "Københavns Kommune");
    assert_string_equal(first->etag, second->etag);
    assert_true(receipts[0].sequence > 0 && receipts[0].write_time > 0);
    assert_memory_equal(&receipts[0], &receipts[1], sizeof receipts[0]);
    hensigt_organisation_free(first);
    hensigt_organisation_free(second);

    first = NULL;
    assert_int_equal(hensigt_create_organisation(channel, NULL, &request, &first, &error), HS_ALREADY_EXISTS);
    assert_null(first);
    assert_true(error.answered);
    assert_false(error.outcome_unknown);
    assert_int_equal(error.status->code, HS_ALREADY_EXISTS);
    hensigt_error_clear(&error);
}

static void reads_back(struct hensigt_channel *channel, const char *id)
{
    char name[40];
    hensigt_get_organisation_request get = HENSIGT_GET_ORGANISATION_REQUEST_INIT;
    hensigt_list_organisations_request list = HENSIGT_LIST_ORGANISATIONS_REQUEST_INIT;
    hensigt_organisation *found = NULL;
    hensigt_list_organisations_response *page = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    snprintf(name, sizeof name, "organisations/%s", id);
    get.name = name;
    assert_int_equal(hensigt_get_organisation(channel, NULL, &get, &found, &error), HS_OK);
    assert_string_equal(found->name, name);
    hensigt_organisation_free(found);
    assert_int_equal(hensigt_list_organisations(channel, NULL, &list, &page, &error), HS_OK);
    assert_true(page->n_organisations >= 1);
    hensigt_list_organisations_response_free(page);
    get.name = text("organisations/none");
    found = NULL;
    assert_int_equal(hensigt_get_organisation(channel, NULL, &get, &found, &error), HS_NOT_FOUND);
    assert_null(found);
    assert_string_equal(error.status->error_info->reason, "RESOURCE_NOT_FOUND");
    hensigt_error_clear(&error);
}

static void reports_every_violation(struct hensigt_channel *channel)
{
    hensigt_compare_centres_request request = HENSIGT_COMPARE_CENTRES_REQUEST_INIT;
    hensigt_compare_centres_response *table = NULL;
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    char *names[] = {text("centres"), text("organisations/one")};
    request.names = names;
    request.n_names = 2;
    request.effective_date = text("yesterday");
    assert_int_equal(hensigt_compare_centres(channel, NULL, &request, &table, &error), HS_INVALID_ARGUMENT);
    assert_null(table);
    assert_int_equal(error.status->n_field_violations, 3);
    hensigt_error_clear(&error);
}

static void make_calls(const struct hs_transport *transport, const char *endpoint, const char *key, const char *id)
{
    struct hensigt_channel *channel = NULL;
    const struct hensigt_channel_options options = {
        .endpoints = &endpoint, .n_endpoints = 1, .access_key = key, .timeout_ms = PATIENCE_MS};
    assert_int_equal(hs_channel_open_over(&channel, &options, transport, NULL), HS_OK);
    asks_for_health(channel);
    creates_once(channel, id);
    reads_back(channel, id);
    reports_every_violation(channel);
    hensigt_channel_close(channel);
}

static void straight_into_dispatch(void **state)
{
    struct local_service *service = local_service_start();
    struct direct_service direct = local_service_direct(service);
    const struct hs_transport transport = direct_transport(&direct);
    (void)state;
    make_calls(&transport, "here", NULL, "org-0");
    local_service_stop(service);
}

static void over_sockets(void **state)
{
    struct daemon *daemon = daemon_start();
    (void)state;
    make_calls(&hs_stream_transport, daemon_ipc(daemon), NULL, "org-1");
    make_calls(&hs_stream_transport, daemon_tcp(daemon), daemon_key(daemon), "org-2");
    make_calls(&nanomsg_transport, daemon_ipc(daemon), NULL, "org-3");
    make_calls(&nanomsg_transport, daemon_tcp(daemon), daemon_key(daemon), "org-4");
    daemon_stop(daemon);
}

int main(void)
{
    /* The process is started before this one has threads. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_sockets),
        cmocka_unit_test(straight_into_dispatch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
