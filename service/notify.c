#include "service/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void hs_notify(const char *state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    size_t size = path ? strlen(path) : 0;
    int fd;

    if (size == 0 || size >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, size);
    if (address.sun_path[0] == '@') /* an abstract address is written so */
        address.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    (void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
                 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
    (void)close(fd);
}

/* 0 for a text that is no positive number. */
static int64_t number_of(const char *text)
{
    char *end = NULL;
    long long number = text ? strtoll(text, &end, 10) : 0;

    return number > 0 && *end == '\0' ? number : 0;
}

int64_t hs_notify_interval(pid_t pid)
{
    const char *watched = getenv("WATCHDOG_PID");

    return watched == NULL || number_of(watched) == pid ? number_of(getenv("WATCHDOG_USEC")) : 0;
}
