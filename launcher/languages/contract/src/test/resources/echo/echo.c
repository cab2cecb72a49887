#define COPPICE_LONGEST 65536
#include "coppice.h"

static int count;

static int is(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

/* Writes a number in front of END; answers where it begins. */
static char *number(char *end, int n) {
  *--end = 0;
  do *--end = '0' + n % 10;
  while (n /= 10);
  return end;
}

static void answer_next(const char *reply, const char *body) {
  static char answer[10000];
  char digits[12];
  char *end = answer;
  const char *parts[] = {"{\"n\":", number(digits + sizeof digits, ++count), ",\"echo\":", body, "}"};
  for (int i = 0; i < 5; i++)
    for (const char *text = parts[i]; *text && end < answer + sizeof answer - 1;) *end++ = *text++;
  *end = 0;
  coppice_reply(reply, answer);
}

void on_start(const char *config) {
  coppice_consumer("wasm");
  coppice_consumer("wasm.next");
  coppice_consumer("wasm.crash");
  coppice_consumer("wasm.loop");
  coppice_ready();
}

void on_message(const char *address, const char *reply, const char *body) {
  if (is(address, "wasm")) coppice_reply(reply, body);
  else if (is(address, "wasm.next")) answer_next(reply, body);
  else if (is(address, "wasm.crash")) __builtin_trap();
  else
    for (volatile int i = 0;; i++)
      ;
}

void on_reply(const char *name, const char *body, const char *failure) {}

void on_stop(void) {}
