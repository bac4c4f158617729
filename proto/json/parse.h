/* Reading: what the walk over objects and the reading of single values share. */
#ifndef HS_JSON_PARSE_H
#define HS_JSON_PARSE_H

#include "json/json.h"

#include <jansson.h>

/** Says that a value has the wrong type: `wanted` is "a string", "true or false"... */
void hs_json_wrong_type(struct hs_json_errors *errors, const struct hs_path *path, const char *wanted, const json_t *found);

/** Reads a number, a text, bytes or an enum value into `slot`, which has room for it. False where `errors` says what is
 *  wrong; `slot` is then undefined. */
bool hs_json_read_scalar(struct hs_json_errors *errors, const struct hs_path *path, const ProtobufCFieldDescriptor *field,
                         const json_t *value, void *slot);

#endif
