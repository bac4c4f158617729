/* hensigtd: the service. */
#include "service/front.h"
#include "service/log.h"
#include "service/options.h"
#include "service/refusal.h"
#include "service/site.h"
#include "service/supervisor.h"
#include "service/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Standard streams that are closed would get the numbers of files, and lines of the log would go there. */
static void open_standard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        (void)close(fd);
}

static void log_refusal(const struct hs_log *log, enum hs_exit code, const struct hs_refusal *refusal)
{
    struct hs_log_line line;

    hs_log_begin(&line, HS_LOG_ERROR, "cannot start");
    hs_log_text(&line, "reason", refusal->message);
    hs_log_number(&line, "exit", code);
    hs_log_write(log, &line);
}

static enum hs_exit run(const struct hs_options *options, char **argv)
{
    struct hs_log log = {.fd = STDERR_FILENO, .level = options->log_level};
    struct hs_refusal refusal = {""};
    struct hs_site site;
    enum hs_exit code = hs_site_find(options, &site, &refusal);

    if (code == HS_EXIT_STOPPED && options->worker_fd >= 0) {
        code = hs_worker_run(&site, options->worker_fd, &log, &refusal);
    } else if (code == HS_EXIT_STOPPED && options->front_fd >= 0) {
        code = hs_front_run(&site, options->front_fd, &log, &refusal);
    } else if (code == HS_EXIT_STOPPED) {
        struct hs_supervisor_options supervisor = {.site = &site, .log = &log, .argv = argv, .ready_fd = options->ready_fd};
        code = hs_supervisor_run(&supervisor, &refusal);
    }
    if (refusal.message[0])
        log_refusal(&log, code, &refusal);
    return code;
}

int main(int argc, char **argv)
{
    struct hs_options options;
    struct hs_refusal refusal = {""};
    enum hs_exit code = hs_options_parse(argc, argv, &options, &refusal);

    if (code != HS_EXIT_STOPPED) {
        fprintf(stderr, "hensigtd: %s\nhensigtd --help shows the options.\n", refusal.message);
        return (int)code;
    }
    if (options.help) {
        hs_options_print_help(stdout);
    } else if (options.version) {
        puts("hensigtd " HENSIGT_VERSION);
    } else {
        open_standard_streams();
        (void)umask(077); /* the store and what stands beside it are the owner's */
        (void)signal(SIGPIPE, SIG_IGN);
        code = run(&options, argv);
    }
    if (options.worker_fd >= 0 || options.front_fd >= 0)
        _exit((int)code); /* sockets are left as they are: see socket.h */
    return (int)code;
}
