import { mixed, object, string, type ObjectSchema } from 'yup';
import type { TokenSummary, TokenType, UpdateApiToken } from '../../../../../../server/contract';
import type { MessageKey } from '../../../../translations';
import { draftIn, problemsOf } from '../restrictions/restriction-draft';
import { addressesIn, addressLines } from './address-list';
import { RATE_FORM, rateOf, rateText } from './rate';
import { defaultEnd, NO_DATE, type TokenEnd } from './token-end';

/** The values of a token's form. */
export interface TokenValues {
  name: string;
  description: string;
  end: TokenEnd;
  /** The addresses that it may be used from, one a line; empty for all. */
  addresses: string;
  /** How many requests it may send, as `600/60`; empty for any number. */
  rate: string;
  /** Only for content-API tokens. */
  type?: TokenType;
  /** What it is restricted to, as a draft's text; only for content-API tokens. */
  restrictions?: string;
  /** The ids of what is granted, sorted. For a content-API token they only apply if it is custom. */
  permissions: string[];
}

/** The form of a new token. */
export const NEW_TOKEN: TokenValues = { name: '', description: '', end: defaultEnd(null), addresses: '', rate: '', permissions: [] };

/** The initial values of the form of a stored token of either kind. */
export function commonValuesOf({ name, description, expiresAt, allowedAddresses, rateLimit }: TokenSummary): Omit<TokenValues, 'permissions'> {
  return { name, description, end: expiresAt, addresses: addressLines(allowedAddresses), rate: rateText(rateLimit) };
}

/** What a request says of changes that tokens of both kinds know; a stored token's form holds its end as a date. */
export function toCommonUpdate(
  { name, description, end, addresses, rate }: Partial<TokenValues>,
): Pick<UpdateApiToken['Request'], 'name' | 'description' | 'expiresAt' | 'allowedAddresses' | 'rateLimit'> {
  return {
    name, description, expiresAt: typeof end === 'number' ? undefined : end,
    allowedAddresses: addresses === undefined ? undefined : addressesIn(addresses),
    rateLimit: rate === undefined ? undefined : rateOf(rate),
  };
}

/** What a request to create a token of either kind says of its limits. */
export function limitsOf({ addresses, rate }: TokenValues): Pick<UpdateApiToken['Request'], 'allowedAddresses' | 'rateLimit'> {
  const [allowedAddresses, rateLimit] = [addressesIn(addresses), rateOf(rate)];
  return { ...(allowedAddresses && { allowedAddresses }), ...(rateLimit && { rateLimit }) };
}

const message = (key: MessageKey) => key;

/** The validation of a token's form, with keys of messages. The rest is validated by the server. */
export const tokenSchema: ObjectSchema<TokenValues> = object({
  name: string().trim().required(message('refused.name-required')),
  description: string().trim().defined(),
  end: mixed<NonNullable<TokenEnd>>().nullable().defined().notOneOf([NO_DATE], message('refused.date-required')),
  addresses: string().defined(),
  rate: string().defined().matches(RATE_FORM, message('refused.rate')),
  type: mixed<TokenType>(),
  restrictions: string().test('complete', message('refused.restrictions'), (value = '') => problemsOf(draftIn(value)).length === 0),
  permissions: mixed<string[]>().required(),
});
