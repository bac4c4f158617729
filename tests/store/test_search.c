#include "support.h"

#include "store/search.h"

#include "hensigt/v1/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- asking ----------------------------------------------------------------------------------------------------- */

struct hits {
    struct fixture *f;
    const char *names; /* ids with spaces between */
    const char *last;  /* field and excerpt of the last one */
};

static enum hs_code add_hit(void *context, const struct hs_hit *hit)
{
    struct hits *hits = context;
    const char *slash = strrchr(hit->name, '/');
    hits->names = hs_arena_printf(&hits->f->arena, "%s%s%s", hits->names, *hits->names != '\0' ? " " : "", slash + 1);
    hits->last = hs_arena_printf(&hits->f->arena, "%s: %s", hit->field, hit->excerpt);
    return HS_OK;
}

/* What a query finds, or "!REASON" of its violation. */
static struct hits ask(struct fixture *f, const struct hs_search_query *query, const struct hs_reader *reader,
                       struct hs_search_page *page)
{
    struct hits hits = {.f = f, .names = "", .last = ""};
    struct hs_view *view = NULL;
    struct hs_search_page none;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    (void)hs_view_set_reader(view, reader);
    enum hs_code code = hs_view_search(view, query, add_hit, &hits, &f->arena, page != NULL ? page : &none, &f->status);
    (void)hs_view_set_reader(view, NULL);
    hs_view_close(view);
    if (code != HS_OK) {
        assert_int_equal(code, HS_INVALID_ARGUMENT);
        hits.names = hs_arena_printf(&f->arena, "!%s", f->status.message.field_violations[0]->reason);
    }
    return hits;
}

static const char *find(struct fixture *f, const char *text)
{
    const struct hs_search_query query = {.text = text};
    return ask(f, &query, NULL, NULL).names;
}

static enum hs_code check(struct fixture *f)
{
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    enum hs_code code = hs_view_check(view, &f->status);
    hs_view_close(view);
    return code;
}

static hensigt_organisation *put_organisation(struct fixture *f, const char *id, const char *title)
{
    hensigt_organisation *organisation = new_organisation(f, id, title);
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    return organisation;
}

static void put_source(struct fixture *f, const char *id, const char *title, const char *note)
{
    hensigt_source *source = (void *)hs_arena_new(&f->arena, &hensigt__v1__source__descriptor);
    source->name = hs_arena_printf(&f->arena, "sources/%s", id);
    source->title = hs_arena_string(&f->arena, title);
    source->note = hs_arena_string(&f->arena, note);
    assert_int_equal(put(f, "Source", &source->base, 0, NULL), HS_OK);
}

/* ---- what is found ---------------------------------------------------------------------------------------------- */

static void words_are_found_however_they_are_written(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "orsted", "Ørsted");
    put_organisation(f, "jarvenpaa", "Järvenpään kaupunki");
    put_organisation(f, "kbh", "Københavns Kommune");
    put_organisation(f, "arhus", "Aarhus Kommune");
    static const struct {
        const char *text, *names;
    } examples[] = {
        {"ørsted", "orsted"},
        {"orsted", "orsted"},
        {"OERSTED", "orsted"},
        {"Örsted", "orsted"},
        {"Jarvenpaa", "jarvenpaa"},
        {"järvenpää", "jarvenpaa"},
        {"kobenhavn", "kbh"},
        {"koebenhavns", "kbh"},
        {"KØBENHAVNS kommune", "kbh"},
        {"århus", "arhus"},
        {"arh", "arhus"},
        {"kommune", "arhus kbh"},
        {"kommune kob", "kbh"},
        {"kob kommune", ""},
        {"kommune arhus kobenhavns", ""},
        {"k", ""},
        {"ko", "arhus kbh"},
        {"ørsted 🙂", "orsted"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        assert_string_equal(find(f, examples[i].text), examples[i].names);
    }
}

