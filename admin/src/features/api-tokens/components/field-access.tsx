import { Checkbox, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { RestrictableField } from '../../../../../server/contract';
import { useText } from '../../../use-text';

const Table = styled.table`
  width: 100%;
  max-width: 60rem;
  border-collapse: collapse;
  font-size: 1.4rem;
  line-height: 1.4;
  color: ${({ theme }) => theme.colors.neutral800};
  th,
  td {
    padding: 0.8rem 0.8rem 0.8rem 0;
    text-align: start;
    vertical-align: middle;
  }
  tbody tr {
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
  tbody th {
    overflow-wrap: anywhere;
  }
  th:not(:first-child),
  td {
    width: 9rem;
  }
  button {
    display: block;
  }
`;

/** The columns, under their names in restrictions. */
const COLUMNS = ['read', 'write'] as const;
type Column = (typeof COLUMNS)[number];

/** What may be read and written: names, or null for all, including fields added later. */
type Access = Record<Column, string[] | null>;

/** The fields of a content type as two columns of checkboxes. */
export function FieldAccess({ label, fields, access, canWrite, disabled, onChange }: {
  /** The label of the table. */
  label: string;
  fields: RestrictableField[];
  access: Access;
  /** False if the token cannot write: then there is a single column. */
  canWrite: boolean;
  disabled?: boolean;
  onChange(access: Access): void;
}) {
  const text = useText();
  const columns = canWrite || access.write !== null ? COLUMNS : COLUMNS.slice(0, 1);
  const can = { read: 'canRead', write: 'canWrite' } as const;
  const choices = (column: Column) => fields.filter((field) => field[can[column]]).map(({ name }) => name);
  const known = new Set(fields.map(({ name }) => name));
  const gone = [...new Set(columns.flatMap((column) => access[column] ?? []))].filter((name) => !known.has(name) && name !== 'id' && name !== 'documentId');

  const toggle = (column: Column, name: string, isChecked: boolean) => {
    const others = (access[column] ?? choices(column)).filter((each) => each !== name);
    onChange({ ...access, [column]: isChecked ? [...others, name] : others });
  };
  const box = (column: Column, name: string) => (
    <td key={column}>
      <Checkbox
        aria-label={text(`restrictions.${column}.field`, { field: name })} checked={access[column]?.includes(name) ?? true} disabled={disabled}
        onCheckedChange={(checked) => toggle(column, name, checked === true)}
      />
    </td>
  );
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{text('restrictions.field')}</th>
          {columns.map((column) => <th key={column} scope="col">{text(`restrictions.${column}`)}</th>)}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            {text('restrictions.all-fields')}
            <Typography tag="div" variant="pi" textColor="neutral600">{text('restrictions.all-fields.hint')}</Typography>
          </th>
          {columns.map((column) => (
            <td key={column}>
              <Checkbox
                aria-label={text(`restrictions.${column}.all`)} disabled={disabled}
                checked={access[column] === null ? true : access[column].length > 0 ? 'indeterminate' : false}
                onCheckedChange={() => onChange({ ...access, [column]: access[column] === null ? [] : null })}
              />
            </td>
          ))}
        </tr>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row"><Typography fontWeight="regular" translate="no">{field.name}</Typography></th>
            {columns.map((column) => (field[can[column]] ? box(column, field.name) : <td key={column}>–</td>))}
          </tr>
        ))}
        {gone.map((name) => (
          <tr key={name}>
            <th scope="row">
              <Typography fontWeight="regular" translate="no">{name}</Typography>
              <Typography tag="div" variant="pi" textColor="danger600">{text('restrictions.gone')}</Typography>
            </th>
            {columns.map((column) => (access[column]?.includes(name) ? box(column, name) : <td key={column}>–</td>))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
