import { mixed, object, string, type ObjectSchema } from 'yup';
import type { Lifespan, TokenSummary, TokenType } from '../../../../../server/contract';
import type { MessageKey } from '../../../translations';

/** What the form of a token holds. */
export interface TokenValues {
  name: string;
  description: string;
  /** Milliseconds; null for a token that never expires. */
  lifespan: Lifespan | null;
  /** Of content-API tokens alone. */
  type?: TokenType;
  /** Ids of what is granted, in their order. For a content-API token they count where it is custom. */
  permissions: string[];
}

/** The form of a token that is not made yet. */
export const NEW_TOKEN: TokenValues = { name: '', description: '', lifespan: 2_592_000_000, permissions: [] };

/** What the form of a stored token of either kind begins with. */
export function commonValuesOf({ name, description, lifespan }: TokenSummary): Omit<TokenValues, 'permissions'> {
  return { name, description, lifespan: lifespan === null ? null : (Number(lifespan) as Lifespan) };
}

const message = (key: MessageKey) => key;

/** What the form of a token accepts, with keys of messages for what it does not. The rest is for the server to judge. */
export const tokenSchema: ObjectSchema<TokenValues> = object({
  name: string().trim().required(message('refused.name-required')),
  description: string().trim().defined(),
  lifespan: mixed<Lifespan>().nullable().defined(),
  type: mixed<TokenType>(),
  permissions: mixed<string[]>().required(),
});
