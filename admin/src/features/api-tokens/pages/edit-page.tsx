import { Page } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { useRefusalText } from '../../../use-refusal-text';
import { useToken } from '../../tokens/api/get-token';
import { FormSkeleton } from '../../tokens/components/form-skeleton';
import { EditForm } from '../components/edit-form';

/** One content-API token, to look at and to change. */
export function EditPage() {
  const { id = '' } = useParams();
  const refusalText = useRefusalText();
  const { data: token, error } = useToken<ContentApiToken & KeyAccess>('/api-tokens', id);
  if (token) return <EditForm key={token.id} token={token} />;
  return error ? <Page.Error content={refusalText(error).message} /> : <FormSkeleton />;
}
