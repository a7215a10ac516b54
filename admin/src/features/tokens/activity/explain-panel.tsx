import { Fragment, useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Box, Button, Field, Flex, SingleSelect, SingleSelectOption, TextInput, Typography } from '@strapi/design-system';
import { CheckCircle, CrossCircle, Information } from '@strapi/icons';
import type { Explanation, ExplainToken, TokenSummary } from '../../../../../server/contract';
import { readRefusal } from '../../../refusal';
import { useKeepFocus } from '../../../use-keep-focus';
import { useRefusalText } from '../../../use-refusal-text';
import { useText } from '../../../use-text';
import { useExplainRequest } from '../api/activity/explain-request';
import type { TokenPath } from '../api/token-keys';
import { denialReason } from '../rules/activity/denial-reason';
import { explainedRequest } from '../rules/activity/explained-request';
import { needsPermission } from '../rules/activity/needs-permission';
import { GrantButton, type GrantProps } from '../permissions/grant-button';
import { PanelBox } from '../components/panel-box';
import { SelectOption } from '../components/select-option';
import { RequestLine } from './request-line';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

type Status = NonNullable<ExplainToken['Request']['status']>;

const ANY = 'any';

/** Tests whether the token may make a request, and shows the outcome of each check. The request itself is not sent. */
export function ExplainPanel({ path, token, ...grant }: GrantProps & { path: TokenPath; token: TokenSummary }) {
  const { id, updatedAt } = token;
  const text = useText();
  const refusalText = useRefusalText();
  const [method, setMethod] = useState<string>('GET');
  const [target, setTarget] = useState(path === '/api-tokens' ? '/api/' : '/admin/');
  const [address, setAddress] = useState('');
  const [locale, setLocale] = useState('');
  const [status, setStatus] = useState<Status | typeof ANY>(ANY);
  const { mutate, data, error, isPending, reset } = useExplainRequest(path, id);
  const button = useKeepFocus(isPending);
  // The result is about the token as it was then.
  useEffect(() => reset(), [reset, updatedAt]);

  const request = explainedRequest({ method, target, address, locale, status: status === ANY ? '' : status }, window.location.origin);
  const test = () => {
    if (target.trim() && !isPending) mutate(request);
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
  const typed = (set: (value: string) => void) => ({
    onChange: (event: { target: { value: string } }) => change(() => set(event.target.value)),
    onKeyDown: testByEnter,
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
    dir: 'ltr',
  });
  const refusal = readRefusal(error);
  const isUnknown = refusal.status === 404 && refusal.message === 'Route not found';
  const isAboutAddress = refusal.fields.address !== undefined;
  const isRestricted = 'restrictions' in token && token.restrictions !== null;
  return (
    <PanelBox title={text('explain.title')} note={text('explain.note')}>
      <Flex gap={3} wrap="wrap" alignItems="flex-end">
        <Box width="14rem">
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
            <TextInput value={target} maxLength={2000} {...typed(setTarget)} />
          </Field.Root>
        </Box>
      </Flex>
      <Flex gap={3} wrap="wrap" alignItems="flex-start">
        <Box flex="2 1 24rem" minWidth="0">
          <Field.Root name="address" error={isAboutAddress ? refusalText(error) : undefined} hint={text('explain.address.hint')}>
            <Field.Label>{text('explain.address')}</Field.Label>
            <TextInput value={address} maxLength={45} {...typed(setAddress)} />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
        </Box>
        {isRestricted ? (
          <>
            <Box flex="1 1 8rem" minWidth="0">
              <Field.Root name="locale">
                <Field.Label>{text('explain.locale')}</Field.Label>
                <TextInput value={locale} maxLength={255} {...typed(setLocale)} />
              </Field.Root>
            </Box>
            <Box flex="1 1 12rem" minWidth="0">
              <Field.Root name="status">
                <Field.Label>{text('explain.status')}</Field.Label>
                <SingleSelect value={status} onChange={(value) => change(() => setStatus(value as Status | typeof ANY))}>
                  <SelectOption value={ANY}>{text('explain.status.none')}</SelectOption>
                  <SelectOption value="draft">{text('explain.status.draft')}</SelectOption>
                  <SelectOption value="published">{text('explain.status.published')}</SelectOption>
                </SingleSelect>
              </Field.Root>
            </Box>
          </>
        ) : null}
      </Flex>
      <Flex>
        <Button ref={button} variant="secondary" size="L" onClick={test} loading={isPending} disabled={!target.trim()}>{text('explain.test')}</Button>
      </Flex>
      <div role="status">
        {error && !isAboutAddress ? <Typography textColor="danger600">{isUnknown ? text('explain.no-route') : refusalText(error)}</Typography> : null}
        {data ? <Answer explanation={data} /> : null}
      </div>
      {data && needsPermission(data) ? <GrantButton denied={{ path: request.path, required: data.required }} {...grant} /> : null}
    </PanelBox>
  );
}

function Answer({ explanation: { allowed, route, required, checks } }: { explanation: Explanation }) {
  const text = useText();
  // Without an address, a token that is limited to some is not checked for it.
  const isAddressOpen = checks.every(({ check }) => check !== 'addressAllowed');
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
          <Fragment key={check}>
            <Line icon={<Outcome passed={passed} />}>
              {passed ? text(`check.${check}`) : text(check === 'openToTokens' ? 'reason.not-for-tokens' : denialReason(code), { code })}
            </Line>
            {check === 'ownerActive' && isAddressOpen ? (
              <Line icon={<Information role="img" aria-label={text('explain.unchecked')} fill="neutral600" style={ICON} />}>{text('explain.address.unchecked')}</Line>
            ) : null}
          </Fragment>
        ))}
      </Flex>
    </Flex>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <li><Flex gap={2} alignItems="flex-start">{icon}<Typography>{children}</Typography></Flex></li>;
}

const ICON = { flex: 'none', marginBlock: '0.2rem' };

/** Yes or no, not expressed by color alone. */
function Outcome({ passed }: { passed: boolean }) {
  const text = useText();
  const Icon = passed ? CheckCircle : CrossCircle;
  return <Icon role="img" aria-label={text(passed ? 'explain.passed' : 'explain.failed')} fill={passed ? 'success600' : 'danger600'} style={ICON} />;
}
