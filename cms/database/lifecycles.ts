import type { LifecycleAction, LifecycleEvent, LifecycleSubscriber } from '../../server/host';

/** The name of a write in its events: `Create` in `beforeCreate` and `afterCreate`. */
export type WriteName = 'Create' | 'CreateMany' | 'Update' | 'UpdateMany' | 'Delete' | 'DeleteMany';

/** The subscribers to writes. */
export class Lifecycles {
  private readonly subscribers: LifecycleSubscriber[] = [];

  /** Adds a subscriber, for its `models` or for all; returns a function that removes it. */
  subscribe(subscriber: LifecycleSubscriber): () => void {
    this.subscribers.push(subscriber);
    return () => {
      const index = this.subscribers.indexOf(subscriber);
      if (index >= 0) this.subscribers.splice(index, 1);
    };
  }

  /** Whether there are subscribers to this write of this model. */
  listens(uid: string, write: WriteName): boolean {
    return this.subscribers.some((subscriber) =>
      concerns(subscriber, uid) && (subscriber[`before${write}`] !== undefined || subscriber[`after${write}`] !== undefined));
  }

  /** Notifies the subscribers one after another, in order of subscription. If one throws, the rest are not notified. */
  async announce(action: LifecycleAction, event: Omit<LifecycleEvent, 'action'>): Promise<void> {
    for (const subscriber of [...this.subscribers]) {
      if (!concerns(subscriber, event.model.uid)) continue;
      await subscriber[action]?.(Object.assign(event, { action }));
    }
  }
}

function concerns(subscriber: LifecycleSubscriber, uid: string): boolean {
  return subscriber.models === undefined || subscriber.models.includes(uid);
}
