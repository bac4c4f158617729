#include "watch.h"

#include "access.h"
#include "errors.h"
#include "help.h"
#include "output.h"
#include "remote.h"
#include "show.h"
#include "signing.h"
#include "width.h"

#include "hensigt/async.h"
#include "hensigt/v1/health.h"
#include "hensigt/v1/ledger.h"
#include "wire/status.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>

enum {
    WAIT_SECONDS = 25,  /* one call waits so long; then the next one goes on where it ended */
    TIMEOUT_MS = 30000, /* and its answer must have come by then */
    PAUSE_SECONDS = 1,  /* between two attempts while the service cannot be reached */
    PAGE_SIZE = 1000,   /* the most that one answer may hold by the contract */
    PAGE_MEMORY = 64 * 1024 * 1024,
};

/* What is watched, and how far it has been shown. */
struct watch {
    struct cli *cli;
    hensigt_list_changes_request request; /* after_sequence is the cursor */
    bool has_cursor;
    bool reached; /* the service has answered once: from then on its absence ends nothing */
    bool absent;  /* it could not be reached; this was said */
    bool waiting; /* for a call's end */
    enum exit_code code;
};

/* Set by SIGINT and SIGTERM, which are blocked but where the program waits. */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

/* The mask to wait with, in which the signals that end the program are open. */
static sigset_t take_signals(void)
{
    const struct sigaction action = {.sa_handler = stop};
    sigset_t stops, before;
    (void)sigemptyset(&stops);
    (void)sigaddset(&stops, SIGINT);
    (void)sigaddset(&stops, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &stops, &before);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigdelset(&before, SIGINT);
    (void)sigdelset(&before, SIGTERM);
    return before;
}

/* ---- showing -------------------------------------------------------------------------------------------------------- */

/* One change on one line: when, who, how, what. */
static bool print_line(struct hs_arena *arena, const struct screen *screen, const hensigt_revision *revision)
{
    const char *slash = strrchr(revision->method, '/');
    const char *time = show_field(arena, &revision->base, member_named(type_of(&revision->base), "revise_time"), SHOW_SHORT);
    const char *rest = hs_arena_printf(arena, "  %s  %s%s  ", revision->caller, slash != NULL ? slash + 1 : revision->method,
                                       revision->imported ? " (imported)" : "");
    const char *words = rest != NULL ? width_clean(arena, rest, ' ') : NULL;
    const char *name = width_clean(arena, revision->name, ' ');
    if (time == NULL || words == NULL || name == NULL) {
        return false;
    }
    screen_write(screen, STYLE_DIM, time);
    screen_write(screen, STYLE_PLAIN, words);
    screen_write(screen, STYLE_TITLE, name);
    fputc('\n', screen->out);
    return true;
}

static enum exit_code print_change(struct cli *cli, struct hs_arena *arena, const hensigt_revision *revision)
{
    if (cli->options.output == OUTPUT_TABLE) {
        return print_line(arena, &cli->out, revision) ? EXIT_OK : cli_no_memory(cli);
    }
    unsigned how = cli->options.output == OUTPUT_JSON ? HS_JSON_PRETTY : 0;
    return output_json(cli, cli->out.out, type_of(&revision->base), &revision->base, how);
}

/* The cursor moves with each change, once it has been written. */
static enum exit_code print_changes(struct watch *watch, const hensigt_list_changes_response *reply)
{
    struct cli *cli = watch->cli;
    enum exit_code code = EXIT_OK;
    struct hs_arena arena;
    hs_arena_init(&arena, PAGE_MEMORY);
    for (size_t i = 0; code == EXIT_OK && i < reply->n_changes; i++) {
        hs_arena_reset(&arena);
        code = print_change(cli, &arena, reply->changes[i]);
        if (fflush(cli->out.out) != 0 && code == EXIT_OK) {
            cli_say(cli, "standard output cannot be written: %s", strerror(errno));
            code = EXIT_LOCAL;
        }
        watch->request.after_sequence = code == EXIT_OK ? reply->changes[i]->sequence : watch->request.after_sequence;
    }
    hs_arena_free(&arena);
    if (code == EXIT_OK) {
        watch->request.after_sequence = reply->last_sequence;
    }
    return code;
}

