#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const char ipc_scheme[] = "ipc://";
static const char tcp_scheme[] = "tcp://";

/* "[", an IPv6 address and "]" fit. */
enum { HOST_SIZE = INET6_ADDRSTRLEN + 2, MAX_PORT = 65535, MAX_PORT_DIGITS = 5 };

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool parse_ipc(struct hs_address *out, const char *path, const char **why)
{
    struct hs_address address = {.framing = HS_SP_IPC, .length = sizeof address.form.ipc};
    const size_t size = strlen(path) + 1;
    if (size == 1) {
        *why = "the path is missing";
        return false;
    }
    if (size > sizeof address.form.ipc.sun_path) {
        *why = "the path of a socket has at most 107 bytes";
        return false;
    }
    address.form.ipc.sun_family = AF_UNIX;
    memcpy(address.form.ipc.sun_path, path, size);
    *out = address;
    return true;
}

/* The port, or 0 where the text is none. */
static in_port_t parse_port(const char *text)
{
    unsigned port = 0;
    size_t digits = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < MAX_PORT_DIGITS; digits++) {
        port = port * 10 + (unsigned)(text[digits] - '0');
    }
    return text[digits] == '\0' && port <= MAX_PORT ? (in_port_t)port : 0;
}

static bool parse_address(struct hs_address *address, char *host, in_port_t port)
{
    const size_t length = strlen(host);
    if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
        host[length - 1] = '\0';
        address->form.tcp6.sin6_family = AF_INET6;
        address->form.tcp6.sin6_port = htons(port);
        address->length = sizeof address->form.tcp6;
        return inet_pton(AF_INET6, host + 1, &address->form.tcp6.sin6_addr) == 1;
    }
    address->form.tcp4.sin_family = AF_INET;
    address->form.tcp4.sin_port = htons(port);
    address->length = sizeof address->form.tcp4;
    return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &address->form.tcp4.sin_addr) == 1;
}

static bool parse_tcp(struct hs_address *out, const char *text, const char **why)
{
    struct hs_address address = {.framing = HS_SP_TCP};
    char host[HOST_SIZE] = "";
    const char *colon = strrchr(text, ':');
    const in_port_t port = colon == NULL ? 0 : parse_port(colon + 1);
    if (port == 0) {
        *why = "a port from 1 to 65535 must follow the address";
        return false;
    }
    if ((size_t)(colon - text) < sizeof host) {
        memcpy(host, text, (size_t)(colon - text));
    }
    if (!parse_address(&address, host, port)) {
        *why = "the address must be given in numbers: 127.0.0.1 or [::1]";
        return false;
    }
    *out = address;
    return true;
}

bool hs_address_parse(struct hs_address *out, const char *url, char *why, size_t why_size)
{
    const char *reason = "it begins with neither ipc:// nor tcp://";
    bool good = false;
    if (starts_with(url, ipc_scheme)) {
        good = parse_ipc(out, url + strlen(ipc_scheme), &reason);
    } else if (starts_with(url, tcp_scheme)) {
        good = parse_tcp(out, url + strlen(tcp_scheme), &reason);
    }
    if (!good) {
        snprintf(why, why_size, "%.200s: %s", url, reason);
    }
    return good;
}
