/* Everything in the registry that a planning release of one process tells of. */
#ifndef CLI_OCDS_GATHER_H
#define CLI_OCDS_GATHER_H

#include "cli.h"

#include "hensigt/v1/award.h"
#include "hensigt/v1/centre.h"
#include "hensigt/v1/event.h"
#include "hensigt/v1/financing_scheme.h"
#include "hensigt/v1/instrument.h"
#include "hensigt/v1/intention.h"
#include "hensigt/v1/membership.h"
#include "hensigt/v1/organisation.h"
#include "hensigt/v1/process.h"
#include "hensigt/v1/process_model.h"
#include "hensigt/v1/purchase.h"
#include "hensigt/v1/source.h"

/** Messages of one type, in the order of their names. */
struct ocds_list {
    const ProtobufCMessage **items;
    size_t n;
};

/** What a release is made of; everything lives in the arena it was gathered in. */
struct ocds_facts {
    const hensigt_process *process;
    const hensigt_process_model *model;
    const hensigt_centre *centre;
    struct ocds_list memberships;   /**< that hold; of the bodies of today */
    struct ocds_list intentions;    /**< that are demand and public; of the bodies for which they count today */
    struct ocds_list instruments;   /**< that were opened for signing, and are in no error */
    struct ocds_list events;        /**< of the process */
    struct ocds_list purchases;     /**< planned or awarded */
    struct ocds_list awards;        /**< of financing to the process */
    struct ocds_list organisations; /**< all those named by the release */
    struct ocds_list sources;       /**< all those that it rests on */
    struct ocds_list schemes;       /**< of the awards */
    size_t n_examples;              /**< entries left out because they are example data */
    int64_t change_seconds;         /**< when the latest of it changed */
    int32_t change_nanos;
};

/** How to gather. */
struct ocds_how {
    bool examples; /**< example data too */
};

/** Gathers the facts of a process as known at one moment. Says why it cannot, and returns the code. */
enum exit_code ocds_gather(struct cli *cli, struct hs_arena *arena, const char *process, const struct ocds_how *how,
                           struct ocds_facts *facts);

/** A gathered organisation or source by its name, or NULL. */
const hensigt_organisation *ocds_organisation(const struct ocds_facts *facts, const char *name);
const hensigt_source *ocds_source(const struct ocds_facts *facts, const char *name);

/** Reads one resource as known at a moment (NULL = now). */
enum exit_code ocds_get(struct cli *cli, struct hs_arena *arena, const char *name, ProtobufCMessage *read_time,
                        const ProtobufCMessage **message);

#endif