static void identifiers_are_found_in_any_form(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *id, *scheme, *value;
    } organisations[] = {
        {"dk", "DK-CVR", "64942212"}, {"no", "NO-BRC", "958935420"}, {"fi", "FI-PRO", "0201256-6"}, {"se", "SE-ON", "2120000142"}};
    for (size_t i = 0; i < 4; i++) {
        hensigt_organisation *organisation = new_organisation(f, organisations[i].id, "X");
        add_identifier(f, organisation, organisations[i].scheme, organisations[i].value);
        assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    }
    static const struct {
        const char *text, *names;
    } examples[] = {
        {"64942212", "dk"},
        {"DK-CVR 64942212", "dk"},
        {"DK-CVR-64942212", "dk"},
        {"DK64942212", "dk"},
        {"dk 64 94 22 12", "dk"},
        {"CVR-nr. 64942212", "dk"},
        {"CVR: 64942212", "dk"},
        {"6494", "dk"},
        {"958935420", "no"},
        {"958 935 420", "no"},
        {"NO 958935420 MVA", "no"},
        {"NO958935420MVA", "no"},
        {"Org.nr. 958 935 420", "no"},
        {"0201256-6", "fi"},
        {"02012566", "fi"},
        {"FI02012566", "fi"},
        {"Y-tunnus 0201256-6", "fi"},
        {"201256-6", ""},
        {"212000-0142", "se"},
        {"2120000142", "se"},
        {"SE212000014201", "se"},
        {"SE 212000-0142", "se"},
        {"x 64942212", "dk"},
        {"y 64942213", ""},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        assert_string_equal(find(f, examples[i].text), examples[i].names);
    }
    const struct hs_search_query query = {.text = "FI02012566"};
    assert_string_equal(ask(f, &query, NULL, NULL).last, "identifiers.value: 0201256-6");
}

static void what_was_typed_is_never_syntax(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "a", "Vand or luft");
    put_organisation(f, "b", "Title near other");
    static const struct {
        const char *text, *names;
    } examples[] = {
        {"vand OR luft", "a"},   {"vand OR other", ""}, {"title:vand", ""},      {"title: other", "b"},
        {"NOT vand", ""},        {"\"vand", "a"},       {"vand*", "a"},          {"(vand", "a"},
        {"NEAR(vand luft)", ""}, {"^vand", "a"},        {"{title}: vand", ""},   {"vand\" OR \"other", ""},
        {"-vand", "a"},          {"vand + luft", "a"},  {"=_vand_or_luft", "a"}, {"'; DROP TABLE search; --", ""},
        {"%", "!NO_WORDS"},      {"", "!NO_WORDS"},     {"🙂", "!NO_WORDS"},   {"\"\"", "!NO_WORDS"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        assert_string_equal(find(f, examples[i].text), examples[i].names);
    }
    assert_string_equal(find(f, "a b c d e f g h i j k l m n o p"), "");
    assert_string_equal(find(f, "a b c d e f g h i j k l m n o p q"), "!TOO_MANY_WORDS");
    char *words = hs_arena_alloc(&f->arena, 4001);
    for (int i = 0; i < 2000; i++) {
        memcpy(words + 2 * i, "v ", 2);
    }
    assert_string_equal(find(f, words), "!TOO_MANY_WORDS");
    memset(words, 'v', 4000);
    assert_string_equal(find(f, words), "");
}

/* ---- the order -------------------------------------------------------------------------------------------------- */

static void the_best_comes_first(void **state)
{
    struct fixture *f = *state;
    put_source(f, "note", "Noget andet", "Om rent vand i byen");
    put_source(f, "spread", "Rent", "vand");
    put_organisation(f, "long", "Foreningen for rent vand i alle byer");
    put_organisation(f, "short", "Rent vand A/S");
    put_organisation(f, "whole-b", "Rent vand");
    put_organisation(f, "whole-a", "RENT VAND");
    hensigt_organisation *translated = new_organisation(f, "translated", "Clean water");
    hensigt_localized_text *text = (void *)hs_arena_new(&f->arena, &hensigt__v1__localized_text__descriptor);
    text->language_code = "da";
    text->text = "Rent vand";
    translated->titles = &text;
    translated->n_titles = 1;
    assert_int_equal(put(f, "Organisation", &translated->base, 0, NULL), HS_OK);
    assert_string_equal(find(f, "rent vand"), "whole-a whole-b translated short long spread note");
    assert_string_equal(find(f, "vand rent"), "whole-a whole-b short translated long spread note");
    assert_int_equal(check(f), HS_OK);
}

