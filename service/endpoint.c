#include "service/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char ipc_scheme[] = "ipc://";
static const char tcp_scheme[] = "tcp://";
static const char ws_scheme[] = "ws://";

enum {
    LOOPBACK_NETWORK = 127, /* first byte of 127.0.0.0/8 */
    OTHERS_MODE = 077,      /* what group and others may do */
};

static bool has_scheme(const char *url, const char *scheme)
{
    return strncmp(url, scheme, strlen(scheme)) == 0;
}

static enum hs_exit parse_ipc(const char *url, struct hs_endpoint *out, struct hs_refusal *refusal)
{
    const char *path = url + strlen(ipc_scheme);
    size_t size = strlen(path);

    if (size == 0)
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s: the path is missing", url);
    if (size > HS_MAX_IPC_PATH)
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s: the path has %zu bytes, a socket's may have %d", url, size, HS_MAX_IPC_PATH);
    if (path[size - 1] == '/')
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s: the path names a directory", url);
    *out = (struct hs_endpoint){.transport = HS_TRANSPORT_IPC};
    memcpy(out->url, url, strlen(url) + 1);
    return HS_EXIT_STOPPED;
}

/* Decimal digits only: strtoul alone would take signs and blanks. */
static bool parse_port(const char *text, uint16_t *out)
{
    size_t digits = strspn(text, "0123456789");
    unsigned long port = strtoul(text, NULL, 10);

    if (digits == 0 || text[digits] != '\0' || port == 0 || port > UINT16_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

static enum hs_exit parse_host_and_port(const char *url, const char *scheme, enum hs_transport transport, struct hs_endpoint *out,
                                        struct hs_refusal *refusal)
{
    const char *host = url + strlen(scheme);
    const char *colon = strrchr(host, ':');
    char text[INET_ADDRSTRLEN] = "";
    struct in_addr address = {0};
    uint16_t port = 0;

    if (colon == NULL || !parse_port(colon + 1, &port))
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s: an address ends in ':' and a port from 1 to 65535", url);
    if ((size_t)(colon - host) < sizeof text)
        memcpy(text, host, (size_t)(colon - host));
    if (inet_pton(AF_INET, text, &address) != 1)
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s: the host is not a literal IPv4 address", url);
    *out = (struct hs_endpoint){.transport = transport, .address = ntohl(address.s_addr), .port = port};
    (void)snprintf(out->url, sizeof out->url, "%s%s:%u", scheme, text, (unsigned)port);
    return HS_EXIT_STOPPED;
}

enum hs_exit hs_endpoint_parse(const char *url, struct hs_endpoint *out, struct hs_refusal *refusal)
{
    if (has_scheme(url, ipc_scheme))
        return parse_ipc(url, out, refusal);
    if (has_scheme(url, tcp_scheme))
        return parse_host_and_port(url, tcp_scheme, HS_TRANSPORT_TCP, out, refusal);
    if (has_scheme(url, ws_scheme))
        return parse_host_and_port(url, ws_scheme, HS_TRANSPORT_WS, out, refusal);
    return hs_refuse(refusal, HS_EXIT_USAGE, "%s: an address begins with ipc://, tcp:// or ws://", url);
}

bool hs_endpoint_is_remote(const struct hs_endpoint *endpoint)
{
    return endpoint->transport != HS_TRANSPORT_IPC && endpoint->address >> 24 != LOOPBACK_NETWORK;
}

const char *hs_endpoint_path(const struct hs_endpoint *endpoint)
{
    return endpoint->url + strlen(ipc_scheme);
}

/* The directory of a path, with "." for a bare name. */
static void directory_of(const char *path, char directory[HS_MAX_IPC_PATH + 1])
{
    const char *slash = strrchr(path, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - path);

    if (slash == NULL) {
        memcpy(directory, ".", sizeof ".");
    } else if (size == 0) {
        memcpy(directory, "/", sizeof "/");
    } else {
        memcpy(directory, path, size);
        directory[size] = '\0';
    }
}

static enum hs_exit look_at_directory(const struct hs_endpoint *endpoint, const char *directory, bool *absent,
                                      struct hs_refusal *refusal)
{
    struct stat found;

    *absent = false;
    if (stat(directory, &found) != 0) {
        if (errno != ENOENT)
            return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s: %s", endpoint->url, directory, strerror(errno));
        *absent = true;
        return HS_EXIT_STOPPED;
    }
    if (!S_ISDIR(found.st_mode))
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s is not a directory", endpoint->url, directory);
    if (found.st_uid != geteuid())
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: the directory %s belongs to user %u; whoever enters it is the owner",
                         endpoint->url, directory, (unsigned)found.st_uid);
    if (found.st_mode & OTHERS_MODE)
        return hs_refuse(refusal, HS_EXIT_ADDRESS,
                         "%s: the directory %s has mode %04o; it must be 0700, since whoever enters it is the owner", endpoint->url,
                         directory, (unsigned)(found.st_mode & 07777));
    return HS_EXIT_STOPPED;
}

/* Whether the directory's own parent lets us make it. */
static enum hs_exit look_at_parent(const struct hs_endpoint *endpoint, const char *directory, struct hs_refusal *refusal)
{
    char parent[HS_MAX_IPC_PATH + 1];

    directory_of(directory, parent);
    if (access(parent, W_OK | X_OK) != 0)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: the directory %s is absent, and cannot be made in %s: %s", endpoint->url,
                         directory, parent, strerror(errno));
    return HS_EXIT_STOPPED;
}

