import { useMemo } from 'react';
import { useController } from 'react-hook-form';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import type { TokenValues } from '../rules/form/token-values';

/** The type of an error with the server's own message; the message of any other is the key of one of the plugin's. */
export const SERVERS_WORDS = 'words';

/** A field of the surrounding token form, with its error in the person's language. */
export function useTokenField<Name extends keyof TokenValues>(name: Name) {
  const text = useText();
  const { field, fieldState: { error } } = useController<TokenValues, Name>({ name });
  return { field, error: error && (error.type === SERVERS_WORDS ? error.message : text(error.message as MessageKey)) };
}

/** What is granted in the surrounding token form. */
export function useGranted() {
  const { value, onChange } = useTokenField('permissions').field;
  const granted = useMemo<ReadonlySet<string>>(() => new Set(value), [value]);
  return { granted, setGranted: (next: ReadonlySet<string>) => onChange([...next].sort()) };
}
