import type { EndingToken, ReminderMail } from '../commands/remind';
import type { Host, Id } from '../host';
import type { Owners } from '../owners/owners';
import type { LivesOf } from '../queries/lives';
import { reasonOf } from '../store/database-failure';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { isActive, type Owner } from '../token/owner';

/** The key in Strapi's store: who was sent a message when, and which tokens wait for the next one. */
const KEY = 'reminders';
/** The default sender of Strapi's e-mail plugin, which shows that it has not been set up, unless another provider is configured. */
const DEFAULT_SENDER = 'Strapi <no-reply@strapi.io>';
const DAY_MS = 24 * 60 * 60 * 1000;

/** By the id of a person: the day of the last message (in UTC), and the tokens for the next one. */
type Waiting = Record<string, { sentOn: string | null; tokenIds: Id[] }>;
type Send = (message: { to: string; subject: string; text: string }) => Promise<unknown>;
interface Message {
  person: Owner;
  tokens: EndingToken[];
}

/**
 * Sends reminders through Strapi's e-mail plugin, and does nothing if that is not set up. A person gets at most one message a day (in UTC), across
 * all instances; later reminders wait for the next day. Reminders go to an admin token's owner; for a content-API token, to the person who created
 * it, or to the owner of the admin token that did. A message that cannot be sent is logged and not retried.
 */
export function createReminderMail(
  host: Pick<Host, 'config' | 'log' | 'plugins' | 'store'>, owners: Pick<Owners, 'find'>, store: Store, livesOf: LivesOf,
): ReminderMail {
  const state = host.store({ type: 'plugin', name: 'api-tokens' });
  const read = async () => (await state.get({ key: KEY }) ?? {}) as Waiting;

  /** The message for a person about those of these tokens that still expire soon; null if there is nothing to say, or nobody to say it to. */
  async function messageFor(rows: TokenRows, id: Id, tokenIds: readonly Id[]): Promise<Message | null> {
    const person = (await owners.find([id])).get(id);
    if (person === undefined || !isActive(person) || !person.email) return null;
    const tokens = await rows.byIds(tokenIds);
    const lives = await livesOf(rows, tokens);
    const now = Date.now();
    const ending = tokens.map((token) => ({ token, life: lives.get(token.id)! }))
      // It may have been extended or paused in the meantime.
      .filter(({ life: { endsAt, isEnabled } }) => isEnabled && endsAt > now && endsAt <= now + 30 * DAY_MS)
      .sort((one, other) => one.life.endsAt - other.life.endsAt);
    return ending.length === 0 ? null : { person, tokens: ending };
  }

  /** The next message of today; null if there is none left. From here on it counts as sent. */
  async function takeNext(): Promise<Message | null> {
    const today = new Date().toISOString().slice(0, 10);
    if (Object.values(await read()).every(({ sentOn }) => sentOn === today)) return null;
    return store.append(async ({ rows }) => {
      // Nobody is remembered for longer than the day of a message.
      const waiting = Object.fromEntries(Object.entries(await read()).filter(([, { sentOn, tokenIds }]) => sentOn === today || tokenIds.length > 0));
      let message: Message | null = null;
      for (const [id, { sentOn, tokenIds }] of Object.entries(waiting)) {
        if (sentOn === today) continue;
        message = await messageFor(rows, Number(id), tokenIds);
        if (message !== null) {
          waiting[id] = { sentOn: today, tokenIds: [] };
          break;
        }
        delete waiting[id];
      }
      await state.set({ key: KEY, value: waiting });
      return message;
    });
  }

  return {
    async queue(ending) {
      if (senderOf(host) === null) return;
      const waiting = await read();
      let isChanged = false;
      for (const { token, life } of ending) {
        const id = life.owner?.id ?? (token.madeBy?.type === 'user' ? token.madeBy.id : null);
        if (id === null) continue;
        const { sentOn, tokenIds } = waiting[id] ?? { sentOn: null, tokenIds: [] };
        waiting[id] = { sentOn, tokenIds: [...new Set([...tokenIds, token.id])] };
        isChanged = true;
      }
      if (isChanged) await state.set({ key: KEY, value: waiting });
    },

    async send(isStopping) {
      const send = senderOf(host);
      if (send === null) return;
      while (!isStopping()) {
        const message = await takeNext();
        if (message === null) return;
        try {
          await send({ to: message.person.email!, ...textOf(message, host.config.get('admin.absoluteUrl')) });
        } catch (error) {
          host.log.error(`API tokens: a reminder could not be sent (${reasonOf(error)}).`);
        }
      }
    },
  };
}

/**
 * The function that sends messages; null if the e-mail plugin has not been set up: it has neither a provider nor a sender configured by the project.
 */
function senderOf({ config, plugins }: Pick<Host, 'config' | 'plugins'>): Send | null {
  const plugin = plugins?.email;
  const { provider, settings } = config.get('plugin::email') ?? {};
  if (plugin === undefined || (provider === 'sendmail' && settings?.defaultFrom === DEFAULT_SENDER)) return null;
  return (message) => plugin.service('email').send(message);
}

function textOf({ person, tokens }: Message, url: unknown): { subject: string; text: string } {
  const now = Date.now();
  const [first] = tokens;
  const isOne = tokens.length === 1;
  const lines = tokens.map(({ token, life: { endsAt } }) => {
    const days = Math.ceil((endsAt - now) / DAY_MS);
    const end = new Date(endsAt).toISOString();
    return `- ${token.name} (${token.kind === 'admin' ? 'admin token' : 'API token'}): expires on ${end.slice(0, 10)} at ${end.slice(11, 16)} UTC, in ${
      days === 1 ? 'one day or less' : `${days} days`}`;
  });
  return {
    subject: isOne ? `The token “${first!.token.name}” expires soon` : `${tokens.length} tokens expire soon`,
    text: [
      `Hello${person.firstname ? ` ${person.firstname}` : ''},`,
      '',
      `${isOne ? 'this token expires' : 'these tokens expire'} soon:`,
      '',
      ...lines,
      '',
      `Programs that use ${isOne ? 'it' : 'them'} will be denied from then on. If ${isOne ? 'it is' : 'they are'} still needed, ${isOne ? 'extend it or regenerate its key' : 'extend them or regenerate their keys'} in the settings`
        + ` of the admin panel${typeof url === 'string' && /^https?:/.test(url) ? `: ${url}` : '.'}`,
      '',
    ].join('\n'),
  };
}
