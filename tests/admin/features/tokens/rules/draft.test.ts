import { addToDraft, changesBetween, withDraft, type Draft, type Values } from '../../../../../admin/src/features/tokens/rules/draft';

const stored: Values = { name: 'Shop', description: '', type: 'custom', permissions: new Set(['a', 'b']) };

describe('a draft', () => {
  it('changes nothing while it is empty', () => {
    expect(withDraft(stored, {})).toEqual(stored);
  });

  it('lies over what is stored, and stays over what is stored later', () => {
    let draft: Draft<Values> = addToDraft(stored, {}, { name: 'Shop 2' });
    draft = addToDraft(stored, draft, { permissions: new Set(['b', 'c']) });
    expect(withDraft(stored, draft)).toEqual({ ...stored, name: 'Shop 2', permissions: new Set(['b', 'c']) });
    expect(withDraft({ ...stored, description: 'Theirs' }, draft)).toMatchObject({ name: 'Shop 2', description: 'Theirs' });
  });

  it('does not bring back a permission that somebody else has removed, and keeps one that somebody else has added', () => {
    const draft = addToDraft(stored, {}, { permissions: new Set(['a', 'b', 'c']) });
    expect(withDraft({ ...stored, permissions: new Set(['a', 'd']) }, draft).permissions).toEqual(new Set(['a', 'd', 'c']));
  });

  it('forgets a tick that was taken back', () => {
    const draft = addToDraft(stored, addToDraft(stored, {}, { permissions: new Set(['a']) }), { permissions: new Set(['a', 'b']) });
    expect(withDraft({ ...stored, permissions: new Set(['b']) }, draft).permissions).toEqual(new Set(['b']));
  });
});

describe('changesBetween', () => {
  it('names each field with what it is now, and counts permissions', () => {
    expect(changesBetween(stored, { ...stored, name: 'New', permissions: new Set(['b', 'c', 'd']) })).toEqual([
      { field: 'name', value: 'New' },
      { field: 'permissions', added: 2, removed: 1 },
    ]);
    expect(changesBetween(stored, { ...stored, permissions: new Set(['b', 'a']) })).toEqual([]);
  });
});
