import { Navigate } from 'react-router-dom';
import type { SettingsSection } from '../../app/strapi-app';
import { Page } from '../page/page';
import { useVisibleSections } from './use-visible-sections';

/** Redirects to the first settings page that the person may see. */
export function SettingsHome({ sections }: { sections: SettingsSection[] }) {
  const first = useVisibleSections(sections)[0]?.links[0];
  return first ? <Navigate to={`/settings/${first.to}`} replace /> : <Page.NoPermissions />;
}
