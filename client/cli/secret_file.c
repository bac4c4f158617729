#include "secret_file.h"

#include "input.h"

#include "crypto/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SECRET_SIZE = 32 };

static bool write_all(int file, const char *text)
{
    size_t length = strlen(text);
    return write(file, text, length) == (ssize_t)length && write(file, "\n", 1) == 1 && fsync(file) == 0;
}

enum exit_code secret_file_write(const struct cli *cli, const char *file, const char *text)
{
    int descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        cli_say(cli, "%s cannot be made: %s", file, strerror(errno));
        return EXIT_LOCAL;
    }
    bool written = write_all(descriptor, text);
    if (close(descriptor) != 0 || !written) {
        cli_say(cli, "%s cannot be written: %s", file, strerror(errno));
        (void)unlink(file);
        return EXIT_LOCAL;
    }
    return EXIT_OK;
}

enum exit_code secret_file_read(const struct cli *cli, const char *file, uint8_t secret[32])
{
    const char *text = NULL;
    size_t size = 0;
    enum exit_code code = input_key(cli, file, &text);
    if (code == EXIT_OK && (!hs_base64url_decode(text, secret, SECRET_SIZE, &size) || size != SECRET_SIZE)) {
        cli_say(cli, "%s holds no private key", file);
        code = EXIT_USAGE;
    }
    return code;
}
