const tseslint = require('typescript-eslint');

/** Forbids imports whose path matches, in some files. Types are erased, so `types: true` lets them through. */
const wall = (files, ignores, regex, message, types = false) => ({
  files,
  ignores,
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex, message, allowTypeImports: types }] }],
  },
});

const PURE = '(errors|(key|token|grant|admission)/[^.]+)';
const IS_PURE = 'Keys, tokens, grants and admission are pure: they import each other and server/errors.';

module.exports = tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.tmp/', 'coverage/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'prefer-const': 'error',
      // The host hands out records and contexts of which only it knows the shape.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      // Configuration and plugins are found by their folder at run time.
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
  { files: ['scripts/**', 'bench/**', 'tests/**'], rules: { 'no-console': 'off' } },
  // The walls of the house; later ones hold inside of earlier ones.
  wall(['server/**'], [], '/cms/', 'The plugin does not know the CMS it is installed in; see server/host.ts.'),
  wall(['server/key/**', 'server/token/**', 'server/grant/**', 'server/admission/*.ts'], [], `^(?!\\./|\\.\\./${PURE}$|node:)`, IS_PURE),
  wall(['server/admission/checks/**'], [], `^(?!\\./|\\.\\./[^./]+$|\\.\\./\\.\\./${PURE}$|node:)`, IS_PURE),
  wall(['koa/**'], [], '/cms/', 'A plain Koa app has no CMS.'),
  wall(['cli/**'], [], '/cms/', 'The command is for every host.'),
  wall(
    ['admin/**'], [], '(/cms/|(^|/)server(/|$))',
    'The settings pages know the admin API alone: import types from server/contract.', true,
  ),
  ...['cms/*.ts', 'cms/*/*.ts', 'cms/*/*/*.ts'].map((files, depth) => wall(
    [files], ['cms/panel/**'], `^(\\.\\./){${depth + 1}}(server/(?!(host|request/networks-of|grant/restrictions)$)|admin/|strapi-server)`,
    'The CMS learns of the plugin through strapi-server alone, and of what it offers to plugins from server/host; both count by server/request/networks-of, and what a restricted token may ask is decided by server/grant/restrictions.',
  )),
  wall(['cms/panel/**'], [], '(^|/)(server/|admin/src/(?!index$))', 'The panel learns of the plugin through its entry alone.', true),
);
