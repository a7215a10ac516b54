import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { LIFESPANS } from '../rules/lifespans';
import { useTokenField } from './use-token-field';

const UNLIMITED = 'unlimited';

/** How long the token lasts, with the date on which it ends. It is chosen once, when the token is made. */
export function DurationField({ expiresAt }: {
  /** When the token ends; undefined for one that is not made yet. */
  expiresAt?: string | null;
}) {
  const text = useText();
  const { value: lifespan, onChange } = useTokenField('lifespan').field;
  const isNew = expiresAt === undefined;
  const { formatDate } = useIntl();
  const now = useNow(expiresAt ?? null);
  const end = isNew ? lifespan && now + lifespan : expiresAt && Date.parse(expiresAt);
  const hint = end
    ? text(end > now ? 'duration.ends' : 'duration.ended', {
        date: formatDate(end, { dateStyle: 'long', timeStyle: 'short' }),
      })
    : text(isNew ? 'duration.endless' : 'duration.never-ends');

  return (
    <Field.Root name="lifespan" required={isNew} hint={hint}>
      <Field.Label>{text('field.duration')}</Field.Label>
      <SingleSelect
        value={lifespan === null ? UNLIMITED : String(lifespan)}
        disabled={!isNew}
        onChange={(value) => onChange(LIFESPANS.find((one) => String(one.lifespan) === String(value))?.lifespan ?? null)}
      >
        {LIFESPANS.map(({ lifespan: option, days }) => (
          <SingleSelectOption key={option} value={String(option)}>
            {text('duration.days', { days })}
          </SingleSelectOption>
        ))}
        <SingleSelectOption value={UNLIMITED}>{text('duration.unlimited')}</SingleSelectOption>
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
}
