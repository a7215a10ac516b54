import { agentPermissions, hasWriting } from '../../../../../admin/src/features/admin-tokens/rules/agent-permissions';

const on = (verb: string) => `plugin::content-manager.explorer.${verb}`;
const permission = (action: string, subject: string | null) => ({ action, subject, properties: {}, conditions: [], actionParameters: {} });
const SUBJECTS = ['api::novel.novel', 'api::article.article', 'plugin::users-permissions.user'];
const everything = [
  ...SUBJECTS.flatMap((subject) => ['read', 'create', 'update', 'delete', 'publish'].map((verb) => permission(on(verb), subject))), permission('admin::users.read', null),
];

const withDrafts = new Set(['api::novel.novel', 'plugin::users-permissions.user']);

describe('agentPermissions', () => {
  it('are to read the project’s content, and to write what has drafts, never to publish or delete', () => {
    expect(agentPermissions(everything, withDrafts)).toEqual([
      `${on('create')} api::novel.novel`, `${on('read')} api::article.article`, `${on('read')} api::novel.novel`, `${on('update')} api::novel.novel`,
    ]);
    expect(agentPermissions(everything, new Set())).toEqual([`${on('read')} api::article.article`, `${on('read')} api::novel.novel`]);
  });

  it('are no more than the owner’s, each once', () => {
    const owned = [permission(on('read'), 'api::novel.novel'), permission(on('read'), 'api::novel.novel'), permission(on('delete'), 'api::novel.novel')];
    expect(agentPermissions(owned, withDrafts)).toEqual([`${on('read')} api::novel.novel`]);
    expect(agentPermissions([], withDrafts)).toEqual([]);
  });

  it('tell whether they write', () => {
    expect(hasWriting(agentPermissions(everything, withDrafts))).toBe(true);
    expect(hasWriting(agentPermissions(everything, new Set()))).toBe(false);
  });
});
