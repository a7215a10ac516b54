import type { ReactNode } from 'react';
import { useText } from '../../../use-text';
import { EndField, type EndFieldProps } from '../form/end-field';
import { FormGrid } from '../form/form-grid';
import { PanelBox } from '../components/panel-box';
import { DescriptionField, NameField } from '../form/text-fields';

/** A token's name, description and expiry, after the `preset` of a new one, with the `fields` of its kind and further facts. */
export function TokenDetails({ preset, fields, children, ...end }: EndFieldProps & { preset?: ReactNode; fields: ReactNode; children?: ReactNode }) {
  return (
    <PanelBox title={useText()('details.title')}>
      <FormGrid>
        {preset}
        <NameField disabled={end.disabled} />
        <DescriptionField disabled={end.disabled} />
        <EndField {...end} />
        {fields}
        {children}
      </FormGrid>
    </PanelBox>
  );
}
