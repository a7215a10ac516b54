/** The languages of the code samples, in the order in which they are offered. */
export const SAMPLE_LANGUAGES = ['curl', 'javascript', 'python'] as const;

/** One of {@link SAMPLE_LANGUAGES}. */
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

/** The environment variable that samples without a key read it from. */
export const KEY_VARIABLE = 'API_TOKEN';

/** What a sample calls. */
export interface SampleRequest {
  /** The address of the API, with its path: `https://example.com/cms`. */
  address: string;
  /** A path below it that the token may GET. */
  path: string;
  /** Null to read it from the environment variable {@link KEY_VARIABLE}. */
  key: string | null;
}

/** A program that makes a request with a key and prints the answer: for a POSIX shell, Node.js 18 (an ES module) or Python 3, each without packages. */
export function codeSample(language: SampleLanguage, { address, path, key }: SampleRequest): string {
  return SAMPLES[language](`${address.replace(/\/+$/, '')}${path}`, key);
}

const SAMPLES: Record<SampleLanguage, (url: string, key: string | null) => string> = {
  curl: (url, key) => {
    const header = key === null ? `"Authorization: Bearer $${KEY_VARIABLE}"` : shellQuoted(`Authorization: Bearer ${key}`);
    return `curl -H ${header} ${shellQuoted(url)}`;
  },
  javascript: (url, key) => {
    const value = key === null ? `\`Bearer \${process.env.${KEY_VARIABLE}}\`` : JSON.stringify(`Bearer ${key}`);
    return [
      `const response = await fetch(${JSON.stringify(url)}, {`,
      `  headers: { Authorization: ${value} },`,
      '});',
      'if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);',
      'console.log(await response.json());',
    ].join('\n');
  },
  python: (url, key) => {
    const value = key === null ? `"Bearer " + os.environ["${KEY_VARIABLE}"]` : JSON.stringify(`Bearer ${key}`);
    return [
      'import json',
      ...(key === null ? ['import os'] : []),
      'from urllib.request import Request, urlopen',
      '',
      'request = Request(',
      `    ${JSON.stringify(url)},`,
      `    headers={"Authorization": ${value}},`,
      ')',
      'with urlopen(request) as response:',
      '    print(json.load(response))',
    ].join('\n');
  },
};

/** One word of a shell: in double quotes where nothing in it has a meaning there, as cmd.exe takes them too. */
function shellQuoted(text: string): string {
  return /["\\$`!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
