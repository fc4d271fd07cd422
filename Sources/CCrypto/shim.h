#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/* libcrypto by the three calls that are used, so that Swift sees no macro and no variadic one.
   Each returns 1 when it worked and 0 when not; pointers may be null only where a length is 0. */

/* SHA-256 (FIPS 180-4) of `count` bytes into `digest`, which has room for 32. */
static inline int tocsin_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
  static const uint8_t nothing = 0;
  return SHA256(count ? bytes : &nothing, count, digest) != NULL;
}

/* HMAC-SHA256 (RFC 2104) of `count` bytes under a key, into `code`, which has room for 32.
   HMAC() takes an int for the key's length, and reads a null key as "the key of before". */
static inline int tocsin_hmac_sha256(const uint8_t *key, size_t key_count, const uint8_t *bytes,
                                     size_t count, uint8_t *code) {
  static const uint8_t nothing = 0;
  unsigned int written = 0;
  if (key_count > 0x7fffffff) return 0;
  return HMAC(EVP_sha256(), key_count ? key : &nothing, (int)key_count, count ? bytes : &nothing,
              count, code, &written) != NULL && written == 32;
}

/* `count` bytes no one can guess. */
static inline int tocsin_random(uint8_t *bytes, size_t count) {
  if (count == 0) return 1;
  return count <= 0x7fffffff && RAND_bytes(bytes, (int)count) == 1;
}

/* SHA-256 over bytes that come in parts. `tocsin_sha256_begin` returns NULL when memory is out;
   every context is ended by exactly one `tocsin_sha256_end`, with `digest` NULL to give up. */
static inline EVP_MD_CTX *tocsin_sha256_begin(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
    EVP_MD_CTX_free(context);
    context = NULL;
  }
  return context;
}
static inline int tocsin_sha256_add(EVP_MD_CTX *context, const uint8_t *bytes, size_t count) {
  return count == 0 || EVP_DigestUpdate(context, bytes, count) == 1;
}
static inline int tocsin_sha256_end(EVP_MD_CTX *context, uint8_t *digest) {
  int done = digest == NULL || EVP_DigestFinal_ex(context, digest, NULL) == 1;
  EVP_MD_CTX_free(context);
  return done;
}

/* Whether two codes of `count` bytes are equal, in a time that does not tell where they differ. */
static inline int tocsin_same(const uint8_t *left, const uint8_t *right, size_t count) {
  return CRYPTO_memcmp(left, right, count) == 0;
}
