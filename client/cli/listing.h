/* Everything of a kind, one resource after the other: what exports are made of. */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "access.h"
#include "cli.h"

/** Which resources of a kind. A zeroed struct means all that are not deleted, as they are now. */
struct listing {
    const char *parent;          /**< NULL = under any */
    const char *filter;          /**< AIP-160; NULL = all */
    bool deleted;                /**< deleted ones too */
    ProtobufCMessage *read_time; /**< what the registry knew then; NULL = now */
};

/** Told of each resource, which lives no longer than the call. Returns EXIT_OK to go on. */
typedef enum exit_code (*listing_visit)(struct cli *cli, void *context, const ProtobufCMessage *resource);

/** The method that lists a kind, or NULL. */
const struct hs_method *listing_method(const struct hs_resource *resource);

/** The moment whose knowledge an export shows, one for all its kinds: of the run's arena, NULL where nothing was ever written. */
enum exit_code listing_read_time(struct cli *cli, ProtobufCMessage **read_time);

/** Visits the resources of a kind in the order of their names. */
enum exit_code listing_each(struct cli *cli, const struct hs_resource *resource, const struct listing *listing, listing_visit visit,
                            void *context);

/** A kind by its name ("Centre", "centre"), or NULL after saying that there is none; `command` is the one whose help tells more. */
const struct hs_resource *listing_kind(const struct cli *cli, const char *command, const char *name);

/** The same without saying anything. */
const struct hs_resource *listing_find_kind(const char *name);

#endif
