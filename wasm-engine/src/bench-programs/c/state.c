/* A state machine that classifies the fields of a text: words, integers, decimals, hexadecimal. */
#include "kernel.h"

enum { LENGTH = 2048 };

static u8 text[LENGTH];

enum state { START, WORD, ZERO, INTEGER, POINT, DECIMAL, HEX, INVALID, STATES };

static void fill(u32 seed) {
  static const char pieces[] = "12,0x1f,3.25,alpha,-7,0,9z,+4.5,beta2,0xzz,.5,77,,";
  int at = 0;
  while (at < LENGTH) {
    u32 from = next(&seed) % (sizeof pieces - 1);
    u32 length = 1 + next(&seed) % 12;
    while (length-- && at < LENGTH) text[at++] = (u8)pieces[from++ % (sizeof pieces - 1)];
  }
}

static int is_digit(int c) { return c >= '0' && c <= '9'; }

static int is_hex(int c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

static int is_letter(int c) { return c >= 'a' && c <= 'z'; }

static enum state step(enum state state, int c) {
  switch (state) {
    case START:
      if (c == '0') return ZERO;
      if (is_digit(c) || c == '+' || c == '-') return INTEGER;
      if (c == '.') return POINT;
      return is_letter(c) ? WORD : INVALID;
    case WORD:
      return is_letter(c) || is_digit(c) ? WORD : INVALID;
    case ZERO:
      if (c == 'x') return HEX;
      /* fall through */
    case INTEGER:
      if (is_digit(c)) return INTEGER;
      return c == '.' ? POINT : INVALID;
    case POINT:
    case DECIMAL:
      return is_digit(c) ? DECIMAL : INVALID;
    case HEX:
      return is_hex(c) ? HEX : INVALID;
    default:
      return INVALID;
  }
}

int run(int iterations) {
  u32 sum = 0;
  for (int i = 0; i < iterations; i++) {
    if (i % 16 == 0) fill((u32)i + 1);
    text[next(&sum) % LENGTH] = ',';
    u32 counts[STATES] = {0};
    enum state state = START;
    for (int at = 0; at < LENGTH; at++) {
      if (text[at] == ',') {
        counts[state]++;
        state = START;
      } else {
        state = step(state, text[at]);
      }
    }
    for (int s = 0; s < STATES; s++) sum = mix(sum, counts[s]);
  }
  return (int)sum;
}
