/* One call on its way through the service, and what the rules of a resource can say about it.
 *
 * Standard methods (Create, Get, List, Update, Delete, Annul) are carried out by standard.c for every resource; service/rules/
 * holds, a file for each resource, what is particular to it: its struct hs_rules and the handlers of its other methods. */
#ifndef HS_CALL_H
#define HS_CALL_H

#include "store/store.h"
#include "wire/arena.h"
#include "wire/contract.h"
#include "wire/status.h"

#include "hensigt/v1/common.h"

#include <google/protobuf/timestamp.pb-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hs_change_rows;

/** Who calls. */
struct hs_caller {
    const char *name; /**< "owner", "anyone" (without a key), or the name of an access key: what ledger and confirmations show */
    uint32_t role;    /**< one of HS_ROLE_*; 0 = one that this program does not know */
    const char *const *centres; /**< those that a centre editor works for */
    size_t n_centres;
    const char *const *organisations; /**< those that a signatory speaks for, under all names that they have here */
    size_t n_organisations;
};

/** One call. Everything a handler allocates comes from the arena and lives until the reply has been packed. */
struct hs_call {
    const struct hs_method *method;
    struct hs_arena *arena;
    struct hs_status *status;
    struct hs_view *view; /**< a snapshot for reads, the writer's own for writes; it shows what the caller may see */
    const struct hs_caller *caller;
    int64_t now;        /**< microseconds since 1970; for a write the time it will have in the ledger */
    int32_t today;      /**< the day of `now` in UTC, as days since 1970-01-01 */
    bool imported;      /**< an import: states and times are taken as they come, guards of transitions are not asked */
    const char *prefix; /**< path of the resource in the request, with its dot: "centre."; "" in imports and custom methods */
    int32_t line;       /**< of the imported file, or 0 */
    const char *import; /**< the import whose staged lines count as present, or NULL */
    const uint8_t *request_id; /**< of a write, HS_STORE_REQUEST_ID_SIZE bytes; NULL if the caller gave none */
    bool undo;                 /**< a handler sets it: what it wrote is to be undone though it ends well (a trial) */
    const uint8_t *packed;     /**< where a handler made the reply as bytes, they stand here and its reply message is not packed */
    size_t packed_size;
    const struct hs_change_rows *changes; /**< rows of the ledger that were read already, for who waited for them; or NULL */
    void *service;                        /**< the service's own (dispatch.c) */
};

/** What a standard method or an import does to a resource. */
enum hs_change { HS_CHANGE_CREATE, HS_CHANGE_UPDATE, HS_CHANGE_DELETE, HS_CHANGE_ANNUL };

/** What is particular to one resource. Each member may be NULL. `before` is NULL for a resource that is new.
 *  All of them add what is wrong to the call's status and return nothing: the engine looks there, so that every violation
 *  of a request is reported at once. */
struct hs_rules {
    /** Computes what the service sets itself (output-only fields), in place, and puts values into the form in which they are
     * stored. In an import only what the line left out. */
    void (*complete)(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after);
    /** Checks the invariants of a state: what must hold of the resource however it came to be. Field violations only
     *  (hs_call_violation), with paths below the resource. */
    void (*check)(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after);
    /** Checks whether a transition is allowed now: a confirmed intention is not updated, an open process not deleted.
     *  Lacks (hs_status_lack) or hs_status_fail. Never asked in an import, nor about what is annulled: that is final. */
    void (*guard)(struct hs_call *call, enum hs_change change, const ProtobufCMessage *before, const ProtobufCMessage *after);
    /** Writes what follows from an allowed change in other resources, before this one is written: a repeat of the call is answered
     *  from its last row. Never asked in an import, nor of a deletion. */
    void (*settle)(struct hs_call *call, const ProtobufCMessage *before, const ProtobufCMessage *after);
};

/** Glue between the generated table of a service and its handlers, without a cast of a function pointer. */
struct hs_handler {
    const struct hs_method *method;
    /** Whether the implementation has this method. */
    bool (*present)(const void *implementation);
    /** Calls it. `reply` is an initialised message that the handler fills. */
    enum hs_code (*handle)(struct hs_call *call, const void *implementation, const ProtobufCMessage *request,
                           ProtobufCMessage *reply);
};

/** A service as the generated registry knows it. */
struct hs_service_entry {
    const struct hs_service *service;
    const struct hs_handler *handlers; /**< service->n_methods of them, in the order of its methods */
    const void *implementation;
    const struct hs_rules *rules; /**< NULL for a service that is about no resource */
};

/* ---- for handlers and rules -------------------------------------------------------------------------------------- */

/** Adds a violation of the resource in hand: `path` is a field path below it ("offices[2].person"). */
void hs_call_violation(struct hs_call *call, const char *path, const char *reason, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Reads and unpacks a resource as it was known at `read_time` (0 = now). NULL with the status set: NOT_FOUND also for a deleted
 * one. */
ProtobufCMessage *hs_call_get(struct hs_call *call, const char *name, int64_t read_time);

/** The same, without a failure: NULL and an untouched status if it does not exist or is deleted. */
ProtobufCMessage *hs_call_find(struct hs_call *call, const char *name, int64_t read_time);

/** Reads a resource for a change: as hs_call_get, and ABORTED (reason ETAG_MISMATCH) if `etag` is neither empty nor the resource's.
 */
ProtobufCMessage *hs_call_get_for_change(struct hs_call *call, const char *name, const char *etag);

/** Writes a resource after a change of state: completes, checks its invariants and references, then stores it with its ledger row.
 *  `before` may be NULL for a new one. The message gets its new etag and times. */
enum hs_code hs_call_put(struct hs_call *call, const ProtobufCMessage *before, ProtobufCMessage *after);

/** Receives one resource of a listing; it lives in the call's arena. Anything but HS_OK ends the listing. */
typedef enum hs_code hs_message_visitor(void *context, ProtobufCMessage *message);

/** Visits every resource, not deleted, of a kind for which all matches hold, as known at `read_time` (0 = now). */
enum hs_code hs_call_each(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                          const struct hs_match *matches, size_t n_matches, int64_t read_time, hs_message_visitor *visit,
                          void *context);

/** The same, for sums over many: a message lives until the visit of it ends, and what is to stay is copied. */
enum hs_code hs_call_scan(struct hs_call *call, const struct hs_resource *resource, const char *parent,
                          const struct hs_match *matches, size_t n_matches, int64_t read_time, hs_message_visitor *visit,
                          void *context);

/** A request's effective_date as a day; today if it is empty. Its form has been checked. */
int32_t hs_call_effective_day(const struct hs_call *call, const char *effective_date);

/** A request's read_time in microseconds, 0 if unset. */
int64_t hs_call_read_time(const struct hs_call *call, const Google__Protobuf__Timestamp *read_time);

/** The moment whose knowledge an answer shows, as a message for the reply: the requested one, or that of the view. */
Google__Protobuf__Timestamp *hs_call_shown_time(struct hs_call *call, int64_t read_time);

/** The day as `2022-04-12`, in the arena. */
char *hs_call_day_text(struct hs_call *call, int32_t day);

/** Today, or `date` if it is set, as a PartialDate in the arena; NULL without memory. */
hensigt_partial_date *hs_call_date_or_today(struct hs_call *call, const hensigt_partial_date *date);

#endif
