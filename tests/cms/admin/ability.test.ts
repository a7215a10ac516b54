import { subject } from '@casl/ability';
import { allowsOutright, createAbility } from '../../../cms/admin/ability';
import { createConditionProvider } from '../../../cms/admin/condition-provider';
import type { AdminPermission } from '../../../server/host';

const conditions = createConditionProvider();
const abilityOf = (permissions: AdminPermission[], user: { id: number } | undefined = { id: 7 }): any => createAbility(permissions, conditions, user);

describe('createAbility', () => {
  it('allows what is granted and nothing else', () => {
    const ability = abilityOf([{ action: 'open' }, { action: 'edit', subject: 'story' }]);
    expect([ability.can('open'), ability.can('open', 'story'), ability.can('edit', 'story')]).toEqual([true, true, true]);
    expect([ability.can('edit'), ability.can('edit', 'other'), ability.can('close')]).toEqual([false, false, false]);
  });

  it('keeps to fields, and takes an empty list for none of them', () => {
    const ability = abilityOf([
      { action: 'edit', subject: 'story', properties: { fields: ['title'] } }, { action: 'read', subject: 'story', properties: { fields: [] } },
    ]);
    expect([ability.can('edit', 'story', 'title'), ability.can('edit', 'story', 'body')]).toEqual([true, false]);
    expect(ability.can('read', 'story')).toBe(false);
  });

  it('asks conditions of the record and the user', () => {
    const ability = abilityOf([{ action: 'edit', subject: 'story', conditions: ['admin::is-creator'] }]);
    expect(ability.can('edit', subject('story', { createdBy: { id: 7 } }) as never)).toBe(true);
    expect(ability.can('edit', subject('story', { createdBy: { id: 8 } }) as never)).toBe(false);
  });

  it('opens nothing by a condition that it does not know, or without a user to ask about', () => {
    expect(abilityOf([{ action: 'edit', conditions: ['admin::is-tuesday'] }]).can('edit')).toBe(false);
    const ability: any = createAbility([{ action: 'edit', conditions: ['admin::is-creator'] }], conditions);
    expect(ability.can('edit')).toBe(false);
  });
});

describe('allowsOutright', () => {
  it('is true for a permission without conditions and subject alone', () => {
    expect(allowsOutright(abilityOf([{ action: 'open' }]), 'open')).toBe(true);
    expect(allowsOutright(abilityOf([{ action: 'open', conditions: ['admin::is-creator'] }]), 'open')).toBe(false);
    expect(allowsOutright(abilityOf([{ action: 'open', subject: 'story' }]), 'open')).toBe(false);
    expect(allowsOutright(abilityOf([{ action: 'open', conditions: ['admin::is-creator'] }, { action: 'open' }]), 'open')).toBe(true);
    expect(allowsOutright(abilityOf([]), 'open')).toBe(false);
  });
});
