import { useText } from '../../../use-text';
import { AddressesField } from './addresses-field';
import { FormGrid } from './form-grid';
import { PanelBox } from './panel-box';
import { RateField } from './rate-field';

/** From where the token may be used, and how often. */
export function TokenLimits({ disabled, rateUsed }: { disabled?: boolean; rateUsed?: number }) {
  return (
    <PanelBox title={useText()('limits.title')}>
      <FormGrid>
        <AddressesField disabled={disabled} />
        <RateField disabled={disabled} used={rateUsed} />
      </FormGrid>
    </PanelBox>
  );
}
