/* Counts the ticks of a timer whose interrupt calls a function of this module. */

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

enum { BAUD = 115200, TIMER_HZ = 100, TICKS_PER_LINE = 50, LAST_TICK = 500 };

IMPORT("env", "uart_init") void uart_init(int baud);
IMPORT("env", "uart_write_byte") void uart_write_byte(int byte);
IMPORT("env", "wasm_host_config_timer") void wasm_host_config_timer(int hz);
IMPORT("board", "wait_for_interrupt") int wait_for_interrupt(long long timeout_nanos);

#define NO_TIMEOUT (-1LL)

/* Written by handlers, which run between any two instructions of the code below. */
static volatile int ticks;
static volatile int line_open;

/* Lines that a handler could not print because it came in the middle of another one. When it is
   full the oldest is lost, and `lost` says how many. */
enum { WAITING = 16 };
static volatile int waiting[WAITING];
static volatile unsigned put, taken, lost;

static void write_text(const char *text) {
  for (; *text; text++) uart_write_byte(*text);
}

static void write_number(unsigned number) {
  char digits[11];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = '0' + number % 10;
  while (number /= 10);
  write_text(digits + at);
}

static void write_line(const char *text, int number) {
  line_open = 1;
  write_text(text);
  write_number(number);
  write_text("\n");
  line_open = 0;
}

/* Prints what came in the meantime; at the bottom of the nest no line is open any more. */
static void print(const char *text, int number) {
  write_line(text, number);
  while (taken != put) {
    int line = waiting[taken % WAITING];
    taken++;
    write_line("irq ", line);
  }
}

EXPORT("wasm_runtime_call_go_timer_tick") void timer_tick(void) { ticks++; }

EXPORT("board_irq") void board_irq(int line) {
  if (!line_open) {
    print("irq ", line);
    return;
  }
  if (put - taken == WAITING) {
    taken++;
    lost++;
  }
  waiting[put % WAITING] = line;
  put++;
}

EXPORT("_start") void start(void) {
  uart_init(BAUD);
  print("c-tick: timer at Hz ", TIMER_HZ);
  wasm_host_config_timer(TIMER_HZ);
  int printed = 0;
  while (printed < LAST_TICK) {
    wait_for_interrupt(NO_TIMEOUT);
    /* Several ticks may have passed if the board was late: every line is printed still. */
    while (printed + TICKS_PER_LINE <= ticks) {
      printed += TICKS_PER_LINE;
      print("ticks ", printed);
    }
  }
  wasm_host_config_timer(0);
  print("c-tick: done, interrupts lost ", lost);
}
