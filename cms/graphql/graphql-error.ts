import { type ASTNode, GraphQLError, isValueNode, print } from 'graphql';
import type { Host } from '../../server/host';
import { isHttpError } from '../errors';

/** Messages are truncated to this length, since they may repeat what was sent (characters). */
const longestMessage = 500;

/** A message in the form that clients get. */
export function shortenMessage(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}

/** An error of GraphQL's own parser or rules, without the value that it concerns, which may be long or a password. */
export function withoutValue(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, extensions } = error;
  const value: ASTNode | undefined = nodes?.find(isValueNode);
  const message = value ? error.message.replace(print(value), () => '…') : error.message;
  return new GraphQLError(shortenMessage(message), { nodes, source, positions, path, extensions });
}

const codes: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 503: 'SERVICE_UNAVAILABLE' };

/**
 * Creates the function that converts any error to what the client gets: an error of the CMS with its code and, as in Strapi,
 * `extensions.error`; GraphQL's own errors as they are; anything else as `Internal Server Error`, which is logged.
 */
export function createErrorMask(log: Host['log']): (error: unknown) => GraphQLError {
  return (error) => {
    const cause = causeOf(error);
    const { nodes, source, positions, path } = error instanceof GraphQLError ? error : {};
    const tell = (message: string, extensions: Record<string, unknown>) => new GraphQLError(shortenMessage(message), { nodes, source, positions, path, extensions });
    if (cause instanceof GraphQLError) return tell(cause.message, { code: 'BAD_USER_INPUT', ...cause.extensions });
    if (isHttpError(cause)) {
      const { name, message, details = {}, status } = cause;
      const { required } = details;
      return tell(message, { code: codes[status] ?? 'BAD_USER_INPUT', ...(required !== undefined && { required }), error: { name, message, details } });
    }
    log.error({ err: cause });
    return tell('Internal Server Error', { code: 'INTERNAL_SERVER_ERROR' });
  };
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}
