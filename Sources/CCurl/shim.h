#pragma once
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* libcurl's setters and getters are variadic, which Swift does not call: one typed function for each
   kind of value. A long must be passed as long and an offset as curl_off_t; the prototypes see to
   that. */

static inline CURLcode tocsin_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tocsin_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
/* Also for strings, which libcurl copies, and for NULL. */
static inline CURLcode tocsin_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tocsin_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
/* A list is not copied: it must live until the transfer has ended. */
static inline CURLcode tocsin_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*tocsin_bytes_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode tocsin_set_writer(CURL *easy, tocsin_bytes_function body, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  return code ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}
static inline CURLcode tocsin_set_heading(CURL *easy, tocsin_bytes_function line, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, line);
  return code ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}
static inline CURLcode tocsin_set_reader(CURL *easy, tocsin_bytes_function body, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, body);
  return code ? code : curl_easy_setopt(easy, CURLOPT_READDATA, context);
}
static inline CURLcode tocsin_set_socket_opener(CURL *easy, curl_opensocket_callback open,
                                                void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
  return code ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
}
static inline CURLcode tocsin_set_socket_closer(CURL *easy, curl_closesocket_callback close,
                                                void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
  return code ? code : curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
}
static inline CURLcode tocsin_set_before_request(CURL *easy, curl_prereq_callback check,
                                                 void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, check);
  return code ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
}
/* The function is asked about once a second; another answer than 0 ends the transfer. */
static inline CURLcode tocsin_set_progress(CURL *easy, curl_xferinfo_callback ask, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ask);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_XFERINFODATA, context);
  return code ? code : curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

/* CURLOPT_MAIL_RCPT_ALLOWFAILS is spelt with three L up to 8.1; the number is the same. */
static const CURLoption tocsin_mail_allow_fails = (CURLoption)290;

static inline CURLcode tocsin_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode tocsin_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode tocsin_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
/* The next transfer that ended, or NULL; its result goes to `result`. */
static inline CURL *tocsin_multi_next(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

/* The raw address of a socket's far end into `bytes`, which has room for 16: 4 or 16 of them are
   written, or 0 when it is no address of the internet. */
static inline size_t tocsin_address_bytes(const struct sockaddr *address, uint8_t *bytes) {
  if (address->sa_family == AF_INET) {
    memcpy(bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    return 4;
  }
  if (address->sa_family == AF_INET6) {
    memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    return 16;
  }
  return 0;
}
/* The same of the address libcurl is about to connect to, which may be longer than its type says. */
static inline size_t tocsin_target_bytes(const struct curl_sockaddr *target, uint8_t *bytes) {
  return tocsin_address_bytes(&target->addr, bytes);
}
