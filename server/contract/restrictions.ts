import type { RestrictableContent } from '../grant/restrictable-content';
import type { Restrictions } from '../grant/restriction-types';

/** GET /api-tokens/restrictable: for callers who may see or create tokens. Null if the host enforces no restrictions. */
export interface GetRestrictable {
  Response: {
    data: RestrictableContent & {
      /** Whether the caller may preview what a token would find, with POST /api-tokens/preview-restrictions. */
      canPreview: boolean;
    } | null;
  };
}

/**
 * POST /api-tokens/preview-restrictions: what a full-access token with these restrictions would find of a content type, for callers who may create
 * tokens, and so could create one and try it. 400 if the host has no previews.
 */
export interface PreviewRestrictions {
  Request: {
    /** The uid of the content type. */
    type: string;
    restrictions: Restrictions | null;
  };
  Response: {
    data: {
      /** How many records the token would find. */
      count: number;
      /** How many records there are. */
      total: number;
      /** The first record that it would find, as it would be returned; null if there is none. */
      record: Record<string, unknown> | null;
    };
  };
}
