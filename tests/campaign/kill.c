/* Kills the worker again and again under concurrent signed writes, and then accounts for every one of them: each acknowledged write
 * must be in the registry once, and nothing else.
 *
 *     campaign_kill [--kills N] [--interval MILLISECONDS] [--threads N] [--over ipc|tcp|both]
 *
 * Over tcp with the owner key. "both" is a channel with two endpoints of which the first, over ipc, is dead: every connection finds
 * the second.
 *
 * Every thread enters intentions of an organisation of its own, submits and confirms them by signature, one call after the other,
 * as the client library makes them: with its retries and the request id that stays the same. */
#include "daemon.h"

#include "crypto/crypto.h"
#include "crypto/sign.h"
#include "hensigt/channel.h"
#include "hensigt/v1/centre_client.h"
#include "hensigt/v1/intention_client.h"
#include "hensigt/v1/ledger_client.h"
#include "hensigt/v1/organisation_client.h"
#include "hensigt/v1/process_client.h"
#include "hensigt/v1/process_model_client.h"
#include "hensigt/v1/signing_key_client.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_THREADS = 64,
    MAX_INTENTIONS = 1 << 20, /* of one thread: more than any campaign enters */
    NAME_SIZE = 96,
    REVISIONS_OF_EACH = 3, /* created, submitted, confirmed */
    CALL_TIMEOUT_MS = 120000,
    NANOSECONDS_IN_MILLISECOND = 1000000,
    MILLISECONDS = 1000,
};

static const struct hensigt_call_options patient = {.timeout_ms = CALL_TIMEOUT_MS};

struct writer {
    pthread_t thread;
    struct hensigt_channel *channel;
    const atomic_bool *stop;
    int number;
    int written; /* intentions created, submitted and confirmed, each acknowledged */
    atomic_bool failed;
    uint8_t seed[HS_SIGN_SEED_SIZE];
    char organisation[NAME_SIZE];
    char signing_key[NAME_SIZE];
};

static void complain(const char *what, const struct hensigt_error *error)
{
    fprintf(stderr, "campaign: %s: %s\n", what, error->message);
}

/* A call's end: frees what it made, and says what went wrong. */
static bool ended(int code, const char *what, ProtobufCMessage *reply, struct hensigt_error *error)
{
    if (code != 0)
        complain(what, error);
    if (reply)
        protobuf_c_message_free_unpacked(reply, NULL);
    hensigt_error_clear(error);
    return code == 0;
}

/* ---- the registry that the writers write to -------------------------------------------------------------------------- */

static bool make_process(struct hensigt_channel *channel)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_centre centre = HENSIGT_CENTRE_INIT;
    hensigt_create_centre_request new_centre = HENSIGT_CREATE_CENTRE_REQUEST_INIT;
    hensigt_centre *made_centre = NULL;
    centre.title = "Centre";
    new_centre.centre_id = "centre";
    new_centre.centre = &centre;
    int code = hensigt_create_centre(channel, &patient, &new_centre, &made_centre, &error);
    if (!ended(code, "CreateCentre", (ProtobufCMessage *)made_centre, &error))
        return false;

    hensigt_process_model_step steps[2] = {HENSIGT_PROCESS_MODEL_STEP_INIT, HENSIGT_PROCESS_MODEL_STEP_INIT};
    hensigt_process_model_step *ordered[2] = {&steps[0], &steps[1]};
    steps[0].step = steps[0].title = "need";
    steps[1].step = steps[1].title = "purchase";
    steps[1].first_purchase = true;
    hensigt_process_model model = HENSIGT_PROCESS_MODEL_INIT;
    hensigt_create_process_model_request new_model = HENSIGT_CREATE_PROCESS_MODEL_REQUEST_INIT;
    hensigt_process_model *made_model = NULL;
    model.title = "Model";
    model.steps = ordered;
    model.n_steps = 2;
    new_model.process_model_id = "model";
    new_model.process_model = &model;
    code = hensigt_create_process_model(channel, &patient, &new_model, &made_model, &error);
    if (!ended(code, "CreateProcessModel", (ProtobufCMessage *)made_model, &error))
        return false;

    hensigt_publish_process_model_request publish = HENSIGT_PUBLISH_PROCESS_MODEL_REQUEST_INIT;
    hensigt_process_model *published = NULL;
    publish.name = "processModels/model";
    code = hensigt_publish_process_model(channel, &patient, &publish, &published, &error);
    if (!ended(code, "PublishProcessModel", (ProtobufCMessage *)published, &error))
        return false;

    hensigt_process process = HENSIGT_PROCESS_INIT;
    hensigt_create_process_request new_process = HENSIGT_CREATE_PROCESS_REQUEST_INIT;
    hensigt_process *made_process = NULL;
    process.title = process.need = "Need";
    process.centre = "centres/centre";
    process.process_model = "processModels/model";
    new_process.process_id = "process";
    new_process.process = &process;
    code = hensigt_create_process(channel, &patient, &new_process, &made_process, &error);
    return ended(code, "CreateProcess", (ProtobufCMessage *)made_process, &error);
}

