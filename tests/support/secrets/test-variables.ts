/** What the variables of a test's CMS are where the test says nothing else. */
export const testVariables = {
  NODE_ENV: 'test',
  API_TOKEN_SALT: 'a salt for tests that is long enough',
  ENCRYPTION_KEY: 'an encryption key for tests',
  ADMIN_JWT_SECRET: 'a JWT secret for tests, long enough',
};
