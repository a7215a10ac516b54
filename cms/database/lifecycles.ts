import type { LifecycleAction, LifecycleEvent, LifecycleSubscriber } from '../../server/host';

/** What a write is called in the events around it: `Create` in `beforeCreate` and `afterCreate`. */
export type WriteName = 'Create' | 'CreateMany' | 'Update' | 'UpdateMany' | 'Delete' | 'DeleteMany';

/** Who listens to writes. */
export class Lifecycles {
  private readonly subscribers: LifecycleSubscriber[] = [];

  /** Adds a subscriber, for its `models` or for all; answers a function that takes it away again. */
  subscribe(subscriber: LifecycleSubscriber): () => void {
    this.subscribers.push(subscriber);
    return () => {
      const index = this.subscribers.indexOf(subscriber);
      if (index >= 0) this.subscribers.splice(index, 1);
    };
  }

  /** Whether anybody listens to this write of this model. */
  listens(uid: string, write: WriteName): boolean {
    return this.subscribers.some((subscriber) =>
      concerns(subscriber, uid) && (subscriber[`before${write}`] !== undefined || subscriber[`after${write}`] !== undefined));
  }

  /** Tells the subscribers in the order in which they came, one after the other. A throw of one ends it. */
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
