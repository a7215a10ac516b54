import { Route, Routes } from 'react-router-dom';
import { BrokenPage } from '../../components/page/broken-page';
import { Page } from '../../components/page/page';
import { UserEditPage } from './user-edit-page';
import { UserInvitePage } from './user-invite-page';
import { UserListPage } from './user-list-page';
import { USER_PERMISSIONS } from './users';

/** Settings > Administration Panel > Users. */
export default function UsersApp() {
  return (
    <Page.Protect permissions={USER_PERMISSIONS.read}>
      <Routes>
        <Route index element={<UserListPage />} />
        <Route path="create" element={<Page.Protect permissions={USER_PERMISSIONS.create}><UserInvitePage /></Page.Protect>} />
        <Route path=":id" element={<UserEditPage />} />
        <Route path="*" element={<BrokenPage status={404} />} />
      </Routes>
    </Page.Protect>
  );
}
