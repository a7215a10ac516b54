import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { Lifespan } from '../../../../../server/contract';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { LIFESPANS } from '../rules/lifespans';

const UNLIMITED = 'unlimited';

/** How long the token lasts, with the date on which it ends. It is chosen once, when the token is made. */
export function DurationField({
  lifespan,
  expiresAt,
  onChange,
}: {
  lifespan: Lifespan | null;
  /** When the token ends; undefined for one that is not made yet. */
  expiresAt?: string | null;
  /** Left out where the duration cannot be chosen. */
  onChange?(lifespan: Lifespan | null): void;
}) {
  const text = useText();
  const { formatDate } = useIntl();
  const now = useNow(expiresAt ?? null);
  const end = expiresAt === undefined ? lifespan && now + lifespan : expiresAt && Date.parse(expiresAt);
  const hint = end
    ? text(end > now ? 'duration.ends' : 'duration.ended', {
        date: formatDate(end, { dateStyle: 'long', timeStyle: 'short' }),
      })
    : text('duration.endless');

  return (
    <Field.Root name="lifespan" required={Boolean(onChange)} hint={hint}>
      <Field.Label>{text('field.duration')}</Field.Label>
      <SingleSelect
        value={lifespan === null ? UNLIMITED : String(lifespan)}
        disabled={!onChange}
        onChange={(value) => onChange?.(LIFESPANS.find((one) => String(one.lifespan) === String(value))?.lifespan ?? null)}
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
