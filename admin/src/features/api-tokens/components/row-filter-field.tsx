import { useId, useRef } from 'react';
import { Box, Button, Field, Flex, IconButton, SingleSelect, Textarea, TextInput, Typography } from '@strapi/design-system';
import { Plus, Trash } from '@strapi/icons';
import { styled } from 'styled-components';
import type { RowCondition } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { focusWhereLost } from '../../../use-return-focus';
import { SelectOption } from '../../tokens/components/select-option';
import { asConditions, asJson, isInvalidJson, problemOfCondition, takesValue, type Condition, type FilterOperator, type RowFilter } from '../../tokens/rules/restrictions/row-filter';
import { conditionOn, isDate, operatorsFor } from '../rules/condition-choices';

/** Field, operator and value side by side, or stacked on a phone. */
const ConditionGrid = styled.li`
  display: grid;
  gap: 0.8rem;
  grid-template-columns: minmax(0, 1fr) auto;
  align-items: start;
  padding-block: 1.2rem;
  border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  > :not(:last-child) {
    grid-column: 1;
  }
  > :last-child {
    grid-column: 2;
    grid-row: 1;
    margin-top: 2.4rem;
  }
  ${({ theme }) => theme.breakpoints.medium} {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) auto;
    > :not(:last-child) {
      grid-column: auto;
    }
    > :last-child {
      grid-column: 4;
    }
  }
`;

const Code = styled.div`
  textarea {
    font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
    font-size: 1.3rem;
  }
`;

/** Which rows of a content type a token reaches, edited as conditions or as JSON. */
export function RowFilterField({ filter, choices, showsProblems, error, disabled, onChange }: {
  filter: RowFilter;
  /** What can be compared. */
  choices: RowCondition[];
  /** Whether missing values are reported: after an attempt to save. */
  showsProblems: boolean;
  /** The server's error about it. */
  error?: string;
  disabled?: boolean;
  onChange(filter: RowFilter): void;
}) {
  const text = useText();
  const titleId = useId();
  const region = useRef<HTMLDivElement>(null);
  const isJson = 'json' in filter;
  const conditions = isJson ? [] : filter.conditions;
  const built = asConditions(filter);
  const isComplete = conditions.every((condition) => problemOfCondition(condition) === null);
  const [first] = choices.filter(({ path }) => path !== 'documentId');

  const setConditions = (next: Condition[]) => !isJson && onChange({ ...filter, conditions: next });
  const replace = (index: number, next: Condition) => setConditions(conditions.map((each, at) => (at === index ? next : each)));
  const remove = (index: number) => {
    setConditions(conditions.filter((_, at) => at !== index));
    focusWhereLost(region);
  };
  return (
    <Flex ref={region} tabIndex={-1} role="group" aria-labelledby={titleId} direction="column" alignItems="stretch" gap={3} style={{ outline: 'none' }}>
      <Box>
        <Typography id={titleId} tag="h3" fontWeight="bold" textColor="neutral800">{text('restrictions.rows')}</Typography>
        <Typography tag="p" variant="pi" textColor="neutral600">{text(isJson || conditions.length ? 'restrictions.rows.hint' : 'restrictions.rows.none')}</Typography>
      </Box>
      {isJson ? (
        <Code>
          <Field.Root name="rowFilter" error={showsProblems || error ? error ?? (isInvalidJson(filter) ? text('restrictions.json.invalid') : undefined) : undefined} hint={text('restrictions.json.hint')}>
            <Field.Label>{text('restrictions.json')}</Field.Label>
            <Textarea
              value={filter.json} disabled={disabled} rows={8} autoCapitalize="none" autoComplete="off" spellCheck={false} dir="ltr"
              onChange={(event: { target: { value: string } }) => onChange({ json: event.target.value })}
            />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
        </Code>
      ) : (
        <>
          {conditions.length > 1 ? (
            <Box maxWidth="32rem">
              <Field.Root name="match">
                <Field.Label>{text('restrictions.match')}</Field.Label>
                <SingleSelect value={filter.match} disabled={disabled} onChange={(match) => onChange({ match: match === '$or' ? '$or' : '$and', conditions })}>
                  <SelectOption value="$and">{text('restrictions.match.all')}</SelectOption>
                  <SelectOption value="$or">{text('restrictions.match.any')}</SelectOption>
                </SingleSelect>
              </Field.Root>
            </Box>
          ) : null}
          {conditions.length ? (
            <ol>
              {conditions.map((condition, index) => (
                <ConditionFields
                  key={index} number={index + 1} condition={condition} choices={choices} showsProblems={showsProblems} disabled={disabled}
                  onChange={(next) => replace(index, next)} onRemove={() => remove(index)}
                />
              ))}
            </ol>
          ) : null}
          {error ? <Typography tag="p" role="alert" variant="pi" textColor="danger600">{error}</Typography> : null}
        </>
      )}
      <Flex gap={2} wrap="wrap">
        {isJson || disabled || !first ? null : (
          <Button variant="secondary" size="S" startIcon={<Plus />} onClick={() => setConditions([...conditions, conditionOn(first)])}>{text('restrictions.condition.add')}</Button>
        )}
        {isJson
          ? <Button variant="tertiary" size="S" disabled={built === null} onClick={() => built && onChange(built)}>{text('restrictions.json.leave')}</Button>
          : <Button variant="tertiary" size="S" disabled={!isComplete} onClick={() => onChange(asJson(filter))}>{text('restrictions.json.show')}</Button>}
      </Flex>
      {isJson && built === null && !isInvalidJson(filter) ? <Typography tag="p" variant="pi" textColor="neutral600">{text('restrictions.json.only')}</Typography> : null}
    </Flex>
  );
}

