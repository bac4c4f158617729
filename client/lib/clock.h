/* The clock that deadlines are kept by, and random bytes. */
#ifndef HS_CLOCK_H
#define HS_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Times are nanoseconds. */
#define HS_MILLISECOND INT64_C(1000000)
#define HS_SECOND INT64_C(1000000000)

/** A time that does not come. */
#define HS_NEVER INT64_MAX

/** The time by a clock that only goes forward, whatever happens to the time of day. */
int64_t hs_clock_now(void);

/** The time of day in milliseconds since 1970. */
int64_t hs_clock_unix_ms(void);

/** Fills `bytes` from the system's random source. False if there is none; then the bytes are undefined. */
bool hs_random_bytes(void *bytes, size_t size);

/** A duration between half of `delay` and all of it, so that many clients do not come back at one moment. */
int64_t hs_jittered(int64_t delay);

#endif
