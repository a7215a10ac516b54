const toCommonJs = (syntax) => ['@swc/jest', { jsc: { parser: { syntax }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' }];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': toCommonJs('typescript'),
    // An ES module, which Jest cannot `require` on Node 20 and 22.
    '/node_modules/jose/.+\\.js$': toCommonJs('ecmascript'),
  },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  testSequencer: '<rootDir>/tests/support/longest-first.cjs',
  globalSetup: '<rootDir>/tests/support/announce-dialects.ts',
  // Against tests that hang, also on a busy machine.
  testTimeout: 240_000,
};
