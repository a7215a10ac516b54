/**
 * How many times as much processor time `work` takes when it has four times as much to do: about 4 where time grows with the size, 16 where
 * it grows with its square. Of several attempts the least counts, and what other processes do does not.
 */
export function growthOf(work: (size: number) => void, size: number): number {
  const timeFor = (items: number) => Math.min(...Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work(items);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  }));
  return timeFor(4 * size) / timeFor(size);
}
