import { failureOf, messageOf, passedOn, reasonOf } from '../../../server/store/database-failure';

const withCode = (code: string, message = `insert into tokens values ('secret') - ${code}`) => Object.assign(new Error(message), { code });

describe('an error of a database', () => {
  it.each([
    ['unique', ['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT']],
    ['conflict', ['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD', 'SQLITE_BUSY_SNAPSHOT']],
    ['unavailable', ['08006', '28P01', '3D000', '53300', '57P01', '57014', '25006', 'ECONNREFUSED', 'ER_USER_LIMIT_REACHED',
      'ER_TOO_MANY_USER_CONNECTIONS', 'ER_ACCESS_DENIED_ERROR', 'SQLITE_BUSY', 'SQLITE_FULL', 'PROTOCOL_CONNECTION_LOST']],
    ['invalid', ['22021', '22P05', '22001', 'ER_NET_PACKET_TOO_LARGE', 'ER_DATA_TOO_LONG']],
    ['unavailable', ['42P01', '3F000', 'ER_NO_SUCH_TABLE']],
    [null, ['42703', 'ER_BAD_FIELD_ERROR', 'SQLITE_ERROR', 'XX000']],
  ])('means %s by its code', (failure, codes) => {
    for (const code of codes) expect([code, failureOf(withCode(code))]).toEqual([code, failure]);
  });

  it('is unavailable where knex has no connection to give', () => {
    expect(failureOf(new Error('Knex: Timeout acquiring a connection. The pool is probably full.'))).toBe('unavailable');
    expect(failureOf(new Error('select * from tokens where hash = \'secret\' - Connection terminated unexpectedly'))).toBe('unavailable');
    expect(failureOf(new Error('Defined query timeout of 10000ms exceeded when running query.'))).toBe('unavailable');
  });

  it('is told by its code alone, never by the statement in its message', () => {
    expect(reasonOf(withCode('22P02'))).toBe('22P02');
    expect(reasonOf(new Error('select \'secret\' - socket closed'))).toBe('socket closed');
    expect(messageOf(withCode('42501', 'create table "a" - permission denied'))).toBe('permission denied (42501)');
    expect(reasonOf(new Error('no answer within 1000 ms'))).toBe('no answer within 1000 ms');
    for (const code of ['42P01', '40001', '53300', '22021', 'ER_NO_SUCH_TABLE']) {
      const error = passedOn(withCode(code)) as Error;
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('secret');
    }
  });

  it('is passed on with the status of its cause', () => {
    expect(passedOn(withCode('53300'))).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(passedOn(withCode('22021'))).toMatchObject({ status: 400 });
    const bug = new TypeError('a bug');
    expect(passedOn(bug)).toBe(bug);
  });
});
