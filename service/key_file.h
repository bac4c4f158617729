/* The owner key: the secret that calls over tcp carry. */
#ifndef HS_KEY_FILE_H
#define HS_KEY_FILE_H

#include "service/refusal.h"

enum { HS_KEY_DIGITS = 64 }; /**< 32 random bytes in lower-case hexadecimal digits */

/** Reads the key of a file. HS_EXIT_KEY, with `key` untouched, where the file is absent, is another user's, lets others in, or
 * holds anything but a key and a newline. */
enum hs_exit hs_key_file_read(const char *path, char key[HS_KEY_DIGITS + 1], struct hs_refusal *refusal);

/** Checks a file as reading does; an absent one is no failure. */
enum hs_exit hs_key_file_look(const char *path, struct hs_refusal *refusal);

/** Makes the file with a fresh key, mode 0600, where it is absent; otherwise checks it as reading does. It appears whole and
 *  durable or not at all. Only the holder of the store's lock may call this. */
enum hs_exit hs_key_file_ensure(const char *path, struct hs_refusal *refusal);

#endif
