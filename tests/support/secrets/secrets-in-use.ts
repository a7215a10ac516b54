import { testVariables } from './test-variables';

const NAMES = ['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET', 'JWT_SECRET', 'TRANSFER_TOKEN_SALT'];
/** Those that hold several, separated by commas. */
const LISTS = ['API_TOKEN_PREVIOUS_SALTS', 'PREVIOUS_ENCRYPTION_KEYS', 'APP_KEYS'];
/** Shorter ones, as tests of wrong settings have them, are found in any text. */
const SHORTEST = 8;

const found = new Set<string>();
noteSecrets(testVariables);

/** Remembers the secrets with which a host was started, and the keys that it declares. */
export function noteSecrets(variables: Record<string, string | undefined>): void {
  const values = [...NAMES.map((name) => variables[name] ?? ''), ...LISTS.flatMap((name) => variables[name]?.split(',') ?? [])];
  const declared = [...(variables['API_TOKENS'] ?? '').matchAll(/"key":\s*"([^"\\]+)"/g)].map(([, key]) => key!);
  for (const secret of [...values, ...declared].map((value) => value.trim())) if (secret.length >= SHORTEST) found.add(secret);
}

/** The secrets of all hosts that this test file has started so far. */
export function secretsInUse(): readonly string[] {
  return [...found];
}
