import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { styled } from 'styled-components';
import type { SettingsSection } from '../../app/strapi-app';
import { useVisibleSections } from './use-visible-sections';

const Nav = styled.nav`
  flex: 1;
  overflow-y: auto;
  padding: 0.8rem 1.2rem 1.6rem;
`;

const SectionTitle = styled(Typography)`
  display: block;
  padding: 1.2rem 0.8rem 0.8rem;
  text-transform: uppercase;
`;

const PageLink = styled(NavLink)`
  display: flex;
  align-items: center;
  min-height: 4rem;
  padding: 0.4rem 0.8rem 0.4rem 2rem;
  border-radius: ${({ theme }) => theme.borderRadius};
  color: ${({ theme }) => theme.colors.neutral800};
  font-size: 1.4rem;
  text-decoration: none;
  &:hover {
    background: ${({ theme }) => theme.colors.neutral100};
  }
  &.active {
    background: ${({ theme }) => theme.colors.primary100};
    color: ${({ theme }) => theme.colors.primary700};
    font-weight: ${({ theme }) => theme.fontWeights.semiBold};
  }
`;

/** Links to the settings pages that the person may see, by section. */
export function SettingsNav({ sections, onNavigate }: { sections: SettingsSection[]; onNavigate(): void }) {
  const { formatMessage } = useIntl();
  return (
    <Nav aria-label={formatMessage({ id: 'panel.settings' })}>
      {useVisibleSections(sections).map(({ id, intlLabel, links }) => (
        <section key={id} aria-labelledby={`settings-${id}`}>
          <SectionTitle variant="sigma" tag="h3" id={`settings-${id}`} textColor="neutral600">
            {formatMessage(intlLabel)}
          </SectionTitle>
          <ul>
            {links.map((link) => (
              <li key={link.id}>
                <PageLink to={`/settings/${link.to}`} onClick={onNavigate}>
                  {formatMessage(link.intlLabel)}
                </PageLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Nav>
  );
}