static bool make_organisation(struct writer *writer)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    char id[NAME_SIZE];
    uint8_t public_key[HS_SIGN_PUBLIC_SIZE];
    hensigt_organisation organisation = HENSIGT_ORGANISATION_INIT;
    hensigt_create_organisation_request new_organisation = HENSIGT_CREATE_ORGANISATION_REQUEST_INIT;
    hensigt_organisation *made = NULL;
    snprintf(id, sizeof id, "writer-%d", writer->number);
    snprintf(writer->organisation, NAME_SIZE, "organisations/writer-%d", writer->number);
    snprintf(writer->signing_key, NAME_SIZE, "%.60s/signingKeys/key", writer->organisation);
    organisation.title = id;
    organisation.kind = HENSIGT_ORGANISATION_KIND_MUNICIPALITY;
    new_organisation.organisation_id = id;
    new_organisation.organisation = &organisation;
    int code = hensigt_create_organisation(writer->channel, &patient, &new_organisation, &made, &error);
    if (!ended(code, "CreateOrganisation", (ProtobufCMessage *)made, &error))
        return false;

    hs_random(writer->seed, sizeof writer->seed);
    hs_sign_public_key(writer->seed, public_key);
    hensigt_signing_key key = HENSIGT_SIGNING_KEY_INIT;
    hensigt_create_signing_key_request new_key = HENSIGT_CREATE_SIGNING_KEY_REQUEST_INIT;
    hensigt_signing_key *made_key = NULL;
    key.title = id;
    key.public_key.data = public_key;
    key.public_key.len = sizeof public_key;
    new_key.parent = writer->organisation;
    new_key.signing_key_id = "key";
    new_key.signing_key = &key;
    code = hensigt_create_signing_key(writer->channel, &patient, &new_key, &made_key, &error);
    return ended(code, "CreateSigningKey", (ProtobufCMessage *)made_key, &error);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static bool create_intention(struct writer *writer, char *id)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_intention intention = HENSIGT_INTENTION_INIT;
    hensigt_create_intention_request request = HENSIGT_CREATE_INTENTION_REQUEST_INIT;
    hensigt_intention *reply = NULL;
    intention.organisation = writer->organisation;
    intention.process = "processes/process";
    intention.level = HENSIGT_INTENTION_LEVEL_DECLARATION;
    request.intention_id = id;
    request.intention = &intention;
    int code = hensigt_create_intention(writer->channel, &patient, &request, &reply, &error);
    return ended(code, "CreateIntention", (ProtobufCMessage *)reply, &error);
}

static bool submit_intention(struct writer *writer, char *name)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_submit_intention_request request = HENSIGT_SUBMIT_INTENTION_REQUEST_INIT;
    hensigt_intention *reply = NULL;
    request.name = name;
    int code = hensigt_submit_intention(writer->channel, &patient, &request, &reply, &error);
    return ended(code, "SubmitIntention", (ProtobufCMessage *)reply, &error);
}

