/* Runs random sequences of calls against the service and against the model, and compares every answer.
 *
 *   model_test [--steps N] [--seed N|random] [--length N] [--disagreements N] [--counts 1]
 *
 * Each sequence begins with an empty registry and has a seed of its own, which is printed where the two disagree, with the steps
 * that it takes to see it: as few of them as were found to be enough. */
#include "steps.h"

#include "rules/fixture.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LENGTH = 600, MOST = 2000, FIRST = 32, NAMES = 400, NAMED = 10, ROWS = 128 };

struct session {
    struct fixture *f;
    struct world world;
    struct world snapshots[SNAPSHOTS];
    char times[SNAPSHOTS][48];
    int n_snapshots;
    /* The etags that resources had when they were made. */
    const char *names[NAMES];
    const char *etags[NAMES];
    int n_names;
    /* The last write that was done. */
    const uint8_t *envelope;
    size_t size;
    const char *method;
    const char *token;
    const char *reply;
    int day; /* on which it was done */
    char problem[40000];
};

/* How often each kind of call was tried, and ended well. */
static int tried[ROWS];
static int done[ROWS];

/* ---- callers ----------------------------------------------------------------------------------------------------------------- */

static const struct {
    int caller;
    const char *id;
    const char *role;
    const char *members;
} keys[] = {
    {CALLER_REGISTRAR, "registrar", "REGISTRAR", ""},
    {CALLER_READER, "reader", "READER", ""},
    {CALLER_EDITOR, "editor0", "CENTRE_EDITOR", "'centres': ['centres/c0']"},
    {CALLER_EDITOR + 1, "editor1", "CENTRE_EDITOR", "'centres': ['centres/c1']"},
    {CALLER_SIGNATORY, "signatory0", "SIGNATORY", "'organisations': ['organisations/o0']"},
    {CALLER_SIGNATORY + 1, "signatory1", "SIGNATORY", "'organisations': ['organisations/o1']"},
    {CALLER_SIGNATORY + 2, "signatory2", "SIGNATORY", "'organisations': ['organisations/o2']"},
    {CALLER_SIGNATORY + 3, "signatory3", "SIGNATORY", "'organisations': ['organisations/o3']"},
};

static const char *key_of(int caller)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        if (keys[i].caller == caller)
            return keys[i].id;
    return NULL;
}

static void make_keys(struct fixture *f)
{
    for (size_t i = 0; i < COUNT(keys); i++)
        given_key(f, keys[i].id, keys[i].role, keys[i].members);
}

/* What the model takes as given: its process models and sources. */
static void make_givens(struct fixture *f)
{
    static const char *const kinds[] = {
        "", "NEED_OWNERS", "MEMBERS", "EVENTS_HELD", "CONFIRMED_COMMITMENTS", "CONFIRMED_DECLARATIONS", "INSTRUMENT_ACTIVE"};
    for (int i = 0; i < MODELS; i++) {
        const char *steps = "";
        for (int k = 0; k < process_models[i].n_steps; k++) {
            const struct model_step *step = &process_models[i].steps[k];
            const char *gates = "";
            for (int g = 0; g < step->n_gates; g++)
                gates = format(f, "%s%s{'kind': 'GATE_KIND_%s', 'minimum': %d}", gates, g > 0 ? ", " : "",
                               kinds[step->gates[g].kind], step->gates[g].minimum);
            steps = format(f, "%s%s{'step': '%s', 'title': 'T', 'firstPurchase': %s, 'gates': [%s]}", steps, k > 0 ? ", " : "",
                           step->key, step->first_purchase ? "true" : "false", gates);
        }
        expect(f, "CreateProcessModel",
               format(f, "{'processModelId': 'm%d', 'processModel': {'title': 'M', 'steps': [%s]}}", i, steps), "OK");
        expect(f, "PublishProcessModel", format(f, "{'name': 'processModels/m%d'}", i), "OK");
    }
    expect(f, "CreateSource", "{'sourceId': 's0', 'source': {'title': 'S', 'publishDate': {'date': '2022-02-01'}}}", "OK");
    expect(f, "CreateSource", "{'sourceId': 's1', 'source': {'title': 'S'}}", "OK");
}

/* ---- comparing --------------------------------------------------------------------------------------------------------------- */

