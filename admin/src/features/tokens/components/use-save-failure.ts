import { useNotification } from '@strapi/strapi/admin';
import type { UseFormReturn } from 'react-hook-form';
import { knownMessage, readRefusal } from '../../../refusal';
import { useRefusalText } from '../../../use-refusal-text';
import type { TokenValues } from '../rules/token-values';
import { SERVERS_WORDS } from './use-token-field';

const FIELDS = ['name', 'description'] as const;

/**
 * Says why a save failed: at the fields that the server has something against, the first of which takes the focus; where there is none, in a
 * notification.
 */
export function useSaveFailure({ setError }: UseFormReturn<TokenValues>) {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  return (error: unknown) => {
    const { status, fields } = readRefusal(error);
    const refused = FIELDS.filter((field) => fields[field] !== undefined);
    if (!refused.length) toggleNotification({ type: 'danger', message: refusalText(error) });
    for (const field of refused) {
      const words = fields[field]!;
      const key = knownMessage(status, words);
      setError(field, key ? { message: key } : { type: SERVERS_WORDS, message: words }, { shouldFocus: field === refused[0] });
    }
  };
}
