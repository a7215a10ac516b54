import type { TokenKind } from '../server/token/token-record';
import { type CommandServices, Failure } from './command';

/** The services for admin tokens. @throws {Failure} if the host has none */
export function adminTokensOf({ adminTokens }: CommandServices): NonNullable<CommandServices['adminTokens']> {
  if (adminTokens === undefined) throw new Failure('A Koa app has no admin tokens, since it has no accounts that could own them.');
  return adminTokens;
}

/** The services for tokens of a kind. @throws {Failure} if the host has none */
export function tokensOf(services: CommandServices, kind: TokenKind) {
  return kind === 'admin' ? adminTokensOf(services) : services.contentApiTokens;
}
