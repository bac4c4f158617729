#include "support.h"

#include "wire/guard.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA = 256 * 1024 * 1024 };

static int64_t fixture_clock(void *context)
{
    return ((struct fixture *)context)->now;
}

void fixture_begin(struct fixture *f)
{
    *f = (struct fixture){.now = INT64_C(1700000000000000)};
    snprintf(f->folder, sizeof f->folder, "/tmp/hensigt-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/store.db", f->folder);
    f->options = (struct hs_store_options){.path = f->path, .contract = &hs_contract, .clock = fixture_clock, .context = f};
    hs_arena_init(&f->arena, ARENA);
    hs_status_init(&f->status, &f->arena);
}

struct hs_status *fresh_status(struct fixture *f)
{
    hs_status_init(&f->status, &f->arena);
    return &f->status;
}

void fixture_open(struct fixture *f)
{
    enum hs_code code = hs_store_open(&f->store, &f->options, fresh_status(f));
    if (code != HS_OK) {
        print_message("%s: %s\n", reason_of(&f->status), f->status.message.message);
    }
    assert_int_equal(code, HS_OK);
}

void fixture_close(struct fixture *f)
{
    hs_store_close(f->store);
    f->store = NULL;
}

void fixture_end(struct fixture *f)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".copy", ".copy-wal", ".copy-shm"};
    fixture_close(f);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", f->path, suffixes[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(f->folder), 0);
    hs_arena_free(&f->arena);
}

int fixture_setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);
    assert_non_null(f);
    fixture_begin(f);
    fixture_open(f);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture_end(*state);
    free(*state);
    return 0;
}

/* ---- writes ----------------------------------------------------------------------------------------------------- */

static enum hs_code run(struct hs_write *write, struct hs_view *view)
{
    struct task *task = (struct task *)(void *)write;
    task->runs++;
    return task->body(task, view);
}

static enum hs_code replay(struct hs_write *write, struct hs_view *view, int64_t sequence)
{
    struct task *task = (struct task *)(void *)write;
    (void)view;
    task->replays++;
    task->replayed = sequence;
    return HS_OK;
}

static void done(struct hs_write *write, enum hs_write_end end)
{
    struct task *task = (struct task *)(void *)write;
    pthread_mutex_lock(&task->lock);
    task->end = end;
    task->done = true;
    pthread_cond_signal(&task->changed);
    pthread_mutex_unlock(&task->lock);
}

void task_init(struct task *task, enum hs_code (*body)(struct task *task, struct hs_view *view), void *context)
{
    *task = (struct task){.body = body, .context = context};
    task->write = (struct hs_write){
        .caller = "owner", .method = "hensigt.v1.Test/Put", .status = &task->status, .run = run, .replay = replay, .done = done};
    hs_arena_init(&task->arena, ARENA);
    hs_status_init(&task->status, &task->arena);
    pthread_mutex_init(&task->lock, NULL);
    pthread_cond_init(&task->changed, NULL);
}

void task_free(struct task *task)
{
    hs_arena_free(&task->arena);
    pthread_mutex_destroy(&task->lock);
    pthread_cond_destroy(&task->changed);
}

void task_submit(struct fixture *f, struct task *task)
{
    assert_int_equal(hs_store_submit(f->store, &task->write), HS_OK);
}

enum hs_code task_wait(struct task *task)
{
    pthread_mutex_lock(&task->lock);
    while (!task->done) {
        pthread_cond_wait(&task->changed, &task->lock);
    }
    pthread_mutex_unlock(&task->lock);
    return hs_status_code(&task->status);
}

struct one_put {
    const struct hs_resource *resource;
    ProtobufCMessage *message;
    unsigned how;
};

static enum hs_code put_one(struct task *task, struct hs_view *view)
{
    const struct one_put *one = task->context;
    return hs_view_put(view, one->resource, one->message, one->how, &task->status);
}

enum hs_code put(struct fixture *f, const char *kind, ProtobufCMessage *message, unsigned how, int64_t *sequence)
{
    struct one_put one = {hs_contract_resource(kind), message, how};
    struct task task;
    task_init(&task, put_one, &one);
    /* What is put stays readable after the task: its texts come from the fixture's arena. */
    hs_status_init(&task.status, &f->arena);
    task_submit(f, &task);
    enum hs_code code = task_wait(&task);
    assert_int_equal(task.end, HS_WRITE_COMMITTED);
    f->status = task.status;
    if (sequence != NULL) {
        *sequence = task.write.sequence;
    }
    task_free(&task);
    return code;
}

