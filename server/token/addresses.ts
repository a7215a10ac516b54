import { isIP } from 'node:net';

/** An address in 32-bit words: one for IPv4, four for IPv6. IPv4-mapped IPv6 is IPv4. */
type Words = readonly number[];

/** The bits that all addresses of a range have in common. */
interface Range {
  readonly network: Words;
  readonly mask: Words;
}

/** Whether an address is in all of the lists of ranges that the test was created for. */
export interface AddressTest {
  (address: string): boolean;
  /** The memory that the ranges take. */
  readonly bytes: number;
}

/** The memory of a compiled list without its ranges, as measured (bytes). */
const LIST_BYTES = 600;

/** An address from a host, without the port, brackets or zone that some hosts add. */
export function bareAddress(address: string): string {
  const text = address.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return (bracketed ?? withPort ?? text).split('%', 1)[0]!;
}

/** The words of a plain address; null if it is not one. */
export function wordsOf(address: string): Words | null {
  if (!address.includes(':')) {
    const word = ipv4Word(address);
    return word === null ? null : [word];
  }
  const groups = ipv6Groups(address);
  if (groups === null) return null;
  const words = joined(groups);
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? [words[3]!] : words;
}

/** An address or range in canonical form, or what is wrong with it. Addresses of one host have no prefix; IPv4-mapped IPv6 becomes IPv4. */
export function normalizeRange(text: string): { range: string } | { problem: string } {
  const [address = '', prefix, ...others] = text.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (version === 0 || address.includes('%') || others.length > 0 || !(length <= bits)) {
    return { problem: 'must be an IPv4 or IPv6 address, or a range such as 192.0.2.0/24' };
  }
  const given = version === 4 ? [ipv4Word(address)!] : joined(ipv6Groups(address)!);
  const network = given.map((word, index) => (word & maskWord(length - 32 * index)) >>> 0);
  const isMapped = version === 6 && length >= 96 && network[0] === 0 && network[1] === 0 && network[2] === 0xffff;
  const range = isMapped ? formatRange([network[3]!], length - 96) : formatRange(network, length);
  if (given.some((word, index) => word !== network[index])) return { problem: `has bits set after the first ${length}. The range is ${range}` };
  return { range };
}

/**
 * Creates the function that tells whether an address is in all of these lists of ranges; null if there are no lists. Anything that is not an address
 * is in none. Ranges are in canonical form.
 */
export function addressTest(lists: ReadonlyArray<readonly string[]>): AddressTest | null {
  if (lists.length === 0) return null;
  const compiled = lists.map(compile);
  const bytes = compiled.reduce((sum, { ipv4, ipv6 }) => sum + LIST_BYTES + ipv4.byteLength + ipv6.byteLength, 0);
  return Object.assign(function isAllowedFrom(address: string) {
    const words = wordsOf(address) ?? wordsOf(bareAddress(address));
    if (words === null) return false;
    for (const list of compiled) if (!(words.length === 1 ? hasIpv4(list.ipv4, words[0]!) : hasIpv6(list.ipv6, words))) return false;
    return true;
  }, { bytes });
}

/** The networks and masks of ranges one after another, as signed words, since they are read for every request of a limited token. */
function compile(list: readonly string[]): { ipv4: Int32Array; ipv6: Int32Array } {
  const ranges = list.map(toRange).filter((range) => range !== null);
  const ofLength = (length: number) => Int32Array.from(ranges.filter(({ network }) => network.length === length).flatMap(({ network, mask }) => [...network, ...mask]));
  return { ipv4: ofLength(1), ipv6: ofLength(4) };
}

function hasIpv4(ranges: Int32Array, word: number): boolean {
  for (let at = 0; at < ranges.length; at += 2) if ((word & ranges[at + 1]!) === ranges[at]) return true;
  return false;
}

function hasIpv6(ranges: Int32Array, [first, second, third, fourth]: Words): boolean {
  for (let at = 0; at < ranges.length; at += 8) {
    if ((first! & ranges[at + 4]!) === ranges[at] && (second! & ranges[at + 5]!) === ranges[at + 1]
      && (third! & ranges[at + 6]!) === ranges[at + 2] && (fourth! & ranges[at + 7]!) === ranges[at + 3]) return true;
  }
  return false;
}

