#include "service/restarts.h"

#include <stdbool.h>

/* Whether the oldest of the deaths remembered is recent too. The newest stands in the ring already. */
static bool is_dying(const struct hs_restarts *restarts, int64_t now)
{
    return restarts->n >= HS_RESTART_DEATHS && now - restarts->deaths[restarts->n % HS_RESTART_DEATHS] <= HS_RESTART_SPAN_MS;
}

/* A pause stretches the time between deaths: so once there was one, two deaths within the span are enough to go on pausing. */
static bool is_still_dying(const struct hs_restarts *restarts, int64_t now)
{
    int64_t previous = restarts->deaths[(restarts->n + HS_RESTART_DEATHS - 2) % HS_RESTART_DEATHS];

    return restarts->pause > 0 && now - previous <= restarts->pause + HS_RESTART_SPAN_MS;
}

int64_t hs_restarts_after(struct hs_restarts *restarts, int64_t now)
{
    restarts->deaths[restarts->n++ % HS_RESTART_DEATHS] = now;
    if (is_still_dying(restarts, now))
        restarts->pause = restarts->pause * 2 < HS_RESTART_MAX_PAUSE_MS ? restarts->pause * 2 : HS_RESTART_MAX_PAUSE_MS;
    else
        restarts->pause = is_dying(restarts, now) ? HS_RESTART_PAUSE_MS : 0;
    return restarts->pause;
}
