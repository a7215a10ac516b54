import { ESLint } from 'eslint';
import { join } from 'node:path';

const rules = require('../../eslint.config.js');

const root = join(__dirname, '../..');
const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: rules });

/** What the lint rules say of a file with this one import. */
async function broken(file: string, statement: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${statement}\nexport const used = thing;\n`, { filePath: join(root, file) });
  return result!.messages.filter(({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports').map(({ message }) => message);
}

describe('the walls of the house', () => {
  it.each([
    ['server/services/tokens.ts', "import { thing } from '../../cms/errors';"],
    ['server/index.ts', "import { thing } from '../cms/auth';"],
    ['koa/create-koa-api-tokens.ts', "import { thing } from '../cms/auth';"],
    ['koa/create-koa-api-tokens.ts', "import type { thing } from '../cms/database/database-settings';"],
    ['server/key/bearer.ts', "import { thing } from '../host';"],
    ['cli/run-command.ts', "import { thing } from '../cms/create-cms';"],
    ['server/key/bearer.ts', "import { thing } from 'koa';"],
    ['server/grant/scope.ts', "import { thing } from 'knex';"],
    ['server/grant/scope.ts', "import { thing } from '../services/tokens';"],
    ['server/grant/scope.ts', "import type { thing } from '../host';"],
    ['server/grant/scope.ts', "import { thing } from '../authenticator';"],
    ['server/token/expiry.ts', "import type { thing } from '../contract';"],
    ['server/token/expiry.ts', "import { thing } from '../../cms/errors';"],
    ['server/admission/decide.ts', "import { thing } from '../settings';"],
    ['server/admission/decide.ts', "import { thing } from 'koa';"],
    ['server/admission/checks/scope.ts', "import { thing } from '../../authenticator';"],
    ['server/admission/checks/scope.ts', "import type { thing } from '../../host';"],
    ['server/admission/checks/scope.ts', "import { thing } from 'yup';"],
    ['admin/src/index.ts', "import { thing } from '../../cms/panel/main';"],
    ['admin/src/index.ts', "import { thing } from '../../server/contract';"],
    ['cms/plugins.ts', "import { thing } from '../strapi-server';"],
    ['cms/plugins.ts', "import { thing } from '../server/services';"],
    ['cms/http/panel.ts', "import { thing } from '../../server/services';"],
    ['cms/admin/services/users.ts', "import { thing } from '../../../server/services';"],
    ['cms/admin/services/users.ts', "import type { thing } from '../../../server/contract';"],
    ['cms/panel/main.tsx', "import { thing } from '../../admin/src/features/api-tokens';"],
  ])('%s may not say: %s', async (file, statement) => {
    expect(await broken(file, statement)).not.toEqual([]);
  });

  it.each([
    ['server/index.ts', "import type { thing } from './host';"],
    ['server/services/tokens.ts', "import type { thing } from '../host';"],
    ['koa/create-koa-api-tokens.ts', "import { thing } from '../server/content-services';"],
    ['server/grant/scope.ts', "import { thing } from '../errors';"],
    ['server/grant/scope.ts', "import { thing } from './credential';"],
    ['server/admission/decide.ts', "import { thing } from './checks/scope';"],
    ['server/admission/decide.ts', "import type { thing } from '../token/token-record';"],
    ['server/admission/checks/scope.ts', "import type { thing } from '../credential';"],
    ['server/admission/checks/scope.ts', "import { thing } from '../../grant/scope';"],
    ['server/admission/checks/scope.ts', "import { thing } from '../../errors';"],
    ['server/key/hash-key.ts', "import { thing } from 'node:crypto';"],
    ['cli/run-command.ts', "import { thing } from '../server/services';"],
    ['cms/create-cms.ts', "import { thing } from './http/create-app';"],
    ['cms/api-tokens.ts', "import { thing } from '../cli/run-command';"],
    ['cms/create-cms.ts', "import type { thing } from '../server/host';"],
    ['cms/admin/services/users.ts', "import { thing } from '../../../server/request/networks-of';"],
    ['cms/admin/services/users.ts', "import { thing } from '../../http/read-body';"],
    ['cms/panel/main.tsx', "import { thing } from '../../admin/src/index';"],
    ['admin/src/index.ts', "import type { thing } from '../../server/contract';"],
  ])('%s may say: %s', async (file, statement) => {
    expect(await broken(file, statement)).toEqual([]);
  });
});
