import type { MessageKey } from '../../../../translations';

/** Why a request was denied, by the code of the answer. */
const REASONS: Record<string, MessageKey> = {
  ERR_UNAUTHORIZED: 'reason.unauthorized',
  ERR_TOKEN_DISABLED: 'reason.disabled',
  ERR_TOKEN_EXPIRED: 'reason.expired',
  ERR_OWNER_DEACTIVATED: 'reason.owner-deactivated',
  ERR_ADDRESS_NOT_ALLOWED: 'reason.address',
  ERR_RATE_LIMITED: 'reason.rate',
  ERR_FORBIDDEN: 'reason.forbidden',
  ERR_RESTRICTED: 'reason.restricted',
};

/** The message that says why a request was denied. @param code `error.details.code` of the answer. */
export function denialReason(code: string): MessageKey {
  return Object.hasOwn(REASONS, code) ? REASONS[code]! : 'reason.other';
}
