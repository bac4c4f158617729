/* How the intentions of a process stand, as the service judges. */
#ifndef CLI_OCDS_STANDING_H
#define CLI_OCDS_STANDING_H

#include "ocds/ocds_gather.h"

/** Reads the standings of a process, by intention, as known at a moment (NULL = now). Says why it cannot, and returns the code. */
enum exit_code ocds_read_standings(struct cli *cli, struct hs_arena *arena, const char *process, ProtobufCMessage *read_time,
                                   struct ocds_list *out);

/** The standing of an intention, or NULL. */
const hensigt_intention_standing *ocds_standing_of(const struct ocds_list *standings, const char *intention);

/** Whether it is demand, be it by a signature that waits to be reaffirmed or by dates that leave it open. */
bool ocds_is_demand(const hensigt_intention_standing *standing);

#endif
