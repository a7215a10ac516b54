import { useMemo } from 'react';
import type { SettingsSection } from '../../app/strapi-app';
import { grants, useAuth } from '../../session/auth';

/** The sections of the settings with only those links that the person may see; empty sections are left out. */
export function useVisibleSections(sections: SettingsSection[]): SettingsSection[] {
  const own = useAuth('useVisibleSections', (state) => state.permissions);
  return useMemo(
    () => sections
      .map((section) => ({
        ...section,
        links: section.links.filter(
          ({ permissions }) => !permissions.length || permissions.some((wanted) => own.some((one) => grants(one, wanted))),
        ),
      }))
      .filter((section) => section.links.length),
    [own, sections],
  );
}
