#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stddef.h>
// Glibc's search for a run of bytes; its own header shows it only to GNU sources.
extern void *memmem(const void *text, size_t text_count, const void *part, size_t part_count);
