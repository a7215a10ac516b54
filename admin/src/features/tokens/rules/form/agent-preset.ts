import { rateText } from './rate';
import { defaultEnd } from './token-end';
import type { TokenValues } from './token-values';

/** More than an agent that works asks for, less than one that goes round in circles. */
const RATE = { limit: 60, window: 60 };

/** The limits of a new token for an AI agent: 30 days, or what the policy allows below that, and 60 requests a minute. */
export function agentPreset(maxDays: number | null): Pick<TokenValues, 'end' | 'rate'> {
  return { end: defaultEnd(maxDays), rate: rateText(RATE) };
}
