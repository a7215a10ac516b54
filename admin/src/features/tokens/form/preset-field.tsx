import { useState } from 'react';
import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useFormContext } from 'react-hook-form';
import { useText } from '../../../use-text';
import type { TokenValues } from '../rules/form/token-values';

const NONE = 'none';
const AGENT = 'agent';

/** The props of {@link PresetField}. */
export interface PresetFieldProps {
  /** The values of a form without a preset. */
  initial: TokenValues;
  /** What is filled in for an AI agent; undefined until that is known. */
  agent: Partial<TokenValues> | undefined;
  /** What a token for an AI agent can do. */
  agentHint: string;
}

/** Fills in a new token's form for a purpose. Everything can be changed afterwards. */
export function PresetField({ initial, agent, agentHint }: PresetFieldProps) {
  const text = useText();
  const { clearErrors, setValue } = useFormContext<TokenValues>();
  const [preset, setPreset] = useState(NONE);
  const choose = (chosen: string) => {
    setPreset(chosen);
    const fields = Object.keys(agent!) as Array<keyof TokenValues>;
    const values = { ...initial, ...(chosen === AGENT && agent) };
    for (const field of fields) setValue(field, values[field], { shouldDirty: true });
    clearErrors(fields);
  };
  return (
    <Field.Root name="preset" hint={preset === AGENT ? `${agentHint} ${text('preset.agent.client')}` : text('preset.none.hint')}>
      <Field.Label>{text('field.preset')}</Field.Label>
      <SingleSelect value={preset} disabled={agent === undefined} onChange={(value) => choose(String(value))}>
        <SingleSelectOption value={NONE}>{text('preset.none')}</SingleSelectOption>
        <SingleSelectOption value={AGENT}>{text('preset.agent')}</SingleSelectOption>
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
}
