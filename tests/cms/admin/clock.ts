/** Sets the clock, and nothing else, to `now` (milliseconds since 1970). */
export function at(now: number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval',
      'setTimeout', 'clearTimeout',
    ],
  });
}

/** Lets the clock run again. */
export function backToNow(): void {
  jest.useRealTimers();
}
