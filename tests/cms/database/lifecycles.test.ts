import type { LifecycleEvent, LifecycleSubscriber } from '../../../server/host';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../support/database';
import { BOOK, library, SHELF } from './library';

const writes = ['Create', 'CreateMany', 'Update', 'UpdateMany', 'Delete', 'DeleteMany'];
const actions = writes.flatMap((write) => [`before${write}`, `after${write}`]);

describe.each(dialectsUnderTest())('lifecycles on %s', (dialect) => {
  let db: TestDatabase;
  const cancel: Array<() => void> = [];

  beforeAll(async () => {
    db = await createTestDatabase(dialect, library);
  });
  afterEach(async () => {
    for (const unsubscribe of cancel.splice(0)) unsubscribe();
    await db.query(BOOK).deleteMany({});
  });
  afterAll(() => db.drop());

  const subscribe = (subscriber: LifecycleSubscriber) => cancel.push(db.lifecycles.subscribe(subscriber) as () => void);
  const create = (title: string) => db.query(BOOK).create({ data: { title } });

  it('tell of every write of the models that were named, and of no other', async () => {
    const heard: string[] = [];
    const listener = async (event: LifecycleEvent) => void heard.push(`${event.action} ${event.model.uid}`);
    subscribe({ models: [BOOK], ...Object.fromEntries(actions.map((action) => [action, listener])) });
    const { id } = await create('a');
    await db.query(BOOK).createMany({ data: [{ title: 'b' }] });
    await db.query(BOOK).update({ where: { id }, data: { pages: 1 } });
    await db.query(BOOK).updateMany({ data: { pages: 1 } });
    await db.query(BOOK).delete({ where: { id } });
    await db.query(BOOK).deleteMany({});
    await db.query(SHELF).create({ data: { name: 'x' } });
    expect(heard).toEqual(actions.map((action) => `${action} ${BOOK}`));
  });

  it('tell those who named no model of all', async () => {
    const heard: string[] = [];
    subscribe({ afterCreate: async (event) => void heard.push(event.model.uid) });
    await create('a');
    await db.query(SHELF).create({ data: { name: 'y' } });
    expect(heard).toEqual([BOOK, SHELF]);
  });

  it('carry what was asked for, the result, and the state from before to after', async () => {
    const events: LifecycleEvent[] = [];
    subscribe({
      beforeUpdate: async (event) => void (event.state['seen'] = event.result === undefined),
      afterUpdate: async (event) => void events.push({ ...event }),
    });
    const { id } = await create('a');
    const result = await db.query(BOOK).update({ where: { id }, data: { title: 'b' } });
    const params = { where: { id }, data: { title: 'b' } };
    expect(events).toEqual([{ action: 'afterUpdate', model: { uid: BOOK }, params, state: { seen: true }, result }]);
  });

  it('may change the data, which leaves the caller\'s own as it is', async () => {
    subscribe({ beforeCreate: async (event) => void (event.params.data!['title'] += '!') });
    const data = { title: 'a' };
    expect(await db.query(BOOK).create({ data })).toMatchObject({ title: 'a!' });
    expect(data).toEqual({ title: 'a' });
  });

  it('are waited for one after the other, in the order of their coming', async () => {
    const heard: number[] = [];
    subscribe({ beforeCreate: async () => { await new Promise((resolve) => setTimeout(resolve, 10)); heard.push(1); } });
    subscribe({ beforeCreate: async () => void heard.push(2) });
    await create('a');
    expect(heard).toEqual([1, 2]);
  });

  it.each(['beforeCreate', 'afterCreate'] as const)('undo the write and what they wrote by a throw in %s', async (action) => {
    subscribe({ models: [BOOK], [action]: async () => {
      await db.query(SHELF).create({ data: { name: action } });
      throw new Error('not so');
    } });
    await expect(create('a')).rejects.toThrow('not so');
    expect([await db.query(BOOK).count(), await db.query(SHELF).count({ where: { name: action } })]).toEqual([0, 0]);
  });

  it('run inside the transaction of the write', async () => {
    subscribe({ models: [BOOK], afterCreate: async () => void await db.query(SHELF).create({ data: { name: 'along' } }) });
    await expect(db.transaction(async () => {
      await create('a');
      throw new Error('back');
    })).rejects.toThrow('back');
    expect(await db.query(SHELF).count({ where: { name: 'along' } })).toBe(0);
  });

  it('are not told that something happened where nothing did', async () => {
    const heard: string[] = [];
    const listener = async (event: LifecycleEvent) => void heard.push(event.action);
    subscribe({ beforeUpdate: listener, afterUpdate: listener, beforeDelete: listener, afterDelete: listener });
    await db.query(BOOK).update({ where: { title: 'none' }, data: {} });
    await db.query(BOOK).delete({ where: { title: 'none' } });
    expect(heard).toEqual(['beforeUpdate', 'beforeDelete']);
  });

  it('fall silent when a subscription is cancelled', async () => {
    const heard: string[] = [];
    const unsubscribe = db.lifecycles.subscribe({ afterCreate: async () => void heard.push('x') }) as () => void;
    await create('a');
    unsubscribe();
    await create('b');
    expect(heard).toEqual(['x']);
  });
});
