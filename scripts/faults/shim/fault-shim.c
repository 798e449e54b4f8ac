// A disk and a clock that fail on demand, to be preloaded into a broker (LD_PRELOAD); see scripts/faults/README.md.
//
//   FAULT_PATH   calls on files whose path contains this are counted and may fail
//   FAULT_FILE   its content is the order in force; nothing fails while it is absent or empty
//                  e        the next fdatasync or fsync fails with EIO; the order is withdrawn by that
//                  d MS     the next one takes that much longer; withdrawn by that
//                  n        every write that would make a file longer or fill it fails with ENOSPC
//                  s        every write of more than one byte writes half
//                  i        every third call fails with EINTR and does nothing
//   FAULT_KILL   the process is killed in front of its call of this number
//   FAULT_COUNT  a file that gets the number of calls counted, at exit
//   FAULT_UNDO   a file that gets, in front of each write past the page cache (O_DIRECT), what the file held there, and marks of the
//                write's end and of each sync: with it forget-unsynced.pl takes back what a disk with a cache may lose
//   FAULT_CLOCK  a file with seconds to be added to the wall clock; the monotonic clock stays
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = 512, ORDER_BYTES = 32, MARK_BYTES = 128, BLOCK_BYTES = 4096 };

static atomic_long calls;
static atomic_long turns;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int is_ours(const char *path) {
    const char *part = getenv("FAULT_PATH");
    return part && path && strstr(path, part) != NULL;
}

static int is_our_file(int fd) {
    char link[64], path[PATH_MAX_BYTES];
    if (!getenv("FAULT_PATH")) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static void count(void) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    const char *last = getenv("FAULT_KILL");
    if (last && atol(last) == number) kill(getpid(), SIGKILL);
}

// The order in force; its first letter, 0 for none.
static char order(char *text) {
    const char *file = getenv("FAULT_FILE");
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, ORDER_BYTES - 1);
    close(fd);
    text[length > 0 ? length : 0] = 0;
    return text[0];
}

// Only one thread withdraws an order.
static int withdraw(void) { return unlink(getenv("FAULT_FILE")) == 0; }

static int interrupted(char now) {
    if (now != 'i' || atomic_fetch_add(&turns, 1) % 3 != 2) return 0;
    errno = EINTR;
    return 1;
}