/* ---- statuses --------------------------------------------------------------------------------------------------- */

const char *reason_of(const struct hs_status *status)
{
    return status->message.error_info != NULL ? status->message.error_info->reason : "";
}

const char *metadatum_of(const struct hs_status *status, const char *key)
{
    const hensigt_rpc_error_info *info = status->message.error_info;
    for (size_t i = 0; info != NULL && i < info->n_metadata; i++) {
        if (strcmp(info->metadata[i]->key, key) == 0) {
            return info->metadata[i]->value;
        }
    }
    return "";
}

void assert_violation(const struct hs_status *status, const char *field, const char *reason)
{
    assert_int_equal(status->message.n_field_violations, 1);
    assert_string_equal(status->message.field_violations[0]->field, field);
    assert_string_equal(status->message.field_violations[0]->reason, reason);
}

/* ---- messages --------------------------------------------------------------------------------------------------- */

hensigt_organisation *new_organisation(struct fixture *f, const char *id, const char *title)
{
    hensigt_organisation *organisation = (void *)hs_arena_new(&f->arena, hs_contract_resource("Organisation")->message->descriptor);
    organisation->name = hs_arena_printf(&f->arena, "organisations/%s", id);
    organisation->title = hs_arena_string(&f->arena, title);
    organisation->kind = HENSIGT_ORGANISATION_KIND_MUNICIPALITY;
    organisation->state = HENSIGT_ORGANISATION_STATE_ACTIVE;
    return organisation;
}

void add_identifier(struct fixture *f, hensigt_organisation *organisation, const char *scheme, const char *value)
{
    hensigt_organisation_identifier *identifier =
        (void *)hs_arena_new(&f->arena, &hensigt__v1__organisation__identifier__descriptor);
    identifier->scheme = hs_arena_string(&f->arena, scheme);
    identifier->value = hs_arena_string(&f->arena, value);
    organisation->identifiers =
        hs_arena_grow(&f->arena, organisation->identifiers, organisation->n_identifiers, sizeof *organisation->identifiers);
    organisation->identifiers[organisation->n_identifiers++] = identifier;
}

hensigt_partial_date *new_date(struct fixture *f, const char *date)
{
    hensigt_partial_date *out = (void *)hs_arena_new(&f->arena, &hensigt__v1__partial_date__descriptor);
    out->date = hs_arena_string(&f->arena, date);
    return out;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

ProtobufCMessage *get(struct fixture *f, const char *name, int64_t read_time)
{
    struct hs_view *view = NULL;
    struct hs_record record = {0};
    struct hs_guard_report report;
    ProtobufCMessage *message = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    if (hs_view_get(view, name, read_time, &f->arena, &record, &f->status) == HS_OK) {
        message = hs_guard_unpack(&f->arena, record.resource->message->descriptor, record.body, record.size, true, &report);
        assert_non_null(message);
        assert_string_equal(record.name, name);
    }
    hs_view_close(view);
    return message;
}

struct names {
    struct fixture *fixture;
    const char *text;
};

static enum hs_code add_name(void *context, const struct hs_record *record)
{
    struct names *names = context;
    const char *id = strrchr(record->name, '/') + 1;
    names->text = hs_arena_printf(&names->fixture->arena, "%s%s%s", names->text, *names->text != '\0' ? " " : "", id);
    return HS_OK;
}

const char *list(struct fixture *f, const struct hs_query *query, const char **next)
{
    struct names names = {f, ""};
    struct hs_view *view = NULL;
    assert_int_equal(hs_view_open(f->store, 0, &view, fresh_status(f)), HS_OK);
    enum hs_code code = hs_view_list(view, query, add_name, &names, &f->arena, next, &f->status);
    hs_view_close(view);
    if (code == HS_OK) {
        return names.text;
    }
    assert_int_equal(code, hs_status_code(&f->status));
    return f->status.message.n_field_violations > 0 ? f->status.message.field_violations[0]->reason : reason_of(&f->status);
}

/* ---- behind the store's back ------------------------------------------------------------------------------------ */

void run_sql(struct fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (rc != SQLITE_OK) {
        print_message("%s: %s\n", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    assert_int_equal(rc, SQLITE_OK);
}

int64_t ask_sql(struct fixture *f, const char *sql)
{
    return ask_sql_in(f->path, sql);
}

int64_t ask_sql_in(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}
