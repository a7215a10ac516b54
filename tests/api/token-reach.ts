import routes from '../../server/routes';
import type { Client } from '../support/cms';
import type { Api } from './api-suite';
import { makeOwner, makeSuperAdmin, makeToken, type MadeAdminToken } from './people';

const WEEK = 604_800_000;
const MONTH = 2_592_000_000;
const VERBS = ['create', 'read', 'update', 'regenerate', 'reveal', 'delete'];
const on = (kind: string) => VERBS.map((verb) => `plugin::api-tokens.${kind}.${verb}`);
const RIGHTS = [...on('admin-tokens'), ...on('api-tokens'), 'admin::users.read'];

/** What is done to one token, and the answer to who may do it. */
const COMMANDS = ['findOne', 'update', 'regenerate', 'delete', 'ownerPermissions'] as const;
/** Has no token that it is done to. */
const WITHOUT_TARGET = ['find', 'create'];
type Command = (typeof COMMANDS)[number];

/** `shown`: 200 and the key with it; `hidden`: 200 without. */
type Answer = 'shown' | 'hidden' | 200 | 201 | 403 | 404;
type Row = Record<Command, Answer>;

const ALL: Row = { findOne: 'shown', update: 200, regenerate: 201, delete: 200, ownerPermissions: 200 };
const LOOKS: Row = { findOne: 'hidden', update: 403, regenerate: 403, delete: 403, ownerPermissions: 200 };
const FOREIGN: Row = { findOne: 404, update: 403, regenerate: 403, delete: 403, ownerPermissions: 403 };

/** What an admin token with all rights over tokens, which ends in a week, may do with another one; and people. */
const ADMIN_TOKENS: Array<[caller: string, target: string, row: Row]> = [
  ['token', 'weaker', ALL],
  ['token', 'equal', ALL],
  ['token', 'own', ALL],
  ['token', 'child', ALL],
  ['token', 'stronger', LOOKS],
  ['token', 'longer-lived', LOOKS],
  ['token', 'endless', LOOKS],
  ['token', 'parent', LOOKS],
  ['token', 'other owner’s', FOREIGN],
  ['owner', 'stronger', ALL],
  ['owner', 'other owner’s', FOREIGN],
  ['super admin', 'stronger', { findOne: 'hidden', update: 200, regenerate: 403, delete: 200, ownerPermissions: 200 }],
];

/** The same for content-API tokens: lives are compared alone. Nobody owns them. */
const CONTENT_TOKENS: Array<[caller: string, target: string, row: Omit<Row, 'ownerPermissions'>]> = [
  ['token', 'shorter-lived', ALL],
  ['token', 'child', ALL],
  ['token', 'longer-lived', LOOKS],
  ['token', 'endless', LOOKS],
  ['owner', 'endless', ALL],
  ['owner', 'child', ALL],
  ['super admin', 'endless', ALL],
];

/** Every command on a token, with every relation between who calls and what it is done to. */
export function describeTokenReach(api: Api): void {
  describe('what may be done with a token', () => {
    let owner: Client;
    let other: Client;
    let superAdmin: Client;
    let parent: MadeAdminToken;
    let caller: MadeAdminToken;

    beforeEach(async () => {
      owner = (await makeOwner(api, [...RIGHTS, 'admin::roles.read'])).client;
      other = (await makeOwner(api, RIGHTS)).client;
      superAdmin = (await makeSuperAdmin(api)).client;
      parent = await makeToken(api, owner, RIGHTS, { lifespan: WEEK });
      caller = await makeToken(api, api.host.as(parent.accessKey), RIGHTS);
    });

    it('has a row for every route', () => {
      const actions = new Set(routes.admin.routes.map(({ handler }) => handler.split('.')[1]));
      expect([...actions].sort()).toEqual([...COMMANDS, ...WITHOUT_TARGET].sort());
    });

    const clientOf = (name: string) => (name === 'token' ? api.host.as(caller.accessKey) : name === 'owner' ? owner : superAdmin);

    function adminTarget(name: string): Promise<MadeAdminToken> | MadeAdminToken {
      switch (name) {
        case 'weaker': return makeToken(api, owner, [], { lifespan: WEEK }).then(shortened);
        case 'equal': return makeToken(api, owner, RIGHTS, { lifespan: WEEK }).then(shortened);
        case 'stronger': return makeToken(api, owner, [...RIGHTS, 'admin::roles.read'], { lifespan: WEEK }).then(shortened);
        case 'longer-lived': return makeToken(api, owner, RIGHTS, { lifespan: MONTH });
        case 'endless': return makeToken(api, owner, RIGHTS);
        case 'own': return caller;
        case 'child': return makeToken(api, api.host.as(caller.accessKey), RIGHTS);
        case 'parent': return parent;
        default: return makeToken(api, other, [], { lifespan: WEEK }).then(shortened);
      }
    }

    /** Made after the caller, it would end some milliseconds later. */
    async function shortened<Token extends { id: number }>(token: Token): Promise<Token> {
      await api.host.setExpiry(token.id, new Date(Date.now() + WEEK / 2));
      return token;
    }

    async function contentTarget(name: string): Promise<MadeAdminToken> {
      const maker = name === 'child' ? api.host.as(caller.accessKey) : api.admin;
      const lifespan = { 'shorter-lived': WEEK, 'longer-lived': MONTH }[name] ?? null;
      const { data } = (await maker.post(api.path('/api-tokens'), { name: api.newName(), lifespan }).expect(201)).body;
      return name === 'shorter-lived' ? shortened(data) : data;
    }

    async function answerTo(client: Client, command: Command, path: string): Promise<Answer> {
      const answers: Record<Command, () => ReturnType<Client['get']>> = {
        findOne: () => client.get(path),
        update: () => client.put(path, { description: 'changed' }),
        regenerate: () => client.post(`${path}/regenerate`),
        delete: () => client.delete(path),
        ownerPermissions: () => client.get(`${path}/owner-permissions`),
      };
      const { status, body } = await answers[command]();
      if (command !== 'findOne' || status !== 200) return status as Answer;
      return body.data.accessKey === undefined ? 'hidden' : 'shown';
    }

    it.each(ADMIN_TOKENS)('%s with an admin token that is %s', async (name, target, row) => {
      for (const command of COMMANDS) {
        const { id } = await adminTarget(target);
        expect([command, await answerTo(clientOf(name), command, api.path(`/admin-tokens/${id}`))]).toEqual([command, row[command]]);
        if (['own', 'parent'].includes(target) && command === 'regenerate' && row.regenerate === 201) return;
      }
    });

    it.each(CONTENT_TOKENS)('%s with a content-API token that is %s', async (name, target, row) => {
      for (const command of COMMANDS.slice(0, 4) as Array<keyof typeof row>) {
        const { id } = await contentTarget(target);
        expect([command, await answerTo(clientOf(name), command, api.path(`/api-tokens/${id}`))]).toEqual([command, row[command]]);
      }
    });
  });
}
