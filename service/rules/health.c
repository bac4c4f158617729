/* HealthService: whether the service is well. */
#include "hensigt/v1/health_service.h"

#include "service/dispatch_internal.h"
#include "service/fields.h"
#include "service/rules/transition.h"

/* A service that is about to end answers no call at all, so what answers here serves. */
static enum hs_code check_health(struct hs_call *call, const hensigt_check_health_request *request,
                                 hensigt_check_health_response *reply)
{
    const struct hs_dispatch *dispatch = call->service;
    (void)request;
    Google__Protobuf__Timestamp *now =
        (Google__Protobuf__Timestamp *)hs_arena_new(call->arena, &google__protobuf__timestamp__descriptor);
    reply->version = hs_arena_string(call->arena, dispatch->options.version);
    reply->read_time = hs_call_shown_time(call, 0);
    if (!now || !reply->version || !reply->read_time)
        return hs_no_memory(call);
    hs_time_to_message(call->now, now);
    reply->state = HENSIGT_CHECK_HEALTH_RESPONSE_STATE_SERVING;
    reply->current_time = now;
    reply->last_sequence = hs_view_sequence(call->view);
    return HS_OK;
}

const struct hensigt_health_service hensigt_health_service_implementation = {.check_health = check_health};
