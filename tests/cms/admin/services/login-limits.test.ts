import { adminContentTypes } from '../../../../cms/admin/content-types';
import { createLoginLimits, type LoginLimits } from '../../../../cms/admin/services/login-limits';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { at, backToNow } from '../clock';

const MINUTE = 60_000;
const HERE = '192.0.2.1';

describe.each(dialectsUnderTest())('limits of logins (%s)', (dialect) => {
  let db: TestDatabase;
  let limits: LoginLimits;
  beforeEach(async () => {
    db = await createTestDatabase(dialect, adminContentTypes);
    limits = createLoginLimits(db);
  });
  afterEach(async () => {
    backToNow();
    await db.drop();
  });

  const wrong = (email: string, client = HERE, on = limits) => on.guard(email, client, async () => false);
  const right = (email: string, client = HERE, on = limits) => on.guard(email, client, async () => true);
  const rows = () => db.query('admin::login-limit').count();
  /** The seconds that a denial asks to wait for. */
  const denied = (attempt: Promise<unknown>) => attempt.then(
    () => Promise.reject(new Error('was not denied')), ({ status, headers }) => (status === 429 ? Number(headers['Retry-After']) : Promise.reject(new Error(status))));

  async function lock(email: string, client = HERE): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) await wrong(email, client);
  }

  it('count over all instances', async () => {
    const others = [createLoginLimits(db), createLoginLimits(db)];
    for (let attempt = 0; attempt < 5; attempt += 1) await wrong('a@example.com', HERE, others[attempt % 2]);
    await denied(right('a@example.com'));
  });

  it('slow random accounts down, after fifty from one network, and others go on', async () => {
    for (let attempt = 0; attempt < 50; attempt += 1) await wrong(`${attempt}@example.com`, attempt % 2 ? HERE : `::ffff:${HERE}`);
    const before = await rows();
    for (let attempt = 0; attempt < 20; attempt += 1) expect(await denied(wrong(`more-${attempt}@example.com`))).toBeLessThanOrEqual(300);
    expect(await rows()).toBe(before);
    expect(await right('a@example.com', '192.0.2.2')).toBe(true);
  });

  it('count one customer\'s IPv6 addresses as one, and ports not at all', async () => {
    for (const client of ['2001:db8::1', '2001:db8::2', '[2001:db8::3]:80', '2001:db8:0:0:f::', '2001:db8::5']) await wrong('a@example.com', client);
    await denied(right('a@example.com', '2001:db8::6'));
    expect(await right('a@example.com', '2001:db8:0:1::1')).toBe(true);
    for (let port = 1; port <= 5; port += 1) await wrong('b@example.com', `198.51.100.7:${port}`);
    await denied(right('b@example.com', '198.51.100.7:6'));
  });

  it('bound what one IPv6 site tries from many networks, and let in others, and who logged in there before', async () => {
    const from = (network: number) => `2001:db8:7:${network.toString(16)}::1`;
    expect(await right('neighbour@example.com', from(5000))).toBe(true);
    for (let attempt = 0; attempt < 250; attempt += 1) await wrong(`${attempt}@example.com`, from(attempt));
    expect(await denied(wrong('more@example.com', from(999)))).toBeLessThanOrEqual(300);
    await denied(right('a@example.com', from(1000)));
    expect(await right('neighbour@example.com', from(5000))).toBe(true);
    expect(await right('a@example.com', '2001:db8:8::1')).toBe(true);
  });

  it('bound what is tried on one account from many networks, and let its owner in from where they were before', async () => {
    const from = (network: number) => `198.51.${network >> 8}.${network & 255}`;
    expect(await right('a@example.com', HERE)).toBe(true);
    for (let attempt = 0; attempt < 100; attempt += 1) await wrong('a@example.com', from(attempt));
    expect(await denied(right('a@example.com', from(999)))).toBeLessThanOrEqual(300);
    expect(await right('b@example.com', from(999))).toBe(true);
    expect(await right('a@example.com', HERE)).toBe(true);
    // There, too, not more than five.
    await lock('a@example.com');
    await denied(right('a@example.com', HERE));
  });

  it('let the owner of an account not undo what others tried on it', async () => {
    for (let attempt = 0; attempt < 99; attempt += 1) await wrong('a@example.com', `198.51.100.${attempt}`);
    expect(await right('a@example.com')).toBe(true);
    await wrong('a@example.com', '198.51.100.200');
    await denied(right('a@example.com', '198.51.100.201'));
  });

  it('forget after ninety days from where somebody logged in', async () => {
    const start = Date.now();
    at(start);
    expect(await right('a@example.com', HERE)).toBe(true);
    at(start + 91 * 24 * 60 * MINUTE);
    for (let attempt = 0; attempt < 100; attempt += 1) await wrong('a@example.com', `198.51.100.${attempt}`);
    await denied(right('a@example.com', HERE));
  });

  it('do not count right passwords, nor what was denied or failed, against the network', async () => {
    for (let attempt = 0; attempt < 60; attempt += 1) expect(await right(`${attempt % 3}@example.com`)).toBe(true);
    await lock('a@example.com');
    for (let attempt = 0; attempt < 60; attempt += 1) await denied(right('a@example.com'));
    for (let attempt = 0; attempt < 60; attempt += 1) {
      await expect(limits.guard('b@example.com', HERE, () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
    }
    expect(await right('b@example.com')).toBe(true);
  });

  it('end five minutes after the first, however often somebody tries in between', async () => {
    const start = Date.now();
    at(start);
    await lock('a@example.com');
    for (let minute = 1; minute < 5; minute += 1) {
      at(start + minute * MINUTE);
      expect(await denied(right('a@example.com'))).toBe(300 - minute * 60);
    }
    at(start + 5 * MINUTE);
    expect(await right('a@example.com')).toBe(true);
  });

  it.each([60, 24 * 60, 400 * 24 * 60])('last no longer than they say when the clock is set back %d minutes', async (minutes) => {
    const start = Date.now();
    at(start);
    await lock('a@example.com');
    at(start - minutes * MINUTE);
    const seconds = await denied(right('a@example.com'));
    expect(seconds).toBeLessThanOrEqual(300);
    at(start - minutes * MINUTE + seconds * 1000);
    expect(await right('a@example.com')).toBe(true);
  });

  it('let not one too many through of those that come at once, for a new account as for one that is counted', async () => {
    for (let round = 0; round < 2; round += 1) {
      let tried = 0;
      const results = await Promise.allSettled(Array.from({ length: 25 }, () => limits.guard('a@example.com', HERE, async () => {
        tried += 1;
        return false;
      })));
      expect(tried).toBe(round === 0 ? 5 : 0);
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(25 - tried);
    }
  });

  it('leave no row behind but those of who logged in', async () => {
    const start = Date.now();
    at(start);
    for (let attempt = 0; attempt < 20; attempt += 1) await wrong(`${attempt}@example.com`, `192.0.2.${attempt}`);
    expect(await rows()).toBe(60);
    at(start + 6 * MINUTE);
    await right('a@example.com', '192.0.2.100', createLoginLimits(db));
    expect(await rows()).toBeLessThanOrEqual(3);
    // From a clock that was years ahead.
    at(start - 400 * 24 * 60 * MINUTE);
    await right('a@example.com', '192.0.2.200', createLoginLimits(db));
    expect(await rows()).toBeLessThanOrEqual(3);
  });
});
