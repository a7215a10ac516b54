import type { ReactNode } from 'react';
import { useText } from '../../../use-text';
import { DurationField } from './duration-field';
import { FormGrid } from './form-grid';
import { PanelBox } from './panel-box';
import { DescriptionField, NameField } from './text-fields';

/** What a token is called, what it is for and how long it lasts, with the fields of its kind. */
export function TokenDetails({ disabled, expiresAt, children }: {
  disabled?: boolean;
  /** When the token ends; undefined for one that is not made yet. */
  expiresAt?: string | null;
  children: ReactNode;
}) {
  return (
    <PanelBox title={useText()('details.title')}>
      <FormGrid>
        <NameField disabled={disabled} />
        <DescriptionField disabled={disabled} />
        <DurationField expiresAt={expiresAt} />
        {children}
      </FormGrid>
    </PanelBox>
  );
}
