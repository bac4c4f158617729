/* A fresh folder for each test, in which it runs. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** For cmocka: makes a folder of mode 0700 and enters it. */
int folder_setup(void **state);

/** For cmocka: leaves it and removes all of it. */
int folder_teardown(void **state);

/** Makes a file with a text and a mode. */
void folder_write(const char *name, const char *text, mode_t mode);

/** Reads at most `size` - 1 bytes of a file as a string. */
void folder_read(const char *name, char *text, size_t size);

/** The mode of what has a name, without its type; 0 if nothing has it. */
mode_t folder_mode(const char *name);

/** The number of names in the folder. */
int folder_count(void);

#endif
