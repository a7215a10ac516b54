import { Field, TextInput } from '@strapi/design-system';
import { useText } from '../../../use-text';

/** The owner of an admin token, which cannot be changed. */
export function OwnerField({ name, isMine }: { name: string; isMine: boolean }) {
  const text = useText();
  return (
    <Field.Root name="owner" hint={text(isMine ? 'owner.hint.mine' : 'owner.hint')}>
      <Field.Label>{text('field.owner')}</Field.Label>
      <TextInput value={name} disabled dir="auto" />
      <Field.Hint />
    </Field.Root>
  );
}
