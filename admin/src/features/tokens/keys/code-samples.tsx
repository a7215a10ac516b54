import { useState } from 'react';
import { Box, Flex, Tabs, Typography } from '@strapi/design-system';
import { apiOrigin } from '../../../api-origin';
import { useText } from '../../../use-text';
import { codeSample, KEY_VARIABLE, SAMPLE_LANGUAGES, type SampleLanguage } from '../rules/keys/code-samples';
import { CodeLine } from '../components/code-line';
import { CopyButton } from '../components/copy-button';

const NAMES: Record<SampleLanguage, string> = { curl: 'curl', javascript: 'JavaScript', python: 'Python' };

/** Programs in several languages that call the API with a token. They are copied as they are shown. */
export function CodeSamples({ path, accessKey }: {
  /** A path that the token may GET. */
  path: string;
  /** Null while the key is hidden: then the samples do not have it either. */
  accessKey: string | null;
}) {
  const text = useText();
  const [language, setLanguage] = useState<SampleLanguage>('curl');
  const sample = codeSample(language, { address: apiOrigin(), path, key: accessKey });
  return (
    <Box>
      <Typography tag="h3" fontWeight="bold" variant="pi">{text('samples.title')}</Typography>
      {accessKey === null ? (
        <Typography tag="p" variant="pi" textColor="neutral600">
          {text('samples.variable', { variable: <code key="variable" translate="no">{KEY_VARIABLE}</code> })}
        </Typography>
      ) : null}
      <Tabs.Root variant="simple" value={language} onValueChange={(value) => setLanguage(value as SampleLanguage)}>
        <Tabs.List aria-label={text('samples.title')}>
          {SAMPLE_LANGUAGES.map((one) => <Tabs.Trigger key={one} value={one}><span translate="no">{NAMES[one]}</span></Tabs.Trigger>)}
        </Tabs.List>
        {SAMPLE_LANGUAGES.map((one) => (
          <Tabs.Content key={one} value={one}>
            <Flex direction="column" alignItems="stretch" gap={2} paddingTop={2}>
              <CodeLine dir="ltr" translate="no">{sample}</CodeLine>
              <Box><CopyButton value={sample} label={text('samples.copy')} variant="tertiary" /></Box>
            </Flex>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Box>
  );
}
