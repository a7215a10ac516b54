/**
 * The text printed at startup: the address of the CMS and what to do next, with commands that can be pasted into a shell. It never
 * contains a key.
 */
export function welcome({ url, newSecrets, needsFirstAdmin }: { url: string; newSecrets: string[]; needsFirstAdmin: boolean }): string {
  const secrets = newSecrets.length === 0 ? [] : [
    `Made ${newSecrets.join(', ')} and wrote them to .env. Keep that file: a new salt would invalidate every key.`,
    '',
  ];
  const account = needsFirstAdmin
    ? [
        '1. Make the first admin: open the panel in a browser, or paste',
        `   curl -X POST ${url}/admin/register-admin -H 'Content-Type: application/json' \\`,
        '     -d \'{"firstname":"Ada","lastname":"Lovelace","email":"ada@example.com","password":"Change-me-1"}\'',
      ]
    : ['1. Log in: open the panel in a browser.'];
  return [
    '',
    `The CMS is running. Content API: ${url}/api   Admin panel: ${url}/admin`,
    '',
    ...secrets,
    ...account,
    '2. Get a token: Settings > API Tokens. A fresh CMS has a Full Access and a Read Only token; open one and copy its key.',
    '3. Use it:',
    `   curl ${url}/api/articles -H "Authorization: Bearer $KEY"`,
    '',
    '',
  ].join('\n');
}
