import type { AdminActions } from '../../../../../admin/src/features/admin-tokens/rules/admin-groups';
import { agentPermissions } from '../../../../../admin/src/features/admin-tokens/rules/agent-permissions';

const VERBS = ['read', 'create', 'update', 'delete', 'publish'];
const on = (verb: string) => `plugin::content-manager.explorer.${verb}`;
const permission = (action: string, subject: string | null) => ({ action, subject, properties: {}, conditions: [], actionParameters: {} });
const section = (subjects: string[], withDrafts: string[]) => ({
  subjects: subjects.map((uid) => ({ uid, label: uid })),
  actions: VERBS.map((verb) => ({ label: verb, actionId: on(verb), subjects: verb === 'publish' ? withDrafts : subjects })),
});
const SUBJECTS = ['api::novel.novel', 'api::article.article', 'plugin::users-permissions.user'];
const actions: AdminActions = {
  conditions: [],
  sections: { plugins: [], settings: [], collectionTypes: section(SUBJECTS, ['api::novel.novel']), singleTypes: section(['api::home.home'], ['api::home.home']) },
};
const everything = [...[...SUBJECTS, 'api::home.home'].flatMap((subject) => VERBS.map((verb) => permission(on(verb), subject))), permission('admin::users.read', null)];

describe('agentPermissions', () => {
  it('are to read the project’s content, and to write what has drafts, never to publish or delete', () => {
    expect(agentPermissions(actions, everything)).toEqual([
      `${on('create')} api::home.home`, `${on('create')} api::novel.novel`,
      `${on('read')} api::article.article`, `${on('read')} api::home.home`, `${on('read')} api::novel.novel`,
      `${on('update')} api::home.home`, `${on('update')} api::novel.novel`,
    ]);
  });

  it('are no more than the owner’s', () => {
    const owned = [permission(on('read'), 'api::novel.novel'), permission(on('read'), 'api::novel.novel'), permission(on('delete'), 'api::novel.novel')];
    expect(agentPermissions(actions, owned)).toEqual([`${on('read')} api::novel.novel`]);
    expect(agentPermissions({ conditions: [], sections: { plugins: [], settings: [] } }, everything)).toEqual(
      ['api::article.article', 'api::home.home', 'api::novel.novel'].map((subject) => `${on('read')} ${subject}`),
    );
  });
});
