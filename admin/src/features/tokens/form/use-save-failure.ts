import { useNotification } from '@strapi/strapi/admin';
import type { UseFormReturn } from 'react-hook-form';
import { knownMessage, readRefusal } from '../../../refusal';
import { useRefusalText } from '../../../use-refusal-text';
import type { TokenValues } from '../rules/form/token-values';
import { SERVERS_WORDS } from './use-token-field';

/** The fields of the form, by their names on the server. */
const FIELDS = { name: 'name', description: 'description', lifespan: 'end', expiresAt: 'end', allowedAddresses: 'addresses', rateLimit: 'rate', restrictions: 'restrictions' } as const;

/** Explains why a save failed: next to the fields that the server rejected, or in a notification if it named none. */
export function useSaveFailure({ setError }: UseFormReturn<TokenValues>) {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  return (error: unknown) => {
    const { status, fields } = readRefusal(error);
    const refused = Object.entries(FIELDS).filter(([name]) => fields[name] !== undefined);
    if (!refused.length) toggleNotification({ type: 'danger', message: refusalText(error) });
    for (const [name, field] of refused) {
      const words = fields[name]!;
      // The message names the part of the restrictions; their panel shows it there.
      const key = field === 'restrictions' ? null : knownMessage(status, words);
      setError(field, key ? { message: key } : { type: SERVERS_WORDS, message: words });
    }
  };
}
