#pragma once
#include <string.h>
#include <zlib.h>

/// Prepares a stream for gzip files only (RFC 1952); `inflateInit2` is a macro.
static inline int zlib_begin_gzip(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  return inflateInit2(stream, 16 + MAX_WBITS);
}