/* Only a refused connection shows that nobody listens: a full backlog (EAGAIN) means that somebody does. */
static enum hs_exit look_for_listener(const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = hs_endpoint_path(endpoint);
    int error = 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, strerror(errno));
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        error = errno;
    (void)close(fd);
    if (error == ECONNREFUSED || error == ENOENT)
        return HS_EXIT_STOPPED;
    if (error == 0 || error == EAGAIN)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: address in use: a process listens there", endpoint->url);
    return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, strerror(error));
}

static enum hs_exit look_at_ipc(const struct hs_endpoint *endpoint, bool *absent, struct hs_refusal *refusal)
{
    const char *path = hs_endpoint_path(endpoint);
    char directory[HS_MAX_IPC_PATH + 1];
    struct stat found;
    enum hs_exit code;

    directory_of(path, directory);
    code = look_at_directory(endpoint, directory, absent, refusal);
    if (code != HS_EXIT_STOPPED)
        return code;
    if (*absent)
        return look_at_parent(endpoint, directory, refusal);
    if (lstat(path, &found) != 0) {
        if (errno == ENOENT)
            return HS_EXIT_STOPPED;
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, strerror(errno));
    }
    if (!S_ISSOCK(found.st_mode))
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: what stands at that path is not a socket; it was left alone",
                         endpoint->url);
    return look_for_listener(endpoint, refusal);
}

/* Binds without listening. With SO_REUSEADDR only a port that somebody listens on is refused. */
static enum hs_exit look_at_port(const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(endpoint->port)};
    int yes = 1;
    int error = 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, strerror(errno));
    address.sin_addr.s_addr = htonl(endpoint->address);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        error = errno;
    (void)close(fd);
    if (error == 0)
        return HS_EXIT_STOPPED;
    if (error == EADDRINUSE)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: address in use: a process listens there", endpoint->url);
    return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s", endpoint->url, strerror(error));
}

enum hs_exit hs_endpoint_look(const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    bool absent;

    if (endpoint->transport != HS_TRANSPORT_IPC)
        return look_at_port(endpoint, refusal);
    return look_at_ipc(endpoint, &absent, refusal);
}

enum hs_exit hs_endpoint_prepare(const struct hs_endpoint *endpoint, struct hs_refusal *refusal)
{
    char directory[HS_MAX_IPC_PATH + 1];
    bool absent = false;
    enum hs_exit code;

    if (endpoint->transport != HS_TRANSPORT_IPC)
        return look_at_port(endpoint, refusal);
    code = look_at_ipc(endpoint, &absent, refusal);
    if (code != HS_EXIT_STOPPED || !absent)
        return code;
    directory_of(hs_endpoint_path(endpoint), directory);
    if (mkdir(directory, 0700) != 0)
        return hs_refuse(refusal, HS_EXIT_ADDRESS, "%s: %s: %s", endpoint->url, directory, strerror(errno));
    return HS_EXIT_STOPPED;
}

void hs_endpoint_remove(const struct hs_endpoint *endpoint)
{
    if (endpoint->transport == HS_TRANSPORT_IPC)
        (void)unlink(hs_endpoint_path(endpoint));
}
