import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { parse } from 'dotenv';

/** The secrets that a CMS requires or should have. */
const SECRETS = ['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET'];
/** How long to wait for another process that adds secrets at the same time (milliseconds); it takes about one. */
const LOCK_TIMEOUT_MS = 5000;
const LOCK_RETRY_MS = 20;

/** Environment variables by name. */
type Variables = Record<string, string | undefined>;

/**
 * The variables of a CMS: those given, which take precedence, and those of the `.env` file, parsed as dotenv does. In development and test,
 * secrets that are missing in both are generated and added to the file; `newSecrets` names them. An empty variable counts as unset.
 * @throws {Error} if the file cannot be read, or secrets cannot be added to it
 */
export function readVariables(path: string, given: Variables): { variables: Variables; newSecrets: string[] } {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const variables = { ...readEnvFile(path), ...set };
  // Any other name is rejected later; nothing is written before.
  if (!['development', 'test'].includes(variables['NODE_ENV'] || 'development')) return { variables, newSecrets: [] };
  const newSecrets = addMissingSecrets(path, set);
  return { variables: { ...readEnvFile(path), ...set }, newSecrets };
}

/** The variables of a `.env` file, as dotenv reads them; none if it does not exist. */
export function readEnvFile(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`The file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  // In another encoding every variable would be missing or, worse, a secret would differ.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Error(`The file ${path} cannot be read: it is not UTF-8 text. Save it as UTF-8.`);
  return parse(bytes);
}

/**
 * Generates the secrets that are missing in both `given` and the `.env` file, and appends them to the file, which from then on only its
 * owner can read. Processes do this one at a time. Returns the names of the generated secrets.
 * @throws {Error} if the file cannot be written
 */
export function addMissingSecrets(path: string, given: Variables): string[] {
  const missing = () => {
    const variables = { ...readEnvFile(path), ...given };
    return SECRETS.filter((name) => !variables[name]);
  };
  const wanted = missing();
  if (wanted.length === 0) return [];
  try {
    return alone(`${path}.lock`, () => {
      const names = missing();
      if (names.length === 0) return [];
      const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const lines = names.map((name) => `${name}=${randomBytes(32).toString('base64')}\n`);
      appendFileSync(path, (before === '' || before.endsWith('\n') ? '' : '\n') + lines.join(''), { mode: 0o600 });
      chmodSync(path, 0o600);
      return names;
    });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? `${path}.lock exists; delete it unless another instance is starting`
      : (error as NodeJS.ErrnoException).code;
    throw new Error(`${wanted.join(', ')} cannot be added to ${path} (${reason}). Set each in the environment, for example to the output of: `
      + 'openssl rand -base64 32');
  }
}

/** Runs `work` under a lock file. Throws EEXIST if that does not go away. */
function alone<T>(lock: string, work: () => T): T {
  const giveUpAt = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx'));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_RETRY_MS);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}
