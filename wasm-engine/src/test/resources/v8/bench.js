// Runs one program in V8 when standard input says so; see Worker.java for the requests and answers.
//   node bench.js KERNEL|GO FILE
// With a number of iterations behind that it runs the program once and prints what it answers.
//   node bench.js ROUNDS FILE COUNT
// runs a Go program that prints a line for each round. Behind each it prints the processor time of
// the guest's thread since the round began, and the line, and waits for a line on standard input.
'use strict';
const fs = require('node:fs');
const readline = require('node:readline');

const [kind, file, only] = process.argv.slice(2);
const module_ = new WebAssembly.Module(fs.readFileSync(file));
const BAD_FILE = 8;

class Exit extends Error {
  constructor(code) {
    super('exit ' + code);
    this.code = code;
  }
}

// As much of WASI as BenchWasi.java has.
function wasi(args) {
  const texts = args.map((text) => Buffer.from(text + '\0'));
  const result = { memory: undefined, output: '', wrote: () => undefined };
  const view = () => new DataView(result.memory.buffer);
  const known = {
    args_sizes_get(count, bytes) {
      view().setUint32(count, texts.length, true);
      view().setUint32(bytes, texts.reduce((sum, text) => sum + text.length, 0), true);
      return 0;
    },
    args_get(pointers, bytes) {
      for (const text of texts) {
        view().setUint32(pointers, bytes, true);
        new Uint8Array(result.memory.buffer).set(text, bytes);
        pointers += 4;
        bytes += text.length;
      }
      return 0;
    },
    environ_sizes_get(count, bytes) {
      view().setUint32(count, 0, true);
      view().setUint32(bytes, 0, true);
      return 0;
    },
    environ_get: () => 0,
    clock_time_get(clock, precision, address) {
      const nanos = clock === 0 ? BigInt(Date.now()) * 1000000n : process.hrtime.bigint();
      view().setBigUint64(address, nanos, true);
      return 0;
    },
    random_get(address, length) {
      new Uint8Array(result.memory.buffer).fill(0, address, address + length);
      return 0;
    },
    fd_write(fd, vectors, count, written) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        const start = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        result.output += Buffer.from(result.memory.buffer, start, length).toString();
        total += length;
      }
      view().setUint32(written, total, true);
      result.wrote();
      return 0;
    },
    poll_oneoff(subscriptions, events, count, address) {
      for (let i = 0; i < count; i++) {
        new Uint8Array(result.memory.buffer).fill(0, events + 32 * i, events + 32 * i + 32);
        const user = view().getBigUint64(subscriptions + 48 * i, true);
        view().setBigUint64(events + 32 * i, user, true);
        view().setUint8(events + 32 * i + 10, view().getUint8(subscriptions + 48 * i + 8));
      }
      view().setUint32(address, count, true);
      return 0;
    },
    sched_yield: () => 0,
    proc_exit(code) {
      throw new Exit(code);
    },
    fd_fdstat_get(fd, address) {
      new Uint8Array(result.memory.buffer).fill(0, address, address + 24);
      view().setUint8(address, 2);
      return fd > 2 ? BAD_FILE : 0;
    },
    fd_fdstat_set_flags: () => 0,
  };
  result.imports = new Proxy(known, { get: (target, name) => target[name] ?? (() => BAD_FILE) });
  return result;
}

const kernel = kind === 'KERNEL' ? new WebAssembly.Instance(module_, {}) : undefined;

function once(iterations) {
  return kernel ? String(kernel.exports.run(iterations)) : start(iterations, () => undefined);
}

function start(iterations, wrote) {
  const system = wasi(['program', String(iterations)]);
  system.wrote = () => wrote(system);
  const instance = new WebAssembly.Instance(module_, { wasi_snapshot_preview1: system.imports });
  system.memory = instance.exports.memory;
  try {
    instance.exports._start();
  } catch (error) {
    if (!(error instanceof Exit) || error.code !== 0) {
      throw error;
    }
  }
  return system.output.trim();
}

function run(iterations) {
  const start = process.hrtime.bigint();
  const result = once(iterations);
  return process.hrtime.bigint() - start + ' ' + result;
}

function warm(milliseconds, iterations) {
  const end = process.hrtime.bigint() + BigInt(milliseconds) * 1000000n;
  let answer = run(iterations);
  while (process.hrtime.bigint() < end) {
    answer = run(iterations);
  }
  return answer;
}

// Where the system does not tell the time of one thread it is that of the process.
function processorNanos() {
  try {
    return BigInt(fs.readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]);
  } catch {
    const { user, system } = process.cpuUsage();
    return BigInt(user + system) * 1000n;
  }
}

// False at the end of standard input. No more than a line is ever there.
function turn() {
  const byte = Buffer.alloc(1);
  while (fs.readSync(0, byte) === 1) {
    if (byte[0] === 10) {
      return true;
    }
  }
  return false;
}

function rounds(count) {
  if (!turn()) {
    return;
  }
  let started = processorNanos();
  start(count, (system) => {
    if (!system.output.endsWith('\n')) {
      return;
    }
    process.stdout.write(processorNanos() - started + ' ' + system.output);
    system.output = '';
    if (!turn()) {
      throw new Exit(0);
    }
    started = processorNanos();
  });
}

if (kind === 'ROUNDS') {
  rounds(only);
} else if (only !== undefined) {
  process.stdout.write(once(Number(only)) + '\n');
} else {
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const [request, ...numbers] = line.split(' ');
    const answer = request === 'warm' ? warm(...numbers.map(Number)) : run(...numbers.map(Number));
    process.stdout.write(answer + '\n');
  });
}
