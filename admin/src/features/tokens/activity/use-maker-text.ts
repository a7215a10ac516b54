import { useCallback } from 'react';
import type { TokenMaker } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';

/** Describes who created or changed a token. */
export function useMakerText(): (maker: Pick<TokenMaker, 'type' | 'label'>) => string {
  const text = useText();
  return useCallback(({ type, label }) => text(`maker.${type}`, { label: label === null ? '–' : isolate(label) }), [text]);
}
