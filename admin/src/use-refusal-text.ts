import { useCallback } from 'react';
import { knownMessage, readRefusal } from './refusal';
import { useText } from './use-text';

/** Says in the person's language why a request failed: for the request as a whole, and per field. */
export function useRefusalText() {
  const text = useText();
  return useCallback((error: unknown) => {
    const { status, message, fields } = readRefusal(error);
    const say = (words: string) => {
      const key = knownMessage(status, words);
      return key ? text(key) : words;
    };
    return {
      message: say(message),
      fields: Object.fromEntries(Object.entries(fields).map(([field, words]) => [field, say(words)])),
    };
  }, [text]);
}
