/* What a board offers to firmware with several cores; docs/board.md tells the rest. */
#ifndef BOARD_H
#define BOARD_H

#define IMPORT(name) __attribute__((import_module("board"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

enum { CORES_MAX = 8, STDOUT = 1 };

/* What board_core_start answers. */
enum core_start {
  CORE_STARTED = 0,
  CORE_UNKNOWN = -1,
  CORE_ON_ALREADY = -2,
  CORE_MEMORY_NOT_SHARED = -3,
  CORE_ENTRY_UNKNOWN = -4,
  CORE_STACK_WRONG = -5,
  CORE_HEAP_HOSTED = -6
};

typedef void core_entry(int argument);

IMPORT(core_count) int board_core_count(void);
IMPORT(core_id) int board_core_id(void);
IMPORT(core_start)
int board_core_start(int core, core_entry *entry, int argument, void *stack_top);
IMPORT(console_write) int board_console_write(int stream, const char *text, int bytes);
IMPORT(random) int board_random(void *bytes, int count);
IMPORT(arguments_bytes) int board_arguments_bytes(void);
IMPORT(arguments) void board_arguments(char *text, int bytes);
IMPORT(halt) _Noreturn void board_halt(int code);

/* Made by the linker: gives the core that calls its own copy of all _Thread_local variables. */
void __wasm_init_tls(void *block);

#endif
