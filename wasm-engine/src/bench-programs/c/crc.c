/* CRC-16/XMODEM bit by bit and CRC-32 (IEEE 802.3) by table over the same bytes. */
#include "kernel.h"

enum { LENGTH = 4096 };

static u8 data[LENGTH];
static u32 table[256];

static void make_table(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
    table[i] = value;
  }
}

static u16 crc16(const u8 *bytes, int length) {
  u16 crc = 0;
  for (int i = 0; i < length; i++) {
    crc ^= (u16)(bytes[i] << 8);
    for (int bit = 0; bit < 8; bit++) crc = (u16)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
  }
  return crc;
}

static u32 crc32(const u8 *bytes, int length) {
  u32 crc = ~0u;
  for (int i = 0; i < length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ crc >> 8;
  return ~crc;
}

int run(int iterations) {
  make_table();
  u32 seed = 1, sum = 0;
  for (int i = 0; i < LENGTH; i++) data[i] = (u8)next(&seed);
  for (int i = 0; i < iterations; i++) {
    data[i % LENGTH] ^= (u8)i;
    sum = mix(sum, crc16(data, LENGTH));
    sum = mix(sum, crc32(data, LENGTH));
  }
  return (int)sum;
}
