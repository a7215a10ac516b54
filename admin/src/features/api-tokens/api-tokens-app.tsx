import { API_TOKEN_PERMISSIONS } from '../../permissions';
import { TokenPages } from '../tokens/details/token-pages';
import { CreatePage } from './pages/create-page';
import { EditPage } from './pages/edit-page';
import { ListPage } from './pages/list-page';

/** Settings > Global settings > API Tokens. */
export default function ApiTokensApp() {
  return <TokenPages permissions={API_TOKEN_PERMISSIONS} ListPage={ListPage} CreatePage={CreatePage} EditPage={EditPage} />;
}
