/* Writes that the tests of the writer share, and a gate that holds it. */
#ifndef TESTS_STORE_GATE_H
#define TESTS_STORE_GATE_H

#include "support.h"

/** The body of a write: puts the organisation that is the task's context. */
enum hs_code put_organisation(struct task *task, struct hs_view *view);

/** Holds the writer until the test lets it go. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool reached, open;
};

/** Holds the writer; what is submitted from now on is taken as one group when the gate opens. `task` is the write that waits. */
void close_gate(struct fixture *f, struct gate *gate, struct task *task);
void open_gate(struct gate *gate, struct task *task);

/** Makes every byte of the write's request id and of its digest what is given. */
void set_request_id(struct task *task, uint8_t id, uint8_t digest);

#endif
