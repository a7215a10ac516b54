import { Avatar, Box, Button, Flex, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { SignOut } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { NavLink, useNavigate } from 'react-router-dom';
import { styled } from 'styled-components';
import { LanguagePicker } from './language-picker';
import { useThemeChoice, type ThemeChoice } from '../../preferences/theme';
import { useAuth } from '../../session/auth';
import { initialsOf, nameOf } from '../../session/user-name';

const Profile = styled(NavLink)`
  display: flex;
  align-items: center;
  gap: 1.2rem;
  min-width: 0;
  padding: 0.8rem;
  border-radius: ${({ theme }) => theme.borderRadius};
  color: ${({ theme }) => theme.colors.neutral800};
  text-decoration: none;
  &:hover,
  &.active {
    background: ${({ theme }) => theme.colors.neutral100};
  }
`;

/** The logged-in person, with links to profile, theme, language and logout. */
export function UserMenu({ onNavigate }: { onNavigate(): void }) {
  const { formatMessage } = useIntl();
  const user = useAuth('UserMenu', (state) => state.user);
  const navigate = useNavigate();
  const { choice, choose } = useThemeChoice();
  if (!user) return null;

  return (
    <Box padding={3} borderColor="neutral150" borderStyle="solid" borderWidth="1px 0 0 0">
      <Profile to="/me" onClick={onNavigate}>
        <Avatar.Item delayMs={0} fallback={initialsOf(user)} />
        <Box minWidth={0}>
          <Typography tag="p" ellipsis fontWeight="semiBold">
            <bdi>{nameOf(user)}</bdi>
          </Typography>
          <Typography tag="p" ellipsis variant="pi" textColor="neutral600">
            {formatMessage({ id: 'panel.profile' })}
          </Typography>
        </Box>
      </Profile>
      <Flex gap={2} paddingTop={2} alignItems="stretch" direction="column">
        <Flex gap={2} wrap="wrap">
          <Box flex="1 0 auto">
            <SingleSelect
              size="S"
              aria-label={formatMessage({ id: 'panel.theme' })}
              value={choice}
              onChange={(next) => choose(next as ThemeChoice)}
            >
              {(['system', 'light', 'dark'] as const).map((theme) => (
                <SingleSelectOption key={theme} value={theme}>
                  {formatMessage({ id: `panel.theme.${theme}` })}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </Box>
          <Box flex="1 0 auto">
            <LanguagePicker />
          </Box>
        </Flex>
        <Button variant="tertiary" size="S" fullWidth startIcon={<SignOut />} onClick={() => navigate('/auth/logout', { state: { isMeant: true } })}>
          {formatMessage({ id: 'panel.logout' })}
        </Button>
      </Flex>
    </Box>
  );
}
