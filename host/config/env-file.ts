import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';

/** The secrets that a CMS cannot do without, or had better not. */
const SECRETS = ['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET'];

/** The variables of a `.env` file; none where it does not exist. */
export function readEnvFile(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const text = readFileSync(path, 'utf8');
  const variables = parse(text);
  // Of a secret that stands there twice the first that says something counts: two processes that add it at once agree on one.
  for (const name of SECRETS) {
    const values = [...text.matchAll(new RegExp(`^${name}=.*$`, 'gm'))].map(([line]) => parse(line)[name]);
    const first = values.find((value) => value !== '');
    if (first !== undefined) variables[name] = first;
  }
  return variables;
}

/**
 * Makes those secrets that `variables` lacks and appends them to the `.env` file, which only its owner can read from then on.
 * Answers with the names of the secrets that were made.
 */
export function addMissingSecrets(path: string, variables: Record<string, string | undefined>): string[] {
  const missing = SECRETS.filter((name) => !variables[name]);
  if (missing.length === 0) return [];
  const lines = missing.map((name) => `${name}=${randomBytes(32).toString('base64')}\n`);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  appendFileSync(path, (before === '' || before.endsWith('\n') ? '' : '\n') + lines.join(''), { mode: 0o600 });
  chmodSync(path, 0o600);
  return missing;
}
