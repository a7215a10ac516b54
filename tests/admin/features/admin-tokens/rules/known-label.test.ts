import { knownLabel } from '../../../../../admin/src/features/admin-tokens/rules/known-label';
import fr from '../../../../../admin/src/translations/fr.json';
import { actions } from '../../../../../server/actions';
import { adminActions } from '../../../../../cms/admin/actions';

const french = (key: keyof typeof fr) => fr[key];

describe('knownLabel', () => {
  it('knows every name of the actions on tokens, users and roles, and of their groups', () => {
    const names = [...actions, ...adminActions].flatMap(({ displayName, category }) => [displayName, category ?? '']);
    for (const name of names) expect([name, knownLabel(name, (key) => `known ${key}`)]).toEqual([name, expect.stringMatching(/^known /)]);
  });

  it('says each part of a name that has several', () => {
    expect(knownLabel('Users: Read', french)).toBe('Utilisateurs: Lire');
  });

  it.each(['Article', 'constructor', ''])('leaves %p as it is', (name) => {
    expect(knownLabel(name, french)).toBe(name);
  });
});
