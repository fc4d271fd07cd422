#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <grp.h>
#include <malloc.h>
#include <poll.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <linux/stat.h>
#include <time.h>
#include <unistd.h>

// These two need _GNU_SOURCE, which would make types that differ from those of `import Glibc`.
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif
#ifndef SEEK_DATA
#define SEEK_DATA 3
#endif

// Files -----------------------------------------------------------------------------------------

/// What statx(2) says about a file; times in nanoseconds since 1970, birth 0 where unknown.
struct linux_file_facts {
  uint64_t device;
  uint64_t inode;
  int64_t birth;
  int64_t modified;
  int64_t size;
  uint32_t mode;
  uint32_t links;
  uint32_t group;
};

static inline int64_t linux_nanoseconds(struct statx_timestamp time) {
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/// 0, or an errno. An empty path with a descriptor asks about the descriptor.
static inline int linux_facts(int descriptor, const char *path, int flags,
                              struct linux_file_facts *facts) {
  struct statx answer;
  if (syscall(SYS_statx, descriptor, path, flags, STATX_BASIC_STATS | STATX_BTIME, &answer) != 0)
    return errno;
  facts->device = ((uint64_t)answer.stx_dev_major << 32) | answer.stx_dev_minor;
  facts->inode = answer.stx_ino;
  facts->birth = (answer.stx_mask & STATX_BTIME) ? linux_nanoseconds(answer.stx_btime) : 0;
  facts->modified = linux_nanoseconds(answer.stx_mtime);
  facts->size = (int64_t)answer.stx_size;
  facts->mode = answer.stx_mode;
  facts->links = answer.stx_nlink;
  facts->group = answer.stx_gid;
  return 0;
}

static inline int linux_facts_of_path(const char *path, struct linux_file_facts *facts) {
  return linux_facts(AT_FDCWD, path, 0, facts);
}

static inline int linux_facts_of_link(const char *path, struct linux_file_facts *facts) {
  return linux_facts(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, facts);
}

static inline int linux_facts_of_descriptor(int descriptor, struct linux_file_facts *facts) {
  return linux_facts(descriptor, "", AT_EMPTY_PATH, facts);
}

/// A descriptor, or a negative errno. Never waits for a fifo's writer.
static inline int linux_open_to_read(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return descriptor < 0 ? -errno : descriptor;
}

/// The first offset at or after `from` that is not in a hole; `from` where that is unknown.
static inline int64_t linux_first_data(int descriptor, int64_t from) {
  off_t at = lseek(descriptor, from, SEEK_DATA);
  return at < 0 ? from : at;
}

/// The file system's magic number as statfs(2) has it; 0 when it cannot be told.
static inline uint64_t linux_file_system(const char *path) {
  struct statfs answer;
  return statfs(path, &answer) == 0 ? (uint64_t)(uint32_t)answer.f_type : 0;
}

static inline const char *linux_entry_name(const struct dirent *entry) { return entry->d_name; }

/// Whether a name fits a pattern of `*`, `?` and `[a-z]`; a leading dot must be written out.
static inline int linux_name_fits(const char *pattern, const char *name) {
  return fnmatch(pattern, name, FNM_PERIOD) == 0;
}

// Lines -----------------------------------------------------------------------------------------

#if defined(__SSE2__)
// Vectors of the compiler's own, because <emmintrin.h> brings modules that clash with libc's.
typedef char linux_vector __attribute__((vector_size(16)));
typedef char linux_unaligned_vector __attribute__((vector_size(16), aligned(1)));

/// One bit for each of 16 bytes: whether it is a newline.
static inline uint64_t linux_newlines(const uint8_t *bytes) {
  const linux_vector newline = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
  linux_vector block = *(const linux_unaligned_vector *)bytes;
  return (uint16_t)__builtin_ia32_pmovmskb128((linux_vector)(block == newline));
}
#endif

/// Finds whole lines: fills `table` with pairs of start and end (without line end), sets `passed` to
/// the bytes they take and returns their number. Stops before a line longer than `line_bytes_max`.
static inline size_t linux_find_lines(const uint8_t *bytes, size_t count, uint32_t *table,
                                      size_t lines_max, size_t line_bytes_max, size_t *passed) {
  size_t lines = 0, start = 0, at = 0, end = 0, block = 0;
#if defined(__SSE2__)
  for (; block + 64 <= count; block += 64) {
    const uint8_t *front = bytes + block;
    uint64_t mask = linux_newlines(front) | linux_newlines(front + 16) << 16 |
                    linux_newlines(front + 32) << 32 | linux_newlines(front + 48) << 48;
    while (mask) {
      at = block + (size_t)__builtin_ctzll(mask);
      mask &= mask - 1;
      end = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
      if (lines == lines_max || end - start > line_bytes_max) goto done;
      table[2 * lines] = (uint32_t)start;
      table[2 * lines + 1] = (uint32_t)end;
      lines++;
      start = at + 1;
    }
  }
#endif
  while (block < count) {
    const uint8_t *found = (const uint8_t *)memchr(bytes + block, '\n', count - block);
    if (!found) break;
    at = (size_t)(found - bytes);
    end = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
    if (lines == lines_max || end - start > line_bytes_max) goto done;
    table[2 * lines] = (uint32_t)start;
    table[2 * lines + 1] = (uint32_t)end;
    lines++;
    start = at + 1;
    block = at + 1;
  }
done:
  *passed = start;
  return lines;
}

static inline size_t linux_count_newlines(const uint8_t *bytes, size_t count) {
  size_t found = 0, block = 0;
#if defined(__SSE2__)
  for (; block + 16 <= count; block += 16)
    found += (size_t)__builtin_popcountll(linux_newlines(bytes + block));
#endif
  for (; block < count; block++) found += bytes[block] == '\n';
  return found;
}

// Waiting ---------------------------------------------------------------------------------------

static inline int64_t linux_monotonic_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/// Waits for either descriptor to be readable; bit 1 for the first, bit 2 for the second; 0 else.
static inline int linux_wait(int first, int second, int milliseconds) {
  struct pollfd both[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
  if (poll(both, 2, milliseconds) <= 0) return 0;
  return (both[0].revents ? 1 : 0) | (both[1].revents ? 2 : 0);
}

// Memory ----------------------------------------------------------------------------------------

/// Gives memory that was freed back to the system, from the middle of the heap too (malloc_trim(3)).
static inline void linux_give_back_memory(void) { malloc_trim(0); }
