import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { TokenType } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useTokenField } from '../../tokens/form/use-token-field';
import { TOKEN_TYPES } from '../../tokens/rules/token-types';

/** What a content-API token may do. */
export function TypeField({ disabled, onType }: { disabled?: boolean; onType?(type: TokenType): void }) {
  const text = useText();
  const { value = 'read-only', onChange } = useTokenField('type').field;
  const change = (type: TokenType) => {
    onChange(type);
    onType?.(type);
  };
  return (
    <Field.Root name="type" required={!disabled} hint={text(`type.${value}.hint`)}>
      <Field.Label>{text('field.type')}</Field.Label>
      <SingleSelect value={value} disabled={disabled} onChange={(chosen) => change(chosen as TokenType)}>
        {TOKEN_TYPES.map((type) => <SingleSelectOption key={type} value={type}>{text(`type.${type}`)}</SingleSelectOption>)}
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
}
