import type { TokenKind } from '../server/token/token-record';
import { type CommandServices, Failure } from './command';

/** What can be done with admin tokens. @throws {Failure} if the host has none */
export function adminTokensOf({ adminTokens }: CommandServices): NonNullable<CommandServices['adminTokens']> {
  if (adminTokens === undefined) throw new Failure('There are no admin tokens here: a Koa app has no accounts that they could belong to.');
  return adminTokens;
}

/** What can be done with the tokens of a kind. @throws {Failure} if the host has none */
export function tokensOf(services: CommandServices, kind: TokenKind) {
  return kind === 'admin' ? adminTokensOf(services) : services.contentApiTokens;
}
