import type { Cms } from '../cms';

/** Who asks, as far as the content service needs to know. */
export interface Caller {
  /** Whether the caller may `find` records of a content type. */
  mayFind(uid: string): Promise<boolean>;
}

/** Whether the content API has routes for a content type. Those of plugins and of the admin API stay inside. */
export function isExposed(uid: string): boolean {
  return uid.startsWith('api::');
}

/** The caller of one request, by its `ctx.state.auth`. Each content type is asked about once. */
export function createCaller(cms: Pick<Cms, 'auth'>, auth: unknown): Caller {
  const answers = new Map<string, Promise<boolean>>();

  async function ask(uid: string): Promise<boolean> {
    if (!isExposed(uid)) return false;
    try {
      await cms.auth.verify(auth, { scope: [`${uid}.find`] });
      return true;
    } catch (error) {
      const { status } = error as { status?: number };
      if (status === 401 || status === 403) return false;
      throw error;
    }
  }

  return {
    mayFind(uid) {
      const answer = answers.get(uid) ?? ask(uid);
      answers.set(uid, answer);
      return answer;
    },
  };
}
