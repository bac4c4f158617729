#include "service/options.h"

#include "service/dispatch.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_STORE = 256,
    OPTION_LISTEN,
    OPTION_ALLOW_REMOTE,
    OPTION_METRICS_FILE,
    OPTION_REQUEST_ID_HOURS,
    OPTION_REQUEST_IDS,
    OPTION_MAX_CONNECTIONS,
    OPTION_LOG_LEVEL,
    OPTION_READY_FD,
    OPTION_WORKER,
    OPTION_FRONT,
    OPTION_HELP,
    OPTION_VERSION
};

/* A year; what fills some 100 GiB; and as many descriptors as a process commonly can have. */
enum { MAX_REQUEST_ID_HOURS = 24 * 366, MAX_REQUEST_IDS = 1000000000, MOST_CONNECTIONS = 1 << 20 };

static const struct option long_options[] = {
    {"store", required_argument, NULL, OPTION_STORE},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"allow-remote", no_argument, NULL, OPTION_ALLOW_REMOTE},
    {"metrics-file", required_argument, NULL, OPTION_METRICS_FILE},
    {"request-id-hours", required_argument, NULL, OPTION_REQUEST_ID_HOURS},
    {"request-ids", required_argument, NULL, OPTION_REQUEST_IDS},
    {"max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS},
    {"log-level", required_argument, NULL, OPTION_LOG_LEVEL},
    {"ready-fd", required_argument, NULL, OPTION_READY_FD},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    /* given by the supervisor alone */
    {HS_OPTION_WORKER, required_argument, NULL, OPTION_WORKER},
    {HS_OPTION_FRONT, required_argument, NULL, OPTION_FRONT},
    {NULL, 0, NULL, 0},
};

/* A whole number from `least` to `most`. */
static bool parse_number(const char *text, long least, long most, long *out)
{
    char *end = NULL;

    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || end == text || *end != '\0' || value < least || value > most)
        return false;
    *out = value;
    return true;
}

static bool parse_fd(const char *text, int *out)
{
    long value;

    if (!parse_number(text, 0, INT_MAX, &value))
        return false;
    *out = (int)value;
    return true;
}

static enum hs_exit take_listen(struct hs_options *options, const char *url, struct hs_refusal *refusal)
{
    if (options->n_listen == HS_MAX_ENDPOINTS)
        return hs_refuse(refusal, HS_EXIT_USAGE, "--listen: more than %d addresses", HS_MAX_ENDPOINTS);
    options->listen[options->n_listen++] = url;
    return HS_EXIT_STOPPED;
}

static enum hs_exit take_option(struct hs_options *options, int option, const char *value, const char *word,
                                struct hs_refusal *refusal)
{
    switch (option) {
    case OPTION_STORE:
        options->store = value;
        return HS_EXIT_STOPPED;
    case OPTION_LISTEN:
        return take_listen(options, value, refusal);
    case OPTION_ALLOW_REMOTE:
        options->allow_remote = true;
        return HS_EXIT_STOPPED;
    case OPTION_METRICS_FILE:
        options->metrics_file = value;
        return HS_EXIT_STOPPED;
    case OPTION_REQUEST_ID_HOURS:
        if (!parse_number(value, 1, MAX_REQUEST_ID_HOURS, &options->request_id_hours))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--request-id-hours: '%s' is no number from 1 to %d", value,
                             MAX_REQUEST_ID_HOURS);
        return HS_EXIT_STOPPED;
    case OPTION_REQUEST_IDS:
        if (!parse_number(value, 1, MAX_REQUEST_IDS, &options->request_ids))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--request-ids: '%s' is no number from 1 to %d", value, MAX_REQUEST_IDS);
        return HS_EXIT_STOPPED;
    case OPTION_MAX_CONNECTIONS:
        if (!parse_number(value, 1, MOST_CONNECTIONS, &options->max_connections))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--max-connections: '%s' is no number from 1 to %d", value, MOST_CONNECTIONS);
        return HS_EXIT_STOPPED;
    case OPTION_LOG_LEVEL:
        if (!hs_log_level_parse(value, &options->log_level))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--log-level: '%s' is none of error, info, debug", value);
        return HS_EXIT_STOPPED;
    case OPTION_READY_FD:
        if (!parse_fd(value, &options->ready_fd))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--ready-fd: '%s' is no file descriptor", value);
        return HS_EXIT_STOPPED;
    case OPTION_WORKER:
        if (!parse_fd(value, &options->worker_fd))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--" HS_OPTION_WORKER ": '%s' is no file descriptor", value);
        return HS_EXIT_STOPPED;
    case OPTION_FRONT:
        if (!parse_fd(value, &options->front_fd))
            return hs_refuse(refusal, HS_EXIT_USAGE, "--" HS_OPTION_FRONT ": '%s' is no file descriptor", value);
        return HS_EXIT_STOPPED;
    case OPTION_HELP:
        options->help = true;
        return HS_EXIT_STOPPED;
    case OPTION_VERSION:
        options->version = true;
        return HS_EXIT_STOPPED;
    case ':':
        return hs_refuse(refusal, HS_EXIT_USAGE, "%s needs a value", word);
    default:
        return hs_refuse(refusal, HS_EXIT_USAGE, "unknown option %s", word);
    }
}