static bool confirm_intention(struct writer *writer, char *name)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    uint8_t signature[HS_SIGN_SIGNATURE_SIZE];
    hensigt_get_declaration_request ask = HENSIGT_GET_DECLARATION_REQUEST_INIT;
    hensigt_get_declaration_response *declaration = NULL;
    ask.name = name;
    if (hensigt_get_declaration(writer->channel, &patient, &ask, &declaration, &error) != 0)
        return ended(error.code, "GetDeclaration", NULL, &error);

    hs_sign(writer->seed, declaration->declaration.data, declaration->declaration.len, signature);
    hensigt_signed_declaration declared = HENSIGT_SIGNED_DECLARATION_INIT;
    hensigt_confirm_intention_request request = HENSIGT_CONFIRM_INTENTION_REQUEST_INIT;
    hensigt_intention *reply = NULL;
    declared.declaration = declaration->declaration;
    declared.signature.data = signature;
    declared.signature.len = sizeof signature;
    declared.signing_key = writer->signing_key;
    request.name = name;
    request.kind = HENSIGT_INTENTION_CONFIRMATION_KIND_KEY_SIGNATURE;
    request.signed_declaration = &declared;
    int code = hensigt_confirm_intention(writer->channel, &patient, &request, &reply, &error);
    bool well = ended(code, "ConfirmIntention", (ProtobufCMessage *)reply, &error);
    hensigt_get_declaration_response_free(declaration);
    return well;
}

static void *write_intentions(void *context)
{
    struct writer *writer = context;
    while (!atomic_load(writer->stop) && !writer->failed && writer->written < MAX_INTENTIONS) {
        char id[NAME_SIZE];
        char name[NAME_SIZE + 16];
        snprintf(id, sizeof id, "w%d-%d", writer->number, writer->written);
        snprintf(name, sizeof name, "intentions/%s", id);
        writer->failed = !create_intention(writer, id) || !submit_intention(writer, name) || !confirm_intention(writer, name);
        writer->written += !writer->failed;
    }
    return NULL;
}

/* ---- killing -------------------------------------------------------------------------------------------------------------- */

static void pause_for(int milliseconds)
{
    const struct timespec time = {.tv_sec = milliseconds / MILLISECONDS,
                                  .tv_nsec = (long)(milliseconds % MILLISECONDS) * NANOSECONDS_IN_MILLISECOND};
    nanosleep(&time, NULL);
}

/* Kills the worker that is there, each time another one, whatever it is doing: the moment is random. With less than 2.5 seconds
 * between two kills the supervisor takes it for a worker that keeps dying, and makes pauses. */
static int kill_workers(const struct campaign_daemon *daemon, int kills, int interval, struct writer *writers, int threads)
{
    pid_t killed = 0;
    int done = 0;
    bool failed = false;
    srand((unsigned)time(NULL));
    while (done < kills && !failed) {
        pause_for(interval + rand() % (interval / 4 + 1));
        pid_t worker = campaign_daemon_worker(daemon);
        if (worker > 0 && worker != killed && kill(worker, SIGKILL) == 0) {
            killed = worker;
            done++;
        }
        for (int i = 0; i < threads; i++)
            failed = failed || writers[i].failed;
    }
    return done;
}

/* ---- accounting ------------------------------------------------------------------------------------------------------------ */

static bool account_for(struct hensigt_channel *channel, int writer, int number)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    char name[NAME_SIZE];
    hensigt_list_revisions_request request = HENSIGT_LIST_REVISIONS_REQUEST_INIT;
    hensigt_list_revisions_response *reply = NULL;
    snprintf(name, sizeof name, "intentions/w%d-%d", writer, number);
    request.name = name;
    if (hensigt_list_revisions(channel, &patient, &request, &reply, &error) != 0)
        return ended(error.code, name, NULL, &error);
    bool once = reply->n_revisions == REVISIONS_OF_EACH;
    if (!once)
        fprintf(stderr, "campaign: %s has %zu revisions instead of %d\n", name, reply->n_revisions, REVISIONS_OF_EACH);
    hensigt_list_revisions_response_free(reply);
    return once;
}

/* How many intentions there are, or -1. */
static int count_intentions(struct hensigt_channel *channel)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    char token[4096] = "";
    int count = 0;
    do {
        hensigt_list_intentions_request request = HENSIGT_LIST_INTENTIONS_REQUEST_INIT;
        hensigt_list_intentions_response *reply = NULL;
        request.page_size = 1000;
        request.page_token = token;
        if (hensigt_list_intentions(channel, &patient, &request, &reply, &error) != 0) {
            ended(error.code, "ListIntentions", NULL, &error);
            return -1;
        }
        count += (int)reply->n_intentions;
        snprintf(token, sizeof token, "%s", reply->next_page_token);
        hensigt_list_intentions_response_free(reply);
    } while (*token);
    return count;
}

