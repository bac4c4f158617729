/* The search index: which words stand in which resource.
 *
 * It is one full-text table without texts of its own, filled from the bodies: `title` holds the words of what a resource is called,
 * `other` those of its remaining searchable fields. Its rows are numbered by the resource's row and its kind. The option `search`
 * of a resource alone says what is read (search_fields.c). A body that is written takes its words along in the same transaction
 * (search_index.c); a store whose kinds are read in another way than when it was filled is filled anew when it is opened. */
#ifndef HS_STORE_SEARCH_H
#define HS_STORE_SEARCH_H

#include "store/fold.h"
#include "store/store_internal.h"

enum { HS_SEARCH_MAX_DEPTH = 6 };

/** A field that a search reads. */
struct hs_search_field {
    const char *path;
    int depth;
    int fields[HS_SEARCH_MAX_DEPTH]; /**< descriptor indexes along the path; any of them may be repeated */
    bool is_title;                   /**< it says what the resource is called: the first field, and titles of the resource itself */
    bool is_name;                    /**< it names another resource: only the id is read */
};

/** What a search knows of a kind of resource. */
struct hs_search_kind {
    int64_t id;                     /**< of its row in search_kind, 1 to HS_SEARCH_KINDS - 1; set once by hs_search_open */
    struct hs_search_field *fields; /**< the earlier, the more a word in it weighs */
    size_t n_fields;
    int title, region_code; /**< descriptor indexes of those strings, or -1 */
    const char *sql_find;   /**< name, ledger_seq, deleted, body by id */
};

/* ---- what is read (search_fields.c) ----------------------------------------------------------------------------- */

/** Reads the option of table->resource into table->search, which stays NULL where there is none. */
enum hs_code hs_search_load(struct hs_table *table, struct hs_arena *arena, struct hs_status *status);

/** A text of a message, not empty. */
struct hs_search_text {
    size_t field; /**< in hs_search_kind.fields */
    const char *text;
};

struct hs_search_texts {
    struct hs_search_text *texts;
    size_t count;
};

/** The texts of a message in the order of the fields; they are the message's. False without memory. */
bool hs_search_texts(const struct hs_search_kind *search, const ProtobufCMessage *message, struct hs_arena *arena,
                     struct hs_search_texts *out);

/* ---- words (search_words.c) ------------------------------------------------------------------------------------- */

/** Where words stand. */
enum hs_search_column { HS_SEARCH_TITLE, HS_SEARCH_OTHER, HS_SEARCH_COLUMNS };

/** The distinct words of a resource for each column, sorted, with a space between; "" for none. */
struct hs_search_words {
    const char *columns[HS_SEARCH_COLUMNS];
};

/** Folds texts into words. False without memory. */
bool hs_search_words(const struct hs_search_kind *search, const struct hs_search_texts *texts, struct hs_arena *arena,
                     struct hs_search_words *out);

/** The one word that stands for a whole title, by which equal titles are found; `=` parts it from all others. */
enum { HS_SEARCH_WHOLE_SIZE = 64 };
void hs_search_whole(const char *text, char out[HS_SEARCH_WHOLE_SIZE + 1]);

/* ---- the index (search_index.c) --------------------------------------------------------------------------------- */

enum { HS_SEARCH_KINDS = 256 };

/** The number of a resource's row in the index; its remainder by HS_SEARCH_KINDS is the kind's. */
int64_t hs_search_row(const struct hs_table *table, int64_t id);

/** Brings the index up to date with what the contract has it read, and sets the kinds' numbers. */
enum hs_code hs_search_open(struct hs_schema *schema, struct hs_db *db, const struct hs_store_options *options,
                            struct hs_status *status);

/** Takes a changed resource into the index: `before` is the message whose words the index has, `after` the one whose words it is to
 * have. Either may be NULL, or deleted: then it has none. Within a transaction that also writes the body. Whoever rewrites a stored
 * body by other means than a put calls this as well. */
enum hs_code hs_search_write(struct hs_db *db, const struct hs_table *table, int64_t id, const ProtobufCMessage *before,
                             const ProtobufCMessage *after, struct hs_arena *arena, struct hs_status *status);

/** Writes the whole index anew as one piece, without what was taken out: until then words that were taken out still stand in the
 * file, marked as gone. It takes seconds for a million resources. */
enum hs_code hs_search_compact(struct hs_db *db, struct hs_status *status);

/* ---- the check (search_check.c) --------------------------------------------------------------------------------- */

/** A sum over all words in all places, for each kind: equal sums, equal indexes. */
struct hs_search_sums {
    uint64_t sums[HS_SEARCH_KINDS];
};

/** Adds the words that a resource should have in the index. False without memory. */
bool hs_search_sum(struct hs_search_sums *sums, const struct hs_table *table, int64_t id, const ProtobufCMessage *message,
                   struct hs_arena *arena);

/** Adds those that the index has. */
enum hs_code hs_search_sum_index(struct hs_search_sums *sums, struct hs_db *db, struct hs_status *status);

/* ---- what somebody looks for (search_query.c) ------------------------------------------------------------------- */

enum { HS_SEARCH_MAX_TERMS = 16, HS_SEARCH_MAX_ALTERNATIVES = 5, HS_SEARCH_MAX_PARTS = 8 };

/** Words that must all be there. */
struct hs_search_words_together {
    const char *words[HS_SEARCH_MAX_PARTS];
    size_t count;
};

/** Something looked for, in the ways in which it may be written: one of them must be there. */
struct hs_search_term {
    struct hs_search_words_together ways[HS_SEARCH_MAX_ALTERNATIVES];
    size_t n_ways;
    bool is_prefix;      /**< the last word of each way may go on */
    const char *literal; /**< as it was typed */
    size_t literal_size;
};

struct hs_search_terms {
    struct hs_search_term terms[HS_SEARCH_MAX_TERMS];
    size_t count;
    char whole[HS_SEARCH_WHOLE_SIZE + 1]; /**< hs_search_whole of all that was typed */
};

/** Reads what was typed. Violations of the field query: NO_WORDS, TOO_MANY_WORDS. */
enum hs_code hs_search_parse(const char *query, struct hs_arena *arena, struct hs_search_terms *out, struct hs_status *status);

/** The same as an expression of the full-text engine; NULL without memory. */
const char *hs_search_expression(const struct hs_search_terms *terms, struct hs_arena *arena);

/** Whether the nth word of one of a term's ways may go on. */
bool hs_search_goes_on(const struct hs_search_term *term, const struct hs_search_words_together *way, size_t n);

/* ---- how well a resource fits (search_rank.c) ------------------------------------------------------------------- */

struct hs_search_rank {
    int64_t score;    /**< higher is better */
    size_t field;     /**< where it fits best: in hs_search_kind.fields */
    const char *text; /**< the text there */
    size_t at;        /**< the byte of it where the first word found begins */
};

/** Ranks a resource by its texts. *fits is false where a term is not in them after all. False without memory. */
bool hs_search_rank(const struct hs_search_kind *search, const struct hs_search_terms *terms, const struct hs_search_texts *texts,
                    struct hs_arena *arena, struct hs_search_rank *out, bool *fits);

/** A piece of a text around a byte of it, with dots where it was cut; NULL without memory. */
const char *hs_search_excerpt(const char *text, size_t at, struct hs_arena *arena);

#endif
