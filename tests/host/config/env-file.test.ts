import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addMissingSecrets, readEnvFile } from '../../../host/config/env-file';

describe('the .env file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'env-file-'));
    path = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is empty where it does not exist', () => {
    expect(readEnvFile(path)).toEqual({});
  });

  it('gets the secrets that are missing, which only its owner can read', () => {
    expect(addMissingSecrets(path, {})).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET']);
    const made = readEnvFile(path);
    expect(Object.keys(made)).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET']);
    for (const secret of Object.values(made)) expect(Buffer.from(secret, 'base64')).toHaveLength(32);
    expect(new Set(Object.values(made)).size).toBe(3);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps what stands there, with or without a line end', () => {
    writeFileSync(path, 'PORT=8080\nADMIN_JWT_SECRET=mine');
    expect(addMissingSecrets(path, { ...readEnvFile(path) })).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY']);
    expect(readFileSync(path, 'utf8')).toMatch(/^PORT=8080\nADMIN_JWT_SECRET=mine\nAPI_TOKEN_SALT=\S+\nENCRYPTION_KEY=\S+\n$/);
  });

  it('is left alone where nothing is missing', () => {
    expect(addMissingSecrets(path, { API_TOKEN_SALT: 'a', ENCRYPTION_KEY: 'b', ADMIN_JWT_SECRET: 'c' })).toEqual([]);
    expect(readEnvFile(path)).toEqual({});
  });

  it('gets a secret that stands there without a value', () => {
    writeFileSync(path, 'API_TOKEN_SALT=\nENCRYPTION_KEY=""\nADMIN_JWT_SECRET=mine\n');
    expect(addMissingSecrets(path, readEnvFile(path))).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY']);
    const made = readEnvFile(path);
    expect(made).toEqual({ API_TOKEN_SALT: expect.stringMatching(/^.{44}$/), ENCRYPTION_KEY: expect.stringMatching(/^.{44}$/), ADMIN_JWT_SECRET: 'mine' });
    expect(addMissingSecrets(path, made)).toEqual([]);
  });

  it('counts the first of two secrets, so that two processes that add one at once agree', () => {
    addMissingSecrets(path, {});
    const first = readEnvFile(path);
    addMissingSecrets(path, {});
    expect(readEnvFile(path)).toEqual(first);
  });
});
