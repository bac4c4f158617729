/* How hensigtd ends, and why it did not start. */
#ifndef HS_REFUSAL_H
#define HS_REFUSAL_H

/** The exit codes, once: number, name, meaning. `X(NUMBER, NAME, TEXT)`. */
#define HS_EXITS(X)                                                                                                                \
    X(0, STOPPED, "stopped by SIGTERM or SIGINT after the calls taken had been answered")                                          \
    X(1, FAILED, "a failure that is none of the following")                                                                        \
    X(2, USAGE, "an option is wrong")                                                                                              \
    X(3, IN_USE, "another hensigtd holds the store")                                                                               \
    X(4, ADDRESS, "an address cannot be listened on")                                                                              \
    X(5, STORE, "the store cannot be opened, or is newer than this program")                                                       \
    X(6, KEY, "the owner key's file cannot be used")

/** How a process of hensigtd ends. Functions of the start return one, HS_EXIT_STOPPED = 0 being success. */
enum hs_exit {
    HS_EXIT_LOST = 10, /**< of a worker only: a commit's outcome is unknown, and recovery decides it */
#define HS_EXIT_ENUM(number, name, text) HS_EXIT_##name = number,
    HS_EXITS(HS_EXIT_ENUM)
#undef HS_EXIT_ENUM
};

/** Why the start was refused. */
struct hs_refusal {
    char message[512]; /**< one line, for the person who started it */
};

/** Says why, and returns `code`, so that `return hs_refuse(...)` reads well. A message that is too long is cut. */
enum hs_exit hs_refuse(struct hs_refusal *refusal, enum hs_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
