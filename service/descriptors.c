#include "service/descriptors.h"

#include "service/dispatch.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>

int64_t hs_descriptors_open(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int64_t count = -3; /* "." and "..", and the one that reads it */

    if (!folder)
        return -1;
    while (readdir(folder))
        count++;
    (void)closedir(folder);
    return count;
}

int64_t hs_descriptors_most(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= INT64_MAX ? (int64_t)limit.rlim_cur : -1;
}

/* All but those kept back; -1 if it is not known. */
static int64_t most_for_connections(void)
{
    int64_t most = hs_descriptors_most();

    return most > 2 * HS_SPARE_DESCRIPTORS ? most - HS_SPARE_DESCRIPTORS : most < 0 ? most : most / 2;
}

int64_t hs_descriptors_fit(int64_t wanted)
{
    int64_t most = most_for_connections();

    if (most < 0 || wanted <= most)
        return wanted;
    return most > 0 ? most : 1;
}

/* The system gives the lowest number that is free: those from the first that is kept back on are given when all below are taken. A
 * few may be connections that are left from such a time, so more than one is looked at. */
bool hs_descriptors_are_scarce(void)
{
    enum { LOOKS = 8 };
    int64_t first = most_for_connections();
    int taken = 0;

    if (first < 0 || first > INT_MAX - LOOKS)
        return false;
    while (taken < LOOKS && fcntl((int)first + taken, F_GETFD) >= 0)
        taken++;
    return taken == LOOKS;
}
