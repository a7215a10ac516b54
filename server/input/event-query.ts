import { ValidationError } from '../errors';
import type { EventPage } from '../store/event-rows';
import { ACTOR_TYPES, EVENT_ACTIONS } from '../token/token-event';
import { MAX_PAGE_SIZE, MAX_WHOLE_SIZE, readChoice, readCount, readParameters } from './list-query';
import { isTokenId } from './read-token-id';
import { isDate } from './token-input';

const PARAMETERS = ['page', 'pageSize', 'action', 'actorType', 'actorId', 'from', 'to'];

/**
 * The events that a query string requests (see `EventQuery` in the contract); with `tokenId`, those of this token.
 * @throws {ValidationError} if a parameter is unknown, empty, repeated or invalid
 */
export function readEventQuery(querystring: string, tokenId: number | null = null): EventPage {
  const query = readParameters(querystring, tokenId === null ? [...PARAMETERS, 'tokenId'] : PARAMETERS);
  const whole = querystring === '';
  return {
    page: readCount('page', query.get('page'), 1, 1_000_000),
    pageSize: whole ? MAX_WHOLE_SIZE : readCount('pageSize', query.get('pageSize'), 25, MAX_PAGE_SIZE),
    whole,
    action: readChoice('action', query.get('action'), EVENT_ACTIONS),
    tokenId: tokenId ?? readId('tokenId', query.get('tokenId')),
    actorType: readChoice('actorType', query.get('actorType'), ACTOR_TYPES),
    actorId: readId('actorId', query.get('actorId')),
    from: readDate('from', query.get('from')),
    to: readDate('to', query.get('to')),
  };
}

function readId(name: string, value: string | null): number | null {
  if (value !== null && !isTokenId(value)) throw new ValidationError(`${name} must be an id`);
  return value === null ? null : Number(value);
}

function readDate(name: string, value: string | null): number | null {
  if (value !== null && !isDate(value)) throw new ValidationError(`${name} must be an ISO 8601 date such as 2030-01-31T12:00:00Z`);
  return value === null ? null : Date.parse(value);
}
