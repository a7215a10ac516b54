/** What this panel provides to plugins, under the names of `@strapi/strapi/admin` in Strapi 5. The build resolves that import to this file. */
export { BackButton } from './components/page/back-button';
export { ConfirmDialog, type ConfirmDialogProps } from './components/dialog/confirm-dialog';
export { Layouts } from './components/page/layouts';
export { useNotification, type NotificationConfig } from './components/notifications';
export { Page } from './components/page/page';
export { useAuth, type AuthContextValue, type Permission } from './session/auth';
export {
  FetchError,
  getFetchClient,
  isFetchError,
  useFetchClient,
  type FetchClient,
  type FetchResponse,
} from './session/fetch-client';
export { useRBAC, type AllowedActions } from './session/use-rbac';
export type { SettingsLink, StrapiApp } from './app/strapi-app';
