import { useCallback } from 'react';
import type { RateLimit } from '../../../../../server/contract';
import { useText } from '../../../use-text';

/** Describes a rate limit: `600 requests a minute, about 10 a second`. */
export function useRateSentence(): (rate: RateLimit | null) => string {
  const text = useText();
  return useCallback((rate) => {
    if (rate === null) return text('rate.none');
    const { limit, window } = rate;
    const sentence = text('rate.sentence', { limit, window });
    const perSecond = limit / window;
    if (window === 1) return sentence;
    return perSecond >= 1 ? text('rate.about', { sentence, count: Math.round(perSecond) }) : text('rate.every', { sentence, seconds: Math.round(window / limit) });
  }, [text]);
}
