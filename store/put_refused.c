#include "store/put.h"

#include "wire/date.h"

#include <string.h>

/* ---- a value that another resource has -------------------------------------------------------------------------- */

/* The field behind a column of an index table, or of the resource's own where `index` is NULL. */
static const char *field_of(const struct hs_put *put, const struct hs_index_table *index, const char *column, size_t length)
{
    const char *path = hs_column_path(column, length, put->scratch);
    if (index == NULL || path == NULL) {
        return path;
    }
    const char *repeated = put->table->resource->message->descriptor->fields[index->field].name;
    return index->columns[0].depth == 1 ? repeated : hs_arena_printf(put->scratch, "%s.%s", repeated, path);
}

/* The cells behind a column, and the column itself in *found; NULL where the message has none of that name. */
static const struct hs_cell *cells_of(const struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells,
                                      const char *name, size_t length, const struct hs_column **found)
{
    const struct hs_column *columns = index != NULL ? index->columns : put->table->columns.columns;
    size_t n_columns = index != NULL ? index->n_columns : put->table->n_own;
    const struct hs_cell *cell = cells + (index == NULL || index->has_deleted);
    for (size_t i = 0; i < n_columns; cell += hs_column_width(&columns[i++])) {
        if (strlen(columns[i].sql) == length && strncmp(columns[i].sql, name, length) == 0) {
            *found = &columns[i];
            return cell;
        }
    }
    return NULL;
}

static const char *enum_text(const struct hs_column *column, int64_t number)
{
    const ProtobufCMessageDescriptor *message = column->message[column->depth - 1]->descriptor;
    const ProtobufCEnumDescriptor *type = message->fields[column->fields[column->depth - 1]].descriptor;
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, (int)number);
    return value != NULL ? value->name : "";
}

static const char *date_text(const struct hs_put *put, const struct hs_cell cells[2])
{
    char earliest[HS_DAY_SIZE] = "";
    char latest[HS_DAY_SIZE] = "";
    if (!cells[0].is_null) {
        hs_day_text((int32_t)cells[0].integer, earliest);
    }
    if (!cells[1].is_null) {
        hs_day_text((int32_t)cells[1].integer, latest);
    }
    if (strcmp(earliest, latest) == 0) {
        return hs_arena_string(put->scratch, earliest);
    }
    return hs_arena_printf(put->scratch, "%s..%s", earliest, latest);
}

/* The value that would stand in a column, for people; "" where there is none to tell. NULL without memory. */
static const char *value_of(const struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells,
                            const char *name, size_t length)
{
    static const char parent[] = "parent";
    const struct hs_column *column = NULL;
    const struct hs_cell *cell = cells_of(put, index, cells, name, length, &column);
    if (index == NULL && length == strlen(parent) && strncmp(name, parent, length) == 0) {
        return put->parent != NULL ? put->parent : "";
    }
    if (cell != NULL && column->type == HS_COLUMN_DATE) {
        return date_text(put, cell);
    }
    if (cell == NULL || cell->is_null) {
        return "";
    }
    return column->type == HS_COLUMN_TEXT ? cell->text : column->type == HS_COLUMN_ENUM ? enum_text(column, cell->integer) : "";
}

/* The fields named in "UNIQUE constraint failed: organisation__identifiers.scheme, organisation__identifiers.value" with their
 * values: "identifiers.scheme DK-CVR, identifiers.value 64942212"; *last is the last of the fields. NULL without memory. */
static const char *fields_of(const struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells,
                             const char *message, const char **last)
{
    const char *list = "";
    const char *next = strstr(message, ": ");
    *last = "";
    while (next != NULL && list != NULL) {
        next += strlen(": ");
        size_t length = strcspn(next, ",");
        const char *dot = memchr(next, '.', length);
        const char *column = dot != NULL ? dot + 1 : next;
        size_t size = (size_t)(next + length - column);
        const char *value = value_of(put, index, cells, column, size);
        *last = field_of(put, index, column, size);
        list = *last == NULL || value == NULL ? NULL
                                              : hs_arena_printf(put->scratch, "%s%s%s%s%s", list, *list != '\0' ? ", " : "", *last,
                                                                *value != '\0' ? " " : "", value);
        next = next[length] != '\0' ? next + length : NULL;
    }
    return list;
}

static enum hs_code delete_self(struct hs_put *put)
{
    const char *sql = hs_arena_printf(put->scratch, "DELETE FROM \"%s\" WHERE id = ?1", put->table->resource->table);
    sqlite3_stmt *statement = sql != NULL ? hs_db_prepare(&put->view->db, sql, put->status) : NULL;
    if (statement == NULL) {
        return sql != NULL ? hs_status_code(put->status) : hs_out_of_memory(put->status);
    }
    sqlite3_bind_int64(statement, 1, put->row.id);
    return hs_db_run(&put->view->db, statement, put->status);
}

