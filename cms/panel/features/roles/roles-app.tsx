import { Route, Routes } from 'react-router-dom';
import { BrokenPage } from '../../components/page/broken-page';
import { Page } from '../../components/page/page';
import { RoleCreatePage } from './role-create-page';
import { RoleEditPage } from './role-edit-page';
import { RoleListPage } from './role-list-page';
import { ROLE_PERMISSIONS } from './role-actions';

/** Settings > Administration Panel > Roles. */
export default function RolesApp() {
  return (
    <Page.Protect permissions={ROLE_PERMISSIONS.read}>
      <Routes>
        <Route index element={<RoleListPage />} />
        <Route path="create" element={<Page.Protect permissions={ROLE_PERMISSIONS.create}><RoleCreatePage /></Page.Protect>} />
        <Route path=":id" element={<RoleEditPage />} />
        <Route path="*" element={<BrokenPage status={404} />} />
      </Routes>
    </Page.Protect>
  );
}
