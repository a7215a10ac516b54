import { agentPermissions } from '../../../../../admin/src/features/admin-tokens/rules/agent-permissions';

const on = (verb: string) => `plugin::content-manager.explorer.${verb}`;
const permission = (action: string, subject: string | null) => ({ action, subject, properties: {}, conditions: [], actionParameters: {} });
const SUBJECTS = ['api::novel.novel', 'api::article.article', 'plugin::users-permissions.user'];
const everything = [
  ...SUBJECTS.flatMap((subject) => ['read', 'create', 'update', 'delete', 'publish'].map((verb) => permission(on(verb), subject))), permission('admin::users.read', null),
];

describe('agentPermissions', () => {
  it('are to read the project’s content, and nothing else', () => {
    expect(agentPermissions(everything)).toEqual([`${on('read')} api::article.article`, `${on('read')} api::novel.novel`]);
  });

  it('are no more than the owner’s, each once', () => {
    const owned = [permission(on('read'), 'api::novel.novel'), permission(on('read'), 'api::novel.novel'), permission(on('delete'), 'api::article.article')];
    expect(agentPermissions(owned)).toEqual([`${on('read')} api::novel.novel`]);
    expect(agentPermissions([])).toEqual([]);
  });
});
