#include "faults.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- when ------------------------------------------------------------------------------------------------------- */

static struct {
    atomic_bool armed;
    _Atomic enum fault fault;
    atomic_bool for_good;
    atomic_int error;
    atomic_int left;
    atomic_bool failed;
} plan; /* read by the writer's thread whenever it allocates, reads or writes */

void fault_after(enum fault fault, int calls, bool for_good, int error)
{
    plan.fault = fault;
    plan.for_good = for_good;
    plan.error = error;
    atomic_store(&plan.left, calls);
    atomic_store(&plan.failed, false);
    atomic_store(&plan.armed, true);
}

bool fault_end(void)
{
    atomic_store(&plan.armed, false);
    return atomic_load(&plan.failed);
}

static bool fails(enum fault fault)
{
    if (!atomic_load(&plan.armed) || plan.fault != fault) {
        return false;
    }
    int left = atomic_fetch_sub(&plan.left, 1);
    bool now = left == 0 || (left < 0 && plan.for_good);
    if (now) {
        atomic_store(&plan.failed, true);
    }
    return now;
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails(FAULT_MEMORY) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails(FAULT_MEMORY) ? NULL : __real_calloc(count, size);
}

static sqlite3_mem_methods engine_memory;

static void *engine_malloc(int size)
{
    return fails(FAULT_MEMORY) ? NULL : engine_memory.xMalloc(size);
}

static void *engine_realloc(void *pointer, int size)
{
    return fails(FAULT_MEMORY) ? NULL : engine_memory.xRealloc(pointer, size);
}

/* ---- files ------------------------------------------------------------------------------------------------------ */

/* A file of ours: the real one lies behind it in memory. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_file *real(sqlite3_file *file)
{
    return ((struct file *)(void *)file)->real;
}

static int file_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    return real(file)->pMethods->xRead(real(file), bytes, size, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    if (fails(FAULT_WRITE)) {
        /* Half of it may have been written. */
        real(file)->pMethods->xWrite(real(file), bytes, size / 2, offset);
        return plan.error;
    }
    return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real(file)->pMethods->xTruncate(real(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    return fails(FAULT_SYNC) ? plan.error : real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int file_check_lock(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int file_characteristics(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

static int file_shm_unmap(sqlite3_file *file, int delete)
{
    return real(file)->pMethods->xShmUnmap(real(file), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static sqlite3_vfs *real_vfs;

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags, int *out_flags)
{
    struct file *file = (void *)out;
    (void)vfs;
    memset(file, 0, sizeof *file);
    file->real = (void *)(file + 1);
    int rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
    file->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
    return rc;
}

void faults_install(void)
{
    static sqlite3_vfs vfs;
    static sqlite3_mem_methods memory;
    /* Small allocations would not be seen otherwise. */
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &engine_memory);
    memory = engine_memory;
    memory.xMalloc = engine_malloc;
    memory.xRealloc = engine_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "faults";
    vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    vfs.xOpen = vfs_open;
    sqlite3_vfs_register(&vfs, 1);
}
