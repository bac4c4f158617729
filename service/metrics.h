/* The service's figures in the text form of Prometheus. */
#ifndef HS_METRICS_H
#define HS_METRICS_H

#include "service/dispatch.h"

#include <stdbool.h>
#include <stdio.h>

/** Writes all figures, each with a line of explanation. Errors are those of the stream. */
void hs_metrics_print(FILE *stream, struct hs_dispatch *dispatch, const char *version);

/** Writes them to a file, which anyone may read, under another name first: who reads it finds the old figures or the new. False
 *  with errno. */
bool hs_metrics_write(const char *path, struct hs_dispatch *dispatch, const char *version);

#endif
