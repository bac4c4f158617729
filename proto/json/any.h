/* How an Any names the type it holds. */
#ifndef HS_JSON_ANY_H
#define HS_JSON_ANY_H

#include "wire/contract.h"
#include "wire/guard.h"

/** The key under which an Any's object names its type. */
#define HS_ANY_TYPE_KEY "@type"

/** What stands before the full name in google.protobuf.Any.type_url. */
#define HS_ANY_TYPE_PREFIX "type.googleapis.com/"

/** How deep messages may be nested, those within an Any included: what is read can be packed and pass the guard. */
enum { HS_JSON_MAX_DEPTH = HS_GUARD_MAX_DEPTH };

/** The type that a type_url or an "@type" names, with or without the prefix; NULL if there is none such. */
const struct hs_message *hs_any_type(const char *text);

#endif
