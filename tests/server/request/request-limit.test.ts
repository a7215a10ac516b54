import { createRequestLimit } from '../../../server/request/request-limit';

describe('createRequestLimit', () => {
  const options = { limit: 2, windowMs: 60_000, maxNetworks: 3 };
  let now: number;
  const limit = (more: object = {}) => createRequestLimit({ ...options, ...more }, () => now);
  const outcome = ({ count }: ReturnType<typeof limit>, address?: string) => {
    try {
      count(address);
      return 'in';
    } catch (error) {
      const { status, details, headers } = error as { status: number; details: object; headers: object };
      return { status, details, headers };
    }
  };
  const denied = (seconds: number) => ({ status: 429, details: { code: 'ERR_RATE_LIMITED', retryAfter: seconds }, headers: { 'Retry-After': String(seconds) } });

  beforeEach(() => {
    now = 1000;
  });

  it('lets as many requests of a network in as it says, until its window is over', () => {
    const requests = limit();
    expect([outcome(requests, '192.0.2.1'), outcome(requests, '192.0.2.1')]).toEqual(['in', 'in']);
    expect(outcome(requests, '192.0.2.1')).toEqual(denied(60));
    now += 59_001;
    expect(outcome(requests, '192.0.2.1')).toEqual(denied(1));
    now += 999;
    expect(outcome(requests, '192.0.2.1')).toBe('in');
  });

  it('counts each IPv4 address, and the first 64 bits of each IPv6 address, by itself', () => {
    const requests = limit({ limit: 1 });
    expect([outcome(requests, '192.0.2.1'), outcome(requests, '192.0.2.2'), outcome(requests, '2001:db8:1:1::1'), outcome(requests, '2001:db8:1:2::1')]).toEqual(['in', 'in', 'in', 'in']);
    expect(outcome(requests, '2001:db8:1:2:ffff::2')).toEqual(denied(60));
    expect(outcome(requests, '::ffff:192.0.2.2')).toEqual(denied(60));
  });

  it('counts what comes from no address together', () => {
    const requests = limit({ limit: 1 });
    expect([outcome(requests), outcome(requests, 'unknown')]).toEqual(['in', denied(60)]);
  });

  it('forgets the quietest network where there are too many', () => {
    const requests = limit({ limit: 1 });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) outcome(requests, address);
    expect(outcome(requests, '192.0.2.1')).toEqual(denied(60));
    outcome(requests, '192.0.2.4');
    expect(outcome(requests, '192.0.2.1')).toEqual(denied(60));
    expect(outcome(requests, '192.0.2.2')).toBe('in');
  });
});
