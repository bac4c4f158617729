/* Files that hold a secret: made for their owner's eyes only, and read only if nobody else can. */
#ifndef CLI_SECRET_FILE_H
#define CLI_SECRET_FILE_H

#include "cli.h"

/** Writes a text and a line end to a new file of mode 0600, and sees it on the disk. A file that is there is left alone. Returns
 *  EXIT_OK, or the code after saying why not; then there is no file. */
enum exit_code secret_file_write(const struct cli *cli, const char *file, const char *text);

/** Reads 32 bytes from a file that holds them in base64url. Returns EXIT_OK, or the code after saying why not. */
enum exit_code secret_file_read(const struct cli *cli, const char *file, uint8_t secret[32]);

#endif
