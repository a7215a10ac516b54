import { readExplain } from '../../server/input/read-explain';
import { type Command, Failure, OPERATOR } from '../command';
import { findToken } from '../find-token';
import { fields, shown, table } from '../format';
import { readWords } from '../read-input';
import { tokensOf } from '../tokens-of';

/** Tells whether a request with a token would be allowed, and why. */
export const explain: Command = {
  usage: 'explain TOKEN METHOD PATH',
  summary: 'Tell whether a request with the key of a token would be allowed now, and why; exit with 1 if not',
  options: {
    address: { value: 'ADDRESS', help: 'Where the request would come from' },
    locale: { value: 'LOCALE', help: 'The locale of the content' },
    status: { value: 'STATUS', help: 'draft or published' },
  },
  examples: ['explain Website GET /api/articles', 'explain 7 DELETE /api/articles/abc --json'],

  prepare(given) {
    const [reference, method, path] = readWords(given, 'TOKEN', 'METHOD', 'PATH');
    const asked = Object.entries({ address: given.value('address'), locale: given.value('locale'), status: given.value('status') });
    const request = readExplain({ method, path, ...Object.fromEntries(asked.filter(([, value]) => value !== undefined)) });
    return async (services) => {
      const { id, kind, name } = await findToken(services, reference!);
      const tokens = tokensOf(services, kind);
      if (tokens.explain === undefined) throw new Failure('This command does not know the routes of a Koa app. Send the app a request with the token instead.');
      const explanation = await tokens.explain(OPERATOR, id, request);
      const { allowed, route, required, checks } = explanation;
      const head = fields({ allowed: allowed ? 'yes' : 'no', token: `${id}, ${shown(name)}`, route: `${route.method} ${route.path}`, action: route.action, required: required.join(', ') });
      const text = `${head}\n${table(['CHECK', 'PASSED', 'CODE', 'DETAIL'], checks.map(({ check, passed, code, detail }) => [check, passed ? 'yes' : 'no', code, detail]))}`;
      return { json: explanation, text, code: allowed ? 0 : 1 };
    };
  },
};
