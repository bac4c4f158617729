/* The generated files, one function each. All print a checked model into memory. */
#ifndef GEN_EMIT_H
#define GEN_EMIT_H

#include "model.h"

/** One generated file. */
struct output {
    const char *path; /**< below the output folder */
    struct text text;
};

/** Prints all files of a model. *outputs (of *n elements) is the pool's; each text is released with text_free.
 *  False without memory. */
bool emit_all(struct model *model, struct output **outputs, size_t *n);

/** @name Of one .proto file
 *  @{ */
void emit_types_header(struct text *out, const struct model_file *file);   /**< short names: <base>.h */
void emit_tables_header(struct text *out, const struct model_file *file);  /**< <base>_tables.h */
void emit_tables_source(struct text *out, const struct model_file *file);  /**< <base>_tables.c */
void emit_client_header(struct text *out, const struct model_file *file);  /**< <base>_client.h */
void emit_client_source(struct text *out, const struct model_file *file);  /**< <base>_client.c */
void emit_service_header(struct text *out, const struct model_file *file); /**< <base>_service.h */
void emit_service_source(struct text *out, const struct model_file *file); /**< <base>_service.c */
/** @} */

/** @name Of the whole contract
 *  @{ */
void emit_contract(struct text *out, const struct model *model);        /**< hensigt/contract.c */
void emit_docs(struct text *out, const struct model *model);            /**< hensigt/docs_table.c */
void emit_registry_header(struct text *out, const struct model *model); /**< hensigt/service_registry.h */
void emit_registry_source(struct text *out, const struct model *model); /**< hensigt/service_registry.c */
/** @} */

/** @name Shared pieces
 *  @{ */

/** The first lines: what the file holds and where from. `what` is "The types of", `source` "hensigt/v1/centre.proto". */
void emit_banner(struct text *out, const char *what, const char *source);

/** Include guard and `extern "C"` around a header's declarations; `guard` is the file's and `ending` tells its headers apart
 * ("_CLIENT"). emit_guard comes before the includes, emit_open after them, emit_close at the end. */
void emit_guard(struct text *out, const char *guard, const char *ending);
void emit_open(struct text *out);
void emit_close(struct text *out);

/** A documentation comment with the contract's words, each line behind `indent`. */
void emit_comment(struct text *out, const char *indent, const char *words);

/** Words within a comment: `first` begins the first line, `rest` every other. */
void emit_words(struct text *out, const char *first, const char *rest, const char *words);

/** @} */

#endif
