/* A Coppice child in C, in one file: what it is told and says are JSON texts.
 *
 *   void on_start(const char *config) { coppice_consumer("greeter"); coppice_ready(); }
 *   void on_message(const char *address, const char *reply, const char *body) { coppice_reply(reply, "\"hello\""); }
 *   void on_reply(const char *name, const char *body, const char *failure) {}
 *   void on_stop(void) {}
 *
 *   clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o greeter.wasm greeter.c
 *
 * Every text is valid until the function that it was given to returns. Addresses must need no escapes in JSON.
 */
#ifndef COPPICE_H
#define COPPICE_H

#define COPPICE_EXPORT(name) __attribute__((export_name(#name)))

__attribute__((import_module("coppice"), import_name("tell"))) void coppice_tell(const char *text, int length);

__attribute__((import_module("coppice"), import_name("reply"))) void coppice_answer(const char *reply, int reply_length,
                                                                                    const char *body, int body_length);

void on_start(const char *config);
void on_message(const char *address, const char *reply, const char *body);
void on_reply(const char *name, const char *body, const char *failure);
void on_stop(void);

/* The longest text in each direction, in bytes, for which the module has memory from its start; a shorter one can be defined. */
#ifndef COPPICE_LONGEST
#define COPPICE_LONGEST (1 << 20)
#endif

/* What is being said. */
static char coppice_out[COPPICE_LONGEST];
static int coppice_length;

/* With a length of its own: the compiler writes a static one back at each character. */
static void coppice_add(const char *text) {
  int length = coppice_length;
  while (*text && length < (int)sizeof coppice_out) coppice_out[length++] = *text++;
  coppice_length = length;
}

static void coppice_say(void) {
  coppice_tell(coppice_out, coppice_length);
  coppice_length = 0;
}

static void coppice_frame(const char *type, const char *address) {
  coppice_add("{\"type\":\"");
  coppice_add(type);
  coppice_add("\",\"address\":\"");
  coppice_add(address);
  coppice_add("\"");
}

static void coppice_consumer(const char *address) {
  coppice_frame("register", address);
  coppice_add("}");
  coppice_say();
}

static void coppice_ready(void) {
  coppice_add("{\"type\":\"ready\"}");
  coppice_say();
}

static void coppice_log(const char *text) {
  coppice_add("{\"type\":\"log\",\"message\":\"");
  coppice_add(text);
  coppice_add("\"}");
  coppice_say();
}

static void coppice_body(const char *type, const char *address, const char *body) {
  coppice_frame(type, address);
  coppice_add(",\"body\":");
  coppice_add(body);
  coppice_add("}");
  coppice_say();
}

static void coppice_send(const char *address, const char *body) { coppice_body("send", address, body); }
static void coppice_publish(const char *address, const char *body) { coppice_body("publish", address, body); }

static int coppice_length_of(const char *text) {
  const char *end = text;
  while (*end) end++;
  return end - text;
}

/* Answers a message; nothing where its sender does not wait. */
static void coppice_reply(const char *reply, const char *body) {
  if (*reply == '@') coppice_answer(reply, coppice_length_of(reply), body, coppice_length_of(body));
  else if (*reply) coppice_send(reply, body);
}

static void coppice_fail(const char *reply, const char *code, const char *text) {
  if (!*reply) return;
  coppice_frame("err", reply);
  coppice_add(",\"failureCode\":");
  coppice_add(code);
  coppice_add(",\"message\":\"");
  coppice_add(text);
  coppice_add("\"}");
  coppice_say();
}

/* The answer comes to on_reply with this name. */
static void coppice_request(const char *address, const char *name, const char *body) {
  coppice_frame("send", address);
  coppice_add(",\"replyAddress\":\"");
  coppice_add(name);
  coppice_add("\",\"body\":");
  coppice_add(body);
  coppice_add("}");
  coppice_say();
}

/* What it is told. */
static char coppice_in[COPPICE_LONGEST + 1];

COPPICE_EXPORT(alloc) char *coppice_alloc(int length) { return length < (int)sizeof coppice_in ? coppice_in : 0; }

static int coppice_same(const char *text, const char *beginning) {
  while (*beginning)
    if (*text++ != *beginning++) return 0;
  return 1;
}

/* What comes after the first place of a text; null if it is not there. */
static char *coppice_after(char *text, const char *place) {
  for (; *text; text++)
    if (coppice_same(text, place)) {
      while (*place++) text++;
      return text;
    }
  return 0;
}

static int coppice_is_key(const char *text, const char *key) {
  while (*key)
    if (*text++ != *key++) return 0;
  return coppice_same(text, "\":\"");
}

/* Copies the first string with this key, as JSON has it; the empty text where there is none. A longer one is cut. */
static void coppice_field(char *to, int size, const char *text, const char *key) {
  int length = 0;
  for (char *from = (char *)text; (from = coppice_after(from, "\""));)
    if (coppice_is_key(from, key)) {
      for (from = coppice_after(from, "\":\""); *from && *from != '"' && length < size - 2; to[length++] = *from++)
        if (*from == '\\') to[length++] = *from++;
      break;
    }
  to[length] = 0;
}

/* One text of several, the last of which is 0; what is too long is cut. */
static const char *coppice_join(char *to, int size, const char *const *parts) {
  int length = 0;
  for (; *parts; parts++)
    for (const char *from = *parts; *from && length < size - 1;) to[length++] = *from++;
  to[length] = 0;
  return to;
}

/* Ends a string of the frame where it ends; answers what comes after it. */
static char *coppice_end(char *text) {
  while (*text && *text != '"') text++;
  if (!*text) return text;
  *text = 0;
  return text + 1;
}

static char *coppice_string(char *text) {
  if (text) coppice_end(text);
  return text;
}

/* The fields of a frame come in one order, the answer's address behind the other, and the body last. */
static void coppice_message(char *frame) {
  char *address = coppice_after(frame, "\"address\":\"");
  char *rest = coppice_end(address);
  const char *reply = "";
  if (coppice_same(rest, ",\"replyAddress\":\"")) {
    reply = rest += sizeof ",\"replyAddress\":\"" - 1;
    rest = coppice_end(rest);
  }
  char *body = coppice_after(rest, "\"body\":");
  if (*address == '.') on_reply(address, body, 0);
  else on_message(address, reply, body);
}

/* A message without headers is not in a frame. */
COPPICE_EXPORT(receive_message)
void coppice_receive_message(const char *address, int address_length, const char *reply, int reply_length, const char *body,
                             int body_length) {
  on_message(address, reply, body);
}

COPPICE_EXPORT(receive) void coppice_receive(char *frame, int length) {
  frame[length] = 0;
  char *type = coppice_after(frame, "{\"type\":\"");
  if (!type) return;
  if (coppice_same(type, "message")) {
    frame[length - 1] = 0;
    coppice_message(type);
  } else if (coppice_same(type, "start")) {
    frame[length - 1] = 0;
    on_start(coppice_after(frame, "\"config\":"));
  } else if (coppice_same(type, "stop")) {
    on_stop();
  } else if (coppice_same(type, "err")) {
    frame[length - 1] = 0;
    char *address = coppice_after(frame, "\"address\":\"");
    char *failure = coppice_after(address, "\"failureCode\":");
    coppice_end(address);
    on_reply(address, 0, failure);
  }
}

#endif
