import { readListQuery, WHOLE } from '../../server/input/list-query';
import type { TokenKind } from '../../server/token/token-record';
import { type Command, type CommandServices, type Given, OPERATOR } from '../command';
import { tokenTable, type Token } from '../describe-token';
import { readWords } from '../read-input';
import { KIND, readKind } from '../read-kind';
import { tokensOf } from '../tokens-of';

/** A page size that fits all tokens. */
const NO_LIMIT = 2_147_483_647;

/** Lists tokens of both kinds, or of one. */
export const list: Command = {
  usage: 'list',
  summary: 'List tokens',
  options: {
    kind: KIND,
    state: { value: 'STATE', help: 'active, expiring, expired, paused or owner-deactivated' },
    type: { value: 'TYPE', help: 'read-only, full-access or custom' },
    'unused-for': { value: 'DAYS', help: 'Neither used nor created for this many days' },
    'managed-by': { value: 'SOURCE', help: 'config, for declared tokens' },
    search: { value: 'TEXT', help: 'Part of a name or description' },
    sort: { value: 'FIELD', help: 'name, type, createdAt, lastUsedAt or expiresAt, with :asc or :desc' },
  },
  examples: ['list', 'list --unused-for 90', 'list --kind admin --state expiring --json'],

  prepare(given) {
    readWords(given);
    const kind = readKind(given) ?? (given.value('type') === undefined ? null : 'content-api');
    const pages = new Map(([kind ?? 'content-api', kind ?? 'admin'] as const).map((each) => [each, pageOf(given, each)]));
    return async (services) => {
      const tokens: Token[] = [];
      for (const [each, page] of pages) {
        if (kind !== null || hasKind(services, each)) tokens.push(...(await tokensOf(services, each).list(OPERATOR, page)).data);
      }
      return { json: tokens, text: tokenTable(tokens) };
    };
  },
};

/** @throws {ValidationError} */
function pageOf(given: Given, kind: TokenKind) {
  const named = { state: 'state', type: 'type', 'unused-for': 'unusedFor', 'managed-by': 'managedBy', search: '_q', sort: 'sort' };
  const query = new URLSearchParams(Object.entries(named).flatMap(([option, name]) => {
    const value = given.value(option);
    return value === undefined ? [] : [[name, value]];
  }));
  return { ...WHOLE, ...readListQuery(query.toString(), kind), pageSize: NO_LIMIT };
}

function hasKind({ adminTokens }: CommandServices, kind: TokenKind): boolean {
  return kind === 'content-api' || adminTokens !== undefined;
}
