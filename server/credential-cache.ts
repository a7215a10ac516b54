import { LRUCache } from 'lru-cache';
import type { Credential } from './admission/credential';
import type { Change } from './store/change';

/** A credential counts once, and once more for each of so many permissions that it holds: they take about as much memory as all else. */
const PERMISSIONS_PER_WEIGHT = 35;

/** The credentials in memory, each under the fingerprint of the key that leads to it. */
export interface CredentialCache {
  get(fingerprint: string): Credential | undefined;
  set(fingerprint: string, credential: Credential): void;
  /** Drops what a change may have made untrue. */
  forget(change: Change): void;
}

/** See {@link CredentialCache}. Beyond `maxWeight` in all, it drops what was used least recently. */
export function createCredentialCache(maxWeight: number): CredentialCache {
  /** By what they depend on. */
  const fingerprints = new Map<string, Set<string>>();
  const credentials = new LRUCache<string, Credential>({
    maxSize: maxWeight,
    // A token that is heavier than all of the cache is kept as well, alone.
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

function weightOf(credential: Credential): number {
  const permissions = credential.kind === 'admin' ? credential.permissions.length : credential.actions.size;
  return 1 + Math.floor(permissions / PERMISSIONS_PER_WEIGHT);
}

function tagsOf({ tokenId, makers, owner }: Credential): string[] {
  return [tokenTag(tokenId), ...makers.map(tokenTag), ...(owner === null ? [] : [ownerTag(owner.id)])];
}

const tokenTag = (id: unknown) => `token ${id}`;
const ownerTag = (id: unknown) => `owner ${id}`;
