import { useEffect, useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import type { KeyAccess, TokenSummary } from '../../../../../server/contract';
import type { TokenPermissions } from '../../../permissions';
import { useCreateToken } from '../api/create-token';
import type { TokenPath } from '../api/token-keys';
import type { TokenValues } from '../rules/token-values';
import { FormPage } from './form-page';
import { useIssuedKeys } from './issued-key';
import { TokenDetails } from './token-details';
import { useSaveFailure } from './use-save-failure';
import { useTokenForm } from './use-token-form';
import { useTokenRights } from './use-token-rights';

/** What the form of a new token is told by its kind. */
export interface TokenCreateFormProps<Token> {
  path: TokenPath;
  permissions: TokenPermissions;
  title: string;
  initial: TokenValues;
  /** The request that makes the token. */
  toCreate(values: TokenValues): object;
  keyPanel(token: Token & KeyAccess): ReactNode;
  /** The fields of the kind. */
  fields: ReactNode;
  /** What the token may do. */
  matrix: ReactNode;
}

/** Makes a token and goes on to its page, where its key stands; for who may not open that page, it stands here. */
export function TokenCreateForm<Token extends TokenSummary>(props: TokenCreateFormProps<Token>) {
  const navigate = useNavigate();
  const { state } = useLocation();
  const { issue } = useIssuedKeys();
  const create = useCreateToken<Token>(props.path);
  const { form } = useTokenForm(props.initial);
  const fail = useSaveFailure(form);
  const { canRead } = useTokenRights(props.permissions);
  const [created, setCreated] = useState<Token & { accessKey: string }>();

  const save = async (values: TokenValues) => {
    try {
      const token = await create.mutateAsync(props.toCreate(values));
      issue(token.id, token.accessKey);
      form.reset(values);
      setCreated(token);
    } catch (error) {
      fail(error);
    }
  };

  // Once nothing is unsaved any more, so that nothing is asked.
  useEffect(() => {
    if (created && canRead) navigate(`../${created.id}`, { replace: true, state });
  }, [canRead, created, navigate, state]);

  const isDone = created !== undefined && !canRead;
  return (
    <FormPage form={form} title={isDone ? created.name : props.title} canSave={!isDone} onSave={save}>
      {isDone ? props.keyPanel({ ...created, canRevealKey: false }) : (
        <>
          <TokenDetails>{props.fields}</TokenDetails>
          {props.matrix}
        </>
      )}
    </FormPage>
  );
}
