import { useCallback } from 'react';
import type { TokenMaker } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';

/** Describes who created or changed a token. */
export function useMakerText(): (maker: TokenMaker) => string {
  const text = useText();
  return useCallback(({ type, id, label }) => (
    // Without a name if names are not recorded.
    text(`maker.${type}`, { label: label !== null ? isolate(label) : id === null ? '–' : `#${id}` })
  ), [text]);
}
