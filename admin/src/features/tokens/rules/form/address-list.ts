/** The addresses and ranges in what was typed, one a line; null for none, which allows all. */
export function addressesIn(typed: string): string[] | null {
  const addresses = typed.split(/[\s,;]+/).filter(Boolean);
  return addresses.length ? addresses : null;
}

/** A list of addresses and ranges as its field holds it. */
export function addressLines(addresses: readonly string[] | null | undefined): string {
  return (addresses ?? []).join('\n');
}

/** What was typed with another address on a line of its own. */
export function withAddress(typed: string, address: string): string {
  return addressLines([...new Set([...addressesIn(typed) ?? [], address])]);
}
