/* Makes the nth call of malloc or realloc fail, in a program linked with --wrap for both. */
#ifndef HS_TESTS_FAILING_MALLOC_H
#define HS_TESTS_FAILING_MALLOC_H

/** Lets `calls` more calls succeed and the one after them fail; negative = none fails, as at first. */
void failing_malloc_after(int calls);

#endif
