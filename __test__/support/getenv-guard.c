/* Preloaded into a process: ends it when a thread of the addon asks for a variable. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef char *(*getter)(const char *);

static char *guarded(const char *function, const char *name) {
  char thread[16] = "";
  prctl(PR_GET_NAME, thread);
  if (strncmp(thread, "baxverify", 9) == 0) {
    char line[256] = "read on a native thread: ";
    strncat(line, name, 200);
    strcat(line, "\n");
    if (write(2, line, strlen(line)) < 0) _exit(100);
    _exit(99);
  }
  return ((getter)dlsym(RTLD_NEXT, function))(name);
}

char *getenv(const char *name) { return guarded("getenv", name); }

char *secure_getenv(const char *name) { return guarded("secure_getenv", name); }