static void what_is_written_as_it_was_typed_comes_before_what_only_sounds_so(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "a", "Mal kommune");
    put_organisation(f, "b", "Mål kommune");
    put_organisation(f, "c", "Maal kommune");
    assert_string_equal(find(f, "mål"), "b a c");
    assert_string_equal(find(f, "mal"), "a b c");
    assert_string_equal(find(f, "maal"), "c a b");
}

static void an_excerpt_shows_what_was_found(void **state)
{
    struct fixture *f = *state;
    const char *before = "", *after = "";
    for (int i = 0; i < 40; i++) {
        before = hs_arena_printf(&f->arena, "%sfør%d ", before, i);
        after = hs_arena_printf(&f->arena, "%s efter%d", after, i);
    }
    put_source(f, "s", "En kilde", hs_arena_printf(&f->arena, "%sØRSTED%s", before, after));
    const struct hs_search_query query = {.text = "oersted"};
    struct hits hits = ask(f, &query, NULL, NULL);
    assert_string_equal(hits.last,
                        "note: …før34 før35 før36 før37 før38 før39 ØRSTED efter0 efter1 efter2 efter3 efter4 efter5 efter6 "
                        "efter7 efter8 efter9 efter10 efter11 efter12 efter13 efter14 efter15…");
}

static void pages_hold_all_once(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 25 };
    const char *expected = "";
    for (int i = 0; i < COUNT; i++) {
        put_organisation(f, hs_arena_printf(&f->arena, "o%02d", COUNT - 1 - i), i % 2 ? "Vand" : "Vand og luft");
    }
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < COUNT; i++) {
            if ((COUNT - 1 - i) % 2 != half) {
                expected = hs_arena_printf(&f->arena, "%s%so%02d", expected, *expected != '\0' ? " " : "", i);
            }
        }
    }
    for (int size = 1; size <= COUNT + 1; size++) {
        const char *all = "";
        struct hs_search_query query = {.text = "vand", .page_size = size};
        struct hs_search_page page = {.next_page_token = ""};
        do {
            const char *names = ask(f, &query, NULL, &page).names;
            all = hs_arena_printf(&f->arena, "%s%s%s", all, *all != '\0' ? " " : "", names);
            query.page_token = page.next_page_token;
        } while (*page.next_page_token != '\0');
        assert_string_equal(all, expected);
    }
    const struct hs_resource *kinds[] = {hs_contract_resource("Organisation")};
    struct hs_search_page page = {.next_page_token = ""};
    struct hs_search_query query = {.text = "vand", .page_size = 2};
    (void)ask(f, &query, NULL, &page);
    query.page_token = page.next_page_token;
    query.text = "vand og";
    assert_string_equal(ask(f, &query, NULL, NULL).names, "!PAGE_TOKEN");
    query.text = "vand";
    query.kinds = kinds;
    query.n_kinds = 1;
    assert_string_equal(ask(f, &query, NULL, NULL).names, "!PAGE_TOKEN");
    query.page_token = "x";
    assert_string_equal(ask(f, &query, NULL, NULL).names, "!PAGE_TOKEN");
    query = (struct hs_search_query){.text = "vand", .page_size = -1};
    assert_string_equal(ask(f, &query, NULL, NULL).names, "!NEGATIVE");
}

static void kinds_are_chosen(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "o", "Vand");
    put_source(f, "s", "Vand", "");
    const struct hs_resource *kinds[] = {hs_contract_resource("Source"), hs_contract_resource("Process"),
                                         hs_contract_resource("SigningKey")};
    struct hs_search_query query = {.text = "vand", .kinds = kinds, .n_kinds = 2};
    assert_string_equal(ask(f, &query, NULL, NULL).names, "s");
    query.kinds = kinds + 1;
    query.n_kinds = 1;
    assert_string_equal(ask(f, &query, NULL, NULL).names, "");
    query.n_kinds = 2;
    assert_string_equal(ask(f, &query, NULL, NULL).names, "!NOT_SEARCHED");
    assert_string_equal(find(f, "vand"), "o s");
}

