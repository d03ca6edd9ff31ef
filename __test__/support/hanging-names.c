/*
 * Preloaded: name lookups of *.hang.internal never end, those of *.again.internal fail as if no DNS
 * server responds, and those of *.good.internal give 127.0.0.1.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int ends_with(const char *name, const char *suffix) {
  size_t all = strlen(name), end = strlen(suffix);
  return all > end && strcmp(name + all - end, suffix) == 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  lookup *next = (lookup *)dlsym(RTLD_NEXT, "getaddrinfo");
  if (name && ends_with(name, ".hang.internal")) {
    for (;;) pause();
  }
  if (name && ends_with(name, ".again.internal")) return EAI_AGAIN;
  if (name && ends_with(name, ".good.internal")) name = "127.0.0.1";
  return next(name, service, hints, result);
}
