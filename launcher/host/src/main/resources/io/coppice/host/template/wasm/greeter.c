#include "coppice.h"

static char address[100];
static char greeting[100];

void on_start(const char *config) {
  coppice_field(address, sizeof address, config, "address");
  coppice_field(greeting, sizeof greeting, config, "greeting");
  coppice_consumer(address);
  coppice_ready();
}

void on_message(const char *to, const char *reply, const char *body) {
  char name[100], text[300];
  coppice_field(name, sizeof name, body, "name");
  const char *parts[] = {"{\"text\":\"", greeting, ", ", name, "\"}", 0};
  coppice_reply(reply, coppice_join(text, sizeof text, parts));
}

void on_reply(const char *name, const char *body, const char *failure) {}
void on_stop(void) {}