/* ---- the index follows the bodies ------------------------------------------------------------------------------- */

static void changes_and_deletions_are_followed(void **state)
{
    struct fixture *f = *state;
    hensigt_organisation *organisation = put_organisation(f, "o", "Gammel kommune");
    organisation->title = "Ny kommune";
    assert_int_equal(put(f, "Organisation", &organisation->base, 0, NULL), HS_OK);
    assert_string_equal(find(f, "gammel"), "");
    assert_string_equal(find(f, "ny"), "o");
    assert_string_equal(find(f, "kommune"), "o");
    assert_int_equal(check(f), HS_OK);
    pb_timestamp deleted;
    google__protobuf__timestamp__init(&deleted);
    deleted.seconds = 1;
    organisation->delete_time = &deleted;
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_KEEP_TIMES, NULL), HS_OK);
    assert_string_equal(find(f, "ny"), "");
    assert_int_equal(check(f), HS_OK);
    organisation->delete_time = NULL;
    assert_int_equal(put(f, "Organisation", &organisation->base, HS_PUT_KEEP_TIMES, NULL), HS_OK);
    assert_string_equal(find(f, "ny"), "o");
    assert_int_equal(check(f), HS_OK);
}

static enum hs_code put_and_fail(struct task *task, struct hs_view *view)
{
    enum hs_code code = hs_view_put(view, hs_contract_resource("Organisation"), task->context, 0, &task->status);
    return code == HS_OK ? hs_status_fail(&task->status, HS_ABORTED, "TEST", "on purpose") : code;
}

static enum hs_code put_alone(struct task *task, struct hs_view *view)
{
    return hs_view_put(view, hs_contract_resource("Organisation"), task->context, 0, &task->status);
}

/* Writes that fail among writes that do not, in groups of any kind, leave no words behind and take none with them. */
static void a_write_that_fails_leaves_no_words(void **state)
{
    struct fixture *f = *state;
    enum { COUNT = 40 };
    static struct task tasks[COUNT];
    hensigt_organisation *old = put_organisation(f, "old", "Beholdt");
    for (int i = 0; i < COUNT; i++) {
        bool fails = i % 3 == 1;
        hensigt_organisation *organisation =
            i == 4 ? old : new_organisation(f, hs_arena_printf(&f->arena, "o%02d", i), fails ? "Tabt" : "Fundet");
        organisation->title = i == 4 ? "Tabt" : organisation->title;
        task_init(&tasks[i], fails ? put_and_fail : put_alone, organisation);
        task_submit(f, &tasks[i]);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(task_wait(&tasks[i]), i % 3 == 1 ? HS_ABORTED : HS_OK);
        task_free(&tasks[i]);
    }
    assert_string_equal(find(f, "tabt"), "");
    assert_string_equal(find(f, "beholdt"), "old");
    struct hs_search_query query = {.text = "fundet", .page_size = 100};
    assert_int_equal(strlen(ask(f, &query, NULL, NULL).names), 27 * 4 - 1);
    assert_int_equal(check(f), HS_OK);
}

static void the_check_finds_words_that_are_missing_or_left_over(void **state)
{
    struct fixture *f = *state;
    static const char *const spoils[] = {
        "INSERT INTO search (rowid, title, other) VALUES (77777, 'left', '')",
        "INSERT INTO search (search, rowid, title, other) SELECT 'delete', 256 + id, 'vand', '' FROM search_kind"
        " WHERE kind = 'Organisation'",
    };
    put_organisation(f, "o", "Vand");
    assert_int_equal(ask_sql(f, "SELECT id FROM organisation"), 1);
    assert_int_equal(check(f), HS_OK);
    run_sql(f, spoils[0]);
    assert_int_equal(check(f), HS_DATA_LOSS);
    assert_string_equal(metadatum_of(&f->status, "words of no kind"), "search");
    assert_string_equal(metadatum_of(&f->status, "Organisation"), "");
    run_sql(f, spoils[1]);
    assert_int_equal(check(f), HS_DATA_LOSS);
    assert_string_equal(metadatum_of(&f->status, "Organisation"), "search");
}

