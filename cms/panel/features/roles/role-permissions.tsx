import { Accordion, Box, Checkbox, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import type { GrantableGroup } from './grantable';
import { knownName } from './known-name';

const Actions = styled.ul`
  display: grid;
  gap: 1.2rem 2.4rem;
  grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr));
`;

/** Its text wraps, since on a phone the end of a name is what tells two apart. */
const Trigger = styled(Accordion.Trigger)`
  padding-block: 1.2rem;
  span {
    white-space: normal;
  }
`;

const Count = styled.span<{ $isSome: boolean }>`
  padding: 0.2rem 0.8rem;
  border-radius: 1rem;
  white-space: nowrap;
  font-size: 1.2rem;
  font-weight: ${({ theme }) => theme.fontWeights.semiBold};
  color: ${({ theme, $isSome }) => ($isSome ? theme.colors.primary700 : theme.colors.neutral600)};
  background: ${({ theme, $isSome }) => ($isSome ? theme.colors.primary100 : theme.colors.neutral150)};
`;

/** The design system opens one item of an accordion at a time; each group is one of its own, so that they can be compared. */
const Groups = styled.div`
  display: grid;
  gap: 0.4rem;
`;

const capitalise = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function checkedState(count: number, total: number): boolean | 'indeterminate' {
  if (count === 0) return false;
  return count === total ? true : 'indeterminate';
}

/** What a role grants, by category, to choose or to look at. */
export function RolePermissions({
  groups,
  granted,
  onChange,
}: {
  groups: GrantableGroup[];
  granted: ReadonlySet<string>;
  /** Left out where nothing can be changed. */
  onChange?(granted: Set<string>): void;
}) {
  const { formatMessage } = useIntl();
  const say = (name: string) => {
    const id = knownName(name);
    return id ? formatMessage({ id }) : capitalise(name);
  };
  const set = (actions: string[], isGranted: boolean) => {
    const next = new Set(granted);
    actions.forEach((action) => (isGranted ? next.add(action) : next.delete(action)));
    onChange?.(next);
  };

  return (
    <Groups>
      {groups.map(({ id, section, name, parts }) => {
        const all = parts.flatMap(({ actions }) => actions.map(({ action }) => action));
        const count = all.filter((action) => granted.has(action)).length;
        return (
          <Accordion.Root key={id} size="S">
          <Accordion.Item value={id}>
            <Accordion.Header>
              <Trigger>{`${formatMessage({ id: `panel.section.${section}` })} - ${say(name)}`}</Trigger>
              <Accordion.Actions>
                <Count $isSome={count > 0}>{formatMessage({ id: 'panel.count' }, { count, total: all.length })}</Count>
              </Accordion.Actions>
            </Accordion.Header>
            <Accordion.Content>
              <Box padding={{ initial: 4, medium: 6 }}>
                {onChange ? (
                  <Box paddingBottom={5}>
                    <Checkbox checked={checkedState(count, all.length)} onCheckedChange={(checked) => set(all, checked === true)}>
                      {formatMessage({ id: 'panel.select-all' })}
                    </Checkbox>
                  </Box>
                ) : null}
                {parts.map((part) => (
                  <Box key={part.name} paddingBottom={5}>
                    {part.name ? (
                      <Box paddingBottom={3}>
                        <Typography variant="sigma" tag="h3" textColor="neutral600">
                          {say(part.name)}
                        </Typography>
                      </Box>
                    ) : null}
                    <Actions>
                      {part.actions.map(({ action, label }) => (
                        <li key={action}>
                          <Checkbox
                            checked={granted.has(action)}
                            disabled={!onChange}
                            onCheckedChange={(checked) => set([action], checked === true)}
                          >
                            {say(label)}
                          </Checkbox>
                        </li>
                      ))}
                    </Actions>
                  </Box>
                ))}
              </Box>
            </Accordion.Content>
          </Accordion.Item>
          </Accordion.Root>
        );
      })}
    </Groups>
  );
}