function ConditionFields({ number, condition, choices, showsProblems, disabled, onChange, onRemove }: {
  number: number;
  condition: Condition;
  choices: RowCondition[];
  showsProblems: boolean;
  disabled?: boolean;
  onChange(condition: Condition): void;
  onRemove(): void;
}) {
  const text = useText();
  const { path, operator, value } = condition;
  // A condition's field may no longer exist, or be nested deeper than the fields on offer.
  const known = choices.find((choice) => choice.path === path) ?? { path, type: condition.kind === 'number' ? 'integer' : condition.kind === 'boolean' ? 'boolean' : 'string' };
  const offered = operatorsFor(known.type);
  const operators = offered.includes(operator) ? offered : [...offered, operator];
  const problem = showsProblems ? problemOfCondition(condition) : null;
  const name = isDate(known.type) ? '.date' as const : '' as const;
  const labelOf = (each: FilterOperator) => text(each === '$lt' || each === '$lte' || each === '$gt' || each === '$gte' ? `operator.${each}${name}` : `operator.${each}`);
  const pathLabel = (each: string) => each.replaceAll('.', ' › ');
  const set = (next: string) => onChange({ ...condition, value: next });
  const values = known.type === 'boolean' ? ['true', 'false'] : operator === '$in' ? undefined : known.values;
  return (
    <ConditionGrid>
      <Field.Root name={`field-${number}`}>
        <Field.Label>{text('restrictions.condition.field', { number })}</Field.Label>
        <SingleSelect value={path} disabled={disabled} onChange={(chosen) => onChange(conditionOn(choices.find((choice) => choice.path === chosen) ?? known, condition))}>
          {[...(choices.includes(known) ? [] : [known]), ...choices].map((choice) => <SelectOption $isOfMany key={choice.path} value={choice.path}>{pathLabel(choice.path)}</SelectOption>)}
        </SingleSelect>
      </Field.Root>
      <Field.Root name={`operator-${number}`}>
        <Field.Label>{text('restrictions.condition.operator', { number })}</Field.Label>
        <SingleSelect value={operator} disabled={disabled} onChange={(chosen) => onChange({ ...condition, operator: chosen as FilterOperator })}>
          {operators.map((each) => <SelectOption $isOfMany key={each} value={each}>{labelOf(each)}</SelectOption>)}
        </SingleSelect>
      </Field.Root>
      {takesValue(operator) ? (
        <Field.Root
          name={`value-${number}`} error={problem === null ? undefined : text(`restrictions.condition.${problem}.required`)}
          hint={operator === '$in' ? text('restrictions.condition.list') : known.type === 'datetime' ? text('restrictions.condition.datetime') : known.type === 'date' ? text('restrictions.condition.date') : undefined}
        >
          <Field.Label>{text('restrictions.condition.value', { number })}</Field.Label>
          {values ? (
            <SingleSelect value={value} disabled={disabled} onChange={(chosen) => set(String(chosen))}>
              {values.map((each) => <SelectOption $isOfMany key={each} value={each}>{known.type === 'boolean' ? text(each === 'true' ? 'restrictions.true' : 'restrictions.false') : each}</SelectOption>)}
            </SingleSelect>
          ) : (
            <TextInput
              value={value} disabled={disabled} autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={1000}
              inputMode={condition.kind === 'number' && operator !== '$in' ? 'decimal' : undefined}
              onChange={(event: { target: { value: string } }) => set(event.target.value)}
            />
          )}
          <Field.Hint />
          <Field.Error />
        </Field.Root>
      ) : <span />}
      {disabled ? <span /> : <IconButton label={text('restrictions.condition.remove', { number })} variant="ghost" onClick={onRemove}><Trash /></IconButton>}
    </ConditionGrid>
  );
}
