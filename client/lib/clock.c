#include "clock.h"

#include <sys/random.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec time = {0};
    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * HS_SECOND + time.tv_nsec;
}

int64_t hs_clock_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t hs_clock_unix_ms(void)
{
    return read_clock(CLOCK_REALTIME) / HS_MILLISECOND;
}

/* Asked for no more than 256 bytes, getrandom gives all of them or fails: it is neither interrupted nor short. */
bool hs_random_bytes(void *bytes, size_t size)
{
    return size <= 256 && getrandom(bytes, size, 0) == (ssize_t)size;
}

int64_t hs_jittered(int64_t delay)
{
    uint32_t part = UINT32_MAX / 2; /* without a random source: the middle */
    hs_random_bytes(&part, sizeof part);
    const double share = 0.5 + 0.5 * part / UINT32_MAX;
    return (int64_t)((double)delay * share);
}
