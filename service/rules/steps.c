#include "service/rules/steps.h"

#include <string.h>

int hs_step_index(const hensigt_process_model *model, const char *step)
{
    for (size_t i = 0; i < model->n_steps; i++)
        if (strcmp(model->steps[i]->step, step) == 0)
            return (int)i;
    return -1;
}
