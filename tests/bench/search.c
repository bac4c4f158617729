/* How long does a search take? Fills a store with organisations, sources and events whose words are as unevenly spread as those of
 * a language, and asks for words of each sort, each many times with other words, everything in the cache of the system.
 *
 * Usage: bench_search [DIRECTORY [RESOURCES [SEARCHES]]]; an existing DIRECTORY/bench-search.db is searched as it is. */
#include "store/db.h"
#include "store/store.h"

#include "hensigt/v1/event.h"
#include "hensigt/v1/organisation.h"
#include "hensigt/v1/source.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    DEFAULT_RESOURCES = 1000000,
    DEFAULT_SEARCHES = 200,
    RESOURCES_OF_A_WRITE = 5000,
    VOCABULARY = 60000,
    TITLE_WORDS = 3,
    TEXT_WORDS = 12,
    SYLLABLES = 4,
    MEMORY = 256 * 1024 * 1024,
    RARE = 20000, /* words from here on stand in a few resources only */
};

extern const struct hs_contract hs_contract;

struct bench {
    struct hs_store *store;
    uint64_t random;
    double cumulated[VOCABULARY]; /* how likely a word or an earlier one is */
    struct hs_arena words;
    const char *vocabulary[VOCABULARY];
};

/* A write of many resources, waited for. */
struct task {
    struct hs_write write;
    struct bench *bench;
    struct hs_arena arena;
    struct hs_status status;
    int64_t first, count;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static void require(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_search: %s failed\n", what);
        exit(1);
    }
}

