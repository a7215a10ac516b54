import { Box, SingleSelect } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { MANAGERS, UNUSED_FOR, type ListFilters } from '../rules/list/list-settings';
import { TOKEN_STATES } from '../rules/token-state';
import { TOKEN_TYPES } from '../rules/token-types';
import { SelectOption } from '../components/select-option';

const ANY = 'any';

/** What the filters of a list are told. */
export interface ListFiltersProps {
  filters: ListFilters;
  /** Whether the tokens have types. */
  hasTypes: boolean;
  onFilters(change: Partial<ListFilters>): void;
}

/** What tokens have to be to stand in the list: their state, their type, for how long they were not used, and who manages them. */
export function ListFilterFields({ filters, hasTypes, onFilters }: ListFiltersProps) {
  const text = useText();
  return (
    <>
      <FilterField
        label={text('column.state')} any={text('filter.state.any')} value={filters.state} onChange={(state) => onFilters({ state })}
        choices={TOKEN_STATES} name={(state) => text(`state.${state}`)}
      />
      {hasTypes ? (
        <FilterField
          label={text('field.type')} any={text('filter.type.any')} value={filters.type} onChange={(type) => onFilters({ type })}
          choices={TOKEN_TYPES} name={(type) => text(`type.${type}`)}
        />
      ) : null}
      <FilterField
        label={text('column.last-used')} any={text('filter.unused.any')} value={filters.unusedFor} onChange={(unusedFor) => onFilters({ unusedFor })}
        choices={UNUSED_FOR} name={(days) => (days === 'ever' ? text('filter.unused.ever') : text('filter.unused', { days }))}
      />
      <FilterField
        label={text('filter.managed')} any={text('filter.managed.any')} value={filters.managedBy} onChange={(managedBy) => onFilters({ managedBy })}
        choices={MANAGERS} name={(manager) => text(`filter.managed.${manager}`)}
      />
    </>
  );
}

function FilterField<Choice extends string | number>({ label, any, value, choices, name, onChange }: {
  label: string;
  /** The name of no choice. */
  any: string;
  value: Choice | null;
  choices: readonly Choice[];
  name(choice: Choice): string;
  onChange(choice: Choice | null): void;
}) {
  return (
    <Box flex="1 1 14rem" minWidth="14rem" maxWidth={{ initial: '100%', medium: '20rem' }}>
      <SingleSelect
        size="S"
        aria-label={label}
        value={value === null ? ANY : String(value)}
        onChange={(chosen) => onChange(choices.find((choice) => String(choice) === String(chosen)) ?? null)}
      >
        <SelectOption $isOfMany value={ANY}>{any}</SelectOption>
        {choices.map((choice) => <SelectOption $isOfMany key={choice} value={String(choice)}>{name(choice)}</SelectOption>)}
      </SingleSelect>
    </Box>
  );
}