/* ---- calling --------------------------------------------------------------------------------------------------------- */

/* Whether a failure passes by itself, so that asking again where the answers ended loses nothing. */
static bool passes(const struct hensigt_error *error)
{
    return error->code == HS_UNAVAILABLE || error->code == HS_DEADLINE_EXCEEDED || error->code == HS_RESOURCE_EXHAUSTED;
}

static void take_failure(struct watch *watch, const struct hensigt_error *error)
{
    if (error->code == HS_CANCELLED && stopped) {
        return;
    }
    if (!watch->reached || !passes(error)) {
        watch->code = errors_of_call(watch->cli, error, NULL);
    } else if (!watch->absent) {
        cli_say(watch->cli, "%s: %s; trying again until it is there", hs_code_name(error->code), error->message);
    }
    watch->absent = true;
}

static void take_outcome(void *context, const struct hensigt_outcome *outcome)
{
    struct watch *watch = context;
    watch->waiting = false;
    if (outcome->error->code != 0) {
        take_failure(watch, outcome->error);
        return;
    }
    if (watch->absent) {
        cli_say(watch->cli, "the service is there again");
    }
    watch->absent = false;
    watch->reached = true;
    if (outcome->reply->descriptor == &hensigt__v1__check_health_response__descriptor) {
        watch->request.after_sequence = ((const hensigt_check_health_response *)(const void *)outcome->reply)->last_sequence;
        watch->has_cursor = true;
    } else {
        watch->code = print_changes(watch, (const hensigt_list_changes_response *)(const void *)outcome->reply);
    }
    protobuf_c_message_free_unpacked(outcome->reply, NULL);
}

/* Waits until a descriptor (-1 = none) can be read, some time has passed (NULL = never), or a signal of an open mask has come. */
static void wait_for(int fd, const struct timespec *time, const sigset_t *open)
{
    fd_set readable;
    FD_ZERO(&readable);
    if (fd >= 0) {
        FD_SET(fd, &readable);
    }
    (void)pselect(fd + 1, &readable, NULL, NULL, time, open);
}

/* Makes one call; a signal ends it early. */
static void call(struct watch *watch, const char *name, const ProtobufCMessage *request, const sigset_t *open)
{
    struct hensigt_channel *channel = watch->cli->channel;
    const struct hensigt_call_options options = {.timeout_ms = TIMEOUT_MS};
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    struct hensigt_pending *pending = NULL;
    watch->waiting = true;
    if (hensigt_start(channel, remote_method(name), &options, request, take_outcome, watch, &pending, &error) != 0) {
        watch->waiting = false;
        watch->code = errors_of_call(watch->cli, &error, NULL);
    }
    while (watch->waiting) {
        if (stopped) {
            hensigt_pending_cancel(pending);
        }
        wait_for(hensigt_channel_fd(channel), NULL, stopped ? NULL : open);
        (void)hensigt_channel_dispatch(channel, 0);
    }
    hensigt_pending_release(pending);
    hensigt_error_clear(&error);
}

static void go_on(struct watch *watch, const sigset_t *open)
{
    if (watch->absent) {
        const struct timespec pause = {.tv_sec = PAUSE_SECONDS};
        wait_for(-1, &pause, open);
    }
    if (stopped) {
        return;
    }
    if (watch->has_cursor) {
        call(watch, "hensigt.v1.LedgerService/ListChanges", &watch->request.base, open);
    } else {
        hensigt_check_health_request request = HENSIGT_CHECK_HEALTH_REQUEST_INIT;
        call(watch, "hensigt.v1.HealthService/CheckHealth", &request.base, open);
    }
}

