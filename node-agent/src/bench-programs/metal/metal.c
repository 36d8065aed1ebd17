/* What firmware without an operating system costs a board. The first argument says what it does:
   i        wait for an interrupt, without a frame on the stack, for ever
   e COUNT  nothing, so often
   r COUNT  read a register
   w COUNT  write a register
   q COUNT  have an interrupt and handle it */

#define IMPORT(name) __attribute__((import_module("board"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

IMPORT(mmio_read) unsigned mmio_read(unsigned address);
IMPORT(mmio_write) void mmio_write(unsigned address, unsigned value);
IMPORT(idle) void idle(long long deadline, unsigned lines, int console, void (*resume)(void));
IMPORT(arguments_bytes) int arguments_bytes(void);
IMPORT(arguments) void arguments(char *target, int length);
IMPORT(console_write) int console_write(int stream, const char *text, int length);

#define GPIO_OUTPUT 0x4003000cu
#define NVIC_SET_PENDING 0xe000e200u
#define LINE 9

static volatile unsigned handled;
static volatile unsigned sink;
static char text[256];

EXPORT(board_irq) void board_irq(int line) { handled += line; }

static void again(void) { idle(-1, 0, 0, again); }

EXPORT(_start) void start(void) {
  int length = arguments_bytes();
  if (length > (int)sizeof text) length = sizeof text;
  arguments(text, length);
  const char *at = text;
  while (*at) at++; /* The program's name. */
  char what = *++at;
  at += 2;
  unsigned count = 0;
  for (; what != 'i' && *at >= '0' && *at <= '9'; at++) count = 10 * count + *at - '0';
  for (unsigned i = 0; i < count; i++) {
    switch (what) {
    case 'r': sink = mmio_read(GPIO_OUTPUT); break;
    case 'w': mmio_write(GPIO_OUTPUT, i); break;
    case 'q': mmio_write(NVIC_SET_PENDING, 1u << LINE); break;
    default: sink = i; break;
    }
  }
  /* The last one may still be pending. */
  if (what == 'q' && handled + LINE < count * LINE) console_write(1, "lost\n", 5);
  if (what == 'i') {
    console_write(1, "begun\n", 6);
    again();
  }
}
