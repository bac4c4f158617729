/* Makes memory and the disk fail at a chosen moment, on whatever thread. A program that uses it is linked with --wrap for malloc
 * and calloc, and calls faults_install before anything else. */
#ifndef TESTS_STORE_FAULTS_H
#define TESTS_STORE_FAULTS_H

#include <stdbool.h>

/** Puts itself between the database engine and its memory and files. */
void faults_install(void);

/** What can fail. */
enum fault {
    FAULT_MEMORY, /**< an allocation, of the engine or of ours */
    FAULT_WRITE,  /**< a write to a file: with the error code given */
    FAULT_SYNC,   /**< a sync of a file; the bytes may be there all the same */
};

/** Lets `calls` more calls of this kind succeed; then one fails, or with `for_good` all. `error` is the engine's code for files. */
void fault_after(enum fault fault, int calls, bool for_good, int error);

/** From now on nothing fails. Returns whether anything did. */
bool fault_end(void);

#endif
