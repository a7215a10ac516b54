import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { addMissingSecrets, readEnvFile, readVariables } from '../../../cms/config/env-file';

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
    expect(addMissingSecrets(path, {})).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY']);
    expect(readFileSync(path, 'utf8')).toMatch(/^PORT=8080\nADMIN_JWT_SECRET=mine\nAPI_TOKEN_SALT=\S+\nENCRYPTION_KEY=\S+\n$/);
  });

  it('is left alone where nothing is missing', () => {
    expect(addMissingSecrets(path, { API_TOKEN_SALT: 'a', ENCRYPTION_KEY: 'b', ADMIN_JWT_SECRET: 'c' })).toEqual([]);
    expect(readEnvFile(path)).toEqual({});
  });

  it('gets a secret that stands there without a value', () => {
    writeFileSync(path, 'API_TOKEN_SALT=\nENCRYPTION_KEY=""\nADMIN_JWT_SECRET=mine\n');
    expect(addMissingSecrets(path, {})).toEqual(['API_TOKEN_SALT', 'ENCRYPTION_KEY']);
    const made = readEnvFile(path);
    expect(made).toEqual({ API_TOKEN_SALT: expect.stringMatching(/^.{44}$/), ENCRYPTION_KEY: expect.stringMatching(/^.{44}$/), ADMIN_JWT_SECRET: 'mine' });
    expect(addMissingSecrets(path, {})).toEqual([]);
  });

  it('is read as dotenv reads it, secrets too: the last of two, nothing out of a value in quotes', () => {
    writeFileSync(path, 'API_TOKEN_SALT=first\nNOTE="\nAPI_TOKEN_SALT=in a note\n"\nexport API_TOKEN_SALT=\'last # one\' # mine\n');
    expect(readEnvFile(path)).toEqual({ API_TOKEN_SALT: 'last # one', NOTE: '\nAPI_TOKEN_SALT=in a note\n' });
    expect(parse(readFileSync(path))).toEqual(readEnvFile(path));
  });

  it('gets a secret that it only mentions inside of another value', () => {
    writeFileSync(path, "NOTE='\nAPI_TOKEN_SALT=in a note\n'");
    expect(addMissingSecrets(path, { ENCRYPTION_KEY: 'b', ADMIN_JWT_SECRET: 'c' })).toEqual(['API_TOKEN_SALT']);
    expect(readEnvFile(path)).toEqual({ NOTE: '\nAPI_TOKEN_SALT=in a note\n', API_TOKEN_SALT: expect.stringMatching(/^.{44}$/) });
  });

  it('gets no secret twice', () => {
    addMissingSecrets(path, {});
    const first = readEnvFile(path);
    expect(addMissingSecrets(path, {})).toEqual([]);
    expect(readEnvFile(path)).toEqual(first);
  });

  it('is not written while another process writes it, which the message explains', () => {
    writeFileSync(`${path}.lock`, '');
    expect(() => addMissingSecrets(path, {})).toThrow(/API_TOKEN_SALT, ENCRYPTION_KEY, ADMIN_JWT_SECRET cannot be added.*\.lock exists/);
    expect(readEnvFile(path)).toEqual({});
  });

  it.each<[string, Buffer]>([
    ['UTF-16', Buffer.from('\uFEFFAPI_TOKEN_SALT=a secret of mine\n', 'utf16le')],
    ['Latin-1', Buffer.from('API_TOKEN_SALT=gr\xfc\xdfe von hier\n', 'latin1')],
    ['a NUL', Buffer.from('API_TOKEN_SALT=a\0b\n')],
  ])('is denied and left as it is where it is text in another encoding: %s', (_what, bytes) => {
    writeFileSync(path, bytes);
    expect(() => readVariables(path, {})).toThrow(/\.env cannot be read: it is not UTF-8 text/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('may begin with the mark of UTF-8 and end its lines as Windows does', () => {
    writeFileSync(path, '\uFEFFPORT=8080\r\nHOST=::\r\n');
    expect(readEnvFile(path)).toEqual({ PORT: '8080', HOST: '::' });
  });

  it('is named with the reason where it cannot be read or written', () => {
    mkdirSync(path);
    expect(() => readEnvFile(path)).toThrow(`The file ${path} cannot be read (EISDIR).`);
    expect(() => addMissingSecrets(join(folder, 'nowhere', '.env'), {})).toThrow(/cannot be added to .* \(ENOENT\)\. Set each in the environment/);
  });
});

describe('the variables of a start', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'env-file-'));
    path = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of the environment, before those of the file; what is set to nothing is not set', () => {
    writeFileSync(path, 'PORT=1\nHOST=one\nLOG_LEVEL=\n');
    const { variables } = readVariables(path, { PORT: '2', HOST: '', NODE_ENV: 'production' });
    expect(variables).toEqual({ PORT: '2', HOST: 'one', LOG_LEVEL: '', NODE_ENV: 'production' });
  });

  it.each([undefined, '', 'development', 'test'])('have secrets of their own in the environment %j', (environment) => {
    const { variables, newSecrets } = readVariables(path, { NODE_ENV: environment });
    expect(newSecrets).toHaveLength(3);
    expect(variables).toMatchObject(readEnvFile(path));
    expect(readVariables(path, {})).toEqual({ variables: readEnvFile(path), newSecrets: [] });
  });

  it.each(['production', 'prod', ' ', 'staging'])('have nothing made for them in the environment %j', (environment) => {
    expect(readVariables(path, { NODE_ENV: environment })).toEqual({ variables: { NODE_ENV: environment }, newSecrets: [] });
    writeFileSync(path, `NODE_ENV='${environment}'\n`);
    expect(readVariables(path, {}).newSecrets).toEqual([]);
    expect(readEnvFile(path)).toEqual({ NODE_ENV: environment });
  });
});
