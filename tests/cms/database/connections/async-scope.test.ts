import { setTimeout as sleep } from 'node:timers/promises';
import { AsyncScope } from '../../../../cms/database/connections/async-scope';

describe('AsyncScope', () => {
  it('shows its value to all that is called inside, over any number of awaits, and to nobody else', async () => {
    const scope = new AsyncScope<string>();
    const deep = async () => {
      await sleep(2);
      return scope.get();
    };
    const inside = scope.run('inside', async () => [scope.get(), await deep()]);
    expect(scope.get()).toBeUndefined();
    expect(await deep()).toBeUndefined();
    expect(await inside).toEqual(['inside', 'inside']);
    expect(scope.get()).toBeUndefined();
  });

  it('keeps runs apart that are under way at once, whichever ends first', async () => {
    const scope = new AsyncScope<number>();
    const run = (value: number, milliseconds: number) => scope.run(value, async () => {
      await sleep(milliseconds);
      return scope.get();
    });
    expect(await Promise.all([run(1, 8), run(2, 1), scope.run(3, () => run(4, 4))])).toEqual([1, 2, 4]);
    expect(await run(5, 1)).toBe(5);
  });

  it('shows nothing once the run has ended, by a throw too, to what it left behind', async () => {
    const scope = new AsyncScope<string>();
    let left: Promise<string | undefined> | undefined;
    await expect(scope.run('inside', async () => {
      left = sleep(5).then(() => scope.get());
      throw new Error('on purpose');
    })).rejects.toThrow('on purpose');
    expect(await left).toBeUndefined();
  });
});
