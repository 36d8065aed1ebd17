// Runs modules for the differential tests. One trial per line of standard input, one answer per
// line of standard output; all values cross as hexadecimal bits.
//   BASE64 GLOBALS CALL…  ->  ANSWER|STATE;… | refused REASON
// where CALL is NAME:PARAMETERS:RESULTS:BITS…, ANSWER is returned BITS… or trapped REASON, and
// STATE is memory's bytes, its CRC, globals' BITS.
'use strict';
const readline = require('node:readline');

const view = new DataView(new ArrayBuffer(8));
let instance;
let state;

function toWasm(type, bits) {
  const value = BigInt('0x' + bits);
  view.setBigUint64(0, BigInt.asUintN(64, value));
  switch (type) {
    case 'i32': return view.getInt32(4);
    case 'i64': return view.getBigInt64(0);
    case 'f32': return view.getFloat32(4);
    default: return view.getFloat64(0);
  }
}

function toBits(type, value) {
  view.setBigUint64(0, 0n);
  switch (type) {
    case 'i32': view.setInt32(4, value); break;
    case 'i64': view.setBigInt64(0, value); break;
    case 'f32': view.setFloat32(4, value); break;
    default: view.setFloat64(0, value);
  }
  return view.getBigUint64(0).toString(16);
}

const rotateLeft = (value, n) => BigInt.asUintN(64, (value << n) | (value >> (64n - n)));
const bitsOf = (type, value) => BigInt('0x' + toBits(type, Number.isNaN(value) ? NaN : value));

// The same arithmetic as MixHost; a NaN counts as the canonical one.
function mix(first, second, third, fourth) {
  const single = BigInt.asIntN(32, bitsOf('f32', third));
  state = BigInt.asUintN(64, state * 6364136223846793005n + BigInt(first));
  state = rotateLeft(state, 17n) ^ BigInt.asUintN(64, second);
  state = BigInt.asUintN(64, state * 31n + single);
  state = rotateLeft(state, 29n) ^ bitsOf('f64', fourth);
  return BigInt.asIntN(64, state);
}

function start(base64) {
  try {
    const module = new WebAssembly.Module(Buffer.from(base64, 'base64'));
    state = 1n;
    instance = new WebAssembly.Instance(module, { env: { mix } });
    return 'ok';
  } catch (error) {
    return 'refused ' + error.message.replace(/\s+/g, ' ');
  }
}

function call(name, parameters, results, ...bits) {
  const types = (list) => list === '-' ? [] : list.split(',');
  const values = types(parameters).map((type, i) => toWasm(type, bits[i]));
  try {
    const result = instance.exports[name](...values);
    const list = types(results);
    const all = list.length === 0 ? [] : list.length === 1 ? [result] : result;
    return ['returned', ...list.map((type, i) => toBits(type, all[i]))].join(' ');
  } catch (error) {
    return 'trapped ' + error.message;
  }
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function slowCrc32(bytes) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[i]) & 0xff];
  return ~crc >>> 0;
}

// Older versions of Node.js have none of their own.
const crc32 = require('node:zlib').crc32 ?? slowCrc32;

function trial(base64, globals, ...calls) {
  const answer = start(base64);
  if (answer !== 'ok') return answer;
  const types = globals.split(',');
  return calls.map((words) => {
    const outcome = call(...words.split(':'));
    const memory = new Uint8Array(instance.exports.memory.buffer);
    const bits = types.map((type, i) => toBits(type, instance.exports['g' + i].value));
    return outcome + '|' + [memory.length, crc32(memory).toString(16), ...bits].join(' ');
  }).join(';');
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(trial(...line.split(' ')) + '\n');
});
