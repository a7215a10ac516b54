import { useMemo, useState } from 'react';
import { Accordion, Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../../../use-text';
import { findPermissions, type FoundGroup } from '../rules/permissions/find-permissions';
import { countGranted } from '../rules/permissions/granted';
import { toggled } from '../rules/permissions/toggled';
import { PermissionRows, type PermissionRow, type PermissionRowsProps } from './permission-rows';
import { PermissionSearch } from './permission-search';

/** Related rows under one heading. */
export interface PermissionGroup {
  id: string;
  label: string;
  note?: string;
  rows: PermissionRow[];
}

/** Groups under one heading; without one where there is only one section. */
export interface PermissionSection {
  id: string;
  label?: string;
  groups: PermissionGroup[];
}

/** Its text wraps, since names may differ only at their end. */
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

/** An accordion of the design system opens one item at a time; each group is an accordion of its own, so that groups can be compared. */
const Groups = styled.div`
  display: grid;
  gap: 0.4rem;
`;

/** Up to this many rows, search results are shown with all groups opened. */
const OPENED_ROWS = 100;

/** The props of {@link PermissionMatrix}. */
export interface PermissionMatrixProps extends Pick<PermissionRowsProps, 'granted' | 'onChange'> {
  sections: PermissionSection[];
}

/** What a token can do, group by group, read-only or editable, with a search that narrows what is shown, not what is granted. */
export function PermissionMatrix({ sections, granted, onChange }: PermissionMatrixProps) {
  const text = useText();
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(NONE);
  const [closedHits, setClosedHits] = useState<ReadonlySet<string>>(NONE);
  const found = useMemo(() => findPermissions(sections, search), [search, sections]);
  const isSearched = search.trim() !== '';
  const opensHits = isSearched && found.count <= OPENED_ROWS;

  const startSearch = (typed: string) => {
    setSearch(typed);
    setClosedHits(NONE);
  };
  const isOpen = (id: string) => (opensHits ? !closedHits.has(id) : opened.has(id));
  const toggle = (id: string) => (opensHits ? setClosedHits(toggled(closedHits, id)) : setOpened(toggled(opened, id)));

  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <PermissionSearch search={search} count={isSearched ? found.count : null} onSearch={startSearch} />
      {found.sections.map(({ section, groups }) => (
        <Box key={section.id} tag={section.label ? 'section' : 'div'}>
          {section.label ? (
            <Box paddingBottom={2}><Typography variant="sigma" tag="h3" textColor="neutral600">{section.label}</Typography></Box>
          ) : null}
          <Groups>
            {groups.map((group) => (
              <Group
                key={group.group.id}
                found={group}
                isSearched={isSearched}
                isOpen={isOpen(group.group.id)}
                onToggle={() => toggle(group.group.id)}
                allLabel={text(isSearched ? 'matrix.select-found' : 'matrix.select-all')}
                granted={granted}
                onChange={onChange}
              />
            ))}
          </Groups>
        </Box>
      ))}
    </Flex>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** A group with its matching rows; the count of granted ones includes all rows. */
function Group({ found: { group, rows }, isOpen, onToggle, isSearched, ...props }: {
  found: FoundGroup<PermissionGroup>;
  isSearched: boolean;
  isOpen: boolean;
  onToggle(): void;
} & Pick<PermissionRowsProps, 'granted' | 'onChange' | 'allLabel'>) {
  const text = useText();
  const count = countGranted(group.rows, props.granted);
  return (
    <Accordion.Root size="S" value={isOpen ? group.id : ''} onValueChange={onToggle}>
      <Accordion.Item value={group.id}>
        <Accordion.Header>
          <Trigger>{group.label}</Trigger>
          <Accordion.Actions>
            <Count $isSome={count > 0}>{text('matrix.count', { count, total: group.rows.length })}</Count>
          </Accordion.Actions>
        </Accordion.Header>
        <Accordion.Content>
          <Flex direction="column" alignItems="stretch">
            <PermissionRows key={String(isSearched)} {...props} rows={rows} note={group.note} />
          </Flex>
        </Accordion.Content>
      </Accordion.Item>
    </Accordion.Root>
  );
}
