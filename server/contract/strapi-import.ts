import type { Id } from '../host';
import type { TokenKind } from '../token/token-record';

/** What an import does, or would do, with one of Strapi's own tokens. */
export interface ImportedToken {
  /** Its id in Strapi. */
  strapiId: Id;
  /** Its name in Strapi. */
  name: string;
  kind: TokenKind;
  /** `imported` now, `present` already, or `stays` only with Strapi. */
  outcome: 'imported' | 'present' | 'stays';
  /** Its name here, which differs if another token has that name; null if it stays. */
  nameHere: string | null;
  /** Permissions that are not copied: they no longer exist, or its owner does not have them. */
  lost: string[];
  /** Why it stays; null otherwise. */
  reason: string | null;
}

/** The result of an import, or of its preview. */
export interface StrapiImport {
  tokens: ImportedToken[];
  /** How many of Strapi's own tokens are, or would be, deleted. */
  deleted: number;
}

/** GET /strapi-tokens: previews the import of Strapi's own tokens. For super admins; 404 in other hosts. */
export interface GetStrapiTokens {
  Response: { data: StrapiImport };
}

/** POST /strapi-tokens/import: copies Strapi's own tokens, with their keys. For super admins; 404 in other hosts. */
export interface ImportStrapiTokens {
  Request: {
    /** Whether to delete those of Strapi's tokens that the plugin then has, in the same transaction; false by default. */
    deleteOriginals?: boolean;
  };
  Response: { data: StrapiImport };
}
