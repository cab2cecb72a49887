enum { LONGEST = 65536 };
static char text[LONGEST], answer[LONGEST];

__attribute__((export_name("text"))) char *where_to_write(void) { return text; }

/* Answers where as many bytes can be read. */
__attribute__((export_name("echo"))) char *echo(int length) {
  for (int i = 0; i < length; i++) answer[i] = text[i];
  return answer;
}