/* Whether each word of one text is a word of the other. */
static bool has_words(const char *text, const char *words)
{
    char word[200];
    while (*words) {
        size_t length = strcspn(words, " ");
        const char *at = text;
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        while ((at = strstr(at, word)) != NULL &&
               ((at != text && at[-1] != ' ') || (at[strlen(word)] != '\0' && at[strlen(word)] != ' ')))
            at++;
        if (!at)
            return false;
        words += length;
        words += strspn(words, " ");
    }
    return true;
}

/* The model's answer: each refusal, or OK. */
static const char *text_of(struct fixture *f, const struct answer *a)
{
    const char *text = is_fine(a) ? "OK" : "";
    for (int i = 0; i < a->n_refusals; i++)
        text = format(f, "%s%s%s %s", text, i > 0 ? ", " : "", a->refusals[i].code, a->refusals[i].text);
    return text;
}

/* The details of an outcome, without its code. */
static const char *details_of(const char *outcome)
{
    const char *details = strchr(outcome, ' ');
    return details ? details + 1 : "";
}

/* The service tells all of one code, and others may come along. The model knows all that may be told, and where there is but one
 * code, all of it is. */
static bool is_same_outcome(struct fixture *f, const struct answer *a, const char *found)
{
    const char *all = "";
    bool several = a->one_is_enough;
    bool has_code = false;
    if (is_fine(a))
        return strcmp(found, "OK") == 0;
    for (int i = 0; i < a->n_refusals; i++) {
        const char *code = a->refusals[i].code;
        all = format(f, "%s%s%s", all, i > 0 ? " " : "", a->refusals[i].text);
        several |= strcmp(code, a->refusals[0].code) != 0;
        has_code |= strncmp(found, code, strlen(code)) == 0;
    }
    found = details_of(found);
    if (!has_code)
        return false;
    several |= strncmp(a->refusals[0].code, "PERMISSION_DENIED", strlen("PERMISSION_DENIED")) == 0; /* one reason is enough */
    if (several || a->n_refusals > NAMED) /* of those that refer to something, so many are named */
        return a->more_may_be_wrong || has_words(all, found);
    return has_words(found, all) && (a->more_may_be_wrong || has_words(all, found));
}

static bool is_empty(const json_t *value)
{
    return json_is_null(value) || json_is_false(value) || (json_is_string(value) && *json_string_value(value) == '\0') ||
           (json_is_integer(value) && json_integer_value(value) == 0) || (json_is_array(value) && json_array_size(value) == 0);
}

static bool holds(const json_t *found, const json_t *expected)
{
    const char *key;
    json_t *value;
    bool same = true;
    if (!found)
        return is_empty(expected);
    if (json_is_array(expected)) {
        same = json_is_array(found) && json_array_size(found) == json_array_size(expected);
        for (size_t i = 0; same && i < json_array_size(expected); i++)
            same = holds(json_array_get(found, i), json_array_get(expected, i));
        return same;
    }
    if (!json_is_object(expected))
        return json_equal(found, expected) != 0;
    json_object_foreach((json_t *)expected, key, value) same = same && holds(json_object_get(found, key), value);
    return same;
}

