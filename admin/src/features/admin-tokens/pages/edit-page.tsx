import { useParams } from 'react-router-dom';
import type { AdminToken, KeyAccess } from '../../../../../server/contract';
import { useToken } from '../../tokens/api/get-token';
import { FormSkeleton } from '../../tokens/form/form-skeleton';
import { PageFailure } from '../../tokens/components/load-failure';
import { EditForm } from '../components/edit-form';

/** Shows and edits an admin token. */
export function EditPage() {
  const { id = '' } = useParams();
  const { data: token, error, refetch } = useToken<AdminToken & KeyAccess>('/admin-tokens', id);
  if (token) return <EditForm key={token.id} token={token} />;
  return error ? <PageFailure error={error} onRetry={() => void refetch()} /> : <FormSkeleton />;
}
