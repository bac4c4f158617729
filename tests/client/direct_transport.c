#include "direct_transport.h"

#include "clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct reply {
    struct reply *next;
    uint32_t id;
    size_t size;
    uint8_t data[];
};

/* Where replies arrive. Exchanges under way keep it when the link is closed. */
struct mailbox {
    pthread_mutex_t mutex;
    unsigned references;
    int event;
    struct reply *first, **last;
};

struct direct_exchange {
    struct mailbox *mailbox;
    uint32_t id;
    uint8_t request[];
};

struct direct_link {
    struct hs_link link;
    struct direct_service *service;
    struct mailbox *mailbox;
    struct reply *given; /* to the channel, until the next is asked for */
};

static struct mailbox *new_mailbox(void)
{
    struct mailbox *mailbox = calloc(1, sizeof *mailbox);
    pthread_mutex_init(&mailbox->mutex, NULL);
    mailbox->references = 1;
    mailbox->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    mailbox->last = &mailbox->first;
    return mailbox;
}

static struct reply *take_reply(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->mutex);
    struct reply *reply = mailbox->first;
    if (reply != NULL) {
        mailbox->first = reply->next;
        mailbox->last = mailbox->first == NULL ? &mailbox->first : mailbox->last;
    }
    pthread_mutex_unlock(&mailbox->mutex);
    return reply;
}

static void drop_mailbox(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->mutex);
    const bool last = --mailbox->references == 0;
    pthread_mutex_unlock(&mailbox->mutex);
    if (last) {
        for (struct reply *reply = NULL; (reply = take_reply(mailbox)) != NULL;) {
            free(reply);
        }
        close(mailbox->event);
        pthread_mutex_destroy(&mailbox->mutex);
        free(mailbox);
    }
}

void direct_answer(struct direct_exchange *exchange, const uint8_t *data, size_t size)
{
    const uint64_t one = 1;
    struct mailbox *mailbox = exchange->mailbox;
    struct reply *reply = malloc(sizeof *reply + size);
    *reply = (struct reply){.id = exchange->id, .size = size};
    if (size > 0) {
        memcpy(reply->data, data, size);
    }
    pthread_mutex_lock(&mailbox->mutex);
    *mailbox->last = reply;
    mailbox->last = &reply->next;
    if (write(mailbox->event, &one, sizeof one) < 0) {
        abort();
    }
    pthread_mutex_unlock(&mailbox->mutex);
    drop_mailbox(mailbox);
    free(exchange);
}

static bool check(void *context, const char *endpoint, char *why, size_t why_size)
{
    (void)context;
    (void)endpoint;
    (void)why;
    (void)why_size;
    return true;
}

static struct hs_link *open_link(void *context, const char *endpoint)
{
    struct direct_link *self = calloc(1, sizeof *self);
    (void)endpoint;
    self->link.state = HS_LINK_OPEN;
    self->service = context;
    self->mailbox = new_mailbox();
    return &self->link;
}

static int64_t wait_for(struct hs_link *link, struct pollfd *poll)
{
    *poll = (struct pollfd){.fd = ((struct direct_link *)link)->mailbox->event, .events = POLLIN};
    return HS_NEVER;
}

static void advance(struct hs_link *link, short revents)
{
    uint64_t count = 0;
    if (revents != 0 && read(((struct direct_link *)link)->mailbox->event, &count, sizeof count) < 0) {
        abort();
    }
}

static bool receive(struct hs_link *link, struct hs_frame *frame)
{
    struct direct_link *self = (struct direct_link *)link;
    free(self->given);
    self->given = take_reply(self->mailbox);
    if (self->given == NULL) {
        return false;
    }
    *frame = (struct hs_frame){self->given->id, self->given->data, self->given->size};
    return true;
}

static size_t send_all(struct hs_link *link, const struct hs_frame *requests, size_t n)
{
    struct direct_link *self = (struct direct_link *)link;
    for (size_t i = 0; i < n; i++) {
        struct direct_exchange *exchange = malloc(sizeof *exchange + requests[i].size);
        exchange->mailbox = self->mailbox;
        exchange->id = requests[i].id;
        memcpy(exchange->request, requests[i].data, requests[i].size);
        pthread_mutex_lock(&self->mailbox->mutex);
        self->mailbox->references++;
        pthread_mutex_unlock(&self->mailbox->mutex);
        self->service->take(self->service->service, exchange, exchange->request, requests[i].size);
    }
    return n;
}

static void close_link(struct hs_link *link)
{
    struct direct_link *self = (struct direct_link *)link;
    drop_mailbox(self->mailbox);
    free(self->given);
    free(self);
}

struct hs_transport direct_transport(struct direct_service *service)
{
    return (struct hs_transport){
        .context = service,
        .check = check,
        .open = open_link,
        .wait = wait_for,
        .advance = advance,
        .receive = receive,
        .send = send_all,
        .close = close_link,
    };
}
