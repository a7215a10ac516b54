import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { useTokenField } from '../../tokens/components/use-token-field';
import { TOKEN_TYPES } from '../../tokens/rules/token-types';

/** What a content-API token may do. */
export function TypeField({ disabled }: { disabled?: boolean }) {
  const text = useText();
  const { value = 'read-only', onChange } = useTokenField('type').field;
  return (
    <Field.Root name="type" required={!disabled} hint={text(`type.${value}.hint`)}>
      <Field.Label>{text('field.type')}</Field.Label>
      <SingleSelect value={value} disabled={disabled} onChange={onChange}>
        {TOKEN_TYPES.map((type) => <SingleSelectOption key={type} value={type}>{text(`type.${type}`)}</SingleSelectOption>)}
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
}
