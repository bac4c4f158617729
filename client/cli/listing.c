#include "listing.h"

#include "paging.h"
#include "remote.h"
#include "value.h"
#include "words.h"

#include "hensigt/v1/health.h"

#include <string.h>

const struct hs_method *listing_method(const struct hs_resource *resource)
{
    for (size_t s = 0; s < hs_contract.n_services; s++) {
        const struct hs_service *service = hs_contract.services[s];
        for (size_t i = 0; i < service->n_methods; i++) {
            if (service->methods[i].verb == HS_VERB_LIST && service->methods[i].resource == resource) {
                return &service->methods[i];
            }
        }
    }
    return NULL;
}

enum exit_code listing_read_time(struct cli *cli, ProtobufCMessage **read_time)
{
    hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
    ProtobufCMessage *reply = NULL;
    const struct hs_method *method = remote_method("hensigt.v1.HealthService/CheckHealth");
    enum exit_code code = remote_call(cli, method, &request.base, 0, NULL, cli->arena, &reply);
    if (code == EXIT_OK) {
        pb_timestamp *known = ((hensigt_check_health_response *)reply)->read_time;
        *read_time = known != NULL ? &known->base : NULL;
    }
    return code;
}

/* Sets a field of the request if the method has it and there is something to set; false without memory. */
static bool set(struct hs_arena *arena, ProtobufCMessage *request, const char *name, const char *text)
{
    const char *error = NULL;
    struct member member = member_named(type_of(request), name);
    return member.field == NULL || text == NULL || value_set(arena, request, member, text, &error);
}

static ProtobufCMessage *list_request(struct hs_arena *arena, const struct hs_method *method, const struct listing *listing)
{
    ProtobufCMessage *request = hs_arena_new(arena, method->input->descriptor);
    struct member read_time = member_named(method->input, "read_time");
    if (request == NULL || !set(arena, request, "parent", listing->parent != NULL ? listing->parent : "-") ||
        !set(arena, request, "filter", listing->filter) || !set(arena, request, "show_deleted", listing->deleted ? "true" : NULL)) {
        return NULL;
    }
    if (read_time.field != NULL) {
        ProtobufCMessage **place = value_add(arena, request, read_time);
        *place = listing->read_time;
    }
    return request;
}

/* Those who are told of the elements of pages. */
struct audience {
    struct member list;
    listing_visit visit;
    void *context;
};

static enum exit_code visit_page(struct cli *cli, void *context, ProtobufCMessage *page)
{
    const struct audience *audience = context;
    enum exit_code code = EXIT_OK;
    for (size_t i = 0; code == EXIT_OK && i < value_count(page, audience->list); i++) {
        code = audience->visit(cli, audience->context, value_message(page, audience->list, i));
    }
    return code;
}

enum exit_code listing_each(struct cli *cli, const struct hs_resource *resource, const struct listing *listing, listing_visit visit,
                            void *context)
{
    const struct hs_method *method = listing_method(resource);
    if (method == NULL) {
        return EXIT_OK;
    }
    struct audience audience = {.list = paging_list(method), .visit = visit, .context = context};
    ProtobufCMessage *request = list_request(cli->arena, method, listing);
    return request != NULL ? paging_each(cli, method, request, 0, visit_page, &audience) : cli_no_memory(cli);
}

static const char *kind_at(const void *context, size_t i)
{
    (void)context;
    return hs_contract.resources[i]->singular;
}

const struct hs_resource *listing_find_kind(const char *name)
{
    for (size_t i = 0; i < hs_contract.n_resources; i++) {
        if (strcmp(name, hs_contract.resources[i]->kind) == 0 || strcmp(name, hs_contract.resources[i]->singular) == 0) {
            return hs_contract.resources[i];
        }
    }
    return NULL;
}

const struct hs_resource *listing_kind(const struct cli *cli, const char *command, const char *name)
{
    const struct hs_resource *resource = listing_find_kind(name);
    if (resource == NULL) {
        const char *near = words_nearest(name, hs_contract.n_resources, kind_at, NULL);
        (void)cli_usage(cli, command, "'%s' is no kind%s%s%s", name, near != NULL ? "; did you mean " : "",
                        near != NULL ? near : "", near != NULL ? "?" : "");
    }
    return resource;
}
