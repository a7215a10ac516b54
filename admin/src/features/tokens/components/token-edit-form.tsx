import { useMemo, useState, type ReactNode } from 'react';
import { useNotification } from '@strapi/strapi/admin';
import { useQueryClient } from '@tanstack/react-query';
import type { TokenSummary } from '../../../../../server/contract';
import { isConflict } from '../../../refusal';
import { useText } from '../../../use-text';
import { useReadAgain } from '../api/get-token';
import { tokenKeys, type TokenPath } from '../api/token-keys';
import { useUpdateToken } from '../api/update-token';
import { changesBetween, type Change } from '../rules/changes';
import type { TokenValues } from '../rules/token-values';
import { ConflictNotice } from './conflict-notice';
import { FormPage } from './form-page';
import { RegenerateButton } from './regenerate-button';
import { TokenDetails } from './token-details';
import { useSaveFailure } from './use-save-failure';
import { useTokenForm } from './use-token-form';

/** What the form of a stored token is told by its kind. */
export interface TokenEditFormProps<Token> {
  path: TokenPath;
  token: Token;
  subtitle?: string;
  canUpdate: boolean;
  canRegenerate: boolean;
  /** The form of a token as it is stored. */
  valuesOf(token: Token): TokenValues;
  /** The request that makes `changes`, after which the form is as in `values`. */
  toUpdate(changes: Partial<TokenValues>, values: TokenValues): object;
  /** What stands above the fields. */
  head: ReactNode;
  /** The fields of the kind. */
  fields: ReactNode;
  /** What the token may do. */
  matrix: ReactNode;
}

/** The form of a stored token. What was typed lies over what is stored, and stays there until it is saved. */
export function TokenEditForm<Token extends TokenSummary>({ path, token, valuesOf, toUpdate, canUpdate, canRegenerate, ...props }: TokenEditFormProps<Token>) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const queryClient = useQueryClient();
  const update = useUpdateToken(path, token.id);
  const readAgain = useReadAgain<Token>(path, token.id);
  const stored = useMemo(() => valuesOf(token), [token, valuesOf]);
  const { form, adopt, changesOf } = useTokenForm(stored);
  const fail = useSaveFailure(form);
  const [conflict, setConflict] = useState<Change[]>();

  const save = async (values: TokenValues) => {
    try {
      await update.mutateAsync({ ...toUpdate(changesOf(values), values), basedOn: token.updatedAt });
      adopt(values);
      await queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) });
      setConflict(undefined);
      toggleNotification({ type: 'success', message: text('saved') });
    } catch (error) {
      const present = isConflict(error) ? await readAgain() : undefined;
      if (present) setConflict(changesBetween(stored, valuesOf(present)));
      else fail(error);
    }
  };

  return (
    <FormPage
      form={form}
      title={token.name}
      subtitle={props.subtitle}
      actions={canRegenerate ? <RegenerateButton path={path} token={token} /> : null}
      canSave={canUpdate}
      onSave={save}
    >
      {conflict ? <ConflictNotice changes={conflict} /> : null}
      {props.head}
      <TokenDetails disabled={!canUpdate} expiresAt={token.expiresAt}>{props.fields}</TokenDetails>
      {props.matrix}
    </FormPage>
  );
}