static uint64_t next_random(struct bench *bench)
{
    bench->random ^= bench->random >> 12;
    bench->random ^= bench->random << 25;
    bench->random ^= bench->random >> 27;
    return bench->random * UINT64_C(2685821657736338717);
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

static const char *make_word(struct bench *bench)
{
    static const char *const first[] = {"b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "sk", "st"};
    static const char *const second[] = {"a", "e", "i", "o", "u", "y", "æ", "ø", "å", "ä", "ö"};
    const char *word = "";
    size_t syllables = 2 + next_random(bench) % (SYLLABLES - 1);
    for (size_t i = 0; i < syllables; i++) {
        word = hs_arena_printf(&bench->words, "%s%s%s", word, first[next_random(bench) % 16], second[next_random(bench) % 11]);
    }
    return hs_arena_printf(&bench->words, "%s%c", word, "nrstdk"[next_random(bench) % 6]);
}

/* The nth word is as likely as 1 / (n + 3): Zipf's law, without its head. */
static void make_vocabulary(struct bench *bench)
{
    double sum = 0;
    hs_arena_init(&bench->words, MEMORY);
    for (int i = 0; i < VOCABULARY; i++) {
        bench->vocabulary[i] = i == 0 ? "Kommune" : make_word(bench);
        sum += 1.0 / (i + 3);
        bench->cumulated[i] = sum;
    }
}

static const char *some_word(struct bench *bench)
{
    double at = (double)(next_random(bench) >> 11) / 9007199254740992.0 * bench->cumulated[VOCABULARY - 1];
    int low = 0, high = VOCABULARY - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (bench->cumulated[middle] < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return bench->vocabulary[low];
}

static char *some_words(struct bench *bench, struct hs_arena *arena, int count)
{
    char *text = hs_arena_string(arena, some_word(bench));
    for (int i = 1; i < count; i++) {
        text = hs_arena_printf(arena, "%s %s", text, some_word(bench));
    }
    return text;
}

/* ---- filling ---------------------------------------------------------------------------------------------------- */

static ProtobufCMessage *make_organisation(struct bench *bench, struct hs_arena *arena, int64_t number)
{
    hensigt_organisation *organisation = (void *)hs_arena_new(arena, &hensigt__v1__organisation__descriptor);
    hensigt_organisation_identifier *identifier = (void *)hs_arena_new(arena, &hensigt__v1__organisation__identifier__descriptor);
    organisation->name = hs_arena_printf(arena, "organisations/o%" PRId64, number);
    organisation->title = some_words(bench, arena, TITLE_WORDS);
    organisation->identifiers = hs_arena_alloc(arena, sizeof *organisation->identifiers);
    organisation->n_identifiers = 1;
    organisation->identifiers[0] = identifier;
    identifier->scheme = "XX-NUM";
    identifier->value = hs_arena_printf(arena, "%08" PRId64, number * 7);
    return &organisation->base;
}

static ProtobufCMessage *make_source(struct bench *bench, struct hs_arena *arena, int64_t number)
{
    hensigt_source *source = (void *)hs_arena_new(arena, &hensigt__v1__source__descriptor);
    source->name = hs_arena_printf(arena, "sources/s%" PRId64, number);
    source->title = some_words(bench, arena, TITLE_WORDS * 2);
    source->note = some_words(bench, arena, TEXT_WORDS);
    return &source->base;
}

static ProtobufCMessage *make_event(struct bench *bench, struct hs_arena *arena, int64_t number)
{
    hensigt_event *event = (void *)hs_arena_new(arena, &hensigt__v1__event__descriptor);
    event->name = hs_arena_printf(arena, "events/e%" PRId64, number);
    event->title = some_words(bench, arena, TITLE_WORDS);
    event->place = some_words(bench, arena, 1);
    event->note = some_words(bench, arena, TEXT_WORDS);
    return &event->base;
}

static enum hs_code run(struct hs_write *write, struct hs_view *view)
{
    struct task *task = (void *)write;
    static const struct {
        const char *kind;
        ProtobufCMessage *(*make)(struct bench *bench, struct hs_arena *arena, int64_t number);
    } kinds[] = {{"Organisation", make_organisation}, {"Source", make_source}, {"Event", make_event}};
    enum hs_code code = HS_OK;
    for (int64_t i = 0; code == HS_OK && i < task->count; i++) {
        int64_t number = task->first + i;
        hs_arena_reset(&task->arena);
        ProtobufCMessage *message = kinds[number % 3].make(task->bench, &task->arena, number);
        code = hs_view_put(view, hs_contract_resource(kinds[number % 3].kind), message, HS_PUT_NEW, &task->status);
    }
    return code;
}

static void done(struct hs_write *write, enum hs_write_end end)
{
    struct task *task = (void *)write;
    require(end == HS_WRITE_COMMITTED && hs_status_code(&task->status) == HS_OK, "a write");
    pthread_mutex_lock(&task->lock);
    task->done = true;
    pthread_cond_signal(&task->changed);
    pthread_mutex_unlock(&task->lock);
}

static void fill(struct bench *bench, int64_t resources)
{
    struct task task = {.bench = bench};
    int64_t start = hs_db_now();
    hs_arena_init(&task.arena, MEMORY);
    pthread_mutex_init(&task.lock, NULL);
    pthread_cond_init(&task.changed, NULL);
    for (int64_t i = 0; i < resources; i += RESOURCES_OF_A_WRITE) {
        hs_arena_reset(&task.arena);
        hs_status_init(&task.status, &task.arena);
        task.first = i;
        task.count = resources - i < RESOURCES_OF_A_WRITE ? resources - i : RESOURCES_OF_A_WRITE;
        task.done = false;
        task.write = (struct hs_write){
            .caller = "owner", .method = "hensigt.v1.ImportService/CommitImport", .status = &task.status, .run = run, .done = done};
        require(hs_store_submit(bench->store, &task.write) == HS_OK, "submitting");
        pthread_mutex_lock(&task.lock);
        while (!task.done) {
            pthread_cond_wait(&task.changed, &task.lock);
        }
        pthread_mutex_unlock(&task.lock);
    }
    printf("filled in %.1f s, %.1f us for each\n", (double)(hs_db_now() - start) / 1e6,
           (double)(hs_db_now() - start) / (double)resources);
    pthread_cond_destroy(&task.changed);
    pthread_mutex_destroy(&task.lock);
    hs_arena_free(&task.arena);
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

/* The first letters of a word; the whole word where it is not longer. */
static const char *beginning(struct hs_arena *arena, const char *word, size_t letters)
{
    size_t size = 0;
    for (; word[size] != '\0' && letters > 0; letters--) {
        do {
            size++;
        } while (((unsigned char)word[size] & 0xC0) == 0x80);
    }
    return hs_arena_bytes(arena, word, size);
}

/* Words of which every hundredth resource has one, so that they are not the same each time. */
static const char *common(struct bench *bench)
{
    return bench->vocabulary[next_random(bench) % 10];
}

static const char *rare(struct bench *bench)
{
    return bench->vocabulary[RARE + next_random(bench) % (VOCABULARY - RARE)];
}

/* The sorts of searches. @{ */
static const char *the_commonest(struct bench *bench, struct hs_arena *arena)
{
    (void)bench;
    return hs_arena_string(arena, "kommune");
}
static const char *a_common_word(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_string(arena, common(bench));
}
static const char *two_common_words(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "%s %s", common(bench), common(bench));
}
static const char *a_rare_word(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_string(arena, rare(bench));
}
static const char *a_common_and_a_rare_word(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "kommune %s", rare(bench));
}
static const char *three_rare_words(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "%s %s %s", rare(bench), rare(bench), rare(bench));
}
static const char *an_identifier(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "%08" PRIu64, next_random(bench) % 330000 * 3 * 7);
}
static const char *two_letters(struct bench *bench, struct hs_arena *arena)
{
    return beginning(arena, some_word(bench), 2);
}
static const char *three_letters(struct bench *bench, struct hs_arena *arena)
{
    return beginning(arena, some_word(bench), 3);
}
static const char *four_letters(struct bench *bench, struct hs_arena *arena)
{
    return beginning(arena, some_word(bench), 4);
}
static const char *a_common_word_and_three_letters(struct bench *bench, struct hs_arena *arena)
{
    return hs_arena_printf(arena, "%s %s", common(bench), beginning(arena, some_word(bench), 3));
}
/** @} */

