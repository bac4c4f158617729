#include "gate.h"

#include <string.h>

enum hs_code put_organisation(struct task *task, struct hs_view *view)
{
    hensigt_organisation *organisation = task->context;
    return hs_view_put(view, hs_contract_resource("Organisation"), &organisation->base, 0, &task->status);
}

static enum hs_code wait_at_gate(struct task *task, struct hs_view *view)
{
    struct gate *gate = task->context;
    (void)view;
    pthread_mutex_lock(&gate->lock);
    gate->reached = true;
    pthread_cond_signal(&gate->changed);
    while (!gate->open) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
    return HS_OK;
}

void close_gate(struct fixture *f, struct gate *gate, struct task *task)
{
    *gate = (struct gate){.reached = false};
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->changed, NULL);
    task_init(task, wait_at_gate, gate);
    task_submit(f, task);
    pthread_mutex_lock(&gate->lock);
    while (!gate->reached) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
}

void open_gate(struct gate *gate, struct task *task)
{
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_signal(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
    assert_int_equal(task_wait(task), HS_OK);
    task_free(task);
    pthread_mutex_destroy(&gate->lock);
    pthread_cond_destroy(&gate->changed);
}

void set_request_id(struct task *task, uint8_t id, uint8_t digest)
{
    memset(task->write.request_id, id, sizeof task->write.request_id);
    memset(task->write.digest, digest, sizeof task->write.digest);
}
