import { ADMIN_TOKEN_PERMISSIONS } from '../../permissions';
import { TokenPages } from '../tokens/details/token-pages';
import { CreatePage } from './pages/create-page';
import { EditPage } from './pages/edit-page';
import { ListPage } from './pages/list-page';

/** Settings > Administration Panel > Admin Tokens. */
export default function AdminTokensApp() {
  return <TokenPages permissions={ADMIN_TOKEN_PERMISSIONS} ListPage={ListPage} CreatePage={CreatePage} EditPage={EditPage} />;
}
