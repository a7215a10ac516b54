import { LRUCache } from 'lru-cache';
import type { Credential } from '../admission/credential';
import type { TokenAttributes } from '../admission/presented-token';
import type { AdminPermission } from '../grant/admin-permission';
import type { Change } from '../store/change';

/** The memory of a token without permissions, which has the weight 1 (bytes). */
const UNIT = 900;
/**
 * The additional memory of other tokens (bytes): as measured, except for descriptions (per character) and restrictions (per character of their JSON), which
 * are estimated.
 */
const BYTES = { action: 28, adminToken: 800, permission: 260, field: 36, restrictions: 8, description: 2 };

/** The cached credentials, each under the fingerprint of its key. */
export interface CredentialCache {
  get(fingerprint: string): Credential | undefined;
  set(fingerprint: string, credential: Credential): void;
  /** Drops what a change may have invalidated. */
  forget(change: Change): void;
}

/** See {@link CredentialCache}. Beyond a total of `maxWeight`, it drops the least recently used. */
export function createCredentialCache(maxWeight: number): CredentialCache {
  /** Fingerprints by what their credentials depend on. */
  const fingerprints = new Map<string, Set<string>>();
  const credentials = new LRUCache<string, Credential>({
    maxSize: maxWeight,
    // A token heavier than the whole cache is kept too, alone.
    sizeCalculation: (credential) => Math.min(weightOf(credential), maxWeight),
    dispose(credential, fingerprint) {
      for (const tag of tagsOf(credential)) {
        const tagged = fingerprints.get(tag);
        tagged?.delete(fingerprint);
        if (tagged?.size === 0) fingerprints.delete(tag);
      }
    },
  });

  return {
    get: (fingerprint) => credentials.get(fingerprint),

    set(fingerprint, credential) {
      credentials.set(fingerprint, credential);
      for (const tag of tagsOf(credential)) {
        const tagged = fingerprints.get(tag);
        if (tagged === undefined) fingerprints.set(tag, new Set([fingerprint]));
        else tagged.add(fingerprint);
      }
    },

    forget(change) {
      if (change === 'all') {
        credentials.clear();
        return;
      }
      for (const tag of [...change.tokenIds.map(tokenTag), ...change.ownerIds.map(ownerTag)]) {
        for (const fingerprint of [...fingerprints.get(tag) ?? []]) credentials.delete(fingerprint);
      }
    },
  };
}

/** A credential's weight, proportional to its memory: 1 for a token without permissions. */
function weightOf(credential: Credential): number {
  const { description } = credential.presented as unknown as TokenAttributes;
  const besides = credential.kind === 'content-api'
    ? credential.actions.size * BYTES.action + (credential.restrictions === null ? 0 : JSON.stringify(credential.restrictions).length * BYTES.restrictions)
    : BYTES.adminToken + credential.permissions.reduce((sum, permission) => sum + BYTES.permission + fieldsOf(permission) * BYTES.field, 0);
  return Math.round((UNIT + besides + description.length * BYTES.description + (credential.isAllowedFrom?.bytes ?? 0)) / UNIT);
}

/** How many fields, locales and conditions a permission names. */
function fieldsOf({ properties, conditions }: AdminPermission): number {
  return [properties?.fields, properties?.['locales'], conditions ?? []].flat().length;
}

function tagsOf({ tokenId, makers, owner }: Credential): string[] {
  return [tokenTag(tokenId), ...makers.map(tokenTag), ...(owner === null ? [] : [ownerTag(owner.id)])];
}

const tokenTag = (id: unknown) => `token ${id}`;
const ownerTag = (id: unknown) => `owner ${id}`;