static const struct {
    const char *title;
    const char *(*make)(struct bench *bench, struct hs_arena *arena);
} sorts[] = {
    {"an identifier", an_identifier},
    {"a rare word", a_rare_word},
    {"three rare words", three_rare_words},
    {"the commonest word", the_commonest},
    {"a common word", a_common_word},
    {"two common words", two_common_words},
    {"a common and a rare word", a_common_and_a_rare_word},
    {"two first letters", two_letters},
    {"three first letters", three_letters},
    {"four first letters", four_letters},
    {"a common word and three letters", a_common_word_and_three_letters},
};

static enum hs_code count_hit(void *context, const struct hs_hit *hit)
{
    (void)hit;
    ++*(int64_t *)context;
    return HS_OK;
}

/* One search, with a snapshot of its own; its microseconds. */
static int64_t search(struct bench *bench, const char *text, struct hs_arena *arena, int64_t *hits, int64_t *partial)
{
    struct hs_status status;
    struct hs_view *view = NULL;
    struct hs_search_page page = {.next_page_token = ""};
    const struct hs_search_query query = {.text = text};
    hs_status_init(&status, arena);
    int64_t start = hs_db_now();
    require(hs_view_open(bench->store, 0, &view, &status) == HS_OK, "a view");
    require(hs_view_search(view, &query, count_hit, hits, arena, &page, &status) == HS_OK, "a search");
    hs_view_close(view);
    int64_t taken = hs_db_now() - start;
    *partial += page.more_matches;
    return taken;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void measure(struct bench *bench, size_t sort, int64_t searches)
{
    struct hs_arena arena;
    int64_t *times = calloc((size_t)searches, sizeof *times);
    int64_t hits = 0, partial = 0;
    require(times != NULL, "memory");
    hs_arena_init(&arena, MEMORY);
    for (int64_t i = 0; i < searches; i++) {
        hs_arena_reset(&arena);
        times[i] = search(bench, sorts[sort].make(bench, &arena), &arena, &hits, &partial);
    }
    qsort(times, (size_t)searches, sizeof *times, compare);
    printf("%-34s %10.2f %10.2f %10.2f %10.1f %8.0f %%\n", sorts[sort].title, (double)times[searches / 2] / 1e3,
           (double)times[searches * 99 / 100] / 1e3, (double)times[searches - 1] / 1e3, (double)hits / (double)searches,
           100.0 * (double)partial / (double)searches);
    fflush(stdout);
    hs_arena_free(&arena);
    free(times);
}

int main(int argc, char **argv)
{
    const char *directory = argc > 1 ? argv[1] : ".";
    int64_t resources = argc > 2 ? atoll(argv[2]) : DEFAULT_RESOURCES;
    int64_t searches = argc > 3 ? atoll(argv[3]) : DEFAULT_SEARCHES;
    static struct bench bench = {.random = UINT64_C(88172645463325252)};
    char path[600];
    struct hs_arena arena;
    struct hs_status status;
    snprintf(path, sizeof path, "%s/bench-search.db", directory);
    bool is_new = access(path, F_OK) != 0;
    const struct hs_store_options options = {.path = path, .contract = &hs_contract};
    make_vocabulary(&bench);
    hs_arena_init(&arena, MEMORY);
    hs_status_init(&status, &arena);
    require(hs_store_open(&bench.store, &options, &status) == HS_OK, "opening the store");
    if (is_new) {
        fill(&bench, resources);
    }
    printf("%-34s %10s %10s %10s %10s %10s\n", "milliseconds", "median", "p99", "longest", "hits", "partial");
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        measure(&bench, i, searches);
    }
    hs_store_close(bench.store);
    hs_arena_free(&arena);
    hs_arena_free(&bench.words);
    return 0;
}