static bool is_same_reply(const struct answer *a, const char *reply)
{
    char *text = strdup(a->reply);
    json_error_t error;
    for (char *c = text; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    json_t *expected = json_loads(text, 0, &error);
    json_t *found = json_loads(reply, 0, NULL);
    if (!expected)
        fprintf(stderr, "%s\n%s\n", text, error.text);
    bool same = expected && found && holds(found, expected);
    json_decref(expected);
    json_decref(found);
    free(text);
    return same;
}

/* ---- one step ---------------------------------------------------------------------------------------------------------------- */

static const char *current_etag(struct session *r, const char *name)
{
    static const char *const methods[][2] = {
        {"organisations/", "GetOrganisation"}, {"centres/", "GetCentre"},     {"grants/", "GetGrant"},
        {"partnerships/", "GetMembership"},    {"processes/", "GetProcess"},  {"intentions/", "GetIntention"},
        {"instruments/", "GetInstrument"},     {"purchases/", "GetPurchase"},
    };
    for (size_t i = 0; i < COUNT(methods); i++) {
        if (strncmp(name, methods[i][0], strlen(methods[i][0])) != 0)
            continue;
        const char *method = strstr(name, "/signatures/") ? "GetSignature" : methods[i][1];
        if (strcmp(call(r->f, method, format(r->f, "{'name': '%s'}", name)), "OK") == 0)
            return reply_string(r->f, "etag");
    }
    return "none";
}

/* The etag that a resource had when it was made. */
static const char *first_etag(const struct session *r, const char *name)
{
    for (int i = 0; i < r->n_names; i++)
        if (strcmp(r->names[i], name) == 0)
            return r->etags[i];
    return NULL;
}

/* Keeps the etags of what a reply shows for the first time. */
static void keep_etags(struct session *r, const json_t *value)
{
    const char *key;
    json_t *member;
    size_t index;
    const char *name = json_string_value(json_object_get(value, "name"));
    const char *etag = json_string_value(json_object_get(value, "etag"));
    if (name && etag && !first_etag(r, name) && r->n_names < NAMES) {
        r->names[r->n_names] = format(r->f, "%s", name);
        r->etags[r->n_names++] = format(r->f, "%s", etag);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member) keep_etags(r, member);
    json_array_foreach((json_t *)(uintptr_t)value, index, member) keep_etags(r, member);
}

static const char *etag_for(struct session *r, const struct step *s)
{
    char name[96];
    name_of(s, name);
    if (s->etag == NO_ETAG)
        return "";
    if (s->etag == ETAG_OF_NOW)
        return current_etag(r, name);
    const char *etag = first_etag(r, name);
    return etag ? etag : "none";
}

static const char *request_of(struct session *r, const struct step *s)
{
    char members[REQUEST] = "";
    rows[s->kind].request(s, etag_for(r, s), members);
    if (rows[s->kind].effect == ASKS && s->moment != NONE && s->moment < r->n_snapshots)
        return format(r->f, "{%s, 'readTime': '%s'}", members, r->times[s->moment]);
    return format(r->f, "{%s}", members);
}

static const uint8_t *with_request_id(struct fixture *f, const uint8_t *envelope, size_t *size, int number)
{
    uint8_t *bytes = (uint8_t *)(uintptr_t)format(f, "%*s", (int)*size + 20, "");
    memcpy(bytes, envelope, *size);
    bytes[*size] = 3 << 3 | 2;
    bytes[*size + 1] = 16;
    memset(bytes + *size + 2, 0, 16);
    memcpy(bytes + *size + 2, &number, sizeof number);
    *size += 18;
    return bytes;
}

static bool disagree(struct session *r, int number, const struct step *s, const char *request, const char *expected,
                     const char *expected_reply, const char *found, const char *found_reply)
{
    static const char *const roles[] = {"the owner", "a registrar", "a reader"};
    const char *who = s->caller < CALLER_EDITOR ? roles[s->caller] : key_of(s->caller);
    snprintf(r->problem, sizeof r->problem, "step %d: %s by %s\n  %s\n  the model:   %s %s\n  the service: %s %s\n", number,
             rows[s->kind].method, who ? who : "the owner", request, expected, expected_reply, found, found_reply);
    return false;
}

static const char *token_for(struct session *r, int caller)
{
    const char *key = key_of(caller);
    return key ? token_of(r->f, key) : NULL;
}

/* A write under a request id of its own, or a question. */
static bool call_both(struct session *r, int number, struct step *s)
{
    const struct row *row = &rows[s->kind];
    struct fixture *f = r->f;
    struct answer *a = malloc(sizeof *a);
    struct world before = r->world;
    const char *request = request_of(r, s);
    const char *token = token_for(r, s->caller);
    size_t size;
    bool same;
    begin_answer(a);
    if (row->effect == ASKS) {
        bool past = s->moment != NONE && s->moment < r->n_snapshots;
        row->ask(past ? &r->snapshots[s->moment] : &r->world, &r->world, s, a);
    } else
        row->take(&r->world, s, a);
    if (!is_fine(a) && memcmp(&before, &r->world, sizeof before) != 0) {
        fprintf(stderr, "the model changed by a refused %s\n", row->method);
        abort();
    }
    const uint8_t *envelope = envelope_with(f, token, row->method, request, &size);
    if (row->effect == WRITES)
        envelope = with_request_id(f, envelope, &size, number + 1);
    const char *found = call_envelope(f, token, row->method, envelope, size);
    tried[s->kind]++;
    same = is_same_outcome(f, a, found);
    if (same && is_fine(a) && *a->reply)
        same = is_same_reply(a, reply_text(f));
    if (!same)
        disagree(r, number, s, request, text_of(f, a), a->reply, found, strcmp(found, "OK") == 0 ? reply_text(f) : "");
    else if (is_fine(a))
        done[s->kind]++;
    if (same && row->effect == WRITES && is_fine(a)) {
        r->envelope = envelope;
        r->size = size;
        r->method = row->method;
        r->day = r->world.today;
        r->token = token;
        r->reply = reply_text(f);
        json_t *reply = json_loads(r->reply, 0, NULL);
        keep_etags(r, reply);
        json_decref(reply);
    }
    free(a);
    return same;
}

/* A repeat gets the same answer and has no effect, as long as the request id is remembered: a day. */
static bool repeat(struct session *r, int number, struct step *s)
{
    if (!r->envelope || r->day != r->world.today)
        return true;
    const char *found = call_envelope(r->f, r->token, r->method, r->envelope, r->size);
    if (strcmp(found, "OK") == 0 && strcmp(reply_text(r->f), r->reply) == 0)
        return true;
    return disagree(r, number, s, r->method, "OK", r->reply, found, reply_text(r->f));
}

/* The same request id with another body is refused. */
static bool reuse(struct session *r, int number, struct step *s)
{
    size_t size;
    if (!r->envelope || r->day != r->world.today)
        return true;
    const uint8_t *envelope =
        envelope_with(r->f, r->token, "CreateSource", "{'sourceId': 'other', 'source': {'title': 'T'}}", &size);
    uint8_t *bytes = (uint8_t *)(uintptr_t)format(r->f, "%*s", (int)size + 20, "");
    memcpy(bytes, envelope, size);
    memcpy(bytes + size, r->envelope + r->size - 18, 18);
    const char *found = call_envelope(r->f, r->token, "CreateSource", bytes, size + 18);
    if (strcmp(found, "INVALID_ARGUMENT REQUEST_ID_REUSED") == 0 || strcmp(found, "PERMISSION_DENIED ROLE_MISSING") == 0)
        return true;
    return disagree(r, number, s, r->method, "INVALID_ARGUMENT REQUEST_ID_REUSED", "", found, "");
}

static bool do_step(struct session *r, int number, struct step *s)
{
    char day[11];
    switch (rows[s->kind].effect) {
    case REMEMBERS:
        if (r->n_snapshots < SNAPSHOTS) {
            r->snapshots[r->n_snapshots] = r->world;
            snprintf(r->times[r->n_snapshots++], sizeof r->times[0], "%s", next_second(r->f));
        }
        return true;
    case WAITS:
        r->world.today += s->a;
        day_text(r->world.today, day);
        set_day(r->f, day);
        return true;
    case REPEATS:
        return repeat(r, number, s);
    case REUSES:
        return reuse(r, number, s);
    case WRITES:
    case ASKS:
        break;
    }
    return call_both(r, number, s);
}

/* ---- sequences --------------------------------------------------------------------------------------------------------------- */

static void begin_world(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->today = day_number(2022, 6, 1);
    for (int i = 0; i < ORGANISATIONS; i++)
        w->organisations[i].merged = NONE;
    for (int i = 0; i < INTENTIONS; i++)
        w->intentions[i].replaced = NONE;
    for (int i = 0; i < MEMBERSHIPS; i++)
        w->memberships[i].partnership = partnership_of(i);
    for (int i = 0; i < SIGNATURES; i++)
        w->signatures[i] = (struct signature){.instrument = instrument_of(i), .reaffirmed = NONE};
    for (int i = 0; i < INSTRUMENTS; i++)
        w->instruments[i].process = w->instruments[i].superseded = NONE;
}

static struct session *begin_run(void)
{
    struct session *r = calloc(1, sizeof *r);
    struct step s;
    void *state = NULL;
    fixture_setup(&state);
    r->f = state;
    begin_world(&r->world);
    make_givens(r->f);
    for (int i = 0; first_step(i, &s); i++)
        if (!do_step(r, i, &s)) {
            printf("%s", r->problem);
            exit(1);
        }
    make_keys(r->f);
    return r;
}

static void end_run(struct session *r)
{
    void *state = r->f;
    fixture_teardown(&state);
    free(r);
}

/* Does steps that are given; the number of the one on which the two disagree, or -1. */
static int play(struct step *steps, int n, char *problem, size_t size)
{
    struct session *r = begin_run();
    int at = -1;
    for (int i = 0; i < n && at < 0; i++)
        if (!do_step(r, FIRST + i, &steps[i]))
            at = i;
    snprintf(problem, size, "%s", r->problem);
    end_run(r);
    return at;
}

/* Leaves out what is not needed to see the disagreement of the last step. */
static int shrink(struct step *steps, int n)
{
    static struct step fewer[MOST];
    static char problem[sizeof((struct session *)0)->problem];
    for (int chunk = n / 2; chunk > 0; chunk = chunk > 1 ? chunk / 2 : 0)
        for (int from = 0; from + chunk < n;) {
            memcpy(fewer, steps, (size_t)from * sizeof *steps);
            memcpy(fewer + from, steps + from + chunk, (size_t)(n - from - chunk) * sizeof *steps);
            if (play(fewer, n - chunk, problem, sizeof problem) == n - chunk - 1) {
                memcpy(steps, fewer, (size_t)(n - chunk) * sizeof *steps);
                n -= chunk;
            } else
                from += chunk;
        }
    return n;
}

/* Does the steps once more, and writes each of them. */
static void tell(struct step *steps, int n)
{
    struct session *r = begin_run();
    for (int i = 0; i < n; i++) {
        const struct row *row = &rows[steps[i].kind];
        const char *key = key_of(steps[i].caller);
        printf("  %s%s%s %s\n", row->method, key ? " as " : "", key ? key : "", row->request ? request_of(r, &steps[i]) : "");
        if (row->effect == WAITS)
            printf("    %d days\n", steps[i].a);
        if (!do_step(r, FIRST + i, &steps[i]))
            printf("%s", r->problem);
    }
    end_run(r);
}

/* One sequence of random steps; how many were done. *agreed is set. */
static int run(uint64_t seed, int length, bool *agreed)
{
    static struct step steps[MOST];
    struct dice dice = {.state = seed};
    struct session *r = begin_run();
    int n = 0;
    *agreed = true;
    while (n < length && *agreed) {
        generate_step(&r->world, &dice, &steps[n]);
        *agreed = do_step(r, FIRST + n, &steps[n]);
        n++;
    }
    if (!*agreed)
        printf("seed %llu: the model and the service disagree\n%s", (unsigned long long)seed, r->problem);
    end_run(r);
    if (!*agreed) {
        int fewer = shrink(steps, n);
        printf("%d of %d steps show it:\n", fewer, n);
        tell(steps, fewer);
    }
    fflush(stdout);
    return n;
}

int main(int argc, char **argv)
{
    int steps = 20000;
    int length = LENGTH;
    uint64_t seed = 1;
    int total = 0;
    int disagreements = 0;
    int most = 1;
    bool counts = false;
    time_t begun = time(NULL);
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--steps") == 0)
            steps = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--length") == 0)
            length = atoi(argv[i + 1]) < MOST ? atoi(argv[i + 1]) : MOST;
        else if (strcmp(argv[i], "--counts") == 0)
            counts = atoi(argv[i + 1]) != 0;
        else if (strcmp(argv[i], "--disagreements") == 0)
            most = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strcmp(argv[i + 1], "random") == 0 ? (uint64_t)begun : strtoull(argv[i + 1], NULL, 10);
    }
    printf("seed %llu\n", (unsigned long long)seed);
    for (; total < steps && disagreements < most; seed++) {
        bool agreed;
        total += run(seed, length, &agreed);
        disagreements += !agreed;
    }
    for (int i = 0; i < n_rows && counts; i++)
        if (tried[i] > 0)
            printf("%-24s %7d tried %7d done\n", rows[i].method, tried[i], done[i]);
    printf("%d steps, the last of seed %llu, in %lld s: %s\n", total, (unsigned long long)seed - 1, (long long)(time(NULL) - begun),
           disagreements ? "DISAGREEMENT" : "every answer is the model's");
    return disagreements ? 1 : 0;
}
