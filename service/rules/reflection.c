/* ReflectionService: the contract, from the service itself. */
#include "hensigt/v1/reflection_service.h"

#include "service/rules/transition.h"

/* Of the descriptor set in one reply. */
enum { MAX_PART = 48 * 1024 };

/* ---- services ------------------------------------------------------------------------------------------------------------ */

static hensigt_list_services_response_method *new_method(struct hs_arena *arena, const struct hs_method *method)
{
    hensigt_list_services_response_method *out =
        (hensigt_list_services_response_method *)hs_arena_new(arena, &hensigt__v1__list_services_response__method__descriptor);
    if (!out)
        return NULL;
    out->method = hs_arena_string(arena, method->full_name);
    out->input_type = hs_arena_string(arena, method->input->descriptor->name);
    out->output_type = hs_arena_string(arena, method->output->descriptor->name);
    out->write = method->write;
    return out->method && out->input_type && out->output_type ? out : NULL;
}

static hensigt_list_services_response_service *new_service(struct hs_arena *arena, const struct hs_service *service)
{
    hensigt_list_services_response_service *out =
        (hensigt_list_services_response_service *)hs_arena_new(arena, &hensigt__v1__list_services_response__service__descriptor);
    if (!out)
        return NULL;
    out->service = hs_arena_string(arena, service->full_name);
    out->methods = hs_arena_alloc(arena, (service->n_methods + 1) * sizeof *out->methods);
    for (size_t i = 0; out->methods && i < service->n_methods; i++) {
        out->methods[i] = new_method(arena, &service->methods[i]);
        if (!out->methods[i])
            return NULL;
        out->n_methods++;
    }
    return out->service && out->methods ? out : NULL;
}

static enum hs_code list_services(struct hs_call *call, const hensigt_list_services_request *request,
                                  hensigt_list_services_response *reply)
{
    (void)request;
    reply->services = hs_arena_alloc(call->arena, (hs_contract.n_services + 1) * sizeof *reply->services);
    if (!reply->services)
        return hs_no_memory(call);
    for (size_t i = 0; i < hs_contract.n_services; i++) {
        reply->services[i] = new_service(call->arena, hs_contract.services[i]);
        if (!reply->services[i])
            return hs_no_memory(call);
        reply->n_services++;
    }
    return HS_OK;
}

/* ---- the descriptor set -------------------------------------------------------------------------------------------------- */

static enum hs_code get_descriptor_set(struct hs_call *call, const hensigt_get_descriptor_set_request *request,
                                       hensigt_get_descriptor_set_response *reply)
{
    size_t size = hs_contract.descriptor_set_size;
    size_t offset = (size_t)request->offset;
    if (offset > size)
        return hs_status_fail(call->status, HS_OUT_OF_RANGE, "OFFSET", "offset: there are %zu bytes, none from %zu on", size,
                              offset);
    size_t part = size - offset < MAX_PART ? size - offset : MAX_PART;
    reply->data.data = (uint8_t *)hs_arena_bytes(call->arena, hs_contract.descriptor_set + offset, part);
    if (!reply->data.data)
        return hs_no_memory(call);
    reply->data.len = part;
    reply->next_offset = offset + part < size ? (int32_t)(offset + part) : 0;
    reply->total_size = (int32_t)size;
    return HS_OK;
}

const struct hensigt_reflection_service hensigt_reflection_service_implementation = {
    .list_services = list_services,
    .get_descriptor_set = get_descriptor_set,
};
