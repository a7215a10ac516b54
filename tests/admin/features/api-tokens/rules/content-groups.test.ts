import { contentGroups, examplePath, grantableActions, grantedActions } from '../../../../../admin/src/features/api-tokens/rules/content-groups';

const actions = {
  'plugin::users-permissions': { controllers: { auth: ['callback'], user: ['find'] } },
  'api::article': { controllers: { article: ['find', 'findOne', 'create', 'unfind'] } },
  'api::empty': { controllers: {} },
};
const routes = [
  {
    method: 'GET',
    path: '/api/articles',
    handler: 'api::article.article.find',
    config: { auth: { scope: ['api::article.article.find'] } },
  },
  { method: 'GET', path: '/api/articles/:id', handler: 'api::article.article.findOne' },
  {
    method: 'POST',
    path: '/api/articles',
    handler: 'api::article.article.create',
    config: { auth: { scope: ['api::article.article.create'] } },
  },
  { method: 'GET', path: '/api/news', handler: 'news', config: { auth: { scope: ['api::article.article.find'] } } },
  {
    method: 'POST',
    path: '/api/auth/local',
    handler: 'plugin::users-permissions.auth.callback',
    config: { auth: false as const },
  },
  { method: 'GET', path: '/api/odd', handler: {} },
];
const groups = contentGroups(actions, routes);

describe('contentGroups', () => {
  it('names each API, in order, without those that have no action', () => {
    expect(groups.map(({ label }) => label)).toEqual(['Article', 'Users permissions']);
  });

  it('names the controller where there are several', () => {
    expect(groups[1]!.actions.map(({ label }) => label)).toEqual(['auth: callback', 'user: find']);
  });

  it('gives each action the routes that ask for it, by scope or else by handler, and none that is public', () => {
    const routesOf = (id: string) => groups.flatMap((group) => group.actions).find((action) => action.id === id)!.routes;
    expect(routesOf('api::article.article.find')).toEqual([
      { method: 'GET', path: '/api/articles' },
      { method: 'GET', path: '/api/news' },
    ]);
    expect(routesOf('api::article.article.findOne')).toEqual([{ method: 'GET', path: '/api/articles/:id' }]);
    expect(routesOf('plugin::users-permissions.auth.callback')).toEqual([]);
  });
});

describe('grantedActions', () => {
  it('is find and findOne, by name, for a read-only token', () => {
    expect([...grantedActions('read-only', new Set(), groups)].sort()).toEqual([
      'api::article.article.find',
      'api::article.article.findOne',
      'plugin::users-permissions.user.find',
    ]);
  });

  it('is also what the settings let read-only tokens do, and no other', () => {
    const more = grantedActions('read-only', new Set(), groups, ['plugin::users-permissions.auth.callback', 'api::gone.gone.count']);
    expect(more.size).toBe(4);
    expect(more).toContain('plugin::users-permissions.auth.callback');
    expect(grantedActions('custom', new Set(), groups, ['plugin::users-permissions.auth.callback']).size).toBe(0);
  });

  it('is everything for full access, and what was chosen for custom', () => {
    expect(grantedActions('full-access', new Set(), groups).size).toBe(6);
    expect([...grantedActions('custom', new Set(['api::article.article.create']), groups)]).toEqual([
      'api::article.article.create',
    ]);
  });
});

describe('examplePath', () => {
  const custom = (...permissions: string[]) => ({ type: 'custom' as const, permissions, restrictions: null });

  it('is that of a list which the token may read', () => {
    expect(examplePath(custom('api::article.article.find'), groups)).toBe('/api/articles');
    expect(examplePath({ ...custom(), type: 'read-only' }, groups)).toBe('/api/articles');
  });

  it('is that of the token itself where it may read no list, or perhaps not in the default locale', () => {
    expect(examplePath(custom('api::article.article.create'), groups)).toBe('/api/api-tokens/self');
    expect(examplePath(custom('api::article.article.findOne'), groups)).toBe('/api/api-tokens/self');
    expect(examplePath({ ...custom('api::article.article.find'), restrictions: { locales: ['fr'] } }, groups)).toBe('/api/api-tokens/self');
    expect(examplePath({ ...custom('api::article.article.find'), restrictions: { read: { status: 'published' } } }, groups)).toBe('/api/articles');
  });

  it('keeps the prefix of the content API, and is none where routes are not told', () => {
    const moved = groups.map((group) => ({
      ...group, actions: group.actions.map((action) => ({ ...action, routes: action.routes.map(({ method, path }) => ({ method, path: path.replace('/api/', '/v1/') })) })),
    }));
    expect(examplePath(custom(), moved)).toBe('/v1/api-tokens/self');
    expect(examplePath(custom('api::article.article.find'), moved)).toBe('/v1/articles');
    expect(examplePath(custom('api::article.article.find'), contentGroups({ 'api::article': { controllers: { article: ['find'] } } }, []))).toBeNull();
    expect(examplePath(custom(), [])).toBeNull();
  });
});

describe('grantableActions', () => {
  it('are what a custom token was missing, where all of it can be granted', () => {
    expect(grantableActions(['api::article.article.create'], 'custom', groups)).toEqual(['api::article.article.create']);
    expect(grantableActions(['api::article.article.create'], 'read-only', groups)).toBeNull();
    expect(grantableActions(['api::article.article.create', 'api::gone.gone.find'], 'custom', groups)).toBeNull();
  });
});