/* What the index holds is never shown without the body's word for it. */
static void words_that_are_left_over_find_nothing(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "o", "Vand");
    run_sql(f, "INSERT INTO search (rowid, title, other) SELECT 256 + id, 'luft', '' FROM search_kind WHERE kind = 'Organisation';"
               "INSERT INTO search (rowid, title, other) SELECT 512 + id, 'luft', '' FROM search_kind WHERE kind = 'Organisation';"
               "INSERT INTO search (rowid, title, other) VALUES (255, 'luft', '')");
    assert_string_equal(find(f, "luft"), "");
    assert_string_equal(find(f, "vand"), "o");
}

static void another_way_of_reading_fills_the_index_anew(void **state)
{
    struct fixture *f = *state;
    static const char *const changes[] = {"UPDATE search_kind SET form = '0 title' WHERE kind = 'Source'",
                                          "DELETE FROM search_kind WHERE kind = 'Organisation';"
                                          "INSERT INTO search (search) VALUES ('delete-all');"
                                          "UPDATE search_kind SET form = 'x'",
                                          "INSERT INTO search_kind (id, kind, form) VALUES (200, 'Gone', 'x')"};
    put_organisation(f, "o", "Vand");
    put_source(f, "s", "Luft", "og vand");
    hensigt_organisation *deleted = new_organisation(f, "d", "Vand");
    pb_timestamp time;
    google__protobuf__timestamp__init(&time);
    time.seconds = 1;
    deleted->delete_time = &time;
    assert_int_equal(put(f, "Organisation", &deleted->base, HS_PUT_KEEP_TIMES, NULL), HS_OK);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        fixture_close(f);
        run_sql(f, changes[i]);
        fixture_open(f);
        assert_string_equal(find(f, "vand"), "o s");
        assert_int_equal(check(f), HS_OK);
        assert_int_equal(ask_sql(f, "SELECT count(*) FROM search_kind WHERE kind = 'Gone' OR form = 'x'"), 0);
    }
}

/* A store from before there was a search: its kinds are new. */
static void what_was_there_before_is_taken_in(void **state)
{
    struct fixture *f = *state;
    put_organisation(f, "o", "Vand");
    fixture_close(f);
    run_sql(f, "DELETE FROM search_kind; INSERT INTO search (search) VALUES ('delete-all')");
    fixture_open(f);
    assert_string_equal(find(f, "vand"), "o");
    assert_int_equal(check(f), HS_OK);
}

/* What a redaction does: the body changes behind the ledger, and the words with it. */
static enum hs_code rename_silently(struct task *task, struct hs_view *view)
{
    const struct hs_table *table = hs_schema_table(&view->store->schema, hs_contract_resource("Organisation"));
    hensigt_organisation *before = task->context, after = *before;
    after.title = "Fjernet";
    uint8_t body[1024];
    size_t size = protobuf_c_message_pack(&after.base, body);
    sqlite3_stmt *statement = hs_db_prepare(&view->db, "UPDATE organisation SET body = ?1, title = 'Fjernet'", &task->status);
    sqlite3_bind_blob(statement, 1, body, (int)size, SQLITE_STATIC);
    enum hs_code code = hs_db_run(&view->db, statement, &task->status);
    if (code == HS_OK) {
        code = hs_search_write(&view->db, table, 1, &before->base, &after.base, &task->arena, &task->status);
    }
    return code == HS_OK ? hs_search_compact(&view->db, &task->status) : code;
}

static void a_body_rewritten_by_other_means_takes_its_words_along(void **state)
{
    struct fixture *f = *state;
    struct task task;
    hensigt_organisation *organisation = put_organisation(f, "o", "Hemmelighed");
    task_init(&task, rename_silently, organisation);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_OK);
    task_free(&task);
    assert_string_equal(find(f, "hemmelighed"), "");
    assert_string_equal(find(f, "fjernet"), "o");
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM search_word WHERE term LIKE '%hemmelighed%'"), 0);
    assert_int_equal(ask_sql(f, "SELECT count(*) FROM search_data WHERE instr(block, 'emmelighed') > 0"), 0);
}

