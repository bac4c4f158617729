/* The rules that a contract keeps beyond those of Protocol Buffers. */
#ifndef GEN_CHECK_H
#define GEN_CHECK_H

#include "model.h"

/** Checks everything; each broken rule is an error of the model. */
void check_contract(struct model *model);

/** @name Its parts
 *  @{ */
void check_field(struct model *model, const struct model_field *field);
void check_resource(struct model *model, const struct model_resource *resource);
void check_service(struct model *model, const struct model_service *service);
void check_clashes(struct model *model);
/** @} */

#endif
