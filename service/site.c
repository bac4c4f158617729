#include "service/site.h"

#include "service/key_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECONDS_IN_HOUR = 3600 };

/* Splits a path at its last slash: the folder ("." if it has none) and the name. */
static bool split(const char *path, char folder[PATH_MAX], const char **name)
{
    const char *slash = strrchr(path, '/');
    int size = slash == NULL ? 0 : (int)(slash - path) + 1; /* with its slash: the root has nothing else */

    *name = slash == NULL ? path : slash + 1;
    if (size == 0)
        return snprintf(folder, PATH_MAX, ".") > 0;
    return snprintf(folder, PATH_MAX, "%.*s", size, path) < PATH_MAX;
}

/* realpath() for a file that may be absent: then for its folder. */
static enum hs_exit find_store(const char *path, char out[PATH_MAX], struct hs_refusal *refusal)
{
    char folder[PATH_MAX];
    char real[PATH_MAX];
    const char *name = NULL;
    struct stat found;
    int error;

    if (realpath(path, out) != NULL) {
        if (stat(out, &found) != 0 || !S_ISREG(found.st_mode))
            return hs_refuse(refusal, HS_EXIT_STORE, "%s: is not a regular file", path);
        return HS_EXIT_STOPPED;
    }
    error = errno;
    if (error != ENOENT || lstat(path, &found) == 0) /* absent, and yet there: a symbolic link to nothing */
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: %s", path, strerror(error));
    if (!split(path, folder, &name) || *name == '\0')
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: is no name for a file", path);
    if (realpath(folder, real) == NULL)
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: the folder cannot be entered: %s", path, strerror(errno));
    if (snprintf(out, PATH_MAX, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name) >= PATH_MAX)
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: the path is too long", path);
    return HS_EXIT_STOPPED;
}

static enum hs_exit find_beside(const char *store, const char *suffix, char out[PATH_MAX], struct hs_refusal *refusal)
{
    if (snprintf(out, PATH_MAX, "%s%s", store, suffix) >= PATH_MAX)
        return hs_refuse(refusal, HS_EXIT_STORE, "%s: the path is too long", store);
    return HS_EXIT_STOPPED;
}

static enum hs_exit add_endpoint(struct hs_site *site, const char *url, bool allow_remote, struct hs_refusal *refusal)
{
    struct hs_endpoint *endpoint = &site->endpoints[site->n_endpoints];
    enum hs_exit code = hs_endpoint_parse(url, endpoint, refusal);

    if (code != HS_EXIT_STOPPED)
        return code;
    if (hs_endpoint_is_remote(endpoint) && !allow_remote)
        return hs_refuse(refusal, HS_EXIT_USAGE,
                         "%s: only loopback (127.0.0.0/8) may be listened on without --allow-remote: calls travel unencrypted",
                         url);
    for (size_t i = 0; i < site->n_endpoints; i++) {
        if (strcmp(site->endpoints[i].url, endpoint->url) == 0)
            return hs_refuse(refusal, HS_EXIT_USAGE, "%s: is given twice", url);
    }
    site->n_endpoints++;
    site->keyed = site->keyed || endpoint->transport != HS_TRANSPORT_IPC;
    site->fronted = site->fronted || endpoint->transport == HS_TRANSPORT_WS;
    return HS_EXIT_STOPPED;
}

/* The default stands in the store's folder as it was named, so that a short name stays short. */
static enum hs_exit add_default_endpoint(struct hs_site *site, const char *store, struct hs_refusal *refusal)
{
    char url[PATH_MAX + 64];
    const char *slash = strrchr(store, '/');
    int size = slash == NULL ? 0 : (int)(slash - store) + 1;

    (void)snprintf(url, sizeof url, "ipc://%.*srun/hensigtd.sock", size < PATH_MAX ? size : PATH_MAX, store);
    return add_endpoint(site, url, false, refusal);
}

static enum hs_exit find_endpoints(struct hs_site *site, const struct hs_options *options, struct hs_refusal *refusal)
{
    enum hs_exit code = HS_EXIT_STOPPED;

    if (options->n_listen == 0)
        return add_default_endpoint(site, options->store, refusal);
    for (size_t i = 0; i < options->n_listen && code == HS_EXIT_STOPPED; i++)
        code = add_endpoint(site, options->listen[i], options->allow_remote, refusal);
    return code;
}

/* In a folder of the store's own name, so that several stores in one folder do not meet there. */
static enum hs_exit find_inside(struct hs_site *site, const char *store, struct hs_refusal *refusal)
{
    char url[PATH_MAX + 64];

    if (!site->fronted)
        return HS_EXIT_STOPPED;
    (void)snprintf(url, sizeof url, "ipc://%.*s.front/worker.sock", PATH_MAX, store);
    return hs_endpoint_parse(url, &site->inside, refusal);
}

enum hs_exit hs_site_find(const struct hs_options *options, struct hs_site *out, struct hs_refusal *refusal)
{
    struct hs_site site = {.metrics_file = options->metrics_file,
                           .request_id_seconds = (int64_t)options->request_id_hours * SECONDS_IN_HOUR,
                           .request_ids = options->request_ids,
                           .max_connections = options->max_connections};
    enum hs_exit code = find_store(options->store, site.store, refusal);

    if (code == HS_EXIT_STOPPED)
        code = find_beside(site.store, ".lock", site.lock, refusal);
    if (code == HS_EXIT_STOPPED)
        code = find_beside(site.store, ".key", site.key, refusal);
    if (code == HS_EXIT_STOPPED)
        code = find_endpoints(&site, options, refusal);
    if (code == HS_EXIT_STOPPED)
        code = find_inside(&site, options->store, refusal);
    if (code == HS_EXIT_STOPPED)
        *out = site;
    return code;
}

enum hs_exit hs_site_look(const struct hs_site *site, struct hs_refusal *refusal)
{
    enum hs_exit code = HS_EXIT_STOPPED;

    for (size_t i = 0; i < site->n_endpoints && code == HS_EXIT_STOPPED; i++)
        code = hs_endpoint_look(&site->endpoints[i], refusal);
    if (code == HS_EXIT_STOPPED && site->fronted)
        code = hs_endpoint_look(&site->inside, refusal);
    if (code == HS_EXIT_STOPPED && site->keyed)
        code = hs_key_file_look(site->key, refusal);
    return code;
}

enum hs_exit hs_site_prepare(const struct hs_site *site, struct hs_refusal *refusal)
{
    enum hs_exit code = HS_EXIT_STOPPED;

    for (size_t i = 0; i < site->n_endpoints && code == HS_EXIT_STOPPED; i++) {
        if (site->endpoints[i].transport != HS_TRANSPORT_WS)
            code = hs_endpoint_prepare(&site->endpoints[i], refusal);
    }
    if (code == HS_EXIT_STOPPED && site->fronted)
        code = hs_endpoint_prepare(&site->inside, refusal);
    if (code == HS_EXIT_STOPPED && site->keyed)
        code = hs_key_file_ensure(site->key, refusal);
    return code;
}
