/* Makes one call of a program fail, or ends the program there: loaded with LD_PRELOAD into promote and git.
 *
 * FAULT_PROGRAM  promote or git: the beginning of the name of the executable
 * FAULT_CALL     write, creat, fsync, rename, link, mkdir or unlink
 * FAULT_AT       the number of the call, counted over all processes of that program; 0 for none
 * FAULT_ERRNO    the error of the call; 0 ends the program with SIGKILL
 * FAULT_COUNTER  a file of at least eight bytes, which holds the counter
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile long *counter;
static const char *call = "";
static long at, error_number;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *program = getenv("FAULT_PROGRAM"), *file = getenv("FAULT_COUNTER");
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (!program || !file || length < 0) return;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  if (strncmp(name ? name + 1 : path, program, strlen(program))) return;
  call = getenv("FAULT_CALL");
  at = atol(getenv("FAULT_AT"));
  error_number = atol(getenv("FAULT_ERRNO"));
  int fd = ((int (*)(const char *, int, ...))next("open"))(file, O_RDWR);
  if (fd < 0) return;
  void *map = mmap(0, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (map != MAP_FAILED) counter = map;
}

/* Whether this call is to fail. */
static int fails(const char *name) {
  if (!counter || strcmp(call, name)) return 0;
  if (__sync_add_and_fetch(counter, 1) != at) return 0;
  if (!error_number) kill(getpid(), SIGKILL);
  errno = (int)error_number;
  return 1;
}

static int is_file(int fd) {
  struct stat info;
  return counter && !fstat(fd, &info) && S_ISREG(info.st_mode);
}

#define WRAP(result, name, parameters, arguments, condition)                                                            \
  result name parameters {                                                                                              \
    static result(*real) parameters;                                                                                    \
    if (!real) real = next(#name);                                                                                      \
    if (condition) return -1;                                                                                           \
    return real arguments;                                                                                              \
  }

WRAP(ssize_t, write, (int fd, const void *bytes, size_t n), (fd, bytes, n), is_file(fd) && fails("write"))
WRAP(ssize_t, pwrite, (int fd, const void *bytes, size_t n, off_t o), (fd, bytes, n, o), is_file(fd) && fails("write"))
WRAP(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), is_file(fd) && fails("write"))
WRAP(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n), is_file(fd) && fails("write"))
WRAP(int, fsync, (int fd), (fd), fails("fsync"))
WRAP(int, fdatasync, (int fd), (fd), fails("fsync"))
WRAP(int, rename, (const char *a, const char *b), (a, b), fails("rename"))
WRAP(int, renameat, (int x, const char *a, int y, const char *b), (x, a, y, b), fails("rename"))
WRAP(int, renameat2, (int x, const char *a, int y, const char *b, unsigned f), (x, a, y, b, f), fails("rename"))
WRAP(int, link, (const char *a, const char *b), (a, b), fails("link"))
WRAP(int, linkat, (int x, const char *a, int y, const char *b, int f), (x, a, y, b, f), fails("link"))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), fails("mkdir"))
WRAP(int, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode), fails("mkdir"))
WRAP(int, unlink, (const char *path), (path), fails("unlink"))
WRAP(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags), fails("unlink"))
WRAP(int, rmdir, (const char *path), (path), fails("unlink"))

/* Devices are no files on the disk. */
static int creates(const char *path, int flags) {
  return flags & O_CREAT && strncmp(path, "/dev/", 5) && fails("creat");
}

#define MODE(flags) mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); }

#define WRAP_OPEN(name)                                                                                                 \
  int name(const char *path, int flags, ...) {                                                                          \
    static int (*real)(const char *, int, ...);                                                                         \
    if (!real) real = next(#name);                                                                                      \
    MODE(flags)                                                                                                         \
    return creates(path, flags) ? -1 : real(path, flags, mode);                                                         \
  }
#define WRAP_OPENAT(name)                                                                                               \
  int name(int fd, const char *path, int flags, ...) {                                                                  \
    static int (*real)(int, const char *, int, ...);                                                                    \
    if (!real) real = next(#name);                                                                                      \
    MODE(flags)                                                                                                         \
    return creates(path, flags) ? -1 : real(fd, path, flags, mode);                                                     \
  }

WRAP_OPEN(open)
WRAP_OPEN(open64)
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)
