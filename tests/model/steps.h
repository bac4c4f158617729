/* The kinds of calls: a row for each, with what makes a step of it, what writes its request, and what the model says of it. */
#ifndef TESTS_MODEL_STEPS_H
#define TESTS_MODEL_STEPS_H

#include "model.h"

#include <stdint.h>

/** A generator of numbers that are the same for the same seed. */
struct dice {
    uint64_t state;
};
/** A number from 0 to n - 1. */
int roll(struct dice *dice, int n);
/** True in so many of 100 cases. */
bool chance(struct dice *dice, int percent);

/** Steps that are no calls. */
enum effect {
    WRITES, /* may be repeated under its request id */
    ASKS,
    REMEMBERS, /* keeps what is known now as a snapshot */
    WAITS,     /* lets days go by: s->a of them */
    REPEATS,   /* sends the last write that was done once more */
    REUSES,    /* sends another body under its request id */
};

/** Room for a request. */
enum { REQUEST = 4000 };

struct row {
    const char *method;
    enum effect effect;
    int weight;
    void (*generate)(const struct world *w, struct dice *dice, struct step *s);
    /* Writes the members of the request; `etag` is one that the step asks for, or "". */
    void (*request)(const struct step *s, const char *etag, char out[REQUEST]);
    take *take;
    ask *ask;
    const char *name; /* the pattern of the name of what it is about, for those whose etag matters */
};

extern const struct row rows[];
extern const int n_rows;

/** The name of what a step is about, or "". */
void name_of(const struct step *s, char out[96]);

/** A step for the world as it is. */
void generate_step(const struct world *w, struct dice *dice, struct step *s);

/** The steps with which every sequence begins, in order; false after the last. */
bool first_step(int index, struct step *s);

#endif
