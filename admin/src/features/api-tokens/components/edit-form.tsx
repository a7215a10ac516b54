import { Box } from '@strapi/design-system';
import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { API_TOKEN_PERMISSIONS } from '../../../permissions';
import { useText } from '../../../use-text';
import { TokenEditForm } from '../../tokens/form/token-edit-form';
import { useRestrictionSentence } from '../../tokens/details/use-restriction-sentence';
import { useRightsOver } from '../../tokens/details/use-token-rights';
import { useContentApi } from '../api/get-content-api';
import { toUpdate, valuesOf } from '../rules/api-token-values';
import { grantableActions } from '../rules/content-groups';
import { ContentKeyPanel } from './content-key-panel';
import { ContentPermissions } from './content-permissions';
import { RestrictionsPanel } from './restrictions-panel';
import { TypeField } from './type-field';

/** The form of a stored content-API token. */
export function EditForm({ token }: { token: ContentApiToken & KeyAccess }) {
  const text = useText();
  const { canCreate, canUpdate, canRegenerate } = useRightsOver(token, API_TOKEN_PERMISSIONS);
  const { groups = [] } = useContentApi();
  const sentence = useRestrictionSentence();
  return (
    <TokenEditForm
      path="/api-tokens"
      token={token}
      subtitle={text(`type.${token.type}`)}
      canCreate={canCreate}
      canUpdate={canUpdate}
      canRegenerate={canRegenerate}
      valuesOf={valuesOf}
      toUpdate={toUpdate}
      keyPanel={<ContentKeyPanel token={token} />}
      access={
        <>
          <ContentPermissions unavailable={token.unavailablePermissions} disabled={!canUpdate}>
            <Box maxWidth="40rem"><TypeField disabled={!canUpdate} /></Box>
          </ContentPermissions>
          <RestrictionsPanel disabled={!canUpdate} />
        </>
      }
      facts={token.restrictions === null ? null : <><dt>{text('restrictions.title')}</dt><dd>{sentence(token.restrictions)}</dd></>}
      grantable={({ required }, type) => grantableActions(required, type, groups)}
    />
  );
}