static enum hs_exit check_whole(const struct hs_options *options, struct hs_refusal *refusal)
{
    if (options->help || options->version)
        return HS_EXIT_STOPPED;
    if (options->store == NULL)
        return hs_refuse(refusal, HS_EXIT_USAGE, "--store FILE is missing");
    if (*options->store == '\0')
        return hs_refuse(refusal, HS_EXIT_USAGE, "--store: the name is empty");
    if (options->metrics_file && *options->metrics_file == '\0')
        return hs_refuse(refusal, HS_EXIT_USAGE, "--metrics-file: the name is empty");
    return HS_EXIT_STOPPED;
}

enum hs_exit hs_options_parse(int argc, char **argv, struct hs_options *out, struct hs_refusal *refusal)
{
    struct hs_options options = {
        .max_connections = HS_MAX_CONNECTIONS, .log_level = HS_LOG_INFO, .ready_fd = -1, .worker_fd = -1, .front_fd = -1};
    enum hs_exit code = HS_EXIT_STOPPED;

    optind = 0; /* begin anew, whatever was parsed before */
    opterr = 0;
    while (code == HS_EXIT_STOPPED) {
        int word = optind ? optind : 1;
        int option = getopt_long(argc, argv, "+:h", long_options, NULL);
        if (option == -1)
            break;
        code = take_option(&options, option == 'h' ? OPTION_HELP : option, optarg, argv[word], refusal);
    }
    if (code == HS_EXIT_STOPPED && optind < argc)
        code = hs_refuse(refusal, HS_EXIT_USAGE, "'%s' is no option", argv[optind]);
    if (code == HS_EXIT_STOPPED)
        code = check_whole(&options, refusal);
    if (code == HS_EXIT_STOPPED)
        *out = options;
    return code;
}

