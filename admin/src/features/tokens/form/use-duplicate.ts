import { useLocation, useNavigate } from 'react-router-dom';
import type { KeyAccess, TokenSummary } from '../../../../../server/contract';

interface CopyState {
  copied?: TokenSummary;
}

/**
 * Opens the form of a new token with the settings of another one, without its key.
 *
 * @param to The page of that form, relative to the current one.
 * @param state Further location state for that page.
 */
export function useDuplicate(to: string, state: object): (token: TokenSummary & Partial<KeyAccess>) => void {
  const navigate = useNavigate();
  return ({ accessKey: _, ...copied }) => navigate(to, { state: { ...state, copied } satisfies CopyState });
}

/** In the form of a new token: the token to copy settings from; undefined for none. */
export function useCopied<Token extends TokenSummary>(): Token | undefined {
  return (useLocation().state as CopyState | null)?.copied as Token | undefined;
}
