import { useId } from 'react';
import { Box, Checkbox, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { EventAction } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { EVENT_ACTIONS } from '../../tokens/rules/activity/event-actions';

const Columns = styled.div`
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr));
  gap: 1.2rem 2.4rem;
  padding-block-start: 1.2rem;
`;

/** The props of {@link EventChoice}. */
export interface EventChoiceProps {
  chosen: readonly EventAction[];
  onChange(chosen: EventAction[]): void;
}

/** A checkbox for everything that can happen to a token, with the name by which a webhook's receiver gets it, and one for all. */
export function EventChoice({ chosen, onChange }: EventChoiceProps) {
  const text = useText();
  const label = useId();
  const toggle = (action: EventAction, isChosen: boolean) =>
    onChange(EVENT_ACTIONS.filter((one) => (one === action ? isChosen : chosen.includes(one))));
  return (
    <div role="group" aria-labelledby={label}>
      <Box paddingBottom={3}><Typography id={label} variant="pi" fontWeight="bold" textColor="neutral800">{text('webhooks.events')}</Typography></Box>
      <Checkbox
        checked={chosen.length === EVENT_ACTIONS.length ? true : chosen.length > 0 && 'indeterminate'}
        onCheckedChange={(checked) => onChange(checked === true ? EVENT_ACTIONS : [])}
      >
        {text('webhooks.all')}
      </Checkbox>
      <Columns>
        {EVENT_ACTIONS.map((action) => (
          <Checkbox key={action} checked={chosen.includes(action)} onCheckedChange={(checked) => toggle(action, checked === true)}>
            <span>
              {text(`event.${action}`)}{' '}
              <Typography tag="span" variant="pi" textColor="neutral600" translate="no" style={{ display: 'block' }}>{action}</Typography>
            </span>
          </Checkbox>
        ))}
      </Columns>
    </div>
  );
}