static void print_limits(FILE *stream)
{
    enum { MEBIBYTE = 1024 * 1024, MILLISECONDS = 1000 };

    fprintf(stream,
            "\nLimits:\n"
            "  %7d bytes     one request; a larger one is answered with a status, one of twice the size ends its connection\n"
            "  %7d bytes     one reply\n"
            "  %7d           calls that a client should have under way on one connection: the replies to more may be lost\n"
            "  %7d ms        a call's time where it names none; at most %d ms\n"
            "  %7d           writes waiting, of which up to %d are committed together\n"
            "  %7d           reports and imports at once, and %d more waiting\n"
            "  %7d           resources in one import, and %d on one page\n"
            "  %7d bytes     one resource\n"
            "  %7d           calls that wait for changes, each %d s at most; their requests take %d MiB at most\n"
            "  %7d           of them on one connection\n"
            "  %7d           connections with calls under way or heard of in the last %d s, of all addresses together;\n"
            "                    fewer where the system's hard limit of file descriptors (ulimit -Hn, LimitNOFILE=) is not\n"
            "                    %d above that\n"
            "  %7d           addresses to listen on\n"
            "Past a limit of connections or of what waits a call is answered RESOURCE_EXHAUSTED, and told when to try again.\n",
            HS_MAX_REQUEST, HS_MAX_REPLY, HS_CLIENT_WINDOW, HS_DEFAULT_TIMEOUT_MS, HS_MAX_TIMEOUT_MS, HS_WRITE_QUEUE,
            HS_WRITE_GROUP, HS_SCAN_THREADS, HS_SCAN_QUEUE, HS_IMPORT_MAX_LINES, HS_STORE_MAX_PAGE_SIZE, HS_STORE_MAX_BODY,
            HS_MAX_PARKED, HS_MAX_WAIT, HS_MAX_PARKED_BYTES / MEBIBYTE, HS_MAX_CONNECTION_PARKED, HS_MAX_CONNECTIONS,
            HS_CONNECTION_IDLE_MS / MILLISECONDS, HS_SPARE_DESCRIPTORS, HS_MAX_ENDPOINTS);
}

static void print_exits(FILE *stream)
{
    fputs("\nExit codes:\n", stream);
#define PRINT_EXIT(number, name, text) fprintf(stream, "  %d  %s\n", number, text);
    HS_EXITS(PRINT_EXIT)
#undef PRINT_EXIT
}

void hs_options_print_help(FILE *stream)
{
    fputs("usage: hensigtd --store FILE [--listen URL]... [--allow-remote] [--metrics-file FILE] [--log-level LEVEL]\n"
          "                [--request-id-hours N] [--request-ids N] [--max-connections N] [--ready-fd N]\n"
          "\n"
          "Serves the registry kept in FILE until SIGTERM or SIGINT. The process that was started keeps a worker\n"
          "running, and starts another where it dies. Lines of logfmt go to standard error.\n"
          "\n"
          "  --store FILE       the database; made if it is absent. FILE.lock beside it is held while hensigtd runs\n"
          "  --listen URL       an address to take calls at; may be repeated. Default: ipc://DIR/run/hensigtd.sock,\n"
          "                     DIR being the folder of FILE\n"
          "                       ipc://PATH          at most 107 bytes; whoever can reach it is the owner, so PATH lies\n"
          "                                           in a directory of mode 0700 of yours, which is made if absent\n"
          "                       tcp://127.0.0.1:N   calls carry an access key, or the owner key, which is made at\n"
          "                                           the first start in FILE.key\n"
          "                       ws://127.0.0.1:N    the same over WebSocket, for whoever has nothing else. A process of\n"
          "                                           its own takes these calls: what aborts it leaves the others alone.\n"
          "                                           It reaches the worker through the directory FILE.front\n"
          "  --allow-remote     listen on tcp and ws beyond loopback too. Calls and keys then travel as they are: only\n"
          "                     behind a tunnel, or where nobody else can read or enter the network\n"
          "  --metrics-file FILE\n"
          "                     the service's figures in the text form of Prometheus, written anew every 15 seconds\n"
          "  --request-id-hours N, --request-ids N\n"
          "                     how long, and how many, request ids of writes are remembered, by which a repeated write is\n"
          "                     known (default: 24 hours, 5000000)\n"
          "  --max-connections N\n"
          "                     how many connections are served (see the limits below); calls over others are refused\n"
          "  --log-level LEVEL  error, info (default), or debug: a line for each call\n"
          "  --ready-fd N       write the line 'ready' to file descriptor N, and close it, once calls are taken;\n"
          "                     if that never happens it is closed without a line. NOTIFY_SOCKET is served too,\n"
          "                     and WATCHDOG_USEC: WATCHDOG=1 is sent only while the worker answers calls\n"
          "  --help, -h         print this\n"
          "  --version          print the version\n",
          stream);
    print_limits(stream);
    print_exits(stream);
}
