import type { Check } from '../check';

/** The longest address that a response repeats (characters). Behind some proxies, clients choose it. */
const MAX_LENGTH = 64;

/** 5: the request comes from an address that the token may be used from. Requests without an address fail. */
export const addressAllowed: Check = ({ isAllowedFrom }, { address = '' }) => (isAllowedFrom === null || isAllowedFrom(address) ? null : Object.freeze({
  allowed: false, status: 403, code: 'ERR_ADDRESS_NOT_ALLOWED', message: 'Address not allowed', address: address.slice(0, MAX_LENGTH),
}));
