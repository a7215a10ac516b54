import { useCallback } from 'react';
import { knownMessage, readRefusal } from './refusal';
import { useText } from './use-text';

/** Explains in the person's language why a request failed. */
export function useRefusalText() {
  const text = useText();
  return useCallback((error: unknown): string => {
    const { status, message } = readRefusal(error);
    const key = knownMessage(status, message);
    return key ? text(key) : message;
  }, [text]);
}
