import createKnex from 'knex';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { quietLog } from '../support/database';

const knex = createKnex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
const good = { knex, salt: 'a secret salt for tests', actions: ['notes.find'], log: quietLog };
const start = (options: unknown) => createKoaApiTokens(options as never);
const withClient = (client: string) => Object.assign(() => {}, { client: { driverName: client }, raw: () => {}, transaction: () => {} });

describe('the options of createKoaApiTokens', () => {
  afterAll(() => knex.destroy());

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'the options must be an object with knex, salt'],
    ['null', null, 'the options must be an object'],
    ['text', 'sqlite', 'the options must be an object'],
    ['a list', [good], 'the options must be an object'],
    ['an unknown name', { ...good, slat: 'x' }, 'unknown options: slat. Known options are knex, salt, previousSalts, encryptionKey, previousEncryptionKeys, actions, contentTypes, tokens, keyPrefix, cache, track, policy, events, redisUrl, log'],
    ['the name of something inherited', { ...good, constructor: 'x' }, 'unknown options: constructor'],
    ['the database of version 0.1.0', { ...good, database: {} }, 'unknown options: database'],
    ['no knex', { ...good, knex: undefined }, 'knex must be the app\'s knex instance'],
    ['knex itself', { ...good, knex: createKnex }, 'knex must be the app\'s knex instance'],
    ['its configuration', { ...good, knex: { client: 'pg' } }, 'with the client better-sqlite3, sqlite3, pg, mysql2 or mysql'],
    ['its client', { ...good, knex: knex.client }, 'knex must be the app\'s knex instance'],
    ['a URL', { ...good, knex: 'postgres://me:a secret salt for tests@db/app' }, 'knex must be the app\'s knex instance'],
    ['knex for another database', { ...good, knex: withClient('mssql') }, 'that of this instance is mssql'],
    ['knex for CockroachDB', { ...good, knex: withClient('cockroachdb') }, 'that of this instance is cockroachdb'],
    ['no salt', { ...good, salt: undefined }, 'salt is missing. Set it to a random value, for example from a variable API_TOKEN_SALT'],
    ['an empty salt', { ...good, salt: '' }, 'salt is missing'],
    ['a salt that is no text', { ...good, salt: 7 }, 'salt must be text'],
    ['an encryption key that is null', { ...good, encryptionKey: null }, 'encryptionKey must be text'],
    ['older salts that are one text', { ...good, previousSalts: 'an older salt for tests' }, 'previousSalts must be a list of at most 3 strings'],
    ['an older encryption key that is null', { ...good, previousEncryptionKeys: [null] }, 'previousEncryptionKeys must be a list of at most 3 strings'],
    ['four older salts', { ...good, previousSalts: ['a', 'b', 'c', 'd'] }, 'previousSalts must be a list of at most 3 strings'],
    ['no actions', { ...good, actions: undefined }, 'actions must be a list of names'],
    ['one action', { ...good, actions: 'notes.find' }, 'actions must be a list of names'],
    ['an action that is undefined', { ...good, actions: ['notes.find', undefined] }, 'actions must be a list of names'],
    ['an action with a blank', { ...good, actions: ['notes find'] }, 'actions must be a list of names'],
    ['an action that is too long', { ...good, actions: ['a'.repeat(256)] }, 'actions must be a list of names'],
    ['an empty action', { ...good, actions: [''] }, 'actions must be a list of names'],
    ['tokens that are no list', { ...good, tokens: {} }, 'tokens must be a list of tokens'],
    ['a declared token without a key', { ...good, tokens: [{ name: 'ci' }] }, 'tokens: "ci": it must have either key or keyHash'],
    ['a declared admin token', { ...good, tokens: [{ name: 'ci', kind: 'admin', key: 'x'.repeat(32) }] }, 'tokens: "ci": kind must be one of the following values: content-api'],
    ['a prefix with capitals', { ...good, keyPrefix: 'Notes' }, 'createKoaApiTokens: keyPrefix must be 1 to 16 lower-case letters'],
    ['a cache that is a number', { ...good, cache: 5 }, 'createKoaApiTokens: cache must be an object'],
    ['a negative time of the cache', { ...good, cache: { revalidateMs: -1 } }, 'createKoaApiTokens: cache.revalidateMs must be a whole number'],
    ['an unknown setting of the cache', { ...good, cache: { ttl: 1 } }, 'unknown options: cache.ttl'],
    ['tracking that is text', { ...good, track: { use: 'yes' } }, 'createKoaApiTokens: track: use must be true or false'],
    ['a policy that ends at once', { ...good, policy: { maxLifetimeDays: { contentApi: 0 } } }, 'createKoaApiTokens: policy: maxLifetimeDays.contentApi must be'],
    ['a misspelt policy', { ...good, policy: { maxLifetime: 30 } }, 'unknown options: policy.maxLifetime'],
    ['events that are kept for a while', { ...good, events: { retentionDays: 'a while' } }, 'createKoaApiTokens: events.retentionDays must be'],
    ['a Redis that is no URL', { ...good, redisUrl: `cache:${good.salt}` }, 'createKoaApiTokens: redisUrl must be a URL such as redis://'],
    ['an incomplete log', { ...good, log: {} }, 'log must have the functions debug, info, warn, error'],
    ['a log that is null', { ...good, log: null }, 'log must have the functions'],
  ])('are checked before anything is done: %s', async (_what, options, message) => {
    const error = await start(options).then(() => null, (thrown: Error) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error!.message).toContain('createKoaApiTokens: ');
    expect(error!.message).toContain(message);
    expect(error!.message).not.toContain(good.salt);
    expect(await knex('sqlite_master')).toEqual([]);
  });

  it('have no transaction for a knex instance', async () => {
    await knex.transaction(async (trx) => {
      await expect(start({ ...good, knex: trx })).rejects.toThrow('knex must be the knex instance itself: a transaction ends');
    });
  });

  it('have a salt that is not blank', async () => {
    await expect(start({ ...good, salt: '   ' })).rejects.toThrow('The setting salt of createKoaApiTokens is blank. Set it to a random value');
  });

  it.each([
    ['salt', { salt: 'short' }],
    ['encryptionKey', { encryptionKey: 'aaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['previousSalts[0]', { previousSalts: ['short'] }],
    ['previousEncryptionKeys[1]', { previousEncryptionKeys: ['a former encryption key', 'short'] }],
  ])('are warned about where the %s is weak, which production does not start with', async (name, weak) => {
    const warnings: string[] = [];
    const log = { ...quietLog, warn: (message: string) => warnings.push(message) };
    const own = createKnex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
    await (await start({ ...good, ...weak, knex: own, log })).close();
    expect(warnings).toEqual([expect.stringContaining(`${name} of createKoaApiTokens`)]);
    const { NODE_ENV: before } = process.env;
    process.env.NODE_ENV = 'production';
    try {
      await expect(start({ ...good, ...weak, knex: own, log })).rejects.toThrow(`The setting ${name} of createKoaApiTokens`);
    } finally {
      process.env.NODE_ENV = before;
      await own.destroy();
    }
  });
});