/* ---- who reads -------------------------------------------------------------------------------------------------- */

static bool hides_organisations(const struct hs_reader *reader, const struct hs_resource *resource)
{
    (void)reader;
    return strcmp(resource->kind, "Organisation") == 0;
}

static bool shows_open(const struct hs_reader *reader, struct hs_view *view, const struct hs_record *record)
{
    (void)reader, (void)view;
    return strstr(record->name, "hidden") == NULL;
}

static void what_is_hidden_takes_no_part(void **state)
{
    struct fixture *f = *state;
    static const struct hs_reader reader = {.hides = hides_organisations, .shows = shows_open};
    struct hs_search_page page = {.next_page_token = ""};
    put_organisation(f, "hidden-a", "Vand");
    put_organisation(f, "shown-a", "Vand");
    put_organisation(f, "hidden-b", "Vand");
    put_organisation(f, "shown-b", "Vand");
    put_organisation(f, "hidden-z", "Vand");
    struct hs_search_query query = {.text = "vand", .page_size = 1};
    assert_string_equal(ask(f, &query, &reader, &page).names, "shown-a");
    query.page_token = page.next_page_token;
    assert_string_equal(ask(f, &query, &reader, &page).names, "shown-b");
    assert_string_equal(page.next_page_token, "");
    query = (struct hs_search_query){.text = "vand"};
    assert_string_equal(ask(f, &query, NULL, NULL).names, "hidden-a hidden-b hidden-z shown-a shown-b");
}

struct many {
    int count;
    const char *prefix;
};

static enum hs_code put_many(struct task *task, struct hs_view *view)
{
    const struct many *many = task->context;
    enum hs_code code = HS_OK;
    for (int i = 0; code == HS_OK && i < many->count; i++) {
        hensigt_organisation organisation;
        char name[64];
        hensigt__v1__organisation__init(&organisation);
        snprintf(name, sizeof name, "organisations/%s%04d", many->prefix, i);
        organisation.name = name;
        organisation.title = "En kommune";
        code = hs_view_put(view, hs_contract_resource("Organisation"), &organisation.base, 0, &task->status);
    }
    return code;
}

static void put_each(struct fixture *f, int count, const char *prefix)
{
    struct many many = {count, prefix};
    struct task task;
    task_init(&task, put_many, &many);
    task_submit(f, &task);
    assert_int_equal(task_wait(&task), HS_OK);
    task_free(&task);
}

/* More than are ranked: that is said, unless the rest is hidden; and the best is found nevertheless. */
static void there_may_be_more_than_are_ranked(void **state)
{
    struct fixture *f = *state;
    static const struct hs_reader reader = {.hides = hides_organisations, .shows = shows_open};
    struct hs_search_page page = {.next_page_token = ""};
    const struct hs_search_query query = {.text = "kommune", .page_size = 1};
    put_each(f, 2000, "o");
    assert_string_equal(ask(f, &query, NULL, &page).names, "o0000");
    assert_false(page.more_matches);
    put_each(f, 1, "hidden");
    (void)ask(f, &query, &reader, &page);
    assert_false(page.more_matches);
    (void)ask(f, &query, NULL, &page);
    assert_true(page.more_matches);
    put_organisation(f, "x", "Kommune");
    assert_string_equal(ask(f, &query, &reader, &page).names, "x");
    assert_true(page.more_matches);
    assert_int_equal(check(f), HS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_found_however_they_are_written, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(identifiers_are_found_in_any_form, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_typed_is_never_syntax, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(the_best_comes_first, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_written_as_it_was_typed_comes_before_what_only_sounds_so, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(an_excerpt_shows_what_was_found, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(pages_hold_all_once, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(kinds_are_chosen, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(changes_and_deletions_are_followed, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_write_that_fails_leaves_no_words, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(the_check_finds_words_that_are_missing_or_left_over, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(words_that_are_left_over_find_nothing, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(another_way_of_reading_fills_the_index_anew, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_was_there_before_is_taken_in, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(a_body_rewritten_by_other_means_takes_its_words_along, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(what_is_hidden_takes_no_part, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(there_may_be_more_than_are_ranked, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
