/* The steps of a process model. */
#ifndef HS_RULES_STEPS_H
#define HS_RULES_STEPS_H

#include "hensigt/v1/process_model.h"

/** The place of a step in a model by its key, or -1. */
int hs_step_index(const hensigt_process_model *model, const char *step);

#endif
