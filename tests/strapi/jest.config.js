const base = require('../../jest.config.js');

/** The tests that need a Strapi app; scripts/test-strapi.mjs makes it and runs them. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/tests/strapi'],
  testMatch: ['**/*.strapi.ts'],
  globalSetup: undefined,
};
