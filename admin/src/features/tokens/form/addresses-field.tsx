import { Button, Field, Flex, Textarea, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useText } from '../../../use-text';
import { useClientAddress } from '../api/get-client-address';
import { addressesIn, withAddress } from '../rules/form/address-list';
import { useTokenField } from './use-token-field';

/** The addresses that the token may be used from, one per line, with a button to add the person's own. */
export function AddressesField({ disabled }: { disabled?: boolean }) {
  const text = useText();
  const { field, error } = useTokenField('addresses');
  const own = useClientAddress();
  const isListed = own !== undefined && (addressesIn(field.value) ?? []).includes(own.address);
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Field.Root name="addresses" error={error} hint={text(field.value.trim() ? 'addresses.hint' : 'addresses.hint.all')}>
        <Field.Label>{text('field.addresses')}</Field.Label>
        <Textarea {...field} disabled={disabled} autoCapitalize="none" spellCheck={false} dir="ltr" rows={3} />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {own && !disabled ? (
        <>
          <Flex gap={3} alignItems="center" wrap="wrap">
            <Typography>{text('addresses.own', { address: <bdi key="address">{own.address}</bdi> })}</Typography>
            <Button
              variant="tertiary" size="S" startIcon={<Plus />} disabled={isListed}
              aria-label={text('addresses.add', { address: own.address })} onClick={() => field.onChange(withAddress(field.value, own.address))}
            >
              {text('addresses.add.short')}
            </Button>
          </Flex>
          {own.isProxy ? <Typography variant="pi" textColor="warning700">{text('addresses.proxy')}</Typography> : null}
        </>
      ) : null}
    </Flex>
  );
}
