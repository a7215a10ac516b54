/** The secrets that a CMS asks for in production. */
export const secrets = {
  API_TOKEN_SALT: 'a salt for the benchmark, long enough',
  ADMIN_JWT_SECRET: 'a secret for the benchmark, long enough',
  ENCRYPTION_KEY: 'an encryption key for the benchmark',
};
