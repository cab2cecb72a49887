#include "coppice.h"

static char config[4096];
static char notes[100000];
static int noted;
static char asker[32];
static char later[32];
static char crasher[32];

static void copy(char *to, const char *from) {
  while ((*to++ = *from++))
    ;
}

static int is(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

__attribute__((noinline)) static void boom(void) { __builtin_trap(); }

void on_start(const char *given) {
  copy(config, given);
  static const char *addresses[] = {"guest.echo", "guest.config", "guest.note", "guest.notes", "guest.fail", "guest.ask",
                                    "guest.publish", "guest.later", "guest.crash", "guest.crash.later", "guest.loop", "guest.both"};
  for (int i = 0; i < 12; i++) coppice_consumer(addresses[i]);
  coppice_log("told, not printed");
  coppice_ready();
}

void on_message(const char *address, const char *reply, const char *body) {
  if (is(address, "guest.echo")) coppice_reply(reply, body);
  else if (is(address, "guest.config")) {
    static char answer[5000];
    char *end = answer;
    for (const char *text = "{\"path\":\"/guest\",\"config\":"; *text;) *end++ = *text++;
    copy(end, config);
    while (*end) end++;
    copy(end, "}");
    coppice_reply(reply, answer);
  } else if (is(address, "guest.note")) {
    notes[noted] = noted == 0 ? '[' : ',';
    noted++;
    while (*body) notes[noted++] = *body++;
  } else if (is(address, "guest.notes")) {
    copy(notes + noted, "]");
    coppice_reply(reply, notes);
  } else if (is(address, "guest.fail")) coppice_fail(reply, "404", "no such thing");
  else if (is(address, "guest.publish")) coppice_publish("news", body);
  else if (is(address, "guest.both")) {
    coppice_reply(reply, body);
    coppice_publish("news", body);
  } else if (is(address, "guest.ask")) {
    copy(asker, reply);
    char *whom = coppice_after((char *)body, "\"address\":\"");
    coppice_request(coppice_string(whom), ".ask", "\"x\"");
  } else if (is(address, "guest.later")) {
    copy(later, reply);
    coppice_request("guest.echo", ".later", "1");
  } else if (is(address, "guest.crash")) boom();
  else if (is(address, "guest.crash.later")) {
    copy(crasher, reply);
    coppice_request("guest.echo", ".crash", "1");
  } else if (is(address, "guest.loop"))
    for (volatile int i = 0;; i++)
      ;
}

void on_reply(const char *name, const char *body, const char *failure) {
  if (is(name, ".later")) coppice_reply(later, "\"later\"");
  else if (is(name, ".crash")) boom();
  else if (failure) {
    static char answer[200];
    copy(answer, coppice_same(failure, "403") ? "{\"code\":403,\"kind\":\"ERROR\"}" : coppice_same(failure, "409") ? "{\"code\":409,\"kind\":\"RECIPIENT_FAILURE\"}" : "{\"code\":-1,\"kind\":\"NO_HANDLERS\"}");
    coppice_reply(asker, answer);
  } else {
    static char answer[1000];
    char *end = answer;
    for (const char *text = "{\"reply\":"; *text;) *end++ = *text++;
    copy(end, body);
    while (*end) end++;
    copy(end, "}");
    coppice_reply(asker, answer);
  }
}

void on_stop(void) {}