// Says something in the undo file, at once and whole; parts[0] is a mark.
static void say(struct iovec *parts, int number) {
    static __typeof__(&writev) real;
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    static int undo = -1;
    pthread_mutex_lock(&one);
    if (!real) real = (__typeof__(&writev))dlsym(RTLD_NEXT, "writev");
    if (undo < 0) undo = open(getenv("FAULT_UNDO"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ssize_t length = 0;
    for (int i = 0; i < number; i++) length += (ssize_t)parts[i].iov_len;
    if (real(undo, parts, number) != length) abort(); // the test would prove less than it says
    pthread_mutex_unlock(&one);
}

static void say_mark(char what, long number, int fd) {
    char mark[MARK_BYTES];
    struct stat file = {0};
    fstat(fd, &file);
    struct iovec part = {mark, (size_t)snprintf(mark, sizeof mark, "%c %ld %ld\n", what, number, (long)file.st_ino)};
    say(&part, 1);
}

// In front of a write past the page cache: keeps what the file holds there. 0: this write is none, or nobody asked.
static long keep_old(int fd, size_t length, off_t at) {
    static atomic_long numbers;
    if (!getenv("FAULT_UNDO") || !(fcntl(fd, F_GETFL) & O_DIRECT) || !is_our_file(fd)) return 0;
    void *old;
    if (posix_memalign(&old, BLOCK_BYTES, length)) abort();
    ssize_t held = pread(fd, old, length, at);
    if (held < 0) held = 0;
    long number = atomic_fetch_add(&numbers, 1) + 1;
    char mark[MARK_BYTES];
    struct stat file = {0};
    fstat(fd, &file);
    int bytes = snprintf(mark, sizeof mark, "w %ld %ld %ld %zd\n", number, (long)file.st_ino, (long)at, held);
    struct iovec parts[] = {{mark, (size_t)bytes}, {old, (size_t)held}};
    say(parts, 2);
    free(old);
    return number;
}

static int real_sync(int fd, int (*real)(int)) {
    static atomic_long syncs;
    if (!getenv("FAULT_UNDO") || !is_our_file(fd)) return real(fd);
    long number = atomic_fetch_add(&syncs, 1) + 1;
    say_mark('s', number, fd);
    int status = real(fd);
    if (status == 0) say_mark('S', number, fd);
    return status;
}

static int sync_fault(void) {
    char text[ORDER_BYTES];
    char now = order(text);
    if (now == 'e' && withdraw()) {
        errno = EIO;
        return -1;
    }
    if (now == 'd' && withdraw()) usleep((useconds_t)atol(text + 1) * 1000);
    return interrupted(now) ? -1 : 0;
}

int fdatasync(int fd) {
    REAL(fdatasync);
    if (is_our_file(fd)) {
        count();
        if (sync_fault()) return -1;
    }
    return real_sync(fd, real);
}

int fsync(int fd) {
    REAL(fsync);
    if (is_our_file(fd)) {
        count();
        if (sync_fault()) return -1;
    }
    return real_sync(fd, real);
}

// -1: fail with errno. Otherwise how many bytes of length may be written.
static ssize_t write_fault(int fd, size_t length) {
    char text[ORDER_BYTES];
    if (!is_our_file(fd)) return (ssize_t)length;
    count();
    char now = order(text);
    if (now == 'n') {
        errno = ENOSPC;
        return -1;
    }
    if (interrupted(now)) return -1;
    return (ssize_t)(now == 's' && length > 1 ? length / 2 : length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    ssize_t some = write_fault(fd, length);
    return some < 0 ? -1 : real(fd, bytes, (size_t)some);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    REAL(pwrite);
    ssize_t some = write_fault(fd, length);
    if (some < 0) return -1;
    long number = keep_old(fd, (size_t)some, at);
    ssize_t written = real(fd, bytes, (size_t)some, at);
    if (number) say_mark('e', number, fd);
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    REAL(pwrite64);
    ssize_t some = write_fault(fd, length);
    if (some < 0) return -1;
    long number = keep_old(fd, (size_t)some, at);
    ssize_t written = real(fd, bytes, (size_t)some, at);
    if (number) say_mark('e', number, fd);
    return written;
}

// A short one writes half of its first part.
ssize_t writev(int fd, const struct iovec *parts, int number) {
    REAL(writev);
    ssize_t some = write_fault(fd, number > 0 ? parts[0].iov_len : 0);
    if (some < 0) return -1;
    if (number > 0 && (size_t)some < parts[0].iov_len) return write(fd, parts[0].iov_base, (size_t)some);
    return real(fd, parts, number);
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    if (is_our_file(fd)) count();
    return real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    if (is_our_file(fd)) count();
    return real(fd, length);
}

int fallocate(int fd, int mode, off_t at, off_t length) {
    REAL(fallocate);
    if (is_our_file(fd)) count();
    return real(fd, mode, at, length);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (is_ours(from)) count();
    return real(from, to);
}

int link(const char *from, const char *to) {
    REAL(link);
    if (is_ours(from)) count();
    return real(from, to);
}

int unlink(const char *path) {
    REAL(unlink);
    if (is_ours(path)) count();
    return real(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (is_ours(path)) count();
    return real(path, mode);
}

static long clock_offset(void) {
    static __thread int inside;
    const char *file = getenv("FAULT_CLOCK");
    if (!file || inside) return 0;
    inside = 1;
    char text[ORDER_BYTES] = "";
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t length = read(fd, text, sizeof text - 1);
        text[length > 0 ? length : 0] = 0;
        close(fd);
    }
    inside = 0;
    return atol(text);
}

int clock_gettime(clockid_t id, struct timespec *now) {
    REAL(clock_gettime);
    int status = real(id, now);
    if (status == 0 && id == CLOCK_REALTIME) now->tv_sec += clock_offset();
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday);
    int status = real(now, zone);
    if (status == 0) now->tv_sec += clock_offset();
    return status;
}

time_t time(time_t *to) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (to) *to = now.tv_sec;
    return now.tv_sec;
}

__attribute__((destructor)) static void tell(void) {
    const char *file = getenv("FAULT_COUNT");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (out) {
        fprintf(out, "%ld\n", atomic_load(&calls));
        fclose(out);
    }
}
