#include "store/search.h"

#include <string.h>

/* FNV-1a. A sum of hashes shows what differs by accident; nobody gains by making it agree. */
static const uint64_t fnv_start = UINT64_C(14695981039346656037), fnv_prime = UINT64_C(1099511628211);

static uint64_t hash_word(const char *word, size_t length, enum hs_search_column column, int64_t row)
{
    uint64_t hash = (fnv_start ^ (uint64_t)column) * fnv_prime;
    hash = (hash ^ (uint64_t)row) * fnv_prime;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)word[i]) * fnv_prime;
    }
    return hash ^ hash >> 29;
}

bool hs_search_sum(struct hs_search_sums *sums, const struct hs_table *table, int64_t id, const ProtobufCMessage *message,
                   struct hs_arena *arena)
{
    struct hs_search_texts texts;
    struct hs_search_words words;
    if (table->search == NULL || hs_message_child(message, table->delete_time) != NULL) {
        return true;
    }
    if (!hs_search_texts(table->search, message, arena, &texts) || !hs_search_words(table->search, &texts, arena, &words)) {
        return false;
    }
    for (int column = 0; column < HS_SEARCH_COLUMNS; column++) {
        for (const char *at = words.columns[column]; *at != '\0';) {
            size_t length = strcspn(at, " ");
            sums->sums[table->search->id] += hash_word(at, length, (enum hs_search_column)column, hs_search_row(table, id));
            at += length + (at[length] == ' ');
        }
    }
    return true;
}

enum hs_code hs_search_sum_index(struct hs_search_sums *sums, struct hs_db *db, struct hs_status *status)
{
    enum hs_step step = HS_STEP_FAILED;
    sqlite3_stmt *statement = hs_db_prepare(db, "SELECT term, doc, col = 'other' FROM search_word", status);
    while (statement != NULL && (step = hs_db_step(db, statement, status)) == HS_STEP_ROW) {
        const char *word = (const char *)sqlite3_column_text(statement, 0);
        size_t length = (size_t)sqlite3_column_bytes(statement, 0);
        int64_t row = sqlite3_column_int64(statement, 1);
        enum hs_search_column column = sqlite3_column_int(statement, 2) != 0 ? HS_SEARCH_OTHER : HS_SEARCH_TITLE;
        sums->sums[row & (HS_SEARCH_KINDS - 1)] += hash_word(word != NULL ? word : "", length, column, row);
    }
    hs_db_release(db, statement);
    return step == HS_STEP_DONE ? HS_OK : hs_status_code(status);
}