static enum exit_code watch_changes(struct watch *watch)
{
    struct cli *cli = watch->cli;
    sigset_t open = take_signals();
    Google__Protobuf__Duration wait = GOOGLE__PROTOBUF__DURATION__INIT;
    enum exit_code code = remote_open_polled(cli);
    if (code != EXIT_OK) {
        return code;
    }
    wait.seconds = WAIT_SECONDS;
    watch->request.wait = &wait;
    watch->request.page_size = PAGE_SIZE;
    while (watch->code == EXIT_OK && !stopped) {
        go_on(watch, &open);
    }
    if (watch->has_cursor) {
        fprintf(cli->err.out, "hensigt: to go on from here: --after %" PRId64 "\n", watch->request.after_sequence);
    }
    return watch->code;
}

/* ---- the command line ---------------------------------------------------------------------------------------------------- */

/* Adds words separated by commas (NULL = none) to a list of the request. */
static bool add_words(struct hs_arena *arena, char ***list, size_t *n, const char *words)
{
    while (words != NULL && *words != '\0') {
        size_t length = strcspn(words, ",");
        char **grown = hs_arena_grow(arena, *list, *n, sizeof *grown);
        char *word = hs_arena_bytes(arena, words, length);
        if (grown == NULL || word == NULL) {
            return false;
        }
        *list = grown;
        grown[(*n)++] = word;
        words += length + (words[length] == ',');
    }
    return true;
}

static bool read_cursor(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool good = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
    *out = good ? number : *out;
    return good;
}

static const struct option_help flags[] = {
    {"kinds", "KINDS", "Only resources of these kinds, separated by commas: intention,membership."},
    {"resources", "NAMES", "Only these resources, separated by commas: processes/sand."},
    {"parents", "NAMES", "Only resources whose names stand below these: partnerships/sand."},
    {"after", "NUMBER", "Begins behind this sequence number; 0 shows everything there is first. Without it, only what is new."},
    {NULL, NULL, NULL},
};

/* Their places in struct own_flags. */
enum { FLAG_KINDS, FLAG_RESOURCES, FLAG_PARENTS, FLAG_AFTER };

static enum exit_code take_flags(struct watch *watch, const struct own_flags *given)
{
    struct cli *cli = watch->cli;
    hensigt_list_changes_request *request = &watch->request;
    if (given->word != NULL) {
        return cli_usage(cli, watch_entry.name, "'%s' is one word too many", given->word);
    }
    if (!add_words(cli->arena, &request->kinds, &request->n_kinds, given->values[FLAG_KINDS]) ||
        !add_words(cli->arena, &request->resources, &request->n_resources, given->values[FLAG_RESOURCES]) ||
        !add_words(cli->arena, &request->parents, &request->n_parents, given->values[FLAG_PARENTS])) {
        return cli_no_memory(cli);
    }
    watch->has_cursor = given->values[FLAG_AFTER] != NULL;
    if (watch->has_cursor && !read_cursor(given->values[FLAG_AFTER], &request->after_sequence)) {
        return cli_wrong_flag(cli, watch_entry.name, "after", "must be a sequence number, or 0 for all there is");
    }
    return EXIT_OK;
}

static enum exit_code watch_run(struct cli *cli, char **arguments)
{
    struct watch watch = {.cli = cli, .request = HENSIGT_LIST_CHANGES_REQUEST_INIT};
    struct own_flags given = {0};
    enum exit_code code = own_flags_read(cli, &watch_entry, arguments, &given);
    if (code == EXIT_OK && cli->options.help) {
        return help_command(cli, watch_entry.name) ? EXIT_OK : EXIT_USAGE;
    }
    code = code == EXIT_OK ? take_flags(&watch, &given) : code;
    return code == EXIT_OK ? watch_changes(&watch) : code;
}

const struct command watch_entry = {
    .name = "watch",
    .arguments = "[--kinds KINDS] [--resources NAMES] [--parents NAMES] [--after NUMBER]",
    .brief = "Shows changes as they happen, one line each, until it is interrupted.",
    .text =
        "Conditions of one kind are alternatives; those of different kinds must all hold. A service that is started again, or is "
        "away for a while, costs no change and shows none twice. Interrupted, it says where another run can go on.",
    .flags = flags,
    .takes = OPTIONS_HELP | OPTIONS_CALL | OPTIONS_REPLY,
    .run = watch_run,
};
