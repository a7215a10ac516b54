import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import type { KeyAccess, TokenSummary } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import type { TokenPermissions } from '../../../permissions';
import { useText } from '../../../use-text';
import { useCreateToken } from '../api/create-token';
import { useMaxLifetimeDays } from '../api/get-policy';
import type { TokenPath } from '../api/token-keys';
import { agentPreset } from '../rules/form/agent-preset';
import { copiedEnd } from '../rules/form/copied-end';
import { defaultEnd } from '../rules/form/token-end';
import type { TokenValues } from '../rules/form/token-values';
import { FormPage } from './form-page';
import { useIssuedKeys } from '../keys/issued-key';
import { PresetField } from './preset-field';
import { TokenDetails } from '../details/token-details';
import { TokenLimits } from '../details/token-limits';
import { useCopied } from './use-duplicate';
import { useSaveFailure } from './use-save-failure';
import { useTokenForm } from './use-token-form';
import { useTokenRights } from '../details/use-token-rights';

/** The kind-specific props of a new token's form. */
export interface TokenCreateFormProps<Token> {
  path: TokenPath;
  permissions: TokenPermissions;
  title: string;
  initial: TokenValues;
  /** The form values of a stored token that a new one is copied from. */
  valuesOf(token: Token): TokenValues;
  /** The request that creates the token. @param copied The token that it was copied from. */
  toCreate(values: TokenValues, copied?: Token): object;
  /** What the preset for an AI agent fills in besides its limits, undefined until that is known, and what such a token can do. */
  agent: { values: Partial<TokenValues> | undefined; hint: string };
  keyPanel(token: Token & KeyAccess): ReactNode;
  /** The fields of the kind. */
  fields: ReactNode;
  /** What the token may do. */
  matrix: ReactNode;
}

/** How many characters of a name a copy keeps, to leave room for the suffix in any language. */
const COPIED_NAME_LENGTH = 230;

/** Creates a token and goes to its page, which shows the key; for people who may not see that page, the key is shown here. */
export function TokenCreateForm<Token extends TokenSummary>(props: TokenCreateFormProps<Token>) {
  const navigate = useNavigate();
  const { state } = useLocation();
  const text = useText();
  const copied = useCopied<Token>();
  const { issue } = useIssuedKeys();
  const create = useCreateToken<Token>(props.path);
  const maxDays = useMaxLifetimeDays(props.path);
  const { initial: empty, valuesOf } = props;
  const initial = useMemo(() => {
    if (!copied) return { ...empty, end: defaultEnd(maxDays) };
    const name = copied.name.slice(0, COPIED_NAME_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
    return { ...valuesOf(copied), name: text('duplicate.name', { name }), end: copiedEnd(copied, maxDays, Date.now()) };
  }, [copied, empty, maxDays, text, valuesOf]);
  const { form } = useTokenForm(initial);
  const fail = useSaveFailure(form);
  const { canRead } = useTokenRights(props.permissions);
  const [created, setCreated] = useState<Token & { accessKey: string }>();

  const save = async (values: TokenValues) => {
    try {
      const token = await create.mutateAsync(props.toCreate(values, copied));
      issue(token.id, token.accessKey);
      form.reset(values);
      setCreated(token);
    } catch (error) {
      fail(error);
    }
  };

  // Only once there are no unsaved changes, so that the leave guard does not ask.
  useEffect(() => {
    if (created && canRead) navigate(`../${created.id}`, { replace: true, state });
  }, [canRead, created, navigate, state]);

  const { values, hint } = props.agent;
  const preset = <PresetField initial={initial} agent={values && { ...agentPreset(maxDays), ...values }} agentHint={hint} />;
  const isDone = created !== undefined && !canRead;
  return (
    <FormPage
      form={form}
      title={isDone ? created.name : props.title}
      subtitle={copied && !isDone ? text('duplicate.subtitle', { name: isolate(copied.name) }) : undefined}
      canSave={!isDone}
      onSave={save}
    >
      {isDone ? props.keyPanel({ ...created, canRevealKey: false }) : (
        <>
          <TokenDetails maxDays={maxDays} preset={preset} fields={props.fields} />
          {props.matrix}
          <TokenLimits />
        </>
      )}
    </FormPage>
  );
}
