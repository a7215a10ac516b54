const table = new Uint32Array(256).map((_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xed_b8_83_20 : remainder >>> 1;
  return remainder;
});

/**
 * The CRC-32 of an ASCII string (ISO-HDLC, the one of zip and PNG), as an unsigned number of 32 bits.
 * Node's own `zlib.crc32` is missing from the first releases of Node 20.
 */
export function crc32(text: string): number {
  let crc = 0xff_ff_ff_ff;
  for (let i = 0; i < text.length; i += 1) crc = (crc >>> 8) ^ table[(crc ^ text.charCodeAt(i)) & 0xff]!;
  return ~crc >>> 0;
}
