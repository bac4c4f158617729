#include "service/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

/* For the message only; the lock itself does not depend on it. */
static long holder_of(int fd)
{
    char text[24] = "";
    long holder = 0;

    if (pread(fd, text, sizeof text - 1, 0) <= 0 || sscanf(text, "%ld", &holder) != 1)
        return 0;
    return holder;
}

static bool write_holder(int fd)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%ld\n", (long)getpid());

    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)size, 0) == size;
}

enum hs_exit hs_lock_take(const char *path, bool create, int *fd, struct hs_refusal *refusal)
{
    int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0);
    enum hs_exit code = HS_EXIT_STOPPED;
    int file = open(path, flags, 0600);

    if (file < 0 && errno == ENOENT && !create) {
        *fd = -1;
        return HS_EXIT_STOPPED;
    }
    if (file < 0)
        return hs_refuse(refusal, HS_EXIT_FAILED, "%s: %s", path, strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            code = hs_refuse(refusal, HS_EXIT_IN_USE, "%s: another hensigtd (process %ld) holds this store", path, holder_of(file));
        else
            code = hs_refuse(refusal, HS_EXIT_FAILED, "%s: %s", path, strerror(errno));
    } else if (!write_holder(file)) {
        code = hs_refuse(refusal, HS_EXIT_FAILED, "%s: %s", path, strerror(errno));
    }
    if (code == HS_EXIT_STOPPED)
        *fd = file;
    else
        (void)close(file);
    return code;
}
