import { useParams } from 'react-router-dom';
import type { ContentApiToken, KeyAccess } from '../../../../../server/contract';
import { useToken } from '../../tokens/api/get-token';
import { FormSkeleton } from '../../tokens/form/form-skeleton';
import { PageFailure } from '../../tokens/components/load-failure';
import { EditForm } from '../components/edit-form';

/** Shows and edits a content-API token. */
export function EditPage() {
  const { id = '' } = useParams();
  const { data: token, error, refetch } = useToken<ContentApiToken & KeyAccess>('/api-tokens', id);
  if (token) return <EditForm key={token.id} token={token} />;
  return error ? <PageFailure error={error} onRetry={() => void refetch()} /> : <FormSkeleton />;
}
