/* A process that the supervisor keeps: this program again, which an option makes something else. */
#ifndef HS_CHILD_H
#define HS_CHILD_H

#include "service/restarts.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** One kind of process, of which at most one runs. */
struct hs_child {
    const char *name; /**< of the option that makes it, and in the log */
    char **argv;
    int shared_fd; /**< stays open in it; -1 = none */
    pid_t pid;     /**< 0 = none runs */
    int readiness; /**< it tells there that it takes calls, and later that it is well; -1 once it has closed it */
    bool ready;    /**< the one that runs takes calls */
    bool served;   /**< one was ready once */
    int64_t due;   /**< when something is to be done about it; 0 = never. The supervisor's */
    struct hs_restarts restarts;
};

/** Prepares one of which none runs: `argv` is that of this process, and must stay. False without memory. */
bool hs_child_init(struct hs_child *child, const char *name, char **argv, int shared_fd);

/** Frees what it holds; the process, if there is one, goes on. Harmless on one that is zeroed but for its descriptors, which are
 * -1. */
void hs_child_free(struct hs_child *child);

/** Starts one. It is killed when this process ends. False with errno where it cannot be. */
bool hs_child_start(struct hs_child *child);

/** What a process has told. */
enum hs_child_news {
    HS_CHILD_READY,  /**< it takes calls from now on */
    HS_CHILD_WELL,   /**< it still does */
    HS_CHILD_SILENT, /**< it will tell no more: `readiness` is closed */
};

/** To be called when `readiness` can be read. Sets `ready`. */
enum hs_child_news hs_child_hear(struct hs_child *child);

/** To be called when it has ended. */
void hs_child_ended(struct hs_child *child);

/** Sends a signal to the one that runs, if one does. */
void hs_child_signal(const struct hs_child *child, int signal);

#endif