static bool verify_ledger(struct hensigt_channel *channel)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    hensigt_verify_ledger_request request = HENSIGT_VERIFY_LEDGER_REQUEST_INIT;
    bool complete = false;
    bool whole = true;
    while (!complete && whole) {
        hensigt_verify_ledger_response *reply = NULL;
        if (hensigt_verify_ledger(channel, &patient, &request, &reply, &error) != 0)
            return ended(error.code, "VerifyLedger", NULL, &error);
        whole = reply->broken_sequence == 0;
        complete = reply->complete;
        request.after_sequence = reply->last_sequence;
        hensigt_verify_ledger_response_free(reply);
    }
    return whole;
}

static bool account(struct hensigt_channel *channel, const struct writer *writers, int threads)
{
    int written = 0;
    bool whole = true;
    for (int i = 0; i < threads; i++) {
        for (int k = 0; k < writers[i].written; k++)
            whole = account_for(channel, writers[i].number, k) && whole;
        written += writers[i].written;
        whole = whole && !writers[i].failed;
    }
    int found = count_intentions(channel);
    bool chained = verify_ledger(channel);
    printf("%d intentions acknowledged, %d found; each with its %d revisions: %s; ledger: %s\n", written, found, REVISIONS_OF_EACH,
           whole ? "yes" : "NO", chained ? "whole" : "BROKEN");
    return whole && chained && found == written && written > 0;
}

/* ---- the campaign ---------------------------------------------------------------------------------------------------------- */

static int option(int argc, char **argv, const char *name, int value)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            value = atoi(argv[i + 1]);
    return value;
}

static const char *word_option(int argc, char **argv, const char *name, const char *value)
{
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            value = argv[i + 1];
    return value;
}

/* Opens the channel of a campaign; false for a word that is none, too. */
static bool open_channel(struct hensigt_channel **out, const struct campaign_daemon *daemon, const char *over)
{
    struct hensigt_error error = HENSIGT_ERROR_INIT;
    bool both = strcmp(over, "both") == 0;
    bool tcp = both || strcmp(over, "tcp") == 0;
    const char *endpoints[] = {both ? daemon->dead : tcp ? daemon->tcp : daemon->ipc, daemon->tcp};
    const struct hensigt_channel_options options = {
        .endpoints = endpoints, .n_endpoints = both ? 2 : 1, .access_key = tcp ? daemon->key : NULL};
    if (!tcp && strcmp(over, "ipc") != 0) {
        fprintf(stderr, "campaign: --over ipc, tcp or both\n");
        return false;
    }
    return ended(hensigt_channel_open(out, &options, &error), "the channel", NULL, &error);
}

static bool run(struct campaign_daemon *daemon, struct hensigt_channel *channel, int kills, int interval, int threads)
{
    static struct writer writers[MAX_THREADS];
    atomic_bool stop = false;
    bool ready = make_process(channel);
    int started = 0;
    for (int i = 0; i < threads && ready; i++) {
        writers[i] = (struct writer){.channel = channel, .stop = &stop, .number = i};
        ready = make_organisation(&writers[i]);
    }
    while (ready && started < threads && pthread_create(&writers[started].thread, NULL, write_intentions, &writers[started]) == 0)
        started++;
    int killed = kill_workers(daemon, kills, interval, writers, started);
    atomic_store(&stop, true);
    for (int i = 0; i < started; i++)
        pthread_join(writers[i].thread, NULL);
    printf("%d kills under %d threads: ", killed, started);
    return started == threads && killed == kills && account(channel, writers, started);
}

int main(int argc, char **argv)
{
    struct campaign_daemon daemon;
    struct hensigt_channel *channel = NULL;
    int kills = option(argc, argv, "--kills", 5);
    int interval = option(argc, argv, "--interval", 300);
    int threads = option(argc, argv, "--threads", 8);
    bool well = false;
    if (threads < 1 || threads > MAX_THREADS || !hs_crypto_init() || !campaign_daemon_start(&daemon)) {
        fprintf(stderr, "campaign: hensigtd does not start\n");
        return EXIT_FAILURE;
    }
    if (open_channel(&channel, &daemon, word_option(argc, argv, "--over", "ipc")))
        well = run(&daemon, channel, kills, interval, threads);
    hensigt_channel_close(channel);
    well = campaign_daemon_stop(&daemon, !well) && well;
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
