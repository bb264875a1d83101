/* A disk that fails: reads of one file end in an error from some byte on, or give less than they were asked for.
 *
 * FAULT_PATH   how the path of the file ends
 * FAULT_AFTER  the byte from which on nothing can be read; none if it is not set
 * FAULT_SHORT  the most that a read gives; as much as it is asked for if it is not set
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_meant(int file) {
    const char *end = getenv("FAULT_PATH");
    char link[64], path[4096];
    if (!end) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    size_t wanted = strlen(end);
    return (size_t)length >= wanted && strcmp(path + length - wanted, end) == 0;
}

ssize_t read(int file, void *bytes, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    if (count && is_meant(file)) {
        const char *after = getenv("FAULT_AFTER"), *most = getenv("FAULT_SHORT");
        off_t at = lseek(file, 0, SEEK_CUR);
        if (after && at >= 0) {
            off_t left = atoll(after) - at;
            if (left <= 0) {
                errno = EIO;
                return -1;
            }
            if ((off_t)count > left) count = left;
        }
        if (most && count > (size_t)atoll(most)) count = 1 + (size_t)at % atoll(most);
    }
    return real(file, bytes, count);
}
