import { useText } from '../../../use-text';
import { AddressesField } from '../form/addresses-field';
import { FormGrid } from '../form/form-grid';
import { PanelBox } from '../components/panel-box';
import { RateField } from '../form/rate-field';

/** Where the token may be used from, and how often. */
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