/** The ranges that are not contained in one of the others. `null` stands for all addresses. */
export function rangesOutside(ranges: readonly string[] | null, others: readonly string[] | null): string[] {
  if (others === null) return [];
  const outer = others.map(toRange).filter((range) => range !== null);
  return (ranges ?? ['0.0.0.0/0', '::/0']).filter((text) => {
    const range = toRange(text);
    return range === null || !outer.some((other) => contains(other, range.network) && isWider(other, range));
  });
}

function toRange(text: string): Range | null {
  const [address = '', prefix] = text.split('/');
  const network = wordsOf(address);
  if (network === null) return null;
  const length = prefix === undefined ? network.length * 32 : Number(prefix);
  return { network, mask: network.map((_, index) => maskWord(length - 32 * index)) };
}

function contains({ network, mask }: Range, words: Words): boolean {
  if (network.length !== words.length) return false;
  for (let index = 0; index < words.length; index += 1) if ((words[index]! & mask[index]!) >>> 0 !== network[index]) return false;
  return true;
}

function isWider(range: Range, other: Range): boolean {
  return range.mask.every((word, index) => (word & other.mask[index]!) >>> 0 === word);
}

/** A word whose first `length` bits are set. */
function maskWord(length: number): number {
  return length <= 0 ? 0 : length >= 32 ? 0xffffffff : (0xffffffff << (32 - length)) >>> 0;
}

function formatRange(words: Words, length: number): string {
  const address = formatAddress(words);
  return length === words.length * 32 ? address : `${address}/${length}`;
}

/** Formats an address as in RFC 5952 section 4. */
export function formatAddress(words: Words): string {
  return words.length === 1
    ? [24, 16, 8, 0].map((shift) => (words[0]! >>> shift) & 255).join('.')
    // WHATWG's URL shortens it.
    : new URL(`http://[${groupsOf(words).join(':')}]`).hostname.slice(1, -1);
}

/** The groups of an address in hexadecimal digits. */
export function groupsOf(words: Words): string[] {
  return words.flatMap((word) => [word >>> 16, word & 0xffff]).map((group) => group.toString(16));
}

function joined(groups: readonly number[]): number[] {
  const word = (index: number) => groups[index]! * 0x10000 + groups[index + 1]!;
  return [word(0), word(2), word(4), word(6)];
}

/** Parses character by character, since this runs for every request of a limited token. */
function ipv4Word(text: string): number | null {
  let word = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (digits === 0 || dots === 3) return null;
      word = word * 256 + part;
      part = 0;
      digits = 0;
      dots += 1;
    } else {
      if (code < 48 || code > 57 || (digits > 0 && part === 0)) return null;
      part = part * 10 + code - 48;
      digits += 1;
      if (part > 255) return null;
    }
  }
  return dots === 3 && digits > 0 ? word * 256 + part : null;
}

/** The eight groups of an IPv6 address (RFC 4291 section 2.2). */
function ipv6Groups(text: string): number[] | null {
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  const { length } = text;
  let count = 0;
  let gap = -1;
  let index = 0;
  if (text.startsWith('::')) {
    gap = 0;
    index = 2;
  }
  while (index < length) {
    if (count === 8) return null;
    const start = index;
    let value = 0;
    for (let digit; index < length && index - start < 4 && (digit = hexDigit(text.charCodeAt(index))) !== -1; index += 1) value = value * 16 + digit;
    if (index < length && text.charCodeAt(index) === 46) {
      const word = count <= 6 ? ipv4Word(text.slice(start)) : null;
      if (word === null) return null;
      groups[count] = word >>> 16;
      groups[count + 1] = word & 0xffff;
      count += 2;
      break;
    }
    if (index === start) return null;
    groups[count] = value;
    count += 1;
    if (index === length) break;
    if (text.charCodeAt(index) !== 58 || index + 1 === length) return null;
    index += 1;
    if (text.charCodeAt(index) === 58) {
      if (gap !== -1) return null;
      gap = count;
      index += 1;
    }
  }
  if (gap === -1) return count === 8 ? groups : null;
  if (count === 8) return null;
  // The groups after the gap belong at the end.
  for (let at = count - 1; at >= gap; at -= 1) {
    groups[at + 8 - count] = groups[at]!;
    groups[at] = 0;
  }
  return groups;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
