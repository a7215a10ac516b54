import { useMemo, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Button, Flex } from '@strapi/design-system';
import { Duplicate, Play } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'react-router-dom';
import type { KeyAccess, TokenSummary } from '../../../../../server/contract';
import { isConflict } from '../../../refusal';
import { useText } from '../../../use-text';
import { useMaxLifetimeDays } from '../api/get-policy';
import { useReadAgain } from '../api/get-token';
import { tokenKeys, type TokenPath } from '../api/token-keys';
import { useUpdateToken } from '../api/update-token';
import { changesBetween, type Change } from '../rules/form/changes';
import type { TokenValues } from '../rules/form/token-values';
import { ConflictNotice } from './conflict-notice';
import { FormPage } from './form-page';
import type { Grantable } from '../permissions/grant-button';
import { Notice } from '../components/notice';
import { PauseIcon } from '../components/pause-icon';
import { PauseTokenDialog } from '../details/pause-token-dialog';
import { PreviousKeyPanel } from '../keys/previous-key-panel';
import { RegenerateButton } from '../keys/regenerate-button';
import { StateBadge } from '../details/state-badge';
import { TokenActivity } from '../activity/token-activity';
import { TokenDetails } from '../details/token-details';
import { TokenFacts } from '../details/token-facts';
import { TokenLimits } from '../details/token-limits';
import { TOKEN_TABS, TokenTabs } from '../details/token-tabs';
import { useDuplicate } from './use-duplicate';
import { useSaveFailure } from './use-save-failure';
import { useTab } from '../details/use-tab';
import { useTokenForm } from './use-token-form';

/** The kind-specific props of a stored token's form. */
export interface TokenEditFormProps<Token> {
  path: TokenPath;
  token: Token;
  subtitle?: string;
  canCreate: boolean;
  canUpdate: boolean;
  canRegenerate: boolean;
  /** The form of a stored token. */
  valuesOf(token: Token): TokenValues;
  /** The request that makes `changes`, after which the token equals `values`. */
  toUpdate(changes: Partial<TokenValues>, values: TokenValues): object;
  /** A notice about the token, shown above every tab. */
  notice?: ReactNode;
  keyPanel: ReactNode;
  /** The fields of the kind. */
  fields?: ReactNode;
  /** Further facts of the kind. */
  facts?: ReactNode;
  /** What the token may do. */
  access: ReactNode;
  /** What to select there so that a denied request is allowed. */
  grantable: Grantable;
}

/** The form of a stored token. The person's changes are kept on top of what is stored until they are saved. */
export function TokenEditForm<Token extends TokenSummary & Pick<KeyAccess, 'rateUsed'>>({ path, token, valuesOf, toUpdate, canUpdate, canRegenerate, ...props }: TokenEditFormProps<Token>) {
  const text = useText();
  const { toggleNotification } = useNotification();
  const queryClient = useQueryClient();
  const update = useUpdateToken(path, token.id);
  const readAgain = useReadAgain<Token>(path, token.id);
  const stored = useMemo(() => valuesOf(token), [token, valuesOf]);
  const { form, adopt, changesOf } = useTokenForm(stored);
  const fail = useSaveFailure(form);
  const [conflict, setConflict] = useState<Change[]>();
  const maxDays = useMaxLifetimeDays(path);
  const duplicate = useDuplicate('../create', useLocation().state as object);
  const [tab, showTab] = useTab(TOKEN_TABS);
  const [toPause, setToPause] = useState<Token | null>(null);
  const overview = useRef<HTMLDivElement>(null);
  const access = useRef<HTMLDivElement>(null);

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

  const showGranted = (required: readonly string[]) => {
    flushSync(() => showTab('access'));
    access.current?.focus();
    toggleNotification({ type: 'info', message: text('grant.done', { count: required.length, actions: required.join(', ') }) });
  };

  const PauseOrResumeIcon = token.enabled ? PauseIcon : Play;
  return (
    <FormPage
      form={form}
      title={token.name}
      subtitle={props.subtitle}
      badge={<StateBadge token={token} />}
      actions={
        <>
          {canUpdate ? (
            <Button variant="tertiary" size="S" startIcon={<PauseOrResumeIcon />} onClick={() => setToPause(token)}>
              {text(token.enabled ? 'pause' : 'resume')}
            </Button>
          ) : null}
          {props.canCreate && !token.broken ? (
            <Button variant="tertiary" size="S" startIcon={<Duplicate />} onClick={() => duplicate(token)}>{text('duplicate')}</Button>
          ) : null}
          {canRegenerate ? <RegenerateButton path={path} token={token} onIssued={() => showTab('overview')} /> : null}
        </>
      }
      canSave={canUpdate}
      onSave={save}
      onWrong={(field) => flushSync(() => showTab(field === 'restrictions' ? 'access' : 'overview'))}
    >
      {conflict ? <ConflictNotice changes={conflict} /> : null}
      {token.state === 'paused' ? <Notice title={text('state.paused')}>{text(token.enabled ? 'pause.notice.maker' : 'pause.notice')}</Notice> : null}
      {token.managedBy === 'config' ? <Notice title={text('managed.title')}>{text('managed.notice')}</Notice> : null}
      {props.notice}
      <TokenTabs
        tab={tab}
        onTab={showTab}
        contents={{
          overview: (
            <Flex ref={overview} tabIndex={-1} direction="column" alignItems="stretch" gap={6}>
              {props.keyPanel}
              <PreviousKeyPanel path={path} token={token} canEnd={canRegenerate} region={overview} />
              <TokenDetails disabled={!canUpdate} maxDays={maxDays} expiresAt={token.expiresAt} fields={props.fields}>
                <TokenFacts token={token}>{props.facts}</TokenFacts>
              </TokenDetails>
              <TokenLimits disabled={!canUpdate} rateUsed={token.rateUsed} />
            </Flex>
          ),
          access: <Flex ref={access} tabIndex={-1} direction="column" alignItems="stretch" gap={6}>{props.access}</Flex>,
          activity: (
            <TokenActivity
              path={path} token={token} isShown={tab === 'activity'}
              grantable={canUpdate ? props.grantable : undefined} onGranted={showGranted}
            />
          ),
        }}
      />
      <PauseTokenDialog path={path} token={toPause} onClose={() => setToPause(null)} region={overview} />
    </FormPage>
  );
}