/* The name of the resource whose row of the own table is in the way; NULL where there is none. */
static const char *holder_of_row(struct hs_put *put, const struct hs_cell *cells)
{
    const char *holder = NULL;
    if (put->before != NULL && delete_self(put) != HS_OK) {
        return NULL;
    }
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, put->table->sql_holder, put->status);
    if (statement != NULL) {
        hs_put_bind(put, statement, 0, cells);
        holder = sqlite3_step(statement) == SQLITE_ROW ? hs_db_text(statement, 0, put->scratch) : NULL;
    }
    hs_db_release(&put->view->db, statement);
    return holder;
}

static const char *name_of(struct hs_put *put, int64_t id)
{
    const char *name = NULL;
    const char *sql = hs_arena_printf(put->scratch, "SELECT name FROM \"%s\" WHERE id = ?1", put->table->resource->table);
    sqlite3_stmt *statement = sql != NULL ? hs_db_prepare(&put->view->db, sql, put->status) : NULL;
    if (statement != NULL) {
        sqlite3_bind_int64(statement, 1, id);
        name = sqlite3_step(statement) == SQLITE_ROW ? hs_db_text(statement, 0, put->scratch) : NULL;
    }
    hs_db_release(&put->view->db, statement);
    return name;
}

/* The same for a row of an index table. */
static const char *holder_of_element(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    int64_t owner = 0;
    sqlite3_stmt *statement = hs_db_prepare(&put->view->db, index->sql_holder, put->status);
    if (statement != NULL) {
        hs_index_bind(statement, put->row.id, cells, index->width);
        owner = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    }
    hs_db_release(&put->view->db, statement);
    return owner != 0 ? name_of(put, owner) : NULL;
}

/* Tries the row again in a savepoint that is undone, in a way that tells which row is in its way. */
static const char *find_holder(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    struct hs_db *db = &put->view->db;
    const char *holder = NULL;
    if (sqlite3_exec(db->handle, "SAVEPOINT refused; PRAGMA defer_foreign_keys=ON", NULL, NULL, NULL) == SQLITE_OK) {
        holder = index != NULL ? holder_of_element(put, index, cells) : holder_of_row(put, cells);
        sqlite3_exec(db->handle, "ROLLBACK TO refused; RELEASE refused", NULL, NULL, NULL);
    }
    if (!put->view->write->alone) {
        sqlite3_exec(db->handle, "PRAGMA defer_foreign_keys=OFF", NULL, NULL, NULL);
    }
    return holder;
}

static enum hs_code value_taken(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    const char *last = NULL;
    const char *fields = fields_of(put, index, cells, sqlite3_errmsg(put->view->db.handle), &last);
    const char *holder = fields != NULL ? find_holder(put, index, cells) : NULL;
    if (fields == NULL) {
        return hs_out_of_memory(put->status);
    }
    if (holder != NULL && strcmp(holder, put->name) == 0) {
        hs_status_field(put->status, 0, last, "DUPLICATE", "the same %s twice", fields);
        return hs_status_code(put->status);
    }
    if (holder == NULL) {
        holder = "another resource";
    }
    enum hs_code code = hs_status_fail(put->status, HS_ALREADY_EXISTS, "VALUE_TAKEN", "%s has %s already", holder, fields);
    hs_status_metadata(put->status, "holder", holder);
    hs_status_field(put->status, 0, last, "VALUE_TAKEN", "%s has %s already", holder, fields);
    return code;
}

/* ---- a reference to nothing ------------------------------------------------------------------------------------- */

/* The text that a foreign key's column would hold. */
static const char *target_of(const struct hs_put *put, const struct hs_foreign_key *key, const struct hs_cell *cells)
{
    const struct hs_column *column = NULL;
    if (key->path == NULL) {
        return put->parent;
    }
    const struct hs_cell *cell = cells_of(put, key->index, cells, key->column, strlen(key->column), &column);
    return cell != NULL ? cell->text : NULL;
}

static enum hs_code refers_to_nothing(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    const struct hs_table *table = put->table;
    bool explained = false;
    for (size_t i = 0; i < table->n_foreign_keys; i++) {
        const struct hs_foreign_key *key = &table->foreign_keys[i];
        const char *target = key->index == index ? target_of(put, key, cells) : NULL;
        const struct hs_table *kind = target != NULL ? hs_table_of_name(put->view->store, target) : NULL;
        struct hs_row row;
        bool found = false;
        if (target == NULL || (kind != NULL && hs_row_find(put->view, kind, target, NULL, &row, &found, put->status) != HS_OK)) {
            continue;
        }
        if (!found || strcmp(kind->resource->table, key->target) != 0) {
            hs_status_field(put->status, 0, key->path != NULL ? key->path : "parent", "REFERENCE_NOT_FOUND", "%s does not exist",
                            target);
            explained = true;
        }
    }
    return explained ? hs_status_code(put->status) : hs_db_fail(&put->view->db, "writing references", put->status);
}

enum hs_code hs_put_refused(struct hs_put *put, const struct hs_index_table *index, const struct hs_cell *cells)
{
    switch (sqlite3_extended_errcode(put->view->db.handle)) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return value_taken(put, index, cells);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return refers_to_nothing(put, index, cells);
    default:
        return hs_db_fail(&put->view->db, "writing a resource", put->status);
    }
}
