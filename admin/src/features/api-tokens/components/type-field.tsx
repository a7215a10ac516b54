import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { TokenType } from '../../../../../server/contract';
import { useText } from '../../../use-text';

const TYPES: TokenType[] = ['read-only', 'full-access', 'custom'];

/** What a content-API token opens. */
export function TypeField({ value, onChange }: { value: TokenType; onChange?(type: TokenType): void }) {
  const text = useText();
  return (
    <Field.Root name="type" required={Boolean(onChange)} hint={text(`type.${value}.hint`)}>
      <Field.Label>{text('field.type')}</Field.Label>
      <SingleSelect value={value} disabled={!onChange} onChange={(type) => onChange?.(type as TokenType)}>
        {TYPES.map((type) => <SingleSelectOption key={type} value={type}>{text(`type.${type}`)}</SingleSelectOption>)}
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
}
