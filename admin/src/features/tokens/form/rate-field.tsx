import { Box, Field, Flex, SingleSelect, TextInput } from '@strapi/design-system';
import { useText } from '../../../use-text';
import { RATE_WINDOWS, rateOf } from '../rules/form/rate';
import { SelectOption } from '../components/select-option';
import { useRateSentence } from '../details/use-rate-sentence';
import { useTokenField } from './use-token-field';

/** The token's rate limit, explained in words, and how many requests it has sent. */
export function RateField({ disabled, used }: { disabled?: boolean; used?: number }) {
  const text = useText();
  const sentence = useRateSentence();
  const { field, error } = useTokenField('rate');
  const [limit = '', window = '60'] = field.value.split('/');
  const windows = [...new Set<number>([...RATE_WINDOWS, Number(window)])].sort((a, b) => a - b);
  const change = (nextLimit: string, nextWindow: string) => field.onChange(nextLimit.trim() === '' ? '' : `${nextLimit.trim()}/${nextWindow}`);
  const rate = rateOf(field.value);
  const hint = [
    field.value === '' || rate ? sentence(rate) : '',
    rate && used !== undefined ? text('rate.used', { used, window: rate.window }) : '',
  ].filter(Boolean).join(' ');
  return (
    <Flex gap={3} alignItems="flex-start">
      <Box flex="1 1 12rem" minWidth="0">
        <Field.Root name="rate" error={error} hint={hint}>
          <Field.Label>{text('field.rate')}</Field.Label>
          <TextInput
            ref={field.ref} value={limit} inputMode="numeric" disabled={disabled} autoComplete="off" dir="ltr" onBlur={field.onBlur}
            onChange={(event: { target: { value: string } }) => change(event.target.value, window)}
          />
          <Field.Hint />
          <Field.Error />
        </Field.Root>
      </Box>
      <Box flex="1 1 12rem" minWidth="0">
        <Field.Root name="rateWindow">
          <Field.Label>{text('field.rate-window')}</Field.Label>
          <SingleSelect value={window} disabled={disabled || limit === ''} onChange={(value) => change(limit, String(value))}>
            {windows.map((seconds) => <SelectOption key={seconds} value={String(seconds)}>{text('rate.window', { window: seconds })}</SelectOption>)}
          </SingleSelect>
        </Field.Root>
      </Box>
    </Flex>
  );
}
