/* Numbered steps from an empty file to the newest schema. */
#ifndef HS_STORE_MIGRATE_H
#define HS_STORE_MIGRATE_H

#include "store/db.h"
#include "store/store.h"

/** What marks a database as ours (PRAGMA application_id): "HSGT". The first migration sets it. */
enum { HS_APPLICATION_ID = 0x48534754 };

/** One step: the SQL of schema/NNNN_name.sql. A line `-- reindex KIND` in it binds the columns of that kind anew, from the bodies,
 *  after its statements have run. */
struct hs_migration {
    const char *name; /**< the file's */
    const char *sql;
};

/** Those the program was built with, oldest first; the nth leads to schema version n. */
extern const struct hs_migration hs_migrations[];
extern const size_t hs_n_migrations;

/** Looks at a file without changing it. FAILED_PRECONDITION where it is of another application (reason STORE_FOREIGN) or newer than
 *  `n_migrations` (STORE_NEWER). A file that is absent or empty is fine. */
enum hs_code hs_migrate_inspect(const char *path, size_t n_migrations, struct hs_status *status);

/** Runs the steps that a database lacks, each in a transaction of its own. */
enum hs_code hs_migrate(struct hs_db *db, const struct hs_store_options *options, const struct hs_migration *migrations,
                        size_t n_migrations, struct hs_status *status);

/** Writes the columns and index rows of a resource anew from its bodies, within a transaction (reindex.c). */
enum hs_code hs_reindex(struct hs_db *db, const struct hs_store_options *options, const struct hs_resource *resource,
                        struct hs_status *status);

#endif
