/** Stops the clock that dates are made from at `now` (milliseconds since the epoch). Timers run on, so that HTTP does too. */
export function freezeClock(now: number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'performance', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate',
      'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
    ],
  });
}
