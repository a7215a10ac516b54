import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { TokenId } from '../api/token-keys';

interface IssuedKeys {
  /** The key that was just created for a token. */
  keyOf(id: TokenId): string | undefined;
  issue(id: TokenId, accessKey: string): void;
  forget(): void;
}

const IssuedKeyContext = createContext<IssuedKeys | null>(null);

/** Keeps the latest key, in memory only, from the server's response until the token's page shows it. */
export function IssuedKeyProvider({ children }: { children: ReactNode }) {
  const [issued, setIssued] = useState<{ id: string; accessKey: string } | null>(null);
  const issue = useCallback((id: TokenId, accessKey: string) => setIssued({ id: String(id), accessKey }), []);
  const forget = useCallback(() => setIssued(null), []);
  const value = useMemo<IssuedKeys>(
    () => ({ keyOf: (id) => (issued?.id === String(id) ? issued.accessKey : undefined), issue, forget }),
    [forget, issue, issued],
  );
  return <IssuedKeyContext.Provider value={value}>{children}</IssuedKeyContext.Provider>;
}

/** The latest key. */
export function useIssuedKeys(): IssuedKeys {
  const value = useContext(IssuedKeyContext);
  if (!value) throw new Error('`useIssuedKeys` must be used within `IssuedKeyProvider`');
  return value;
}
