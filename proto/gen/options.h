/* The contract's own options, which reach a plugin as unknown fields. */
#ifndef GEN_OPTIONS_H
#define GEN_OPTIONS_H

#include "model.h"

/** The rules that an element's options hold, living in the model's pool; NULL if there are none, or after an error was added.
 *  `options` may be NULL.
 *  @{ */
const field_rules *options_field(struct model *model, const struct element *element, const Google__Protobuf__FieldOptions *options);
const resource_rules *options_resource(struct model *model, const struct element *element,
                                       const Google__Protobuf__MessageOptions *options);
const method_rules *options_method(struct model *model, const struct element *element,
                                   const Google__Protobuf__MethodOptions *options);
/** @} */

#endif
