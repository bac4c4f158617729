/* Every rule about names: how protoc-gen-c makes C names, how we do, and which names cannot be C. */
#ifndef GEN_NAMES_H
#define GEN_NAMES_H

#include "pool.h"

#include <stdbool.h>
#include <stddef.h>

/** @name The C names of protoc-gen-c 1.4 for a full name ("hensigt.v1.Centre.State")
 *  @{ */
const char *names_c_type(struct pool *pool, const char *full_name);  /**< "Hensigt__V1__Centre__State" */
const char *names_c_lower(struct pool *pool, const char *full_name); /**< "hensigt__v1__centre__state" */
const char *names_c_upper(struct pool *pool, const char *full_name); /**< "HENSIGT__V1__CENTRE__STATE" */
/** @} */

/** Our prefix of a package's C names, without underscore: "hensigt.rpc.v1" -> "hensigt_rpc", "google.protobuf" -> "pb". */
const char *names_prefix(struct pool *pool, const char *package);

/** "ProcessModel", "processModel", "Process.Model" -> "process_model". */
const char *names_snake(struct pool *pool, const char *camel);
/** The same with hyphens: "process-model". */
const char *names_kebab(struct pool *pool, const char *camel);
/** The same with capitals: "PROCESS_MODEL". */
const char *names_upper(struct pool *pool, const char *camel);
/** "processModels" -> "ProcessModels". */
const char *names_capitalised(struct pool *pool, const char *text);
/** The JSON name of a field: "process_model" -> "processModel". */
const char *names_json(struct pool *pool, const char *field);
/** A file's path as an identifier in capitals: "hensigt/v1/centre" -> "HENSIGT_V1_CENTRE". */
const char *names_guard(struct pool *pool, const char *path);

/** lower_snake_case: lower-case letters and digits, in words parted by one underscore, beginning with a letter. */
bool names_is_snake(const char *name);
/** UPPER_SNAKE_CASE likewise. */
bool names_is_upper(const char *name);
/** PascalCase: a capital, then letters and digits. */
bool names_is_pascal(const char *name);
/** lowerCamelCase: a lower-case letter, then letters and digits. */
bool names_is_camel(const char *name);

/** Why a word cannot be a member or function of a C or C++ header ("is a keyword of C"), or NULL if it can. */
const char *names_refusal(const char *word);

/** A C name that the generated files define, and the element of the contract it stands for. */
struct name_claim {
    const char *name;
    const char *owner;
    size_t order; /**< of claiming */
    const void *place;
};

/** All of them. A zeroed struct is empty; its memory is the pool's. */
struct name_claims {
    struct name_claim *claims;
    size_t n;
    size_t room;
};

/** Notes that `owner`, which stands at `place`, defines `name`. */
void names_claim(struct pool *pool, struct name_claims *claims, const char *name, const char *owner, const void *place);

/** Sorts the claims by name, and by order within one name, so that clashing ones are neighbours. */
void names_sort_claims(struct name_claims *claims);

#endif
