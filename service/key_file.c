#include "service/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_BYTES = HS_KEY_DIGITS / 2,
    OTHERS_MODE = 077, /* what group and others may do */
};

static enum hs_exit check_file(const char *path, int fd, struct hs_refusal *refusal)
{
    struct stat found;

    if (fstat(fd, &found) != 0)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: %s", path, strerror(errno));
    if (!S_ISREG(found.st_mode))
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: is not a regular file", path);
    if (found.st_uid != geteuid())
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: belongs to user %u, not to the one who starts the service", path,
                         (unsigned)found.st_uid);
    if (found.st_mode & OTHERS_MODE)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: has mode %04o; it must be 0600, since whoever reads it is the owner", path,
                         (unsigned)(found.st_mode & 07777));
    return HS_EXIT_STOPPED;
}

static enum hs_exit read_key(const char *path, int fd, char key[HS_KEY_DIGITS + 1], struct hs_refusal *refusal)
{
    char text[HS_KEY_DIGITS + 3] = ""; /* a key, a newline, one byte too many, NUL */
    ssize_t size = pread(fd, text, sizeof text - 1, 0);

    if (size < 0)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: %s", path, strerror(errno));
    if (size != HS_KEY_DIGITS + 1 || text[HS_KEY_DIGITS] != '\n' || strspn(text, "0123456789abcdef") != HS_KEY_DIGITS)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: does not hold %d hexadecimal digits and a newline", path, HS_KEY_DIGITS);
    memcpy(key, text, HS_KEY_DIGITS);
    key[HS_KEY_DIGITS] = '\0';
    return HS_EXIT_STOPPED;
}

enum hs_exit hs_key_file_read(const char *path, char key[HS_KEY_DIGITS + 1], struct hs_refusal *refusal)
{
    enum hs_exit code;
    /* O_NONBLOCK: a pipe laid at that path does not hold up the start. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: %s", path, strerror(errno));
    code = check_file(path, fd, refusal);
    if (code == HS_EXIT_STOPPED)
        code = read_key(path, fd, key, refusal);
    (void)close(fd);
    return code;
}

static bool make_key(char text[HS_KEY_DIGITS + 2])
{
    uint8_t bytes[KEY_BYTES];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    memcpy(text + HS_KEY_DIGITS, "\n", 2);
    return true;
}

static bool write_whole(const char *path, const char *text)
{
    size_t size = strlen(text);
    bool good;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return false;
    good = write(fd, text, size) == (ssize_t)size && fsync(fd) == 0;
    return close(fd) == 0 && good;
}

static bool sync_directory_of(const char *path)
{
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int size = slash ? (int)(slash - path) + 1 : 0; /* with its slash: the root has nothing else */
    bool good;
    int fd;

    if (snprintf(directory, sizeof directory, "%.*s", size, path) >= (int)sizeof directory)
        return false;
    fd = open(size ? directory : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    good = fsync(fd) == 0;
    (void)close(fd);
    return good;
}

/* Under another name first: a start that is cut short leaves no half key behind. */
static enum hs_exit make_file(const char *path, struct hs_refusal *refusal)
{
    char text[HS_KEY_DIGITS + 2];
    char fresh[PATH_MAX];

    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: the path is too long", path);
    (void)unlink(fresh);
    if (!make_key(text) || !write_whole(fresh, text) || rename(fresh, path) != 0 || !sync_directory_of(path))
        return hs_refuse(refusal, HS_EXIT_KEY, "%s: cannot be made: %s", path, strerror(errno));
    return HS_EXIT_STOPPED;
}

static bool is_absent(const char *path)
{
    struct stat found;

    return lstat(path, &found) != 0 && errno == ENOENT;
}

enum hs_exit hs_key_file_look(const char *path, struct hs_refusal *refusal)
{
    char key[HS_KEY_DIGITS + 1];

    return is_absent(path) ? HS_EXIT_STOPPED : hs_key_file_read(path, key, refusal);
}

enum hs_exit hs_key_file_ensure(const char *path, struct hs_refusal *refusal)
{
    return is_absent(path) ? make_file(path, refusal) : hs_key_file_look(path, refusal);
}
