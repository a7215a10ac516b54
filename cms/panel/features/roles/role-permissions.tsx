import { memo, useCallback, useMemo } from 'react';
import { Accordion, Box, Checkbox, Typography } from '@strapi/design-system';
import { useFormContext } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import { useFormField } from '../../components/form/use-form-field';
import type { GrantableGroup } from './grantable';
import { knownName } from './known-name';
import type { RoleValues } from './role-schema';

const Actions = styled.ul`
  display: grid;
  gap: 1.2rem 2.4rem;
  grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
`;

/** Wraps its text, since names may differ only at the end. */
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

/** An accordion of the design system opens one item at a time, so each group is an accordion of its own, to let people compare them. */
const Groups = styled.div`
  display: grid;
  gap: 0.4rem;
  grid-template-columns: minmax(0, 1fr);
`;

const capitalise = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function checkedState(count: number, total: number): boolean | 'indeterminate' {
  if (count === 0) return false;
  return count === total ? true : 'indeterminate';
}

const Action = memo(function Action({ action, label, isGranted, disabled, onToggle }: {
  action: string;
  label: string;
  isGranted: boolean;
  disabled?: boolean;
  onToggle(actions: string[], isGranted: boolean): void;
}) {
  return (
    <li>
      <Checkbox checked={isGranted} disabled={disabled} onCheckedChange={(checked) => onToggle([action], checked === true)}>
        {label}
      </Checkbox>
    </li>
  );
});

/** What a role grants, by category, editable or read-only. */
export function RolePermissions({ groups, disabled }: { groups: GrantableGroup[]; disabled?: boolean }) {
  const { formatMessage } = useIntl();
  const { getValues } = useFormContext<RoleValues>();
  const { value, onChange } = useFormField<RoleValues, 'actions'>('actions').field;
  const granted = useMemo(() => new Set(value), [value]);
  const say = (name: string) => {
    const id = knownName(name);
    return id ? formatMessage({ id }) : capitalise(name);
  };
  const set = useCallback((actions: string[], isGranted: boolean) => {
    const next = new Set(getValues('actions'));
    actions.forEach((action) => (isGranted ? next.add(action) : next.delete(action)));
    onChange([...next].sort());
  }, [getValues, onChange]);

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
                {disabled ? null : (
                  <Box paddingBottom={5}>
                    <Checkbox checked={checkedState(count, all.length)} onCheckedChange={(checked) => set(all, checked === true)}>
                      {formatMessage({ id: 'panel.select-all' })}
                    </Checkbox>
                  </Box>
                )}
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
                        <Action
                          key={action}
                          action={action}
                          label={say(label)}
                          isGranted={granted.has(action)}
                          disabled={disabled}
                          onToggle={set}
                        />
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
