import { useEffect, useState, type KeyboardEvent } from 'react';
import { Box, Button, Field, Flex, SingleSelect, SingleSelectOption, TextInput, Typography } from '@strapi/design-system';
import { CheckCircle, CrossCircle } from '@strapi/icons';
import type { Explanation, TokenSummary } from '../../../../../server/contract';
import { readRefusal } from '../../../refusal';
import { useKeepFocus } from '../../../use-keep-focus';
import { useRefusalText } from '../../../use-refusal-text';
import { useText } from '../../../use-text';
import { useExplainRequest } from '../api/activity/explain-request';
import type { TokenPath } from '../api/token-keys';
import { denialReason } from '../rules/activity/denial-reason';
import { GrantButton, type GrantProps } from '../permissions/grant-button';
import { PanelBox } from '../components/panel-box';
import { RequestLine } from './request-line';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** The path of the input, which may be a full URL. */
function pathOf(typed: string): string {
  return URL.canParse(typed, window.location.origin) ? new URL(typed, window.location.origin).pathname : typed;
}

/** Tests whether the token may make a request, and shows the outcome of each check. The request itself is not sent. */
export function ExplainPanel({ path, token: { id, updatedAt }, ...grant }: GrantProps & { path: TokenPath; token: TokenSummary }) {
  const text = useText();
  const refusalText = useRefusalText();
  const [method, setMethod] = useState<string>('GET');
  const [target, setTarget] = useState(path === '/api-tokens' ? '/api/' : '/admin/');
  const { mutate, data, error, isPending, reset } = useExplainRequest(path, id);
  const button = useKeepFocus(isPending);
  // The result is about the token as it was then.
  useEffect(() => reset(), [reset, updatedAt]);

  const test = () => {
    if (target.trim() && !isPending) mutate({ method, path: pathOf(target.trim()) });
  };
  // The whole page is one form, which Enter would submit.
  const testByEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    test();
  };
  const change = (set: () => void) => {
    set();
    reset();
  };
  const isUnknown = readRefusal(error).status === 404 && readRefusal(error).message === 'Route not found';
  return (
    <PanelBox title={text('explain.title')} note={text('explain.note')}>
      <Flex gap={3} wrap="wrap" alignItems="flex-end">
        <Box width="12rem">
          <Field.Root name="method">
            <Field.Label>{text('explain.method')}</Field.Label>
            <SingleSelect value={method} onChange={(value) => change(() => setMethod(String(value)))}>
              {METHODS.map((one) => <SingleSelectOption key={one} value={one}>{one}</SingleSelectOption>)}
            </SingleSelect>
          </Field.Root>
        </Box>
        <Box flex="1 1 20rem" minWidth="0">
          <Field.Root name="path">
            <Field.Label>{text('explain.path')}</Field.Label>
            <TextInput
              value={target}
              onChange={(event: { target: { value: string } }) => change(() => setTarget(event.target.value))}
              onKeyDown={testByEnter}
              maxLength={2000}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              dir="ltr"
            />
          </Field.Root>
        </Box>
        <Button ref={button} variant="secondary" size="L" onClick={test} loading={isPending} disabled={!target.trim()}>{text('explain.test')}</Button>
      </Flex>
      <div role="status">
        {error ? <Typography textColor="danger600">{isUnknown ? text('explain.no-route') : refusalText(error)}</Typography> : null}
        {data ? <Answer explanation={data} /> : null}
      </div>
      {data && !data.allowed ? <GrantButton denied={{ path: pathOf(target.trim()), required: data.required }} {...grant} /> : null}
    </PanelBox>
  );
}

function Answer({ explanation: { allowed, route, required, checks } }: { explanation: Explanation }) {
  const text = useText();
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Flex gap={2} alignItems="center">
        <Outcome passed={allowed} />
        <Typography fontWeight="bold">{text(allowed ? 'explain.allowed' : 'explain.denied')}</Typography>
        <RequestLine {...route} />
      </Flex>
      {required.length ? <Typography>{text('denials.required', { count: required.length, actions: required.join(', ') })}</Typography> : null}
      {checks.length ? null : <Typography>{text('explain.public')}</Typography>}
      <Flex tag="ul" direction="column" alignItems="stretch" gap={1}>
        {checks.map(({ check, passed, code = '' }) => (
          <li key={check}>
            <Flex gap={2} alignItems="flex-start">
              <Outcome passed={passed} />
              <Typography>{passed ? text(`check.${check}`) : text(denialReason(code), { code })}</Typography>
            </Flex>
          </li>
        ))}
      </Flex>
    </Flex>
  );
}

/** Yes or no, not expressed by color alone. */
function Outcome({ passed }: { passed: boolean }) {
  const text = useText();
  const Icon = passed ? CheckCircle : CrossCircle;
  return <Icon role="img" aria-label={text(passed ? 'explain.passed' : 'explain.failed')} fill={passed ? 'success600' : 'danger600'} style={{ flex: 'none', marginBlock: '0.2rem' }} />;
}
